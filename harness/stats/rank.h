/* rank.h - two groups of values compared by their ranks: the exact Mann-Whitney test and the shift interval that belongs to it.
 *
 * Nothing is assumed about the distributions but that one is the other, shifted. Source: Mann & Whitney 1947; Hodges & Lehmann 1963. Pure;
 * any thread may call.
 */
#ifndef GILSCALE_RANK_H
#define GILSCALE_RANK_H

#include <stddef.h>

#include "stats/median.h"

/* Two-sided p of the Mann-Whitney U test. Exact by counting for m, n <= 20 without ties; with ties, or beyond, the normal approximation with
 * tie and continuity correction. *u, when asked for, gets U of the first group. NAN when a group is empty. */
double rank_test(const double *a, size_t m, const double *b, size_t n, double *u);

/* Hodges-Lehmann: the median of all differences b[j] - a[i], and the interval of order statistics of those differences that the exact test
 * inverts to; at least 95 % (the true coverage is in the result). No interval (NAN) where the groups are too small for one: 4 and 4 are
 * the smallest. */
struct interval rank_shift(const double *a, size_t m, const double *b, size_t n);

#endif
