/* baseline.h - runs that were given a name to compare with later: copies under results/baselines/NAME, so that cleaning up results/ does
 * not take them away.
 */
#ifndef GILSCALE_BASELINE_H
#define GILSCALE_BASELINE_H

#include "base/error.h"
#include "base/text.h"

/* Copies a complete run's samples.csv, environment.csv and suite.cfg there. A baseline of that name is replaced, but not before the new one is
 * whole. */
int baseline_save(const char *folder, const char *name, struct error *e);

/* The folder of a baseline, or NULL when there is none of that name; the caller frees. */
char *baseline_folder(const char *name);

/* All names, sorted. */
void baseline_list(struct text_list *names);

#endif
