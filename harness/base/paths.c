#include "base/paths.h"

#include "base/text.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool holds_our_files(const char *folder)
{
    char *probe = text_format("%s/scripts/probe.py", folder);
    bool yes = access(probe, R_OK) == 0;
    free(probe);
    return yes;
}

/* Cuts the last component off; false when there is none. */
static bool cut_last(char *path)
{
    char *slash = strrchr(path, '/');
    if (!slash || slash == path)
        return false;
    *slash = '\0';
    return true;
}

char *paths_home(const char *variable, const char *fallback)
{
    const char *value = getenv(variable), *home = getenv("HOME");

    if (value && *value == '/')
        return text_format("%s", value);
    if (!home || *home != '/') {
        const struct passwd *user = getpwuid(geteuid());
        home = user ? user->pw_dir : "/nonexistent";
    }
    return text_format("%s/%s", home, fallback);
}

/* Never in a folder that anybody can write to, as /tmp: what lies there is run. */
char *paths_cache(void)
{
    const char *own = getenv("GILSCALE_CACHE");

    if (own && *own)
        return text_format("%s", own);
    char *caches = paths_home("XDG_CACHE_HOME", ".cache"), *folder = text_format("%s/gilscale", caches);
    free(caches);
    return folder;
}

char *paths_environments(void)
{
    char *cache = paths_cache(), *folder = text_format("%s/environments", cache);
    free(cache);
    return folder;
}

int paths_find(struct paths *paths, struct error *e)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);

    *paths = (struct paths){0};
    if (length < 0)
        return error_set_status(e, EXIT_MISSING, "/proc/self/exe: %s; gilscale needs /proc", strerror(errno));
    self[length] = '\0';
    if (cut_last(self) && cut_last(self)) { /* .../build/gilscale or .../bin/gilscale */
        char *installed = text_format("%s/share/gilscale", self);
        if (holds_our_files(self)) {
            paths->root = text_format("%s", self);
            paths->compiled = text_format("%s/build/runners", self);
        } else if (holds_our_files(installed)) {
            paths->root = text_format("%s", installed);
            char *cache = paths_cache();
            paths->compiled = text_format("%s/runners", cache);
            free(cache);
        }
        free(installed);
    }
    if (!paths->root)
        return error_set_status(e, EXIT_MISSING,
                                "cannot find gilscale's own files near %s; install it again, or run "
                                "build/gilscale in the checkout",
                                self);
    return 0;
}

void paths_free(struct paths *paths)
{
    free(paths->root);
    free(paths->compiled);
}

int paths_make_folder(const char *folder, struct error *e)
{
    char *path = text_format("%s", folder);
    int result = 0;

    for (char *at = path + 1; result == 0; at++) {
        char stop = *at;
        if (stop != '/' && stop)
            continue;
        *at = '\0';
        if (mkdir(path, 0777) < 0 && errno != EEXIST)
            result = error_set(e, "cannot make the folder %s: %s", path, strerror(errno));
        *at = stop;
        if (!stop)
            break;
    }
    free(path);
    return result;
}

char *paths_temporary_folder(const char *purpose, struct error *e)
{
    const char *base = getenv("TMPDIR");
    char *folder = text_format("%s/gilscale-%s-XXXXXX", base && *base == '/' ? base : "/tmp", purpose);

    if (mkdtemp(folder)) /* which puts something else for the X */
        return folder;
    error_set(e, "%s: %s", folder, strerror(errno));
    free(folder);
    return NULL;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path) < 0 && errno != ENOENT ? -1 : 0;
}

int paths_remove_folder(const char *folder, struct error *e)
{
    const int open_at_once = 16;

    if (nftw(folder, remove_one, open_at_once, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) < 0 && errno != ENOENT)
        return error_set_status(e, EXIT_CELL_FAILED, "%s cannot be removed: %s", folder, strerror(errno));
    return 0;
}
