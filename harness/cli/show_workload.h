/* show_workload.h - one workload, all that a person wants to know before running it, on standard output. */
#ifndef GILSCALE_SHOW_WORKLOAD_H
#define GILSCALE_SHOW_WORKLOAD_H

#include "base/paths.h"
#include "suite/catalog.h"

/* `name`: as it was typed. `python` is the build that loads it, NULL: the newest that can. -1 only where that build cannot be asked; without
 * any, the text alone is shown. */
int show_workload(const struct workload *workload, const char *name, const char *python,
                  const struct paths *paths, struct error *e);

#endif
