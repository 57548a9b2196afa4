/* results_workers.h - what each worker of a cell did, where a run has recorded it (`gilscale run --per-worker`). */
#ifndef GILSCALE_RESULTS_WORKERS_H
#define GILSCALE_RESULTS_WORKERS_H

#include "cli/results.h"

/* Reads the samples again, and prints a row for each worker of the view's cells, in their order: medians over the invocations that count. -1
 * when they cannot be read, or when nothing of that kind was recorded. `width` as of results_table_print(). */
int results_workers_print(const struct results *results, const struct results_view *view, bool markdown,
                          size_t width, FILE *to, struct error *e);

#endif
