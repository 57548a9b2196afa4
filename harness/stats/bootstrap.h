/* bootstrap.h - intervals by drawing again: invocations with replacement, then windows inside each, as they came about.
 *
 * Hierarchical, because nearly all variance sits between processes; drawing windows alone would pretend otherwise. For what has no exact
 * interval (ratios of means over workloads, fitted parameters); for the ratio of two cells verdict.h is exact. Percentiles from few groups
 * are too narrow (at P=6 they cover some 92 %); they are taken further out by what Student's t differs from the normal distribution
 * (Hesterberg 2015, The American Statistician 69, section 4.3: the expanded percentile interval). A fixed seed: the same data give the
 * same interval. Pure; any thread may call.
 */
#ifndef GILSCALE_BOOTSTRAP_H
#define GILSCALE_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

#include "stats/median.h"

/* With fewer draws the percentiles themselves are uncertain. */
#define BOOTSTRAP_MIN_DRAWS 1000

/* The windows of one invocation. */
struct bootstrap_group {
    const double *values;
    size_t count; /* at least 1 */
};

/* The ratio of the geometric means over groups of the groups' medians, b over a, with a 95 % interval from `draws` draws (raised to
 * BOOTSTRAP_MIN_DRAWS). Values are rates and must be positive. `coverage` is the nominal .95; no interval (NAN) with fewer than
 * MEDIAN_MIN_VALUES groups on either side. */
struct interval bootstrap_ratio(const struct bootstrap_group *a, size_t a_count,
                                const struct bootstrap_group *b, size_t b_count, size_t draws, uint64_t seed);

/* For who draws otherwise: the interval that `draws` drawn values say, expanded as above. `smallest` is the size of the smallest group they
 * were drawn from (at least 2), `freedom` the degrees of freedom. Sorts them; sets low, high and coverage. */
void bootstrap_percentiles(double *drawn, size_t draws, size_t smallest, size_t freedom,
                           struct interval *interval);

/* The same from fewer draws, some 100: Student's interval about the `middle` that is there already, from their standard deviation, corrected
 * as above. For what is about normally distributed. */
void bootstrap_student(const double *drawn, size_t draws, size_t smallest, size_t freedom,
                       struct interval *interval);

#endif
