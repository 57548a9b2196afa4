#include "stats/median.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double middle_of_sorted(const double *values, size_t count)
{
    if (count == 0)
        return NAN;
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* A file has a hundred thousand invocations of a few windows each; qsort's calls would take longer than its comparisons. */
static void sort(double *values, size_t count)
{
    const size_t few = 16;

    if (count > few) {
        qsort(values, count, sizeof *values, ascending);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        double value = values[i];
        size_t at = i;
        for (; at > 0 && values[at - 1] > value; at--)
            values[at] = values[at - 1];
        values[at] = value;
    }
}

double median_of(double *values, size_t count)
{
    sort(values, count);
    return middle_of_sorted(values, count);
}

/* The median lies below the k-th smallest of n values when fewer than k of them fall below it: the lower tail
 * of n fair coins. The upper end is the mirror image. */
static double coverage_of(size_t k, size_t n)
{
    return 1 - 2 * gsl_cdf_binomial_P((unsigned)(k - 1), 0.5, (unsigned)n);
}

double median_ranks(size_t n, size_t *low, size_t *high)
{
    if (n < MEDIAN_MIN_VALUES)
        return NAN;
    /* The normal approximation is at most a few ranks off; walk from just outside of it, inwards as long as
     * the promise holds. */
    double start = (double)n / 2 - sqrt((double)n) - 1;
    size_t k = start < 1 ? 1 : (size_t)start;
    while (k < n / 2 && coverage_of(k + 1, n) >= 0.95)
        k++;
    *low = k;
    *high = n + 1 - k;
    return coverage_of(k, n);
}

struct interval median_interval(double *values, size_t count)
{
    struct interval result = {.low = NAN, .high = NAN, .values = count};
    size_t low, high;

    result.middle = median_of(values, count);
    result.coverage = median_ranks(count, &low, &high);
    if (!isnan(result.coverage)) {
        result.low = values[low - 1];
        result.high = values[high - 1];
    }
    return result;
}
