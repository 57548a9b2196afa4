/* One pthread mutex for all workers: lock, count, unlock, and a moment outside.
 *
 * Mechanism: a contended lock. The cache line moves from core to core, and who waits sleeps in the kernel and has to be woken. Does not scale, and
 * gets slower with the second worker, on every build: no Python in it, and the GIL is not held. The `outside` steps, of a generator, let the lock
 * go for a moment; without them the loop is that of pthread_mutex_relock. Twin: pthread_mutex_private; with Python's own lock: pymutex_shared.
 * Claim C9, the cases of 2 and of 16 threads.
 * op: lock, one addition, unlock, `outside` steps.
 */
#include "pthread_mutex.h"

static const struct gilscale_parameter parameters[] = {MUTEX_OUTSIDE, {0}};

GILSCALE_WORKLOAD(.attachment = GILSCALE_DETACHED, .modes = GILSCALE_THREADS, .parameters = parameters,
                  .setup = mutex_setup_shared, .run = mutex_run_shared, .check = mutex_check_shared);
