/* verdict.h - faster, slower, equivalent, or not to be told: one rule for all comparisons.
 *
 * A verdict needs an interval that excludes "no change" and an effect of at least the threshold; over a table of many cells the intervals'
 * error is corrected (Holm). "Inconclusive" is not "same", and says how many invocations would decide. Pure; any thread may call.
 */
#ifndef GILSCALE_VERDICT_H
#define GILSCALE_VERDICT_H

#include <stddef.h>

#include "stats/median.h"

enum verdict { VERDICT_FASTER, VERDICT_SLOWER, VERDICT_EQUIVALENT, VERDICT_INCONCLUSIVE };
const char *verdict_name(enum verdict v);

/* One cell of a comparison: values are log rates, one an invocation. Paired: a[i] and b[i] ran in the same block. */
struct verdict_cell {
    const double *a, *b; /* base, new */
    size_t a_count, b_count;
    int paired;
    /* Out: */
    struct interval ratio; /* of rates, new over base: exp of the difference and of its 95 % interval */
    double p;              /* two-sided: sign test when paired, Mann-Whitney otherwise */
    double p_holm;         /* after Holm's correction over the table */
    enum verdict verdict;
    size_t needed;         /* invocations of each build that should decide it; 0 unless inconclusive */
};

/* Judges all cells of a table together. `threshold` is the smallest effect that counts (0.02 for 2 %); `floor`, when not NULL, gives each
 * cell's noise floor (the difference that two runs of the same thing show), below which there is no verdict either. */
void verdict_table(struct verdict_cell *cells, size_t count, double threshold, const double *floor);

/* Invocations of each build so that an effect of exactly the threshold is found with 80 % power, from the sd of one group's log rates. */
size_t verdict_needed(double sd, double threshold);

#endif
