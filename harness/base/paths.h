/* paths.h - where things are: our own files, what we compile, the folders that a user's results go to.
 */
#ifndef GILSCALE_PATHS_H
#define GILSCALE_PATHS_H

#include "base/error.h"

struct paths {
    /* Holds scripts/, workloads/, configs/ and harness/: the checkout, or PREFIX/share/gilscale. */
    char *root;
    /* For runners and compiled workloads: the checkout's build/runners, or the user's cache. */
    char *compiled;
};

/* From where the running program lies. */
int paths_find(struct paths *paths, struct error *e);
void paths_free(struct paths *paths);

/* $VARIABLE where that is an absolute path, or else `fallback` in the user's home folder, which the system knows where HOME does not say. The
 * caller frees. Not beside other threads. */
char *paths_home(const char *variable, const char *fallback);

/* For what can be made again, runners and Pythons: $GILSCALE_CACHE, or gilscale in the user's caches. The caller frees. */
char *paths_cache(void);
/* Where `gilscale env` keeps its environments there. The caller frees. */
char *paths_environments(void);

/* A new folder for this process alone in $TMPDIR, where that is an absolute path, or else in /tmp; `purpose` is a part of its name. The caller
 * removes it and frees the name. NULL: it cannot be made. */
char *paths_temporary_folder(const char *purpose, struct error *e);

/* Like mkdir -p. */
int paths_make_folder(const char *folder, struct error *e);

/* Like rm -rf, on one file system; it follows no links. Fine when it is not there. */
int paths_remove_folder(const char *folder, struct error *e);

#endif
