#include "suite/catalog.h"

#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The docstring of a Python file: the first thing in it that is neither a comment nor blank, if that is a
 * string. */
static char *doc_of_python(const char *text)
{
    for (;;) {
        text += strspn(text, " \t\r\n");
        if (*text != '#')
            break;
        text += strcspn(text, "\n");
    }
    if (*text == 'r' || *text == 'R')
        text++;
    for (size_t i = 0; i < 4; i++) {
        static const char *const quotes[] = {"\"\"\"", "'''", "\"", "'"};
        size_t length = strlen(quotes[i]);
        const char *end = strncmp(text, quotes[i], length) == 0 ? strstr(text + length, quotes[i]) : NULL;
        if (end)
            return text_format("%.*s", (int)(end - text - (long)length), text + length);
    }
    return text_format("%s", "");
}

/* The leading comment of a C file, of either kind, without stars and slashes. */
static char *doc_of_c(const char *text)
{
    char *doc = text_format("%s", text), *to = doc;
    bool block = strncmp(text, "/*", 2) == 0;
    const char *end = block ? strstr(text, "*/") : NULL;

    if (!end) /* lines of //, or none */
        for (end = text; strncmp(end, "//", 2) == 0;)
            end += strcspn(end, "\n") + (end[strcspn(end, "\n")] == '\n');
    if (block)
        text += 2;
    while (text < end) {
        size_t line = strcspn(text, "\n");
        if (text + line > end)
            line = (size_t)(end - text);
        const char *start = text;
        start += strspn(start, " \t");
        start += strspn(start, block ? "*" : "/");
        start += *start == ' ' && start < text + line;
        if (start < text + line) {
            memmove(to, start, (size_t)(text + line - start));
            to += text + line - start;
        }
        *to++ = '\n';
        text += line + 1;
    }
    *to = '\0';
    return doc;
}

static void trim(char *text)
{
    size_t start = strspn(text, " \t\r\n"), length = strlen(text);
    while (length > start && isspace((unsigned char)text[length - 1]))
        length--;
    memmove(text, text + start, length - start);
    text[length - start] = '\0';
}

/* Adds the headers that lie beside a C file: what it includes is part of what it measures. */
static uint64_t hash_headers(uint64_t hash, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? text_format("%.*s", (int)(slash - path), path) : text_format(".");
    char *literal = text_glob_literal(folder), *pattern = text_format("%s/*.h", literal);
    glob_t found = {0};

    int code = glob(pattern, 0, NULL, &found);
    for (size_t i = 0; code == 0 && i < found.gl_pathc; i++) {
        FILE *file = fopen(found.gl_pathv[i], "re");
        char bytes[4096];
        for (size_t length; file && (length = fread(bytes, 1, sizeof bytes, file)) > 0;)
            hash = text_hash(hash, bytes, length);
        if (file)
            fclose(file);
    }
    globfree(&found);
    free(pattern);
    free(literal);
    free(folder);
    return hash;
}

int workload_read(struct workload *workload, const char *path, struct error *e)
{
    char *text = NULL;
    size_t size = 0;
    int result = -1;

    *workload = (struct workload){0};
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
    if (!dot || (strcmp(dot, ".py") != 0 && strcmp(dot, ".c") != 0))
        return error_set(e, "%s: a workload is a file that ends in .py or .c", path);
    FILE *file = fopen(path, "re");
    if (!file)
        return error_set(e, "%s: %s", path, strerror(errno));
    ssize_t length = getdelim(&text, &size, '\0', file);
    if (ferror(file)) {
        error_set(e, "%s: %s", path, strerror(errno));
        goto out;
    }
    if (length <= 0) {
        error_set(e, "%s: the file is empty; a workload defines run", path);
        goto out;
    }
    if (text[length - 1] == '\0') {
        error_set(e, "%s: a NUL byte; this is not a source file", path);
        goto out;
    }
    workload->name = text_format("%.*s", (int)(dot - base), base);
    if (!text_is_name(workload->name)) {
        error_set(e, "%s: a workload's file name holds letters, digits and . _ + - only", path);
        free(workload->name);
        workload->name = NULL;
        goto out;
    }
    workload->path = realpath(path, NULL);
    workload->is_c = strcmp(dot, ".c") == 0;
    workload->doc = workload->is_c ? doc_of_c(text) : doc_of_python(text);
    trim(workload->doc);
    uint64_t hash = text_hash(TEXT_HASH_START, text, (size_t)length);
    if (workload->is_c)
        hash = hash_headers(hash, path);
    snprintf(workload->hash, sizeof workload->hash, "%016" PRIx64, hash);
    result = 0;
out:
    free(text);
    fclose(file);
    return result;
}

void workload_free(struct workload *workload)
{
    free(workload->name);
    free(workload->path);
    free(workload->doc);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct workload *)a)->name, ((const struct workload *)b)->name);
}

int catalog_scan(struct catalog *catalog, const char *root, struct error *e)
{
    static const char *const patterns[] = {"python/*.py", "native/*.c"};

    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        glob_t found = {0};
        char *literal = text_glob_literal(root),
             *pattern = text_format("%s/workloads/%s", literal, patterns[i]);
        int code = glob(pattern, 0, NULL, &found), result = 0;
        free(literal);
        free(pattern);
        for (size_t j = 0; code == 0 && j < found.gl_pathc && result == 0; j++) {
            catalog->items = text_grow(catalog->items, catalog->count + 1, sizeof *catalog->items);
            result = workload_read(&catalog->items[catalog->count], found.gl_pathv[j], e);
            catalog->count += result == 0;
        }
        globfree(&found);
        if (result < 0)
            return -1;
    }
    if (catalog->count)
        qsort(catalog->items, catalog->count, sizeof *catalog->items, by_name);
    for (size_t i = 1; i < catalog->count; i++)
        if (by_name(&catalog->items[i - 1], &catalog->items[i]) == 0)
            return error_set(e, "%s and %s have the same name; rename one", catalog->items[i - 1].path,
                             catalog->items[i].path);
    return 0;
}

const struct workload *catalog_find(const struct catalog *catalog, const char *name)
{
    for (size_t i = 0; i < catalog->count; i++)
        if (strcmp(catalog->items[i].name, name) == 0)
            return &catalog->items[i];
    return NULL;
}

void catalog_free(struct catalog *catalog)
{
    for (size_t i = 0; i < catalog->count; i++)
        workload_free(&catalog->items[i]);
    free(catalog->items);
    *catalog = (struct catalog){0};
}

const char *workload_summary(const struct workload *workload, int *length)
{
    *length = (int)strcspn(workload->doc, "\r\n");
    return *length ? workload->doc : (*length = 18, "(no documentation)");
}
