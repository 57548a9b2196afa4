/* resolve.h - what can be had of what was wanted, and for each package that cannot, why.
 *
 * pip answers for all packages at once: one without wheels and there is nothing at all. So they are tried together; if that fails,
 * those without any wheel for this Python are left out; then those that fail alone, for what they need; then those that do not go with
 * the ones before them. What stood first in the list is kept first. pip takes a release of years ago where a newer one cannot be had;
 * that is not hidden: what is not the newest that has a wheel here is noted as older.
 */
#ifndef GILSCALE_RESOLVE_H
#define GILSCALE_RESOLVE_H

#include "environments/pip.h"

/* Fills in the packages and the refused of `found`, whose `wanted`, `abi` and `platform` are set. `like`, when not NULL: the same
 * releases as there, wherever they can be had here. -1 when it cannot be told, or when nothing can be had. */
int resolve(const struct pip *pip, const struct lockfile *like, struct lockfile *found, struct error *e);

#endif
