/* env_create.h - what the two halves of `gilscale env create` share: which environments to make (env_create.c), and making one after
 * the other (env_make.c).
 */
#ifndef GILSCALE_ENV_CREATE_H
#define GILSCALE_ENV_CREATE_H

#include "builds/builds.h"
#include "cli/command.h"
#include "environments/locks.h"
#include "session/child.h"
#include "session/progress.h"

struct env_options {
    struct text_list arguments; /* Pythons; the first may name the lock */
    struct text_list wanted;
    const char *name, *match, *lock;
    bool from_lock, fresh, newest, replace, quiet;
};

/* All that the making of one after the other takes. */
struct creating {
    const struct env_options *options;
    struct paths paths;
    struct builds builds; /* to make environments for, free-threaded first */
    struct locks locks;
    struct lockfile like; /* what the next one is to have the same releases as; empty: nothing */
    struct progress progress;
    struct child_signals signals;
    const char *now; /* the environment that is being made */
    char *line;      /* what goes on */
    int64_t began_ns, told_ns;
    int reserved;
    bool incomplete; /* something that was asked for is not there */
};

/* Makes an environment for each of the builds, shows how far it is, and says what is there and what is not. *exit_code is set even
 * where that is not everything; -1: one could not be made. */
int env_make_all(struct creating *c, int *exit_code, struct error *e);

/* Says, once, that somebody else is making environments; `context` is the struct creating. */
void env_on_wait(void *context);

#endif
