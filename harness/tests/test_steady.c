#include "unit.h"

#include "runner/steady.h"

static const struct steady_limits tenth = {.1, .1};

static void equal_windows_are_steady(void **state)
{
    const double rates[] = {5, 5, 5, 5};

    (void)state;
    assert_float_equal((float)steady_deviation(rates, 4), 0, 1e-9F);
    assert_float_equal((float)steady_drift(rates, 4), 0, 1e-9F);
    assert_true(steady_is(rates, 4, tenth));
}

static void the_deviation_is_that_of_the_farthest_window_either_way(void **state)
{
    const double below[] = {100, 100, 70, 130, 100}, above[] = {100, 100, 60, 120, 120};

    (void)state;
    assert_float_equal((float)steady_deviation(below, 5), .3F, 1e-6F);
    assert_float_equal((float)steady_deviation(above, 5), .4F, 1e-6F);
}

static void the_drift_is_the_rise_of_the_line_from_the_first_window_to_the_last(void **state)
{
    const double rising[] = {90, 95, 100, 105, 110}, falling[] = {110, 105, 100, 95, 90};
    /* The same time cut into fewer windows drifts about as much. */
    const double coarse[] = {90, 100, 110};

    (void)state;
    assert_float_equal((float)steady_drift(rising, 5), .2F, 1e-6F);
    assert_float_equal((float)steady_drift(falling, 5), -.2F, 1e-6F);
    assert_float_equal((float)steady_drift(coarse, 3), .2F, 1e-6F);
}

static void either_criterion_alone_makes_windows_unsteady(void **state)
{
    const double spike[] = {100, 100, 125, 100, 100}; /* in the middle: no drift */
    const double ramp[] = {92, 96, 100, 104, 108};    /* no window farther than 8 % */

    (void)state;
    assert_float_equal((float)steady_drift(spike, 5), 0, 1e-6F);
    assert_false(steady_is(spike, 5, tenth));
    assert_true(steady_deviation(ramp, 5) < .1);
    assert_false(steady_is(ramp, 5, tenth));
    assert_false(steady_is((const double[]){108, 104, 100, 96, 92}, 5, tenth));
    assert_true(steady_is(ramp, 5, (struct steady_limits){.1, .2}));
}

static void too_few_windows_to_judge_are_not_called_unsteady(void **state)
{
    const double rates[] = {1, 100};

    (void)state;
    assert_true(steady_is(rates, 2, tenth));
    assert_true(steady_is(rates, 1, tenth));
    assert_float_equal((float)steady_drift(rates, 1), 0, 1e-9F);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_windows_are_steady),
        cmocka_unit_test(the_deviation_is_that_of_the_farthest_window_either_way),
        cmocka_unit_test(the_drift_is_the_rise_of_the_line_from_the_first_window_to_the_last),
        cmocka_unit_test(either_criterion_alone_makes_windows_unsteady),
        cmocka_unit_test(too_few_windows_to_judge_are_not_called_unsteady),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
