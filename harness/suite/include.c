#include "suite/include.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"

struct walk {
    const char *folder;
    struct text_list seen; /* by name; each is checked once, also where they include one another */
};

/* All of a file with a NUL behind it, or NULL. The caller frees. */
static char *read_all(const char *path, struct error *e)
{
    char *text = NULL;
    size_t length = 0, room = 0;
    bool good = false;

    FILE *from = fopen(path, "re");
    if (!from) {
        error_set(e, "%s: cannot be read: %s", path, strerror(errno));
        return NULL;
    }
    do {
        room = 2 * room + 4096;
        text = text_grow(text, room + 1, 1);
        length += fread(text + length, 1, room - length, from);
    } while (length == room && length <= INCLUDE_BYTES);
    text[length] = '\0';
    if (ferror(from))
        error_set(e, "%s: cannot be read: %s", path, strerror(errno)); /* a folder, or the disk */
    else if (length > INCLUDE_BYTES)
        error_set(e, "%s: cannot be a suite: it is larger than 16 MiB", path);
    else if (strlen(text) < length)
        error_set(e, "%s: cannot be a suite: it has a NUL byte", path);
    else
        good = true;
    fclose(from);
    if (good)
        return text;
    free(text);
    return NULL;
}

static int check_text(struct walk *walk, const char *path, const char *text, struct error *e);

static int check_included(struct walk *walk, const char *by, unsigned line, const char *name, struct error *e)
{
    /* libconfig 1.5 puts the folder before any name, 1.7 not before one that starts with a slash. */
    char *paths[] = {text_format("%s/%s", walk->folder, name), text_format("%s", name)};
    int result = 0;

    for (size_t i = 0; i < (*name == '/' ? 2u : 1u) && result == 0; i++) {
        struct stat about;
        if (text_list_has(&walk->seen, paths[i]) || stat(paths[i], &about) < 0)
            continue;
        text_list_add(&walk->seen, paths[i]);
        if (!S_ISREG(about.st_mode) &&
            !S_ISDIR(about.st_mode)) { /* before fopen(), which waits for a pipe's other end */
            result = error_set(e, "%s:%u: @include: %s: cannot be read: it is no regular file", by, line,
                               paths[i]);
            break;
        }
        char *text = read_all(paths[i], e);
        result = text ? check_text(walk, paths[i], text, e) : error_prefix(e, "%s:%u: @include", by, line);
        free(text);
    }
    free(paths[0]);
    free(paths[1]);
    return result;
}

/* Behind the quote that ends what `at` is inside of; at the text's end when there is none. Copies to `name` what it passes, unescaped. */
static const char *skip_string(const char *at, char *name)
{
    for (; *at && *at != '"'; at++) {
        if (*at == '\\' && at[1])
            at++;
        if (name)
            *name++ = *at;
    }
    if (name)
        *name = '\0';
    return at + (*at == '"');
}

/* Behind the blanks and quote of `@include "`, or NULL when this is not one. libconfig wants it at the line's begin. */
static const char *skip_include(const char *line)
{
    static const char word[] = "@include";
    const char *at = line + strspn(line, " \t");

    if (strncmp(at, word, strlen(word)) != 0)
        return NULL;
    at += strlen(word);
    size_t blanks = strspn(at, " \t");
    return blanks && at[blanks] == '"' ? at + blanks + 1 : NULL;
}

static const char *skip_comment(const char *at)
{
    if (*at == '#' || strncmp(at, "//", 2) == 0)
        return at + strcspn(at, "\n");
    const char *end = strstr(at, "*/");
    return end ? end + 2 : at + strlen(at);
}

static int check_text(struct walk *walk, const char *path, const char *text, struct error *e)
{
    char *name = text_grow(NULL, strlen(text) + 1, 1);
    unsigned line = 1;
    bool line_begins = true;
    int result = 0;

    for (const char *at = text; *at && result == 0;) {
        const char *inside = line_begins ? skip_include(at) : NULL, *from = at;
        if (inside) {
            at = skip_string(inside, name);
            result = check_included(walk, path, line, name, e);
        } else if (*at == '"') {
            at = skip_string(at + 1, NULL);
        } else if (*at == '#' || strncmp(at, "//", 2) == 0 || strncmp(at, "/*", 2) == 0) {
            at = skip_comment(at);
        } else {
            at++;
        }
        for (const char *c = from; c < at; c++)
            line += *c == '\n';
        line_begins = at[-1] == '\n';
    }
    free(name);
    return result;
}

char *include_read(const char *path, const char *folder, struct error *e)
{
    struct walk walk = {.folder = folder};
    char *text = read_all(path, e);

    if (text && check_text(&walk, path, text, e) < 0) {
        free(text);
        text = NULL;
    }
    text_list_free(&walk.seen);
    return text;
}
