/* bootstrap.h - intervals from values that were drawn again, for what has no exact interval (fitted parameters).
 *
 * Who draws takes whole invocations, with replacement: nearly all variance sits between processes. Percentiles from few groups
 * are too narrow (at P=6 they cover some 92 %); they are taken further out by what Student's t differs from the normal distribution
 * (Hesterberg 2015, The American Statistician 69, section 4.3: the expanded percentile interval). Pure; any thread may call.
 */
#ifndef GILSCALE_BOOTSTRAP_H
#define GILSCALE_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

#include "stats/median.h"

/* The interval that `draws` drawn values say, expanded as above; with fewer than 1000 its ends are themselves uncertain. `smallest` is the size of the smallest group they
 * were drawn from (at least 2), `freedom` the degrees of freedom. Sorts them; sets low, high and coverage. */
void bootstrap_percentiles(double *drawn, size_t draws, size_t smallest, size_t freedom,
                           struct interval *interval);

/* The same from fewer draws, some 100: Student's interval about the `middle` that is there already, from their standard deviation, corrected
 * as above. For what is about normally distributed. */
void bootstrap_student(const double *drawn, size_t draws, size_t smallest, size_t freedom,
                       struct interval *interval);

#endif
