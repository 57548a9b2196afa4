#include "machine/sysfile.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_path(char *to, size_t size, const char *root, const char *path_format, va_list arguments)
{
    char path[PATH_MAX];
    size_t length = 0;

    *to = '\0';
    int start = snprintf(path, sizeof path, "%s", root);
    if (start < 0 || (size_t)start >= sizeof path)
        return false;
    int rest = vsnprintf(path + start, sizeof path - (size_t)start, path_format, arguments);
    if (rest < 0 || (size_t)rest >= sizeof path - (size_t)start)
        return false;

    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    length = fread(to, 1, size - 1, file);
    bool failed =
        ferror(file) != 0; /* some files of /sys open and then refuse to be read; so does a folder */
    fclose(file);
    while (length > 0 && isspace((unsigned char)to[length - 1]))
        length--;
    to[failed ? 0 : length] = '\0';
    return !failed;
}

bool sysfile_read(char *to, size_t size, const char *root, const char *path_format, ...)
{
    va_list arguments;

    va_start(arguments, path_format);
    bool found = read_path(to, size, root, path_format, arguments);
    va_end(arguments);
    return found;
}

bool sysfile_number(int64_t *value, const char *root, const char *path_format, ...)
{
    char text[64];
    char *end;
    va_list arguments;

    va_start(arguments, path_format);
    bool found = read_path(text, sizeof text, root, path_format, arguments);
    va_end(arguments);
    if (!found)
        return false;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (end == text || *end || errno)
        return false;
    *value = number;
    return true;
}

/* Where the value of `key` starts, or NULL. */
static const char *value_of(const char *text, const char *key)
{
    size_t length = strlen(key);

    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        /* Not a longer key with the same beginning: "SwapTotal" is not "Swap". */
        if (strncmp(line, key, length) == 0 && strchr(" \t:", line[length]) && line[length])
            return line + length + strspn(line + length, " \t:");
    }
    return NULL;
}

bool sysfile_field(const char *text, const char *key, char *to, size_t size)
{
    const char *value = value_of(text, key);

    *to = '\0';
    if (!value)
        return false;
    size_t length = strcspn(value, "\n");
    snprintf(to, size, "%.*s", (int)(length < size ? length : size), value);
    return true;
}

int64_t sysfile_count(const char *text, const char *key)
{
    const char *value = value_of(text, key);

    return value && isdigit((unsigned char)*value) ? strtoll(value, NULL, 10) : -1;
}
