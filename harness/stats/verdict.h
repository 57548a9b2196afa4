/* verdict.h - faster, slower, equivalent, or not to be told: one rule for all comparisons.
 *
 *   faster, slower  the 95 % interval of the ratio excludes 1, the estimate is at least the threshold away from 1, and p is below .05
 *                   after Holm's correction over the table
 *   equivalent      the interval lies within the threshold on both sides
 *   inconclusive    anything else; it is not "the same", and says how many invocations should decide
 *
 * Which test? Invocations of the same block are neighbours in time, so a drift of the machine cancels in their difference. If the
 * builds are the same, swapping the two changes nothing: the difference lies symmetrically about 0, however skewed the noise. That is all
 * that Wilcoxon's signed ranks assume, and they are exact. The sign test assumes less, but finds a difference of one standard
 * deviation in ten pairs five times out of ten instead of eight. Student's t needs normal noise. Where there are no pairs, as for results
 * of two days, Mann-Whitney does the same for two groups, and no test can see a drift between them. The estimate is the one that the test
 * inverts to (Hodges-Lehmann), so that verdict, ratio and interval cannot contradict each other. Where the change is not the same for all
 * invocations (the new build slow in one of five), the estimate lies between median and mean.
 *
 * The price of exactness: the smallest p of n pairs is 2/2^n. Ten pairs decide in tables of up to 25 cells, twelve up to 102, fourteen up
 * to 409; six only in a table of one. Short invocations make pairs cheap; a schedule asks verdict_least() first. Pure; any thread may call.
 */
#ifndef GILSCALE_VERDICT_H
#define GILSCALE_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/median.h"

enum verdict { VERDICT_FASTER, VERDICT_SLOWER, VERDICT_EQUIVALENT, VERDICT_INCONCLUSIVE };
const char *verdict_name(enum verdict v);

/* One cell of a comparison: values are log rates, one an invocation, finite. Paired: a[i] and b[i] ran in the same block. */
struct verdict_cell {
    const double *a, *b; /* base, new */
    size_t a_count, b_count;
    bool paired; /* then the counts are the same; what one has more is not used */
    /* Out: */
    struct interval ratio; /* of rates, new over base: exp of the shift and of its 95 % interval */
    double p;      /* two-sided; signed ranks when paired, Mann-Whitney otherwise; NAN without values */
    double p_holm; /* after Holm's correction; NAN for cells without an interval, which do not count */
    enum verdict verdict;
    /* No verdict, because the machine shows such a difference between two runs of the same: the interval and p would have given one, or the
     * whole interval lies below the noise floor. */
    bool below_floor;
    /* Invocations of each build that should decide it; 0 when decided, or when the noise floor forbids a verdict. */
    size_t needed;
};

/* No advice to run more than this: choose a larger threshold. */
#define VERDICT_NEEDED_MAX 100000

/* Judges all cells of a table together. `threshold` is the smallest effect that counts (0.02: from 1.02 on, and down from 1/1.02, so that
 * exchanging the builds exchanges the verdicts). `floor`, when not NULL, gives each cell's noise floor, in the same unit (the difference
 * that two runs of the same thing show; NAN where it is not known): below it nothing is faster or slower, and where it is above the
 * threshold nothing is equivalent. */
void verdict_table(struct verdict_cell *cells, size_t count, double threshold, const double *floor);

/* rank_shift() with no interval below MEDIAN_MIN_VALUES invocations on either side: ranks could give one from 4 and 4 on, but four processes
 * say too little of what a fifth may do. */
struct interval verdict_group_shift(const double *a, size_t a_count, const double *b, size_t b_count);

/* The fewest invocations of each build with which the strongest evidence there can be survives Holm's correction over `cells` cells. */
size_t verdict_least(size_t cells, bool paired);

/* Invocations of each build, so that four times out of five "no change" is found equivalent, and a change of twice the threshold or more is
 * found faster or slower; from the sd of one build's log rates within blocks (of their differences, over sqrt(2)). A change of exactly the
 * threshold stays a matter of luck with any number: half of all estimates fall short of it. */
size_t verdict_needed(double sd, double threshold);

#endif
