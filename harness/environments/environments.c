#include "environments/environments.h"

#include "base/paths.h"
#include "environments/packages.h"
#include "environments/requirement.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

int environments_check_name(const char *name, struct error *e)
{
    if (!text_is_name(name))
        return error_set(
            e, "'%.100s' cannot name an environment; use letters, digits and . _ + -, at most 64", name);
    if (strncmp(name, "python", 6) == 0 || name[strspn(name, "0123456789.td")] == '\0')
        return error_set(e, "'%s' cannot name an environment: it would mean a version of Python; try %s+mine",
                         name, name);
    return 0;
}

char *environments_abi(const struct build *build)
{
    return text_format("cp%d%d%s%s", build->version_hex >> 24, build->version_hex >> 16 & 255,
                       build->ft ? "t" : "", build->debug ? "d" : "");
}

char *environments_platform(void)
{
    struct utsname machine;

    return text_format("linux_%s", uname(&machine) == 0 ? machine.machine : "unknown");
}

/* Whether it can be used, and why not. */
static void inspect(struct environment *one, const char *root)
{
    char *file = text_format("%s/" BUILD_ENVIRONMENT_FILE, one->folder);
    struct text_list packages = {0};
    struct error e;

    if (access(file, F_OK) < 0)
        one->problem = text_format("it was not finished");
    else if (lockfile_read(&one->lock, file, &e) < 0)
        one->problem = text_format("%s", e.text);
    else if (access(one->python, X_OK) < 0)
        one->problem = text_format("the Python that it was made with, %s, is gone", one->lock.python);
    else if (root && packages_find(&packages, root, one->python, &e) < 0)
        one->problem = text_format("its Python does not work: %s", e.text);
    else if (root)
        one->problem = packages_differ(&packages, &one->lock);
    text_list_free(&packages);
    free(file);
}

static struct environment look_at(const char *name, const char *root)
{
    char *all = paths_environments();
    struct environment one = {text_format("%s", name), text_format("%s/%s", all, name), NULL, NULL, {0}};

    one.python = text_format("%s/bin/python3", one.folder);
    inspect(&one, root);
    free(all);
    return one;
}

static void find_names(struct text_list *names)
{
    char *folder = paths_environments();
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);

    for (int i = 0; i < count; i++) {
        char *path = text_format("%s/%s", folder, entries[i]->d_name);
        struct stat status;
        if (text_is_name(entries[i]->d_name) && lstat(path, &status) == 0 && S_ISDIR(status.st_mode))
            text_list_add(names, entries[i]->d_name);
        free(path);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    free(folder);
}

void environments_find(struct environments *all, const char *root)
{
    struct text_list names = {0};

    find_names(&names);
    for (size_t i = 0; i < names.count; i++) {
        all->items = text_grow(all->items, all->count + 1, sizeof *all->items);
        all->items[all->count++] = look_at(names.items[i], root);
    }
    text_list_free(&names);
}

int environments_open(struct environment *one, const char *name, const char *root, struct error *e)
{
    struct text_list names = {0};
    int result = 0;

    find_names(&names);
    if (text_list_has(&names, name))
        *one = look_at(name, root);
    else {
        const char *nearest = text_nearest(name, &names);
        result = error_set_status(
            e, EXIT_MISSING, "there is no environment '%.100s' here%s%s%s `gilscale env list` shows all",
            name, nearest ? "; did you mean '" : ";", nearest ? nearest : "", nearest ? "'?" : "");
    }
    text_list_free(&names);
    return result;
}

void environment_free(struct environment *one)
{
    free(one->name);
    free(one->folder);
    free(one->python);
    free(one->problem);
    lockfile_free(&one->lock);
    *one = (struct environment){0};
}

void environments_free(struct environments *all)
{
    for (size_t i = 0; i < all->count; i++)
        environment_free(&all->items[i]);
    free(all->items);
    *all = (struct environments){0};
}

int environments_reserve(void (*on_wait)(void *context), void *context, struct error *e)
{
    char *folder = paths_environments(), *path = text_format("%s/.reserved", folder);
    int fd = -1;

    if (paths_make_folder(folder, e) < 0)
        goto out;
    fd = open(path, O_RDWR | O_CREAT, 0666); /* not closed on exec: see the header */
    if (fd < 0) {
        error_set_status(e, EXIT_CELL_FAILED, "%s: %s", path, strerror(errno));
        goto out;
    }
    int code = flock(fd, LOCK_EX | LOCK_NB);
    if (code < 0 && errno == EWOULDBLOCK) {
        on_wait(context);
        code = flock(fd, LOCK_EX);
    }
    if (code < 0) {
        error_set_status(e, EXIT_CELL_FAILED, "%s: %s", path, strerror(errno));
        close(fd);
        fd = -1;
    }
out:
    free(folder);
    free(path);
    return fd;
}

int environments_remove(const char *name, struct error *e)
{
    struct environment one;

    if (environments_open(&one, name, NULL, e) < 0)
        return -1;
    /* What makes it whole goes first: cut off in the middle it must not look like one. */
    char *file = text_format("%s/" BUILD_ENVIRONMENT_FILE, one.folder);
    int result = unlink(file) < 0 && errno != ENOENT
                     ? error_set_status(e, EXIT_CELL_FAILED, "%s: %s", file, strerror(errno))
                     : paths_remove_folder(one.folder, e);
    free(file);
    environment_free(&one);
    return result;
}
