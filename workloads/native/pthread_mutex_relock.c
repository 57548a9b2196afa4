/* One pthread mutex for all workers, and its holder unlocks it and locks it again at once.
 *
 * Mechanism: with one worker, the price of giving others a turn when nobody wants it; with more, whether they get one: glibc's lock goes to
 * whoever comes first, and the one that has just let go has the shortest way. Look at the slowest and the fastest worker's rate. No Python in it,
 * and the GIL is not held. With Python's own lock, which hands itself over to who waited a millisecond: pymutex_relock.
 * Claim C9, "unlock and relock".
 * op: unlock, lock, one addition.
 */
#include "pthread_mutex.h"

GILSCALE_WORKLOAD(.attachment = GILSCALE_DETACHED, .modes = GILSCALE_THREADS, .setup = mutex_setup_shared,
                  .run = mutex_run_relock, .check = mutex_check_shared);
