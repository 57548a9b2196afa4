/* counted.h - the check of workloads in which every op proves itself: run() adds an op to the worker's result only when the op's own outcome
 * was right, so an op that was left out, or went wrong, is missing at the end.
 */
#ifndef GILSCALE_COUNTED_H
#define GILSCALE_COUNTED_H

#include "gilscale_workload.h"

#include <inttypes.h>
#include <stdio.h>

static inline int counted_check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    for (int i = 0; i < cell->workers; i++)
        if (workers[i]->result != workers[i]->ops) {
            snprintf(cell->error, sizeof cell->error,
                     "worker %d: %" PRIu64 " of %" PRIu64 " ops had the right outcome", i, workers[i]->result,
                     workers[i]->ops);
            return -1;
        }
    return 0;
}

#endif
