/* gcpause.h - how long the collections of one interpreter's garbage collector took.
 *
 * A function of ours in gc.callbacks, which the collector calls when it starts and when it is done; it reads the clock and runs no bytecode. What
 * is between is the collection with all that it runs: finalisers, and callbacks of others that stand behind ours. On a GIL build nobody else
 * works in that time unless a finaliser lets the GIL go; on a free-threaded build it includes the wait until all other threads stand still.
 *
 * What it costs: about a microsecond a collection (0.7 us on 3.11, 1.1 us on 3.13; the collector makes a dict for its callbacks), and one
 * starts every 700 or 2000 new objects at the most: under 1 % of a program that does nothing but make garbage. So it is always on, on all builds.
 */
#ifndef GILSCALE_GCPAUSE_H
#define GILSCALE_GCPAUSE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Of one interpreter. Starts as zeros; at its place as long as the interpreter lives. */
struct gcpause {
    bool watching;             /* else nothing is known */
    _Atomic int64_t since_ns;  /* when the collection that goes on began; 0: none does */
    _Atomic int64_t paused_ns; /* in all that are over */
};

/* Attached, once an interpreter. Leaves `watching` false where that is not possible. */
void gcpause_watch(struct gcpause *pause);

/* Any thread: nanoseconds so far, in collections that are over; -1 when not known. */
int64_t gcpause_ns(const struct gcpause *pause);

#endif
