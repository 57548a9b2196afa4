/* phaseclock.h - which phase of an op a worker is in, and how long it has been in each, read from outside.
 *
 * The names are the workload's (record/phases.h); here phases are numbers from 0. One writer, the worker, in cache lines of its own; any reader,
 * of any process that maps them. To mark a phase is a dozen stores and one read of the clock: no lock, no memory, nothing that is shared.
 * Where a clock is watched, so is the worker's GIL (gilheld.h): a phase knows how much of it the GIL was held. The phase that goes on counts
 * up to the instant of a reading.
 */
#ifndef GILSCALE_PHASECLOCK_H
#define GILSCALE_PHASECLOCK_H

#include <stdatomic.h>
#include <stdint.h>

#include "record/phases.h"
#include "runner/slot.h"
#include "runner/stopwatch.h"

/* Starts as zeros. */
struct phaseclock {
    _Alignas(SLOT_SIZE) atomic_uint sequence; /* odd while the writer is at it */
    atomic_int running;                       /* a phase goes on: */
    atomic_int now;                           /* which, */
    _Atomic int64_t since_ns, held_before_ns; /* since when, and how long the GIL had been held by then */
    _Atomic int64_t passed_ns[PHASES_MOST];   /* of all that are over */
    _Atomic int64_t held_ns[PHASES_MOST];     /* of that, with the GIL held */
};

/* At one instant. */
struct phaseclock_reading {
    int64_t passed_ns[PHASES_MOST], held_ns[PHASES_MOST];
};

/* From now on the calling thread's marks go there; `held` is what its gilheld_watch() has. Both outlive it or the next call; NULL ends it. */
void phaseclock_watch(struct phaseclock *clock, const struct stopwatch *held);

/* The calling thread, all: nothing happens where it is not watched. A mark says that from now on it is in that phase, 0 to PHASES_MOST - 1. A start is
 * a mark of phase 0 at an instant that the caller has read already; a stop says that it works no more until the next start. */
void phaseclock_mark(int phase);
void phaseclock_start(int64_t now_ns);
void phaseclock_stop(int64_t now_ns);

/* Any thread: until `at_ns`, an instant that is just gone. `held` is as above. */
struct phaseclock_reading phaseclock_read(const struct phaseclock *clock, const struct stopwatch *held,
                                          int64_t at_ns);

#endif
