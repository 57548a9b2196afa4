/* installation.h - for builds/ only: a build with what is needed to find it and to tell it from others.
 */
#ifndef GILSCALE_INSTALLATION_H
#define GILSCALE_INSTALLATION_H

#include "builds/builds.h"

struct installation {
    struct build build;
    char *prefix; /* sys.prefix, resolved; "" when it did not answer */
    bool venv;
    size_t order; /* in which it was found: places that say more about an installation come first */
};

/* Owns its items. Start from {0}. */
struct installations {
    struct installation *items;
    size_t count;
};

/* Reads what scripts/probe.py printed. -1 when that is not the answer of a Python; the caller frees in either
 * case. */
int installation_parse(struct installation *found, const char *answer, struct error *e);

/* Runs `executable` (a path, or a command on PATH) with scripts/probe.py. -1 when it cannot be started, fails
 * or takes over 10 s; `found` can then still be listed, with the reason as its problem. */
int installation_probe(struct installation *found, const char *root, const char *executable,
                       const char *source, struct error *e);

/* An environment of ours goes by its name, wherever it was found: its version alone would not say what is in it. It is a problem of one
 * that it was not finished. For those that answered; not beside other threads. */
void installation_name(struct installation *found);

void installation_free(struct installation *found);

/* All installations of this machine, in the order and with the tags that builds_find() promises. */
void installations_find(struct installations *all, const char *root);
void installations_free(struct installations *all);

/* Compares by order: newest, with the GIL, optimised, no venv, found first. For qsort. */
int installation_compare(const void *a, const void *b);

#endif
