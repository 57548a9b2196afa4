/* curvechange.h - does a curve scale as it did?
 *
 * The change of the speedup at the largest N that both sides have measured: of (new X(N) / X(1)) over (base X(N) / X(1)), each speedup taken
 * within one block, so that neither a drift of the machine nor a build that is slower with any number of workers looks like a change of
 * scaling. It is judged by the rule that judges cells (verdict.h); beside it stands how the fitted contention and coherency changed.
 * Pure; any thread may call.
 */
#ifndef GILSCALE_CURVECHANGE_H
#define GILSCALE_CURVECHANGE_H

#include "stats/laws.h"
#include "stats/verdict.h"

/* Start from {0}. */
struct curve_change {
    int threads; /* the largest N */
    struct verdict_cell
        judged; /* its values are log speedups, and owned; `ratio` is of speedups, new over base */
    struct laws_change law; /* over the N that both sides have; NAN until laws_compare() has filled it in */
};

/* `base` and `new` are the cells of one curve on both sides, by threads, ascending: as many, base[i] and new[i] with the same N, the first
 * of them 1, each with an invocation that counts. At least two. The verdict is verdict_table()'s to give. */
void curve_change_make(struct curve_change *change, struct measured_cell *const *base,
                       struct measured_cell *const *new, size_t count, bool paired);
void curve_change_free(struct curve_change *change);

/* What a verdict on speedups says: `scales better`, `scales worse`, `scales alike` or `inconclusive`. With a verdict on the two cells at one
 * worker, a change says where it started from: "scales worse from an equal start", which no figure for one worker would have shown;
 * "... from a faster start", which may be no loss at any N. NULL: nothing is known of the start. A constant. */
const char *curve_change_name(enum verdict speedup, const enum verdict *start);

#endif
