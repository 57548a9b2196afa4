/* steady.h - have the windows of an invocation settled? fio's two criteria for a steady state.
 *
 *   deviation   how far the window that is farthest from the mean lies from it, as a share of the mean
 *   drift       how much the least-squares line through the windows rises or falls from the first to the last, as a share of the mean
 *               (fio takes the slope a sample; a line's whole rise does not hang on how finely the time was cut)
 *
 * Too much drift: the warm-up was not over, or memory grows, or the clock sinks. Too much deviation: something came between. Pure.
 */
#ifndef GILSCALE_STEADY_H
#define GILSCALE_STEADY_H

#include <stdbool.h>

/* Through fewer windows a line says nothing: they count as steady. */
#define STEADY_MIN_WINDOWS 3

struct steady_limits {
    double deviation, drift; /* shares: .1 is 10 % */
};

/* Rates of windows of equal length, in their order, positive. */
double steady_deviation(const double *rates, int count);
double steady_drift(const double *rates, int count); /* signed */
bool steady_is(const double *rates, int count, struct steady_limits limits);

#endif
