/* phasebars.h - what the chart of an op's phases has: for each workload the curves whose GIL was clocked, a bar and a line each. Arranged and
 * drawn by phasebars.c, the lines by phasebars_curves.c.
 */
#ifndef GILSCALE_PHASEBARS_H
#define GILSCALE_PHASEBARS_H

#include "chart/series.h"
#include "chart/shapes.h"

/* Curves from ... end-1 of the series, of which some have something to show. */
struct phasebars_panel {
    size_t from, end;
};

struct phasebars_chart {
    struct series series;
    struct phasebars_panel *panels;
    size_t panel_count;
    bool has_ceiling, has_curves; /* in any panel */
};

/* The N=1 cell whose op is drawn as a bar, or NULL: it was clocked, or there is no GIL to hold. */
const struct curve_point *phasebars_of(const struct curve *curve);

/* Is it a curve to be drawn, with a speedup at more than one worker? */
bool phasebars_has_line(const struct curve *curve);

/* Axes, measured speedups with their intervals, and ceilings as dashed lines, from `top` on. Returns where it ends. */
double phasebars_draw_curves(struct shapes *shapes, const struct phasebars_chart *chart,
                             const struct phasebars_panel *panel, double left, double top, double width,
                             double height);

#endif
