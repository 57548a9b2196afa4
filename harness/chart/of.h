/* of.h - what the kinds of charts of lines show, each filled from a run's curves. A kind leaves the chart without panels when the run has
 * nothing for it. The title is the caller's. Pure.
 */
#ifndef GILSCALE_OF_H
#define GILSCALE_OF_H

#include "chart/lines.h"
#include "stats/curves.h"

typedef void (*chart_fill)(struct lines_chart *chart, const struct curves *curves);

void of_speedup(struct lines_chart *chart, const struct curves *curves);

/* Is there a speedup to draw? */
bool of_speedup_drawable(const struct curve_point *point);

#endif
