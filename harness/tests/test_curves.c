/* Invocations become curves: what is paired with what, and what is told from it. */
#include <math.h>
#include <stdbool.h>

#include "tests/made_rows.h"

static void an_invocation_is_the_median_of_its_windows_and_a_cell_that_of_its_invocations(void **state)
{
    (void)state;
    struct file file = file_new();
    for (int block = 0; block < 7; block++)
        add(&file, block, 2, 100 + block, "ok");
    struct curves curves = read_all(&file);
    assert_int_equal(curves.count, 1);
    assert_int_equal(curves.items[0].count, 1);
    const struct curve_point *point = curve_at(&curves.items[0], 2);
    assert_int_equal(point->invocations, 7);
    assert_true(point->rate.middle == 103 && point->rate.low == 100 && point->rate.high == 106);
    assert_true(fabs(point->rate.coverage - .984375) < 1e-9);
    assert_true(point->cpu_use == 2 && point->fairness == .5 && point->pss_bytes == 2000);
    /* Of the mean worker's rate, half of the total. */
    assert_true(point->slowest.middle == .5 && point->fastest.middle == 1);
    assert_string_equal(point->status, "ok");
    assert_null(curve_at(&curves.items[0], 1));
    assert_true(isnan(point->speedup.middle) && isnan(point->efficiency));
    curves_free(&curves);
}

static void a_speedup_is_the_median_of_ratios_within_a_block_so_a_drift_cancels(void **state)
{
    (void)state;
    struct file file = file_new();
    for (int block = 0; block < 6; block++) {
        double machine = 1000 * (1 - .1 * block); /* it gets slower and slower */
        add(&file, block, 4, machine * 3, "ok");
        add(&file, block, 1, machine, "ok");
    }
    struct curves curves = read_all(&file);
    const struct curve_point *one = curve_at(&curves.items[0], 1), *four = curve_at(&curves.items[0], 4);
    assert_true(fabs(four->speedup.middle - 3) < 1e-9 && fabs(four->speedup.low - 3) < 1e-9);
    assert_true(fabs(four->speedup.high - 3) < 1e-9 && four->speedup.values == 6);
    assert_true(fabs(four->efficiency - .75) < 1e-9);
    assert_true(one->speedup.middle == 1 && one->speedup.low == 1 && one->speedup.high == 1 &&
                one->efficiency == 1);
    assert_true(four->rate.low < 1600 &&
                four->rate.high > 2900); /* the rate's own interval does show the drift */
    curves_free(&curves);
}

static void a_block_without_its_partner_is_not_used_and_under_six_pairs_have_no_interval(void **state)
{
    (void)state;
    struct file file = file_new();
    for (int block = 0; block < 8; block++) {
        if (block >= 3)
            add(&file, block, 1, 100, "ok");
        add(&file, block, 2, block >= 3 ? 150 : 1e6, "ok");
    }
    struct curves curves = read_all(&file);
    const struct curve_point *two = curve_at(&curves.items[0], 2);
    assert_int_equal(two->rate.values, 8);
    assert_int_equal(two->speedup.values, 5);
    assert_true(two->speedup.middle == 1.5 && isnan(two->speedup.low) && isnan(two->speedup.high));
    curves_free(&curves);
}

static void blocks_of_different_runs_are_not_neighbours(void **state)
{
    (void)state;
    struct file file = file_new();
    add(&file, 0, 1, 100, "ok");
    file.row.run = "another";
    add(&file, 0, 2, 500, "ok");
    struct curves curves = read_all(&file);
    assert_true(isnan(curve_at(&curves.items[0], 2)->speedup.middle));
    curves_free(&curves);
}

static void two_invocations_of_a_cell_in_one_block_pair_in_their_order(void **state)
{
    (void)state;
    struct file file = file_new();
    static const double ones[] = {100, 200}, twos[] = {200, 600};
    for (int i = 0; i < 2; i++) {
        add(&file, i, 1, ones[i], NULL);
        file.row.block = 0;
        /* The same again with the block fixed: identity is block and invocation. */
        add_window(&file, 1, ones[i]);
        add_end(&file, "ok", "");
        file.row.threads = 2;
        add_window(&file, 1, twos[i]);
        add_end(&file, "ok", "");
    }
    struct curves curves = read_all(&file);
    const struct curve_point *two = curve_at(&curves.items[0], 2);
    assert_int_equal(two->speedup.values, 2);
    assert_true(two->speedup.middle == 2.5); /* of 2 and 3 */
    curves_free(&curves);
}

static void curves_are_in_one_order_whatever_the_schedule_was(void **state)
{
    (void)state;
    struct file file = file_new();
    static const char *const builds[] = {"3.13", "3.9", "3.13t"};
    for (int i = 0; i < 3; i++) {
        file.row.build = builds[i];
        file.row.workload = "spin";
        add(&file, 0, 4, 1, "ok");
        file.row.workload = "fib";
        add(&file, 0, 2, 1, "ok");
        add(&file, 0, 1, 1, "ok");
    }
    struct curves curves = read_all(&file);
    assert_int_equal(curves.count, 6);
    static const char *const expected[] = {"3.9", "3.13", "3.13t"};
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(curves.items[i].key.workload, i < 3 ? "fib" : "spin");
        assert_string_equal(curves.items[i].key.build, expected[i % 3]);
    }
    assert_int_equal(curves.items[0].points[0].threads, 1);
    assert_int_equal(curves.items[0].points[1].threads, 2);
    curves_free(&curves);
}

