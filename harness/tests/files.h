/* files.h - files in a temporary folder, for tests of what reads and leaves files. The folder itself comes
 * from fake_root.h. */
#ifndef GILSCALE_FILES_H
#define GILSCALE_FILES_H

#include <dirent.h>

#include "base/text.h"
#include "tests/fake_root.h"

/* A path in the folder; `name` starts with a slash. The caller frees. */
static inline char *file_path(const struct fake_root *root, const char *name)
{
    return text_format("%s%s", root->path, name);
}

/* As fake_root_write, for bytes that are no string. */
static inline void file_write_bytes(const struct fake_root *root, const char *name, const void *bytes,
                                    size_t length)
{
    char *path = file_path(root, name);

    fake_root_write(root, name, "");
    FILE *file = fopen(path, "w");
    if (!file || fwrite(bytes, 1, length, file) != length || fclose(file) != 0)
        abort();
    free(path);
}

/* All of a file, or NULL when it is not there; the caller frees. */
static inline char *file_read(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(path, "r");

    if (!file)
        return NULL;
    ssize_t length = getdelim(&text, &size, '\0', file);
    fclose(file);
    if (length <= 0) {
        free(text);
        return text_format("%s", "");
    }
    return text;
}

static inline bool file_is_there(const char *folder, const char *name)
{
    char *path = text_format("%s/%s", folder, name);
    bool there = access(path, F_OK) == 0;

    free(path);
    return there;
}

/* How many entries a folder has, but for "." and "..". */
static inline int file_count(const char *folder)
{
    DIR *directory = opendir(folder);
    int count = -2;

    if (!directory)
        abort();
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

#endif
