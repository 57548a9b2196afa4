/* How far the GIL lets a curve rise, and when that cannot be told. */
#include "tests/unit.h"

#include "stats/ceiling.h"

#include <math.h>
#include <string.h>

static struct curve_point points[3];
static struct curve curve;

static int make(void **state)
{
    (void)state;
    memset(points, 0, sizeof points);
    for (int i = 0; i < 3; i++) {
        points[i].threads = 1 << i;
        points[i].flags = "";
        points[i].measures[MEASURE_GIL_HELD] = (struct interval){.25 / (i + 1), .2, .3125, .979, 10};
    }
    curve = (struct curve){.key = {.gil = "on", .mode = "threads", .axes = ""}, .points = points, .count = 3};
    return 0;
}

static void it_is_one_over_the_share_that_one_worker_holds_and_at_most_n(void **state)
{
    const char *why = "";
    struct interval ceiling = ceiling_of(&curve, &why);

    (void)state;
    assert_null(why);
    assert_true(ceiling.middle == 4 && ceiling.low == 1 / .3125 && ceiling.high == 5);
    assert_true(ceiling.coverage == .979 && ceiling.values == 10);
    assert_true(ceiling_at(&curve, 2).middle == 2 && ceiling_at(&curve, 2).low == 2);
    assert_true(ceiling_at(&curve, 4).middle == 4 && ceiling_at(&curve, 4).low == 1 / .3125 &&
                ceiling_at(&curve, 4).high == 4);
    assert_true(ceiling_at(&curve, 64).middle == 4);
}

static void work_that_never_holds_it_has_no_ceiling_but_n(void **state)
{
    (void)state;
    points[0].measures[MEASURE_GIL_HELD] = (struct interval){.middle = 0, .low = NAN, .high = NAN};
    assert_true(isinf(ceiling_of(&curve, NULL).middle));
    assert_true(ceiling_at(&curve, 64).middle == 64);
    assert_true(isnan(ceiling_at(&curve, 64).low));
}

static void it_is_not_told_where_others_hold_it_too(void **state)
{
    const char *why;

    (void)state;
    points[0].flags = "busy;gil_elsewhere";
    assert_true(isnan(ceiling_of(&curve, &why).middle) && isnan(ceiling_at(&curve, 4).middle));
    assert_non_null(strstr(why, "no workers"));
    points[0].flags = "not_gil_elsewhere";
    assert_true(ceiling_of(&curve, &why).middle == 4);
    curve.key.axes = "beside=fib";
    assert_true(isnan(ceiling_of(&curve, &why).middle));
    assert_non_null(strstr(why, "beside"));
    curve.key.axes = "arrivals=100/s";
    assert_true(isnan(ceiling_of(&curve, &why).middle));
    assert_non_null(strstr(why, "rate"));
}

static void there_is_none_where_there_is_no_gil_in_common_or_nobody_asked(void **state)
{
    const char *why = "";

    (void)state;
    points[0].measures[MEASURE_GIL_HELD].middle = NAN;
    assert_true(isnan(ceiling_of(&curve, &why).middle));
    assert_null(why);
    make(state);
    curve.key.gil = "off";
    assert_true(isnan(ceiling_of(&curve, &why).middle) && !why);
    make(state);
    curve.key.mode = "processes";
    assert_true(isnan(ceiling_of(&curve, &why).middle) && !why);
    make(state);
    curve.points++; /* no cell of one worker */
    curve.count--;
    assert_true(isnan(ceiling_of(&curve, &why).middle) && !why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(it_is_one_over_the_share_that_one_worker_holds_and_at_most_n, make),
        cmocka_unit_test_setup(work_that_never_holds_it_has_no_ceiling_but_n, make),
        cmocka_unit_test_setup(it_is_not_told_where_others_hold_it_too, make),
        cmocka_unit_test_setup(there_is_none_where_there_is_no_gil_in_common_or_nobody_asked, make),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
