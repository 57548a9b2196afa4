/* The interval of a median is exact: golden ranks, and a simulation that counts how often it covers. */
#include "unit.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "stats/median.h"

static void the_middle_is_the_median(void **state)
{
    (void)state;
    double odd[] = {3, 1, 2}, even[] = {4, 1, 3, 2}, one[] = {7};
    assert_true(median_of(odd, 3) == 2);
    assert_true(median_of(even, 4) == 2.5);
    assert_true(median_of(one, 1) == 7);
    assert_true(isnan(median_of(odd, 0)));
    assert_true(odd[0] == 1 && odd[2] == 3); /* sorted in place */
}

static void ranks_and_coverage_are_those_of_the_tables(void **state)
{
    (void)state;
    static const struct {
        size_t n, low, high;
        double coverage;
    } golden[] = {{6, 1, 6, .969},   {8, 1, 8, .992},   {9, 2, 8, .961},   {10, 2, 9, .979},
                  {12, 3, 10, .961}, {15, 4, 12, .965}, {20, 6, 15, .959}, {30, 10, 21, .957}};
    for (size_t i = 0; i < sizeof golden / sizeof *golden; i++) {
        size_t low, high;
        double coverage = median_ranks(golden[i].n, &low, &high);
        assert_int_equal(low, golden[i].low);
        assert_int_equal(high, golden[i].high);
        assert_true(fabs(coverage - golden[i].coverage) < .0005);
    }
}

static void fewer_than_six_values_have_a_middle_and_no_interval(void **state)
{
    (void)state;
    double values[] = {5, 4, 3, 2, 1};
    size_t low, high;
    for (size_t n = 0; n < MEDIAN_MIN_VALUES; n++)
        assert_true(isnan(median_ranks(n, &low, &high)));
    struct interval interval = median_interval(values, 5);
    assert_true(interval.middle == 3 && interval.values == 5);
    assert_true(isnan(interval.low) && isnan(interval.high) && isnan(interval.coverage));
    assert_true(isnan(median_interval(values, 0).middle));
}

static void the_interval_is_made_of_the_values_at_the_ranks(void **state)
{
    (void)state;
    double values[] = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
    struct interval interval = median_interval(values, 10);
    assert_true(interval.low == 2 && interval.middle == 5.5 && interval.high == 9);
    assert_true(fabs(interval.coverage - .978516) < 1e-6);
}

static void every_number_of_values_gets_the_narrowest_pair_that_holds_the_promise(void **state)
{
    (void)state;
    for (size_t n = MEDIAN_MIN_VALUES; n <= 2000; n++) {
        size_t low, high;
        double coverage = median_ranks(n, &low, &high);
        assert_int_equal(low + high, n + 1);
        assert_true(low < high && coverage >= .95 && coverage <= 1);
        /* One rank further in would break it: that step takes off twice the chance of exactly `low` values
         * below the median. */
        double step = 2 * gsl_ran_binomial_pdf((unsigned)low, .5, (unsigned)n);
        assert_true(coverage - step < .95);
    }
    size_t low, high;
    assert_true(fabs(median_ranks(500000, &low, &high) - .95) < .001);
}

static void the_interval_covers_the_true_median_as_often_as_it_says(void **state)
{
    (void)state;
    const int trials = 20000;
    static const size_t sizes[] = {6, 10, 15, 30};
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(random, 20250601);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        double values[30], coverage = 0;
        int covered = 0;
        for (int trial = 0; trial < trials; trial++) {
            /* Skewed like delays are; the median of this one is ln 2. */
            for (size_t j = 0; j < sizes[i]; j++)
                values[j] = gsl_ran_exponential(random, 1);
            struct interval interval = median_interval(values, sizes[i]);
            covered += interval.low <= M_LN2 && M_LN2 <= interval.high;
            coverage = interval.coverage;
        }
        double noise = sqrt(coverage * (1 - coverage) / trials);
        assert_true(fabs((double)covered / trials - coverage) < 4 * noise);
    }
    gsl_rng_free(random);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_middle_is_the_median),
        cmocka_unit_test(ranks_and_coverage_are_those_of_the_tables),
        cmocka_unit_test(fewer_than_six_values_have_a_middle_and_no_interval),
        cmocka_unit_test(the_interval_is_made_of_the_values_at_the_ranks),
        cmocka_unit_test(every_number_of_values_gets_the_narrowest_pair_that_holds_the_promise),
        cmocka_unit_test(the_interval_covers_the_true_median_as_often_as_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
