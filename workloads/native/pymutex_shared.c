/* One PyMutex for all workers: lock, count, unlock, and a moment outside.
 *
 * Mechanism: a contended PyMutex, the lock of every object in a free-threaded build. Who does not get it yields up to 40 times in free-threaded
 * builds and not at all in those with a GIL, then parks; who was parked for more than a millisecond is handed the lock. Does not scale, and gets
 * slower with the second worker. The GIL is not held. The `outside` steps, of a generator, let the lock go for a moment; without them the loop is
 * that of pymutex_relock. Twin: pymutex_private; with the C library's lock: pthread_mutex_shared. From 3.15 on it looks at the lock while it
 * yields (python/cpython#135871). Public API from Python 3.13 on; skipped before.
 * Claim C9, the cases of 2 and of 16 threads.
 * op: lock, one addition, unlock, `outside` steps.
 */
#include "pymutex.h"

static const struct gilscale_parameter parameters[] = {MUTEX_OUTSIDE, {0}};

PYMUTEX_WORKLOAD(parameters, .modes = GILSCALE_THREADS, .setup = mutex_setup_shared, .run = mutex_run_shared,
                 .check = mutex_check_shared);
