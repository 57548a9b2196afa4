/* atomic.h - what atomic_private, atomic_shared and atomic_false_sharing have in common: begin() lets `state` point to a counter, and run()
 * raises it. They differ in where the counters lie and in nothing else.
 */
#ifndef GILSCALE_ATOMIC_H
#define GILSCALE_ATOMIC_H

#include "lines.h"

#include <stdatomic.h>

typedef _Atomic uint64_t atomic_counter;

static inline int atomic_run(struct gilscale_worker *worker, uint64_t n)
{
    atomic_counter *counter = worker->state;
    while (n--)
        atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
    return 0;
}

/* Every worker has a counter of its own. */
static inline int atomic_check_own(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    for (int i = 0; i < cell->workers; i++)
        if (atomic_load((atomic_counter *)workers[i]->state) != workers[i]->ops) {
            strcpy(cell->error, "a worker's counter is not the number of its ops");
            return -1;
        }
    return 0;
}

#endif
