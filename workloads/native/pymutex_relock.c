/* One PyMutex for all workers, and its holder unlocks it and locks it again at once.
 *
 * Mechanism: with one worker, the price of giving others a turn when nobody wants it; with more, whether they get one: the lock goes to whoever
 * comes first, unless somebody was parked for more than a millisecond and is handed it. Look at the slowest and the fastest worker's rate. The GIL
 * is not held. With the C library's lock: pthread_mutex_relock. Public API from Python 3.13 on; skipped before.
 * Claim C9, "unlock and relock".
 * op: unlock, lock, one addition.
 */
#include "pymutex.h"

PYMUTEX_WORKLOAD(NULL, .modes = GILSCALE_THREADS, .setup = mutex_setup_shared, .run = mutex_run_relock,
                 .check = mutex_check_shared);
