/* median.h - the middle of a few invocations, and how sure it is.
 *
 * The unit is the invocation (one fresh process): windows pooled across processes as if independent give some 60 % false alarms at a
 * nominal 5 %. Interval: exact order statistics, which assume nothing about the distribution. Pure; any thread may call.
 */
#ifndef GILSCALE_MEDIAN_H
#define GILSCALE_MEDIAN_H

#include <stddef.h>

/* Fewer values than this cannot give a 95 % interval: [min, max] of five covers the median 93.75 % of the time. */
#define MEDIAN_MIN_VALUES 6

struct interval {
    double middle;    /* NAN when there are no values */
    double low, high; /* NAN when there are fewer than MEDIAN_MIN_VALUES */
    double coverage;  /* what the interval really covers, at least .95; NAN when there is none */
    size_t values;
};

/* The median of `count` values; sorts them in place. NAN for none. */
double median_of(double *values, size_t count);

/* The narrowest symmetric pair of order statistics, ranks counted from 1, that covers the median with at least 95 %: n=10 gives 2 and 9,
 * covering .979. Returns the coverage, or NAN with n < MEDIAN_MIN_VALUES. */
double median_ranks(size_t n, size_t *low, size_t *high);

/* Median and interval; sorts the values in place. */
struct interval median_interval(double *values, size_t count);

#endif
