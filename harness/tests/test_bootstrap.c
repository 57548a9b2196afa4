/* Intervals from drawn values. */
#include "tests/unit.h"

#include <gsl/gsl_rng.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>

#include "stats/bootstrap.h"

#define DRAWS 2001

static bool near(double a, double b, double within)
{
    return fabs(a - b) <= within;
}

/* Of 0, 1, ... 2000 a quantile is its share of 2000. With n = 6 and 5 degrees of freedom t is 2.5706, and the tail that of 2.5706 times
 * sqrt(6/5) = 2.8159 in a normal distribution: .002432. */
static void percentiles_of_few_go_further_out(void **state)
{
    double drawn[DRAWS];
    struct interval interval = {0};

    (void)state;
    for (int i = 0; i < DRAWS; i++)
        drawn[i] = (i * 1000) % DRAWS; /* in no order */
    bootstrap_percentiles(drawn, DRAWS, 6, 5, &interval);
    assert_true(near(interval.low, .002432 * 2000, .01));
    assert_true(near(interval.high, (1 - .002432) * 2000, .01));
    assert_true(near(interval.coverage, .95, 0));
}

static void percentiles_of_many_are_the_plain_ones(void **state)
{
    double drawn[DRAWS];
    struct interval interval = {0};

    (void)state;
    for (int i = 0; i < DRAWS; i++)
        drawn[i] = i;
    bootstrap_percentiles(drawn, DRAWS, 1000000, 1000000, &interval);
    assert_true(near(interval.low, 50, .1));
    assert_true(near(interval.high, 1950, .1));
}

/* The standard deviation of -1 and 1, a hundred times each, is sqrt(200/199); t and the correction as above. */
static void students_interval_is_about_the_middle(void **state)
{
    double drawn[200];
    struct interval interval = {.middle = 7};

    (void)state;
    for (int i = 0; i < 200; i++)
        drawn[i] = i % 2 ? 1 : -1;
    bootstrap_student(drawn, 200, 6, 5, &interval);
    assert_true(near(interval.high - 7, 2.8159 * sqrt(200. / 199), 1e-3));
    assert_true(near(interval.high + interval.low, 14, 1e-9));
}

/* What it is for: means of six normal values, drawn again from the six. Plain percentiles would cover some 88 % here. */
static void few_values_are_covered_as_often_as_it_says(void **state)
{
    enum { EXPERIMENTS = 1000, VALUES = 6, AGAIN = 400 };
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    int covered = 0;

    (void)state;
    for (int i = 0; i < EXPERIMENTS; i++) {
        double values[VALUES], drawn[AGAIN];
        struct interval interval = {0};
        for (int k = 0; k < VALUES; k++)
            values[k] = gsl_ran_ugaussian(random);
        for (int k = 0; k < AGAIN; k++) {
            drawn[k] = 0;
            for (int j = 0; j < VALUES; j++)
                drawn[k] += values[gsl_rng_uniform_int(random, VALUES)] / VALUES;
        }
        interval.middle = gsl_stats_mean(values, 1, VALUES);
        bootstrap_student(drawn, AGAIN, VALUES, VALUES - 1, &interval);
        covered += interval.low <= 0 && 0 <= interval.high;
    }
    gsl_rng_free(random);
    assert_in_range(covered, 930, 970);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentiles_of_few_go_further_out),
        cmocka_unit_test(percentiles_of_many_are_the_plain_ones),
        cmocka_unit_test(students_interval_is_about_the_middle),
        cmocka_unit_test(few_values_are_covered_as_often_as_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
