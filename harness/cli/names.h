/* names.h - what there is, as words that can be typed: for `gilscale list WHAT --names`, which shells ask at each press of the tab key. So
 * nothing is probed or run for it, and each name is one line of printable text.
 */
#ifndef GILSCALE_NAMES_H
#define GILSCALE_NAMES_H

#include "base/error.h"
#include "base/paths.h"
#include "base/text.h"

/* The policies that `--placement` knows by name, but for kind=N; ends with NULL. */
extern const char *const names_placements[];

/* Folders in results/ that a run left there, complete or cut off, sorted. */
void names_runs(struct text_list *names);

/* Adds the names of "workloads", "suites", "pythons" (as far as file names tell), "placements", "baselines", "runs" or "claims" to the list; of
 * anything else there are none. */
int names_find(struct text_list *names, const char *what, const struct paths *paths, struct error *e);

#endif
