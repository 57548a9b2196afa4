/* geomean.h - one ratio for several workloads: the geometric mean of theirs.
 *
 * Each block in which all of them were measured gives one value, the mean over workloads of their log rates (of pairs: of their differences),
 * because what disturbs a block disturbs its workloads together. These values are then judged as those of a single cell are, by ranks
 * (rank.h): estimate and interval are exact, and nothing is drawn. The workloads stay as they are: nobody claims that they were drawn from
 * all there could be. Pure; any thread may call.
 */
#ifndef GILSCALE_GEOMEAN_H
#define GILSCALE_GEOMEAN_H

#include "stats/blocks.h"

/* Of one workload. For pairs `new` holds the differences, new less base, and `base` nothing. */
struct geomean_item {
    struct block_values base, new;
};

/* Of `count` workloads; NAN for none, or without a block that has all of them. No interval (NAN) where there are too few such blocks for
 * one. `values` of the result is the number of workloads. */
struct interval geomean_ratio(const struct geomean_item *items, size_t count, bool paired);

#endif
