/* environments.h - venvs of ours, each a build like any other with the packages that one measures: made, listed, removed.
 *
 * They live in the user's cache, environments/NAME, never in a checkout. A venv holds its own path in its scripts, so it is made where
 * it will stay, and what makes it whole is a file that is written last, with all packages to the byte (lockfile.h): without that file
 * it is unfinished, is not offered as a build, and goes away with the next attempt. One gilscale at a time makes or removes any.
 */
#ifndef GILSCALE_ENVIRONMENTS_H
#define GILSCALE_ENVIRONMENTS_H

#include <stdbool.h>

#include "builds/builds.h"
#include "environments/lockfile.h"

/* Owns its strings. */
struct environment {
    char *name;
    char *folder;
    char *python;         /* its bin/python3 */
    char *problem;        /* why it cannot be used, or NULL */
    struct lockfile lock; /* empty when there is a problem with it */
};

/* Start from {0}. */
struct environments {
    struct environment *items;
    size_t count;
};

/* Those that are here, by name, unfinished ones too. `root`, when not NULL: each is started and asked whether its packages are still those
 * that it was made with (0.3 s each). */
void environments_find(struct environments *all, const char *root);
void environments_free(struct environments *all);

/* The one of that name, usable or not; -1 with the nearest match. The caller frees it. */
int environments_open(struct environment *one, const char *name, const char *root, struct error *e);
void environment_free(struct environment *one);

/* May an environment be called that? Not like a version or a command, which mean other builds; at most 64 bytes. */
int environments_check_name(const char *name, struct error *e);

/* "cp313t" of a build, "linux_x86_64" of this machine: what wheels are made for. The caller frees. */
char *environments_abi(const struct build *build);
char *environments_platform(void);

/* Waits until nobody else makes or removes environments; `on_wait` is called once if that takes time. Returns a file descriptor, which
 * the programs that we start hold as well, so that a pip which outlived us is waited for too; closing it lets the next one go. -1: an
 * error. */
int environments_reserve(void (*on_wait)(void *context), void *context, struct error *e);

/* What to make, and who wants to hear of it. All borrowed. */
struct environment_request {
    const struct build *build;
    const char *name;
    const char *root;               /* holds scripts/ */
    const struct text_list *wanted; /* to be resolved now, against `like` if that is not NULL (resolve.h) */
    const struct lockfile *like;
    const struct lockfile *exact; /* or these wheels and no others; `wanted` is not looked at */
    bool replace;                 /* one of that name may be there; it comes back if this fails */
    int stop_fd;                  /* as in process.h */
    void (*on_line)(void *context, const char *line);
    void (*on_tick)(void *context);
    void *context;
};

/* Makes it, with all or nothing left behind; the place is reserved. *made, which the caller frees also after -1, gets what it holds.
 * With `exact`, wheels that cannot be had any more are left out and stand among the refused; a wheel with another hash than locked, or
 * none at all, is an error. */
int environments_make(const struct environment_request *request, struct lockfile *made, struct error *e);

/* Removes it, whole or not; the place is reserved. */
int environments_remove(const char *name, struct error *e);

#endif
