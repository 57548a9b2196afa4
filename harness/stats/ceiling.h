/* ceiling.h - how far the GIL lets a curve rise: its capacity as a lock.
 *
 * An op that holds the GIL for a share h of its time, measured with one worker, leaves room for 1/h such ops at a time: with N workers the rate
 * is at most min(N, 1/h) times that of one, as long as an op holds the lock for as long as it did alone. (No Amdahl's law, although both end at
 * the same height: while one holds, all others may be outside; workloads/native/held.h.) What a hand-over of the lock costs comes off it.
 *
 * Threads that share one GIL only. It cannot be told where others took the GIL beside the worker: a group beside, or threads of a library
 * (flag gil_elsewhere). Pure; any thread may call.
 */
#ifndef GILSCALE_CEILING_H
#define GILSCALE_CEILING_H

#include "stats/curves.h"

/* 1/h with its interval; INFINITY where the GIL is not held at all; middle NAN where there is no such ceiling, or it cannot be told: then *why, unless NULL,
 * is a sentence about what stands in the way, or NULL where there is nothing to tell (no GIL, nobody asked). */
struct interval ceiling_of(const struct curve *curve, const char **why);

/* min(N, 1/h), NAN as above. */
struct interval ceiling_at(const struct curve *curve, int threads);

#endif
