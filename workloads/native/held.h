/* held.h - what held_waiting and held_native have in common: an op of known length that holds the GIL for a known share of it.
 *
 * The law is the lock's capacity, X(N) = X(1) min(N, 1/share), and not Amdahl's law: one worker at a time holds, but all others may be
 * outside meanwhile, so nobody waits before the lock is busy without a break. The curve is a straight line up to N = 1/share and flat
 * from there, where Amdahl's, for work in which all wait for the serial part, bends from the start and ends at the same height.
 *
 * What a hand-over costs, from the holder's release to the next one's first step, comes on top of the held part as soon as somebody waits: a
 * thread has to wake up, which takes from a few us to 0.15 ms, depending on how deeply its CPU slept and on who else wants it. So the true
 * plateau is 1 / (share + hand-over / op), and an op has to be long for the law to come back out: with 10 % held of ops of 10 ms and a
 * hand-over of 50 us it is 9.5 in place of 10.
 */
#ifndef GILSCALE_HELD_H
#define GILSCALE_HELD_H

#include "gilscale_workload.h"

#define HELD_PARAMETER                                                                                       \
    {                                                                                                        \
        "held", 50, 0, 100, "share of an op for which the GIL is held", "%"                                  \
    }

/* The held part of `whole`. */
static inline int64_t held_part(const struct gilscale_cell *cell, int64_t whole)
{
    return whole * gilscale_parameter(cell, "held") / 100;
}

#endif
