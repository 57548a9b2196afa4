/* A PyMutex for each worker: lock, count, unlock, and nobody else wants it.
 *
 * Mechanism: two atomic instructions, inlined by Python's header; no call. Scales with the cores on every build: a PyMutex needs no thread state,
 * and the GIL is not held. Twin: pymutex_shared (one lock for all); the same with the C library's lock: pthread_mutex_private. Public API from
 * Python 3.13 on; skipped before.
 * Claim C9, "alone".
 * op: lock, one addition, unlock.
 */
#include "pymutex.h"

PYMUTEX_WORKLOAD(NULL, .begin = mutex_begin_private, .run = mutex_run_private, .check = mutex_check_private);
