/* fake_root.h - a temporary folder that stands for "/", for tests of what reads /proc and /sys. */
#ifndef GILSCALE_FAKE_ROOT_H
#define GILSCALE_FAKE_ROOT_H

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fake_root {
    char path[PATH_MAX];
};

/* A setup function for cmocka; *state becomes the struct. */
static inline int fake_root_make(void **state)
{
    struct fake_root *root = calloc(1, sizeof *root);
    const char *folder = getenv("TMPDIR");

    if (!root)
        return -1;
    snprintf(root->path, sizeof root->path, "%s/gilscale-test-XXXXXX", folder && *folder ? folder : "/tmp");
    *state = root;
    return mkdtemp(root->path) ? 0 : -1;
}

static inline int fake_root_remove_one(const char *path, const struct stat *about, int kind,
                                       struct FTW *place)
{
    (void)about, (void)kind, (void)place;
    return remove(path);
}

/* The teardown that belongs to it. */
static inline int fake_root_remove(void **state)
{
    struct fake_root *root = *state;
    int status = nftw(root->path, fake_root_remove_one, 16, FTW_DEPTH | FTW_PHYS);

    free(root);
    return status;
}

/* Writes a file, and the folders it lies in. `path` starts with a slash. */
static inline void fake_root_write(const struct fake_root *root, const char *path, const char *text)
{
    char full[PATH_MAX + 1];

    snprintf(full, sizeof full, "%.2000s%.2000s", root->path, path);
    for (char *slash = full + strlen(root->path) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        if (mkdir(full, 0777) != 0 && errno != EEXIST)
            abort();
        *slash = '/';
    }
    FILE *file = fopen(full, "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        abort();
}

#endif
