#include "unit.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

#include "suite/dimension.h"

static void a_flat_pilot_has_no_warm_up(void **state)
{
    const double rates[] = {100, 101, 99, 100, 100, 101, 99, 100};
    bool over = false;

    (void)state;
    assert_int_equal(dimension_warmup_windows(rates, 8, &over), 0);
    assert_true(over);
}

static void windows_that_are_slower_at_first_are_the_warm_up(void **state)
{
    const double rates[] = {50, 80, 100, 101, 99, 100, 101, 100, 99, 100};
    const double faster[] = {150, 130, 100, 101, 99, 100, 101, 100, 99, 100}; /* a cache that fills up */
    bool over = false;

    (void)state;
    assert_int_equal(dimension_warmup_windows(rates, 10, &over), 2);
    assert_true(over);
    assert_int_equal(dimension_warmup_windows(faster, 10, &over), 2);
}

static void one_disturbed_window_later_on_is_no_warm_up(void **state)
{
    const double rates[] = {100, 100, 100, 60, 100, 100, 100, 100, 100, 100};
    bool over = false;

    (void)state;
    assert_int_equal(dimension_warmup_windows(rates, 10, &over), 0);
    assert_true(over);
}

static void one_that_passes_the_level_by_chance_does_not_end_it(void **state)
{
    const double rates[] = {50, 100, 60, 70, 100, 100, 100, 100, 100, 100, 100, 100};
    bool over = false;

    (void)state;
    assert_int_equal(dimension_warmup_windows(rates, 12, &over), 4);
    assert_true(over);
}

static void a_pilot_that_rises_to_its_end_is_too_short_and_says_so(void **state)
{
    const double rates[] = {10, 20, 30, 40, 50, 60, 70, 80};
    bool over = true;

    (void)state;
    assert_int_equal(dimension_warmup_windows(rates, 8, &over), 4);
    assert_false(over);
}

static void the_noise_of_the_second_half_decides_what_is_far(void **state)
{
    /* 85 is far from windows that stay within 1 %, and near to those that scatter by 15 %. */
    const double quiet[] = {85, 85, 100, 100, 100, 101, 99, 100, 100, 100},
                 noisy[] = {85, 85, 90, 110, 100, 120, 80, 100, 90, 110};
    bool over;

    (void)state;
    assert_int_equal(dimension_warmup_windows(quiet, 10, &over), 2);
    assert_int_equal(dimension_warmup_windows(noisy, 10, &over), 0);
    /* Of four windows, two say little about noise. */
    assert_int_equal(dimension_warmup_windows((const double[]){85, 85, 100, 100}, 4, &over), 0);
    assert_int_equal(dimension_warmup_windows((const double[]){60, 70, 100, 100}, 4, &over), 2);
}

/* Kalibera and Jones' optimum with these variances: sqrt(100 / 10 x (1 / .25)) = 6.3. */
static void the_number_of_windows_is_kalibera_and_joness(void **state)
{
    struct dimension_variance variance = {1, .25, 1, 1};

    (void)state;
    assert_int_equal(dimension_windows(100, 10, &variance), 7);
    variance.between = 100; /* all of it between processes: as few as there may be */
    assert_int_equal(dimension_windows(100, 10, &variance), DIMENSION_LEAST_WINDOWS);
    variance.between = 0; /* none of it */
    assert_int_equal(dimension_windows(100, 10, &variance), DIMENSION_MOST_WINDOWS);
    variance.within = 0;
    assert_int_equal(dimension_windows(100, 10, &variance), DIMENSION_LEAST_WINDOWS);
}

static void without_a_pilot_there_are_the_fewest_windows(void **state)
{
    struct dimension_variance none = {0};
    struct dimension_pilot failed = {0};

    (void)state;
    dimension_add_variance(&none, &failed, 1);
    assert_int_equal(dimension_windows(100, 10, &none), DIMENSION_LEAST_WINDOWS);
}

/* 200 cells of three pilots with 1 % noise within and 3 % between: both come back out, although the means carry the windows' noise too. */
static void variances_within_and_between_are_told_apart(void **state)
{
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    struct dimension_variance sum = {0};
    double rates[3][8];

    (void)state;
    gsl_rng_set(random, 11);
    for (int cell = 0; cell < 200; cell++) {
        struct dimension_pilot pilots[3];
        for (int p = 0; p < 3; p++) {
            double level = 1e6 * exp(gsl_ran_gaussian(random, .03));
            for (int w = 0; w < 8; w++)
                rates[p][w] = level * exp(gsl_ran_gaussian(random, .01));
            pilots[p] = (struct dimension_pilot){.rates = rates[p], .count = 8};
        }
        dimension_add_variance(&sum, pilots, 3);
    }
    double within = sqrt(sum.within / sum.within_freedom), between = sqrt(sum.between / sum.between_freedom);
    print_message("within %.4f (true .0100), between %.4f (true .0300)\n", within, between);
    assert_true(within > .009 && within < .011);
    assert_true(between > .027 && between < .033);
    gsl_rng_free(random);
}

static void a_window_spans_the_hand_overs_and_the_pilot_has_two_halves(void **state)
{
    (void)state;
    assert_int_equal(dimension_pilot_window_ns(0, false), DIMENSION_WINDOW_NS);
    assert_int_equal(dimension_pilot_window_ns(0, true), DIMENSION_TURN_NS);
    assert_int_equal(dimension_pilot_window_ns(400000000, true), 400000000);
    assert_int_equal(dimension_turns(3, DIMENSION_TURN_NS), DIMENSION_TURNS_NS / DIMENSION_TURN_NS);
    assert_int_equal(dimension_turns(3, 400000000), 3);
    assert_int_equal(dimension_pilot_window_ns(400000000, false), 400000000);
    assert_int_equal(dimension_pilot_windows(DIMENSION_WINDOW_NS), 30);
    assert_int_equal(dimension_pilot_windows(3200000000), 4);
}

static void the_collectors_period_is_that_of_full_collections_when_they_come_again(void **state)
{
    struct dimension_pilot pilot = {.crew_ns = 1000000000, .collections = 100, .full_collections = 4};

    (void)state;
    assert_int_equal(dimension_gc_period_ns(&pilot), 250000000);
    pilot.full_collections = 1; /* once may be the start's doing */
    assert_int_equal(dimension_gc_period_ns(&pilot), 10000000);
    pilot.collections = pilot.full_collections = 0;
    assert_int_equal(dimension_gc_period_ns(&pilot), 0);
    pilot.collections = pilot.full_collections = INT64_MIN; /* not known */
    assert_int_equal(dimension_gc_period_ns(&pilot), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flat_pilot_has_no_warm_up),
        cmocka_unit_test(windows_that_are_slower_at_first_are_the_warm_up),
        cmocka_unit_test(one_disturbed_window_later_on_is_no_warm_up),
        cmocka_unit_test(one_that_passes_the_level_by_chance_does_not_end_it),
        cmocka_unit_test(a_pilot_that_rises_to_its_end_is_too_short_and_says_so),
        cmocka_unit_test(the_noise_of_the_second_half_decides_what_is_far),
        cmocka_unit_test(the_number_of_windows_is_kalibera_and_joness),
        cmocka_unit_test(without_a_pilot_there_are_the_fewest_windows),
        cmocka_unit_test(variances_within_and_between_are_told_apart),
        cmocka_unit_test(a_window_spans_the_hand_overs_and_the_pilot_has_two_halves),
        cmocka_unit_test(the_collectors_period_is_that_of_full_collections_when_they_come_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
