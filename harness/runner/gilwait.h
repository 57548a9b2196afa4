/* gilwait.h - how long a worker waits for the GIL, measured from inside, on builds that have no probe for it.
 *
 * Who wants the GIL and does not get it sleeps in pthread_cond_timedwait, and who has to give it up sleeps in pthread_cond_wait until another
 * has taken it. Both come from libpython; nothing else of it uses a condition on Linux (its locks are semaphores, or parked on some). The runner
 * defines both functions, so that libpython, shared or static, finds ours before libc's; they pass every call on, and of a thread that has
 * asked for it they add up the time of those calls that libpython made. Calls of other libraries (OpenBLAS's pool, say) are told by the
 * address that they return to. In a runner with a static libpython our own calls look like its calls; none is made on a worker.
 *
 * What it is: from the moment that a thread lies down until it runs again with the GIL in its hands. Where workers share CPUs that includes the
 * wait for a CPU after it was woken, which the kernel's count of such waits (runqueue_wait_s) has as well: the two overlap, and with the CPU
 * time they may make more than the whole. What it costs: two reads of the clock for each wait, 100 ns here, where a wait that does not even
 * sleep takes 6 us; 2 ns for the waits of other threads; nothing without a wait.
 *
 * A wait that goes on counts up to the instant of the reading, so a window is not off by the wait that lies across its edge.
 */
#ifndef GILSCALE_GILWAIT_H
#define GILSCALE_GILWAIT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* One writer, the worker that waits; any reader, of any process that maps it. Starts as zeros. */
struct gilwait {
    atomic_uint sequence;      /* odd while the writer is at it */
    _Atomic int64_t since_ns;  /* when the wait that goes on began; 0: none does */
    _Atomic int64_t waited_ns; /* in all that are over */
};

/* Once a process, before any worker: calls count that come from the object (executable or library) that holds `address`. -1 with the reason
 * where this cannot be done; then nothing counts. */
int gilwait_init(const void *address, struct error *why);

/* Did it succeed, here or in the process that this one was forked from? */
bool gilwait_works(void);

/* From now on the calling thread's waits are added to that, which outlives it or the next call; NULL ends it. */
void gilwait_watch(struct gilwait *wait);

/* Any thread: nanoseconds waited until `at_ns`, an instant of clock_now_ns() that is just gone. */
int64_t gilwait_ns(const struct gilwait *wait, int64_t at_ns);

#endif
