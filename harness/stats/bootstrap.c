#include "stats/bootstrap.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Drawing n from n shows a variance too small by the factor (n - 1) / n, and a normal quantile is too near where a variance
 * is known from n values only. */
static double tail_of(size_t smallest, size_t freedom)
{
    double n = (double)smallest, t = gsl_cdf_tdist_Qinv(.025, (double)freedom);

    return gsl_cdf_ugaussian_Q(sqrt(n / (n - 1)) * t);
}

void bootstrap_percentiles(double *drawn, size_t draws, size_t smallest, size_t freedom,
                           struct interval *interval)
{
    double tail = tail_of(smallest, freedom);

    qsort(drawn, draws, sizeof *drawn, ascending);
    interval->low = gsl_stats_quantile_from_sorted_data(drawn, 1, draws, tail);
    interval->high = gsl_stats_quantile_from_sorted_data(drawn, 1, draws, 1 - tail);
    interval->coverage = .95;
}

void bootstrap_student(const double *drawn, size_t draws, size_t smallest, size_t freedom,
                       struct interval *interval)
{
    double n = (double)smallest, t = gsl_cdf_tdist_Qinv(.025, (double)freedom);
    double reach = sqrt(n / (n - 1)) * t * gsl_stats_sd(drawn, 1, draws);

    interval->low = interval->middle - reach;
    interval->high = interval->middle + reach;
    interval->coverage = .95;
}
