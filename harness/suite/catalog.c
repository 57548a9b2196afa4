#include "suite/catalog.h"

#include "base/text.h"
#include "suite/declared.h"

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

/* A file beside the workload that may be a part of it. */
struct helper {
    char *text;
    size_t length;
    char *mention; /* how a file that uses it names it: "_words" of _words.py, "held.h" */
    bool used;
};

/* As a word of its own: `_words` is not in `my_words`. */
static bool mentions(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = text; (at = strstr(at, word)); at++) {
        bool begins = at == text || !(isalnum((unsigned char)at[-1]) || at[-1] == '_');
        if (begins && !isalnum((unsigned char)at[length]) && at[length] != '_')
            return true;
    }
    return false;
}

/* All of a file with a NUL behind it, or NULL with errno. The caller frees. */
static char *read_all(const char *path, size_t *length)
{
    FILE *file = fopen(path, "re");
    char *text = NULL;
    size_t size = 0;

    *length = 0;
    if (!file)
        return NULL;
    do {
        if (*length + 4096 > size)
            text = text_grow(text, (size = 2 * size + 4096) + 1, 1);
        *length += fread(text + *length, 1, size - *length, file);
    } while (!feof(file) && !ferror(file));
    if (ferror(file)) {
        free(text);
        text = NULL;
    } else {
        text[*length] = '\0';
    }
    int why = errno;
    fclose(file);
    errno = why;
    return text;
}

static void find_helpers(const char *folder, const char *ending, struct helper **helpers, size_t *count)
{
    char *literal = text_glob_literal(folder), *pattern = text_format("%s/%s", literal, ending);
    glob_t found = {0};

    int code = glob(pattern, 0, NULL, &found);
    for (size_t i = 0; code == 0 && i < found.gl_pathc; i++) {
        const char *base = strrchr(found.gl_pathv[i], '/') + 1;
        size_t name = strlen(base), length;
        char *text = read_all(found.gl_pathv[i], &length);
        if (!text)
            continue; /* a folder of that name */
        if (strcmp(ending, "_*.py") == 0)
            name -= strlen(".py");
        *helpers = text_grow(*helpers, *count + 1, sizeof **helpers);
        (*helpers)[(*count)++] =
            (struct helper){.text = text, .length = length, .mention = text_format("%.*s", (int)name, base)};
    }
    globfree(&found);
    free(pattern);
    free(literal);
}

/* Adds what the file uses of that which lies beside it: the headers that it includes, the modules that it imports, and what these use in
 * turn. They are part of what it measures, and other workloads' helpers are not. A mention is enough, wherever it stands: rather a helper too
 * many than a change that does not show. */
static uint64_t hash_helpers(uint64_t hash, const char *path, const char *text, bool is_c)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? text_format("%.*s", (int)(slash - path), path) : text_format(".");
    struct helper *helpers = NULL;
    size_t count = 0;
    bool more = true;

    find_helpers(folder, is_c ? "*.h" : "_*.py", &helpers, &count);
    if (is_c)
        find_helpers(folder, "_*.c", &helpers, &count);
    for (size_t i = 0; i < count; i++)
        helpers[i].used = mentions(text, helpers[i].mention);
    while (more) {
        more = false;
        for (size_t i = 0; i < count; i++)
            for (size_t k = 0; helpers[i].used && k < count; k++)
                if (!helpers[k].used && mentions(helpers[i].text, helpers[k].mention))
                    more = helpers[k].used = true;
    }
    for (size_t i = 0; i < count; i++) {
        if (helpers[i].used)
            hash = text_hash(hash, helpers[i].text, helpers[i].length);
        free(helpers[i].text);
        free(helpers[i].mention);
    }
    free(helpers);
    free(folder);
    return hash;
}

/* The name of the folder that a path is in. */
static char *folder_of(const char *path)
{
    const char *end = strrchr(path, '/'), *start = end;

    while (start && start > path && start[-1] != '/')
        start--;
    return start ? text_format("%.*s", (int)(end - start), start) : text_format("%s", "");
}

int workload_read(struct workload *workload, const char *path, struct error *e)
{
    char *text = NULL;
    size_t length = 0;
    int result = -1;

    *workload = (struct workload){0};
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
    if (!dot || (strcmp(dot, ".py") != 0 && strcmp(dot, ".c") != 0))
        return error_set(e, "%s: a workload is a file that ends in .py or .c", path);
    text = read_all(path, &length);
    if (!text)
        return error_set(e, "%s: %s", path, strerror(errno));
    if (length == 0) {
        error_set(e, "%s: the file is empty; a workload defines run", path);
        goto out;
    }
    if (strlen(text) < length) {
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
    workload->folder = folder_of(workload->path ? workload->path : path);
    workload->is_c = strcmp(dot, ".c") == 0;
    workload->doc = workload->is_c ? doc_of_c(text) : doc_of_python(text);
    trim(workload->doc);
    workload->note = declared_note(text, workload->is_c);
    workload->library = declared_library(workload->doc);
    uint64_t hash = hash_helpers(text_hash(TEXT_HASH_START, text, length), path, text, workload->is_c);
    snprintf(workload->hash, sizeof workload->hash, "%016" PRIx64, hash);
    result = 0;
out:
    free(text);
    return result;
}

static char *copy_of(const char *text)
{
    return text ? text_format("%s", text) : NULL;
}

struct workload workload_copy(const struct workload *workload)
{
    struct workload copy = *workload;

    copy.name = copy_of(workload->name);
    copy.path = copy_of(workload->path);
    copy.folder = copy_of(workload->folder);
    copy.doc = copy_of(workload->doc);
    copy.note = copy_of(workload->note);
    copy.library = copy_of(workload->library);
    return copy;
}

void workload_free(struct workload *workload)
{
    free(workload->name);
    free(workload->path);
    free(workload->folder);
    free(workload->doc);
    free(workload->note);
    free(workload->library);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct workload *)a)->name, ((const struct workload *)b)->name);
}

/* Names that begin with _ are helpers: modules that workloads import, C files that they include. */
static int scan_files(struct catalog *catalog, const char *root, const char *ending, struct error *e)
{
    char *literal = text_glob_literal(root), *pattern = text_format("%s/workloads/*/*%s", literal, ending);
    glob_t found = {0};
    int code = glob(pattern, 0, NULL, &found), result = 0;

    for (size_t i = 0; code == 0 && i < found.gl_pathc && result == 0; i++) {
        if (strrchr(found.gl_pathv[i], '/')[1] == '_')
            continue;
        catalog->items = text_grow(catalog->items, catalog->count + 1, sizeof *catalog->items);
        result = workload_read(&catalog->items[catalog->count], found.gl_pathv[i], e);
        catalog->count += result == 0;
    }
    globfree(&found);
    free(pattern);
    free(literal);
    return result;
}

int catalog_scan(struct catalog *catalog, const char *root, struct error *e)
{
    if (scan_files(catalog, root, ".py", e) < 0 || scan_files(catalog, root, ".c", e) < 0)
        return -1;
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
