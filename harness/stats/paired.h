/* paired.h - one rate an invocation, of several invocations whose windows alternated in time.
 *
 * The k-th windows of all were measured within some milliseconds of each other, so what the machine did then hit all of them. The median of
 * each one's own windows would throw that away: of 20 windows of two builds that follow each other on a machine with two speeds, the medians
 * differ by 2 % where the median of the 20 ratios differs by 0.7 % (measured here, the same build twice). So each gets the median of what its
 * windows are over the geometric mean of their neighbours', times the level that all had: the ratio of any two of a pair is exactly the median
 * of their windows' ratios, and each is a rate as before. Pure.
 */
#ifndef GILSCALE_PAIRED_H
#define GILSCALE_PAIRED_H

#include <stddef.h>

struct paired_level {
    double rate; /* with one invocation, the median of its windows */
    double
        drift; /* of its windows over their neighbours', from the first half to the second, as a share; 0 with fewer than four windows */
};

/* rates[i][k]: of invocation i, window k; positive. Fills levels[0 ... invocations-1]. */
void paired_levels(const double *const *rates, size_t invocations, size_t windows,
                   struct paired_level *levels);

#endif
