/* Atomic additions, each worker on a counter on cache lines of its own.
 *
 * Mechanism: one atomic instruction on a line that stays in its core's cache. Scales with the cores on every build: no Python in it, and the GIL
 * is not held. The baseline of its twins, same code: atomic_shared (one counter for all) and atomic_false_sharing (counters on one line). What a
 * free-threaded build does to a shared reference count, lock or flag lies between this curve and atomic_shared's.
 * op: one relaxed atomic addition of 1.
 */
#include "atomic.h"

static int begin(struct gilscale_worker *worker)
{
    return lines_state(worker, sizeof(atomic_counter));
}

GILSCALE_WORKLOAD(.attachment = GILSCALE_DETACHED, .begin = begin, .run = atomic_run,
                  .check = atomic_check_own);
