/* Atomic additions, a counter for each worker, but eight of them on one cache line.
 *
 * Mechanism: false sharing. No worker touches another one's counter, yet the line that holds both moves from core to core as in atomic_shared;
 * expect its curve and not atomic_private's, on every build: no Python in it, and the GIL is not held. A line holds eight workers' counters; with
 * more workers the ninth begins the next line. Twins, same code: atomic_private, atomic_shared.
 * op: one relaxed atomic addition of 1.
 */
#include "atomic.h"

static int setup(struct gilscale_cell *cell)
{
    return lines_shared(cell, (size_t)cell->workers * sizeof(atomic_counter));
}

static int begin(struct gilscale_worker *worker)
{
    worker->state = (atomic_counter *)worker->cell->shared + worker->index;
    return 0;
}

GILSCALE_WORKLOAD(.attachment = GILSCALE_DETACHED, .modes = GILSCALE_THREADS, .setup = setup, .begin = begin,
                  .run = atomic_run, .check = atomic_check_own);
