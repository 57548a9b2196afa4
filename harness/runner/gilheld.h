/* gilheld.h - how long a worker holds the GIL, measured from inside, on builds that have no probe for it.
 *
 * Who takes the GIL signals one condition (for who was told to give it up and waits until it is taken), who drops it another (for who wants
 * it): take_gil() and drop_gil() of CPython 3.11 to 3.15, where it is on, each time, with the lock's mutex in hand. Nothing else in libpython
 * signals a condition on Linux (gilwait.h). We stand in for pthread_cond_signal, and tell the two by their addresses. A thread begins to be
 * watched while it does not hold the GIL, so the first that it signals is that of a take; the other is the first at another address nearby, as
 * both lie in one structure. What is signalled elsewhere, by a library that is linked into libpython or by the GIL of another interpreter, is
 * neither: what counts is the GIL of the worker's own interpreter.
 *
 * The clock is read with the GIL just taken, or just before anybody can take it: so what several threads held one GIL never overlaps, and no
 * instant is both held and waited for. What it costs: 70 ns for each time that the GIL is taken and dropped, where that alone takes some 50; a
 * nanosecond or two when nobody is watched.
 */
#ifndef GILSCALE_GILHELD_H
#define GILSCALE_GILHELD_H

#include "runner/stopwatch.h"

/* The calling thread does not hold the GIL now. From now on the time that it does is added to that, which outlives it or the next call; NULL ends
 * it. Nothing counts unless interpose_works(). */
void gilheld_watch(struct stopwatch *held);

/* From now on what threads of this process that are not watched hold of that GIL, as soon as a worker has shown which it is, is added there, in ns, each
 * time that they drop it. With several GILs, of the one that was shown first. NULL ends it. */
void gilheld_watch_others(_Atomic int64_t *held_ns);

#endif
