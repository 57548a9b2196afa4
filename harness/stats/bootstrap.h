/* bootstrap.h - intervals by drawing again: invocations with replacement, then windows inside each, as they came about.
 *
 * Hierarchical, because nearly all variance sits between processes; drawing windows alone would pretend otherwise. Percentile intervals from
 * a fixed seed, so the same data give the same interval. Pure; any thread may call.
 */
#ifndef GILSCALE_BOOTSTRAP_H
#define GILSCALE_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

#include "stats/median.h"

/* The windows of one invocation. */
struct bootstrap_group {
    const double *values;
    size_t count; /* at least 1 */
};

/* The ratio of the geometric means over groups of the groups' medians, b over a, with a 95 % percentile interval from `draws` draws (at
 * least 1000). Values are rates and must be positive. */
struct interval bootstrap_ratio(const struct bootstrap_group *a, size_t a_count, const struct bootstrap_group *b,
                                size_t b_count, size_t draws, uint64_t seed);

#endif
