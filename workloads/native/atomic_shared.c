/* Atomic additions of all workers on one counter: a cache line that every core wants.
 *
 * Mechanism: cache coherence. With two workers and more the line moves from core to core, so all together are slower than one alone, on every
 * build: no Python in it, and the GIL is not held. A free-threaded build pays this price for each reference count that several threads write.
 * Twins, same code: atomic_private (counters on lines of their own) and atomic_false_sharing (own counters, one line).
 * op: one relaxed atomic addition of 1.
 */
#include "atomic.h"

static int setup(struct gilscale_cell *cell)
{
    return lines_shared(cell, sizeof(atomic_counter));
}

static int begin(struct gilscale_worker *worker)
{
    worker->state = worker->cell->shared;
    return 0;
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    uint64_t ops = 0;

    for (int i = 0; i < cell->workers; i++)
        ops += workers[i]->ops;
    if (atomic_load((atomic_counter *)cell->shared) == ops)
        return 0;
    strcpy(cell->error, "the counter is not the number of all ops");
    return -1;
}

GILSCALE_WORKLOAD(.attachment = GILSCALE_DETACHED, .modes = GILSCALE_THREADS, .setup = setup, .begin = begin,
                  .run = atomic_run, .check = check);
