/* figure.h - one figure of a claim, found among the cells of a run: ours, its interval, and whether the two agree.
 *
 * Values are paired by block wherever two cells are in one figure. A value's interval is that of the median over invocations (median.h);
 * of a ratio or a difference of two cells that of Wilcoxon's signed ranks over the pairs (rank.h), as `gilscale compare` takes it; of a
 * geometric mean that of geomean.h; a speedup's is that of the curves, the median over blocks; of how many processes came out wrong that of
 * proportion.h.
 *
 * The rule. Theirs becomes a band: the number, or the range, and on both sides what the figure allows (`agree`).
 *   agree         our whole interval lies in the band; or our estimate does, and the interval is no wider than twice the band (which a
 *                 band without an end on one side has not)
 *   disagree      our whole interval lies outside of the band
 *   unclear       neither: more invocations would tell
 *   no interval   fewer than 6 invocations
 *   not judged    an absolute figure of another machine: shown, not judged
 *   qualitative   they give no number
 *   not measured  with the reason
 *
 * Builds are chosen by their kind, GIL or free-threaded; each build of the kind gives a row, and where two kinds are in one figure the
 * other is the build of the same Python version. Pure; any thread may call.
 */
#ifndef GILSCALE_FIGURE_H
#define GILSCALE_FIGURE_H

#include "claims/claim.h"
#include "stats/invocations.h"

enum figure_verdict {
    FIGURE_AGREE,
    FIGURE_DISAGREE,
    FIGURE_UNCLEAR,
    FIGURE_NO_INTERVAL,
    FIGURE_NOT_JUDGED,
    FIGURE_QUALITATIVE,
    FIGURE_NOT_MEASURED
};
#define FIGURE_VERDICTS 7
const char *figure_verdict_name(enum figure_verdict verdict);

struct figure_row {
    const struct claim_figure *figure;
    struct interval ours; /* in the figure's unit; NAN where there is none */
    enum figure_verdict verdict;
    char *reason; /* why not measured; else what a reader has to know of it, or "" */
    /* The cell; where there is none, what was looked for. Owned. */
    char *build, *gil, *mode, *workload, *params, *axes;
    int threads;
};

/* Start from {0}. */
struct figure_rows {
    struct figure_row *items;
    size_t count;
};

/* What a figure is looked for in. */
struct figure_source {
    const struct measured_cells *cells; /* NULL: there is no run */
    const char *why;                    /* then the reason */
    int cpus;                           /* that the machine lets us use; 0: not known */
};

/* Adds the figure's rows, at least one. `figure` has to outlive them. */
void figure_evaluate(struct figure_rows *rows, const struct claim_figure *figure,
                     const struct figure_source *source);

/* What ours may be to agree; an end may be infinite. false for a figure that is not judged. */
bool figure_band(const struct claim_figure *figure, double *low, double *high);

/* By the rule above. */
enum figure_verdict figure_judge(const struct claim_figure *figure, const struct interval *ours);
void figure_rows_free(struct figure_rows *rows);

#endif