static void all_that_makes_a_cell_keeps_its_curves_apart(void **state)
{
    (void)state;
    struct file file = file_new();
    const char **texts[] = {&file.row.build,    &file.row.python, &file.row.gil,      &file.row.mode,
                            &file.row.workload, &file.row.params, &file.row.placement};
    add(&file, 0, 1, 1, "ok");
    for (size_t i = 0; i < 7; i++) {
        const char *before = *texts[i];
        *texts[i] = "other";
        add(&file, 0, 1, 1, "ok");
        *texts[i] = before;
    }
    file.row.ft = 0;
    add(&file, 0, 1, 1, "ok");
    struct curves curves = read_all(&file);
    assert_int_equal(curves.count, 9);
    curves_free(&curves);
}

static void the_law_is_fitted_within_one_placement_regime_only(void **state)
{
    (void)state;
    struct file file = file_new();
    for (int block = 0; block < 6; block++)
        for (int n = 1; n <= 12; n++) {
            /* sigma .05, kappa .001; from 9 workers on two share a core, and the machine bends the curve. */
            double rate = 1000.0 * n / (1 + .05 * (n - 1) + .001 * n * (n - 1));
            file.row.flags = n > 8 ? "smt_shared" : "";
            add(&file, block, n, (n > 8 ? rate * .5 : rate) * (1 + .0001 * block), "ok");
        }
    struct curves curves = read_all(&file);
    const struct curve *curve = &curves.items[0];
    assert_int_equal(curve->laws.usl.shape, SCALING_REGULAR);
    assert_float_equal((float)curve->laws.usl.sigma, .05F, 1e-4F);
    assert_float_equal((float)curve->laws.usl.kappa, .001F, 1e-5F);
    assert_true(isnan(curve_at(curve, 1)->serial.middle));
    double s = 4 / (1 + .05 * 3 + .001 * 12);
    assert_float_equal((float)curve_at(curve, 4)->serial.middle, (float)((1 / s - .25) / .75), 1e-5F);
    assert_int_equal(curve->laws.most, 8);
    curves_free(&curves);
}

static void a_serial_fraction_has_the_interval_of_its_speedup_turned_round(void **state)
{
    (void)state;
    struct file file = file_new();
    for (int block = 0; block < 6; block++) {
        add(&file, block, 1, 100, "ok");
        add(&file, block, 2, 150 + block, "ok");
    }
    struct curves curves = read_all(&file);
    const struct curve_point *two = curve_at(&curves.items[0], 2);
    assert_float_equal((float)two->serial.low, (float)((1 / 1.55 - .5) / .5), 1e-6F);
    assert_float_equal((float)two->serial.high, (float)((1 / 1.50 - .5) / .5), 1e-6F);
    assert_true(two->serial.low < two->serial.middle && two->serial.middle < two->serial.high);
    assert_true(two->serial.coverage == two->speedup.coverage && two->serial.values == 6);
    curves_free(&curves);
}

static void a_free_threaded_build_is_told_by_the_gil_build_of_its_version_block_by_block(void **state)
{
    (void)state;
    struct file file = file_new();
    static const struct {
        const char *build, *python;
        int ft;
        const char *gil;
        double speed;
    } builds[] = {{"3.13", "3.13.1", 0, "on", 1},
                  {"3.13t", "3.13.1", 1, "off", .5},
                  {"3.13t", "3.13.1", 1, "on", .25},
                  {"3.12", "3.12.7", 0, "on", 3},
                  {"3.14t", "3.14.0", 1, "off", 2}};
    for (size_t i = 0; i < sizeof builds / sizeof *builds; i++) {
        file.row.build = builds[i].build;
        file.row.python = builds[i].python;
        file.row.ft = builds[i].ft;
        file.row.gil = builds[i].gil;
        for (int block = 0; block < 7;
             block++) /* the machine drifts to a third of its speed, and all with it */
            add(&file, block, 2, builds[i].speed * (900 - 100 * block), "ok");
    }
    struct curves curves = read_all(&file);
    size_t told = 0;
    for (size_t i = 0; i < curves.count; i++) {
        const struct curve *curve = &curves.items[i];
        const struct interval *ratio = &curve->points[0].gil_ratio;
        if (strcmp(curve->key.build, "3.13t") != 0) {
            assert_null(curve->gil_build);
            assert_true(isnan(ratio->middle));
            continue;
        }
        double expected = strcmp(curve->key.gil, "on") == 0 ? .25 : .5;
        assert_string_equal(curve->gil_build, "3.13");
        assert_true(fabs(ratio->middle - expected) < 1e-12 && fabs(ratio->low - expected) < 1e-12 &&
                    fabs(ratio->high - expected) < 1e-12);
        told++;
    }
    assert_int_equal(told, 2);
    curves_free(&curves);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_invocation_is_the_median_of_its_windows_and_a_cell_that_of_its_invocations),
        cmocka_unit_test(a_speedup_is_the_median_of_ratios_within_a_block_so_a_drift_cancels),
        cmocka_unit_test(a_block_without_its_partner_is_not_used_and_under_six_pairs_have_no_interval),
        cmocka_unit_test(blocks_of_different_runs_are_not_neighbours),
        cmocka_unit_test(two_invocations_of_a_cell_in_one_block_pair_in_their_order),
        cmocka_unit_test(curves_are_in_one_order_whatever_the_schedule_was),
        cmocka_unit_test(all_that_makes_a_cell_keeps_its_curves_apart),
        cmocka_unit_test(the_law_is_fitted_within_one_placement_regime_only),
        cmocka_unit_test(a_serial_fraction_has_the_interval_of_its_speedup_turned_round),
        cmocka_unit_test(a_free_threaded_build_is_told_by_the_gil_build_of_its_version_block_by_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
