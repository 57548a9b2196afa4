/* of.h - what the kinds of charts of lines show, each filled from a run's curves. A kind leaves the chart without panels when the run has
 * nothing for it. The title is the caller's. Pure.
 */
#ifndef GILSCALE_OF_H
#define GILSCALE_OF_H

#include "chart/lines.h"
#include "stats/curves.h"

typedef void (*chart_fill)(struct lines_chart *chart, const struct curves *curves);

void of_speedup(struct lines_chart *chart, const struct curves *curves);
void of_throughput(struct lines_chart *chart, const struct curves *curves);
void of_efficiency(struct lines_chart *chart, const struct curves *curves);
void of_ratio(struct lines_chart *chart, const struct curves *curves);
void of_fairness(struct lines_chart *chart, const struct curves *curves);
void of_gil_wait(struct lines_chart *chart, const struct curves *curves);
void of_memory(struct lines_chart *chart, const struct curves *curves);
void of_latency(struct lines_chart *chart, const struct curves *curves);
void of_usl(struct lines_chart *chart, const struct curves *curves);

/* Is there a speedup to draw? */
bool of_speedup_drawable(const struct curve_point *point);

/* Has it a fitted law to draw? Its points between the N of the fit, in rates over `one`. */
bool of_usl_drawable(const struct curve *curve);
void of_usl_add_points(struct line *line, const struct laws *laws, double one);

#endif
