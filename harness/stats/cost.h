/* cost.h - what one thread costs where there is no GIL: the rate of one worker on a GIL build over that on the free-threaded build of the same
 * version, everything else the same.
 *
 * As a comparison of the two builds at one worker would have it (compare.h), turned around: ratios within one block, where a drift of the machine
 * cancels; estimate and interval by signed ranks. Where there are several GIL builds of a version, the first is taken. None is told of cells with
 * other work beside. Pure; any thread may call.
 */
#ifndef GILSCALE_COST_H
#define GILSCALE_COST_H

#include <stddef.h>

#include "stats/median.h"

struct measured_cell; /* of cells.h */

struct cost {
    size_t gil, free_threaded; /* which curves */
    struct interval
        ratio; /* 1.5: one worker does 1/1.5 of the work; NAN where they have no block in common */
};

/* Of the workloads (each set of parameters is one) of one pair of builds, state of the GIL, mode, axes and placement. */
struct cost_mean {
    size_t cost;           /* the first of its costs */
    struct interval ratio; /* geometric mean; `values` is the number of workloads, at least two */
};

/* Start from {0}. Owns everything. */
struct costs {
    struct cost *items; /* in the order of the free-threaded curves */
    size_t count;
    struct cost_mean *means;
    size_t mean_count;
};

/* The rate of `gil` over that of `free_threaded`, two cells with as many workers; NAN without a block in common. */
struct interval cost_ratio(const struct measured_cell *gil, const struct measured_cell *free_threaded);

/* ones[i] is the cell at one worker of the i-th curve, NULL where there is none; in the order of the curves, see curves.h. */
void costs_take(struct costs *costs, struct measured_cell *const *ones, size_t count);
void costs_free(struct costs *costs);

#endif
