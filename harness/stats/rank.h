/* rank.h - values compared by their ranks: two groups (Mann-Whitney), or pairs by their differences (Wilcoxon's signed ranks); for each
 * an exact test, and the interval for the size of the shift that belongs to it.
 *
 * Nothing is assumed about the distributions but that one group is the other, shifted; for differences, that they lie symmetrically about
 * the shift, which the differences of two such groups do however skewed the groups are. Sources: Mann & Whitney 1947; Wilcoxon 1945; for
 * shifts and intervals Hodges & Lehmann 1963 and Hollander & Wolfe, Nonparametric Statistical Methods, 3.1-3.3 and 4.1-4.3. Values are
 * finite. Pure; any thread may call.
 */
#ifndef GILSCALE_RANK_H
#define GILSCALE_RANK_H

#include <stddef.h>

#include "stats/median.h"

/* Up to here the tests count all arrangements; beyond, the normal approximation is within .005 and .002 of p. */
#define RANK_EXACT        20  /* each of two groups */
#define RANK_SIGNED_EXACT 100 /* differences */

/* Two-sided p of the Mann-Whitney U test. Exact for m, n <= RANK_EXACT without ties; with ties, or beyond, the normal approximation with
 * tie and continuity correction. *u, when asked for, gets U of the first group. NAN when a group is empty. */
double rank_test(const double *a, size_t m, const double *b, size_t n, double *u);

/* Hodges-Lehmann: the median of all m n differences b[j] - a[i], and the pair of order statistics of those differences that the test
 * inverts to; at least 95 % (the true coverage is in the result). No interval (NAN) where the groups are too small for one: 4 and 4 are
 * the smallest of equal size. */
struct interval rank_shift(const double *a, size_t m, const double *b, size_t n);

/* Two-sided p of Wilcoxon's signed-rank test that the differences lie symmetrically about 0. Differences of exactly 0 say nothing and are
 * left out; ties share their ranks, and the count is exact with them too. *w, when asked for, gets the rank sum of the positive
 * differences. 1 when all are 0, NAN when there are none. The smallest p that n differences can reach is 2 / 2^n. */
double rank_signed_test(const double *differences, size_t n, double *w);

/* The median of all n (n + 1) / 2 means of two differences (each with itself too: Walsh averages), and the interval that the signed-rank
 * test inverts to, as above. No interval below 6. */
struct interval rank_signed_shift(const double *differences, size_t n);

#endif
