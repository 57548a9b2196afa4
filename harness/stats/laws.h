/* laws.h - the scaling laws of a measured curve, with intervals that come from its invocations.
 *
 * The points are the cells' medians over invocations, weighted by how sure each is; only inside one placement regime: where CPUs are
 * shared, siblings or another kind of core join, or a cgroup grants less than the workers ask for, the machine bends the curve and a fit
 * would call it contention. The intervals are bootstrapped: blocks are drawn with replacement (all cells of a curve are measured in each
 * block, so a block is drawn with all of them), and the law is fitted again. Pure; any thread may call.
 */
#ifndef GILSCALE_LAWS_H
#define GILSCALE_LAWS_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/median.h"
#include "stats/scaling.h"

struct measured_cell; /* of invocations.h */

/* The intervals cover 95 % by their making (`coverage`), and are NAN where a cell has fewer than MEDIAN_MIN_VALUES invocations, or where
 * more than a fifth of the draws find no law. `values` is how many blocks were drawn from. */
struct laws {
    /* Named by the intervals where there are any. SCALING_NO_FIT and NAN where it misses the points by more than a tenth on average. */
    struct scaling_fit usl, amdahl;
    struct interval sigma, kappa; /* of the USL */
    struct interval serial;       /* Amdahl's serial fraction */
    size_t regime;                /* so many cells, from the first, are of one placement regime */
    bool left_regime;             /* there are larger N, which another placement regime keeps out */
    int least, most;              /* the smallest and the largest N fitted; beyond is extrapolated. 0: none */
};

/* `cells` are those of one curve, by threads, ascending. */
void laws_fit(struct laws *laws, struct measured_cell *const *cells, size_t count);

/* How two curves' USL parameters differ, new less base, each with its interval (0 inside: no change to be told). Where both come from
 * the same run, blocks are drawn for both together. All NAN where either curve has no regular fit, or too few invocations. */
struct laws_change {
    struct interval sigma, kappa;
};
struct laws_change laws_compare(struct measured_cell *const *base, size_t base_count,
                                struct measured_cell *const *new, size_t new_count);

#endif
