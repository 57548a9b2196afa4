/* bars.h - the charts whose rows are names: what one thread costs, a comparison, a map of speedups, and an op's phases. Nothing is drawn where
 * the source has nothing for them.
 */
#ifndef GILSCALE_BARS_H
#define GILSCALE_BARS_H

#include "chart/draw.h"

/* Bars of the rate of one worker on a GIL build over that on the free-threaded build of the same version (stats/cost.h), with their
 * intervals, on a scale of ratios from 1 on; the dearest workload first, their geometric mean last. A panel for each mode, axes and placement. */
int bars_cost(const struct chart_target *target, const struct chart_source *source, struct pictures *pictures,
              struct error *e);

/* A forest plot: a row a cell, the ratio new / base with its interval, the slowest first; mark and colour say the verdict, a shaded band what
 * is too small to count, hatching the noise floor of that cell. A panel a number of workers, with geometric means as lozenges below; where
 * there are more numbers of workers than workloads, a panel a workload, and one of the means. */
int bars_comparison(const struct chart_target *target, const struct chart_source *source,
                    struct pictures *pictures, struct error *e);

/* A map for each build, state of the GIL, mode, axes and placement: workloads down, workers across, the speedup as number and as colour. */
int bars_heatmap(const struct chart_target *target, const struct chart_source *source,
                 struct pictures *pictures, struct error *e);

/* Bars of one op of one worker at each build, its phases side by side, and what of them the GIL is held; beside them the measured speedups and
 * the ceiling that the held share sets (stats/ceiling.h). A panel a workload whose GIL was clocked (`phases`). */
int bars_phases(const struct chart_target *target, const struct chart_source *source,
                struct pictures *pictures, struct error *e);

#endif
