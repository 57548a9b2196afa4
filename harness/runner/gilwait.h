/* gilwait.h - how long a worker waits for the GIL, measured from inside, on builds that have no probe for it.
 *
 * Who wants the GIL and does not get it sleeps in pthread_cond_timedwait, and who has to give it up sleeps in pthread_cond_wait until another
 * has taken it. Both come from libpython; nothing else of it uses a condition on Linux (its locks are semaphores, or parked on some). We stand
 * in for both functions (interpose.h), and of a thread that has asked for it add up the time of those calls that libpython made.
 *
 * What it is: from the moment that a thread lies down until it runs again with the GIL in its hands. Where workers share CPUs that includes the
 * wait for a CPU after it was woken, which the kernel's count of such waits (runqueue_wait_s) has as well: the two overlap, and with the CPU
 * time they may make more than the whole. What it costs: two reads of the clock for each wait, 100 ns here, where a wait that does not even
 * sleep takes 6 us; 2 ns for the waits of other threads; nothing without a wait.
 */
#ifndef GILSCALE_GILWAIT_H
#define GILSCALE_GILWAIT_H

#include "runner/stopwatch.h"

/* From now on the calling thread's waits are added to that, which outlives it or the next call; NULL ends it. Nothing counts unless
 * interpose_works(). */
void gilwait_watch(struct stopwatch *wait);

#endif
