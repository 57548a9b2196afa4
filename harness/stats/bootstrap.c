#include "stats/bootstrap.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static size_t most_windows(const struct bootstrap_group *groups, size_t count, size_t most)
{
    for (size_t i = 0; i < count; i++)
        most = groups[i].count > most ? groups[i].count : most;
    return most;
}

/* The mean log of the groups' medians: of the groups as they are, or, given a generator, of as many drawn from them.
 * Logs are taken after the median, because that of an even number of windows lies between two of them. */
static double mean_log(const struct bootstrap_group *groups, size_t count, gsl_rng *random, double *scratch)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++) {
        const struct bootstrap_group *group = &groups[random ? gsl_rng_uniform_int(random, count) : i];
        for (size_t j = 0; j < group->count; j++)
            scratch[j] = group->values[random ? gsl_rng_uniform_int(random, group->count) : j];
        sum += log(median_of(scratch, group->count));
    }
    return sum / (double)count;
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

struct interval bootstrap_ratio(const struct bootstrap_group *a, size_t a_count,
                                const struct bootstrap_group *b, size_t b_count, size_t draws, uint64_t seed)
{
    struct interval result = {NAN, NAN, NAN, NAN, a_count + b_count};

    if (a_count == 0 || b_count == 0)
        return result;

    double *scratch = text_grow(NULL, most_windows(b, b_count, most_windows(a, a_count, 0)), sizeof *scratch);
    result.middle = exp(mean_log(b, b_count, NULL, scratch) - mean_log(a, a_count, NULL, scratch));
    if (a_count >= MEDIAN_MIN_VALUES && b_count >= MEDIAN_MIN_VALUES) {
        draws = draws < BOOTSTRAP_MIN_DRAWS ? BOOTSTRAP_MIN_DRAWS : draws;
        double *drawn = text_grow(NULL, draws, sizeof *drawn);
        gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
        gsl_rng_set(random, seed);
        for (size_t i = 0; i < draws; i++)
            drawn[i] = mean_log(b, b_count, random, scratch) - mean_log(a, a_count, random, scratch);
        bootstrap_percentiles(drawn, draws, a_count < b_count ? a_count : b_count, a_count + b_count - 2,
                              &result);
        result.low = exp(result.low);
        result.high = exp(result.high);
        gsl_rng_free(random);
        free(drawn);
    }
    free(scratch);
    return result;
}
