#include "environments/locks.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

char *locks_folder(const char *root, const char *name)
{
    return strchr(name, '/') ? text_format("%s", name) : text_format("%s/configs/locks/%s", root, name);
}

char *locks_file(const struct lockfile *lock)
{
    return text_format("%s-%s.txt", lock->abi, lock->platform);
}

const struct lockfile *locks_find(const struct locks *locks, const char *abi, const char *platform)
{
    for (size_t i = 0; i < locks->count; i++)
        if (strcmp(locks->items[i].abi, abi) == 0 && strcmp(locks->items[i].platform, platform) == 0)
            return &locks->items[i];
    return NULL;
}

char *locks_kinds(const struct locks *locks)
{
    char *kinds = text_format("%s", "");

    for (size_t i = 0; i < locks->count; i++) {
        char *more =
            text_format("%s%s%s on %s", kinds, i ? ", " : "", locks->items[i].abi, locks->items[i].platform);
        free(kinds);
        kinds = more;
    }
    return kinds;
}

static int add_file(struct locks *locks, const char *path, struct error *e)
{
    struct lockfile lock;

    if (lockfile_read(&lock, path, e) < 0)
        return -1;
    if (locks_find(locks, lock.abi, lock.platform)) {
        error_set(e, "%s: there is another lock file for %s on %s beside it", path, lock.abi, lock.platform);
        lockfile_free(&lock);
        return -1;
    }
    locks->items = text_grow(locks->items, locks->count + 1, sizeof *locks->items);
    locks->items[locks->count++] = lock;
    return 0;
}

static int add_folder(struct locks *locks, const char *folder, struct error *e)
{
    char *literal = text_glob_literal(folder), *pattern = text_format("%s/*.txt", literal);
    glob_t found = {0};
    int result = 0;

    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc && result == 0; i++)
            result = add_file(locks, found.gl_pathv[i], e);
    if (result == 0 && !locks->count)
        result = error_set(e, "%s: no lock files (*.txt) in this folder", folder);
    globfree(&found);
    free(literal);
    free(pattern);
    return result;
}

static int unknown(const char *root, const char *name, struct error *e)
{
    char *literal = text_glob_literal(root), *pattern = text_format("%s/configs/locks/*", literal);
    struct text_list names = {0};
    glob_t found = {0};

    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++)
            text_list_add(&names, strrchr(found.gl_pathv[i], '/') + 1);
    const char *nearest = text_nearest(name, &names);
    error_set(e, "there is no lock '%.100s'%s%s%s; give the name of a folder in configs/locks, or a path",
              name, nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    globfree(&found);
    text_list_free(&names);
    free(literal);
    free(pattern);
    return -1;
}

/* The last part of a path that is not empty, without the ending of a file. The caller frees. */
static char *name_of(const char *path)
{
    size_t length = strlen(path), start;

    while (length > 1 && path[length - 1] == '/')
        length--;
    for (start = length; start > 0 && path[start - 1] != '/';)
        start--;
    return text_format("%.*s", (int)(length - start), path + start);
}

int locks_read(struct locks *locks, const char *root, const char *name, struct error *e)
{
    char *path = locks_folder(root, name);
    struct stat status;
    int result;

    *locks = (struct locks){0};
    if (!strchr(name, '/') && !text_is_name(name))
        result = unknown(root, name, e);
    else if (stat(path, &status) < 0)
        result = strchr(name, '/') ? error_set(e, "%s: %s", path, strerror(errno)) : unknown(root, name, e);
    else
        result = S_ISDIR(status.st_mode) ? add_folder(locks, path, e) : add_file(locks, path, e);
    if (result == 0) {
        /* A file of its own goes by the folder that it stands in, as the others beside it would. */
        if (!S_ISDIR(status.st_mode))
            *(strrchr(path, '/') + (strrchr(path, '/') == path)) = '\0';
        locks->name = name_of(path);
        if (!text_is_name(locks->name)) {
            free(locks->name);
            locks->name = text_format("lock");
        }
    } else
        locks_free(locks);
    free(path);
    return result;
}

void locks_free(struct locks *locks)
{
    for (size_t i = 0; i < locks->count; i++)
        lockfile_free(&locks->items[i]);
    free(locks->items);
    free(locks->name);
    *locks = (struct locks){0};
}
