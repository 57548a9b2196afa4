/* suites.h - suites by name: NAME is configs/NAME.cfg, where defaults.cfg and what else only serves to be
 * included is none.
 */
#ifndef GILSCALE_SUITES_H
#define GILSCALE_SUITES_H

#include "suite/suite.h"

/* All names, sorted. */
void suites_list(const char *root, struct text_list *names);

/* configs/NAME.cfg; the caller frees. Whether it exists is another question. */
char *suites_path(const char *root, const char *name);

/* Makes a suite of what a person named: at most one suite (a name or a path that ends in .cfg), workloads by
 * name or path; nothing at all means the quick suite. */
int suites_resolve(struct suite *suite, const char *root, const struct text_list *names, struct error *e);

#endif
