/* A pthread mutex for each worker: lock, count, unlock, and nobody else wants it.
 *
 * Mechanism: two atomic instructions and two calls into the C library. Scales with the cores on every build: no Python in it, and the GIL is not
 * held. Twin: pthread_mutex_shared (one lock for all); the same with Python's own lock: pymutex_private.
 * Claim C9, "alone".
 * op: lock, one addition, unlock.
 */
#include "pthread_mutex.h"

GILSCALE_WORKLOAD(.attachment = GILSCALE_DETACHED, .begin = mutex_begin_private, .run = mutex_run_private,
                  .check = mutex_check_private);
