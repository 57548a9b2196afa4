/* pip.h - the pip of one environment, asked what it would install and told to install.
 *
 * What is installed is decided by pip's own resolver, from wheels only: nothing is ever compiled or executed to find out. Where the
 * wheels come from is the user's own configuration (pip.conf, PIP_*): an index, a mirror, a folder. What pip says is made into an
 * answer: yes; no, with its reason; or "cannot be told", where the index did not answer, so that a broken network never looks like a
 * package without wheels.
 */
#ifndef GILSCALE_PIP_H
#define GILSCALE_PIP_H

#include "base/process.h"
#include "environments/lockfile.h"

struct pip {
    const char *python;                               /* the environment's own; absolute */
    const char *folder;                               /* for files that pip reads and writes */
    int stop_fd;                                      /* as in process.h */
    void (*on_line)(void *context, const char *line); /* what pip says it is doing */
    void (*on_tick)(void *context);
    void *context;
};

enum { PIP_YES = 0, PIP_NO = 1 };

/* What pip would install for all of these together, as packages of `found`. `like`, when not NULL: of what it holds, no other release.
 * PIP_NO: they cannot be had; *reason, which the caller frees, says why. -1: it cannot be told. */
int pip_resolve(const struct pip *pip, const struct text_list *wanted, const struct lockfile *like,
                struct lockfile *found, char **reason, struct error *e);

/* The newest release with a wheel for this Python, or for `abi` ("cp313") on this machine, in *version, which the caller frees; PIP_NO
 * without one. */
int pip_newest(const struct pip *pip, const char *name, const char *abi, char **version, struct error *e);

/* Installs these wheels and no others, each checked against its hash; `dry`: only finds out whether they can be had. As pip_resolve();
 * -1 with EXIT_UNTRUSTED when a wheel is another than the one locked. */
int pip_install(const struct pip *pip, const struct lockfile *lock, bool dry, char **reason, struct error *e);

#endif
