/* Rows become curves: what counts, what is paired with what, and what a failed invocation leaves. */
#include "unit.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "record/sample.h"
#include "stats/curves.h"

/* A samples.csv being written by hand: set what the next rows carry, then add them. */
struct file {
    char path[40];
    FILE *to;
    struct sample row;
};

static struct file file_new(void)
{
    struct file file = {.path = "/tmp/gilscale-test-XXXXXX", .row = sample_empty()};
    file.to = fdopen(mkstemp(file.path), "w");
    assert_non_null(file.to);
    sample_write_header(file.to);
    file.row.run = "r";
    file.row.build = "3.13t";
    file.row.python = "3.13.1";
    file.row.ft = 1;
    file.row.gil = "off";
    file.row.mode = "threads";
    file.row.workload = "fib";
    file.row.placement = "cores";
    file.row.threads = 1;
    return file;
}

static void add_window(struct file *file, int64_t window, double rate)
{
    struct sample row = file->row;
    row.phase = "measure";
    row.window = window;
    row.duration_ns = 500000000;
    row.ops_per_s = rate;
    row.slowest_ops_per_s = rate / 4;
    row.fastest_ops_per_s = rate / 2;
    row.cpu_s = .5 * (double)row.threads;
    assert_int_equal(sample_write(file->to, &row), 0);
}

static void add_end(struct file *file, const char *status, const char *detail)
{
    struct sample row = file->row;
    row.phase = "end";
    row.status = status;
    row.detail = detail;
    row.pss_bytes = 1000 * file->row.threads;
    assert_int_equal(sample_write(file->to, &row), 0);
}

/* One invocation in a block: three windows around the rate, after a warm-up that must not count. */
static void add(struct file *file, int64_t block, int64_t threads, double rate, const char *status)
{
    struct sample row;
    file->row.block = file->row.invocation = block;
    file->row.threads = threads;
    row = file->row;
    row.phase = "warmup";
    row.window = 0;
    row.ops_per_s = 1e9;
    assert_int_equal(sample_write(file->to, &row), 0);
    add_window(file, 1, rate * 1.5);
    add_window(file, 2, rate);
    add_window(file, 3, rate * .1);
    if (status)
        add_end(file, status, strcmp(status, "ok") == 0 ? "" : "boom");
}

static struct curves read_all(struct file *file)
{
    struct curves curves = {0};
    struct error e = {0};
    fclose(file->to);
    if (curves_read(&curves, file->path, false, &e))
        fail_msg("%s", e.text);
    unlink(file->path);
    return curves;
}

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

static void an_invocation_without_its_end_row_counts_for_nothing(void **state)
{
    (void)state;
    struct file file = file_new();
    add(&file, 0, 1, 100, "ok");
    add(&file, 1, 1, 900, NULL);
    add(&file, 0, 8, 900, NULL);
    struct curves curves = read_all(&file);
    const struct curve_point *one = curve_at(&curves.items[0], 1), *eight = curve_at(&curves.items[0], 8);
    assert_true(one->invocations == 1 && one->failed == 0 && one->rate.middle == 100);
    assert_true(eight->invocations == 0 && eight->failed == 0 && isnan(eight->rate.middle));
    assert_string_equal(eight->status, "unfinished");
    curves_free(&curves);
}

static void an_invocation_that_was_cut_off_and_run_again_counts_once_with_its_second_windows(void **state)
{
    (void)state;
    struct file file = file_new();
    add(&file, 0, 1, 900, NULL);
    add(&file, 1, 1, 102, "ok");
    add(&file, 0, 1, 100, "ok");
    struct curves curves = read_all(&file);
    const struct curve_point *one = curve_at(&curves.items[0], 1);
    assert_true(one->invocations == 2 && one->rate.middle == 101);
    curves_free(&curves);
}

static void a_status_other_than_ok_does_not_count_but_shows(void **state)
{
    (void)state;
    struct file file = file_new();
    static const char *const ends[] = {"wrong", "failed", "crashed", "timeout", "skipped"};
    add(&file, 9, 1, 100, "ok");
    for (int i = 0; i < 5; i++) {
        file.row.flags = i == 3 ? "throttled;quota" : "";
        add(&file, i, 1, 900, ends[i]);
        add(&file, i, 2, 900, ends[i]);
    }
    struct curves curves = read_all(&file);
    const struct curve_point *one = curve_at(&curves.items[0], 1), *two = curve_at(&curves.items[0], 2);
    assert_true(one->invocations == 1 && one->failed == 5 && one->rate.middle == 100);
    assert_string_equal(one->status, "ok");
    assert_string_equal(one->detail, "boom");
    assert_true(two->invocations == 0 && two->failed == 5 && isnan(two->rate.middle) &&
                isnan(two->speedup.middle));
    assert_string_equal(two->status, "wrong");
    assert_string_equal(two->flags, "quota;throttled");
    curves_free(&curves);
}

static void ending_well_without_a_measured_window_is_a_failure(void **state)
{
    (void)state;
    struct file file = file_new();
    add_end(&file, "ok", "");
    struct curves curves = read_all(&file);
    assert_string_equal(curves.items[0].points[0].status, "failed");
    assert_non_null(strstr(curves.items[0].points[0].detail, "no window"));
    curves_free(&curves);
}

static void flags_of_all_rows_are_gathered_once_each(void **state)
{
    (void)state;
    struct file file = file_new();
    file.row.flags = "unsteady; migrated";
    add(&file, 0, 1, 100, "ok");
    file.row.flags = "stolen;unsteady";
    add(&file, 1, 1, 100, NULL);
    struct curves curves = read_all(&file);
    assert_string_equal(curves.items[0].points[0].flags, "migrated;stolen;unsteady");
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

static void flags_are_counted_by_invocation_and_disturbed_ones_once_each(void **state)
{
    (void)state;
    struct file file = file_new();
    for (int block = 0; block < 6; block++) {
        file.row.flags = block == 0 ? "stolen;busy" : block < 3 ? "smt_shared;busy" : "smt_shared";
        add(&file, block, 1, 100, "ok");
    }
    struct curves curves = read_all(&file);
    const struct curve_point *one = curve_at(&curves.items[0], 1);
    assert_string_equal(one->flags, "busy;smt_shared;stolen");
    assert_int_equal(one->flag_counts[0], 3);
    assert_int_equal(one->flag_counts[1], 5);
    assert_int_equal(one->flag_counts[2], 1);
    assert_int_equal(one->disturbed, 3);
    curves_free(&curves);
}

static void curves_csv_has_its_columns_in_order_and_empty_cells_for_what_is_not_known(void **state)
{
    (void)state;
    struct file file = file_new();
    file.row.params = "note=\"x\"";
    for (int block = 0; block < 6; block++)
        add(&file, block, 1, 100, block ? "ok" : "crashed");
    struct curves curves = read_all(&file);
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    assert_int_equal(curves_write(&curves, to), 0);
    fclose(to);
    assert_string_equal(
        text,
        "build,python,ft,gil,mode,workload,params,placement,threads,invocations,ops_per_s,ops_per_s_low,"
        "ops_per_s_high,speedup,speedup_low,speedup_high,efficiency,cpu_use,pss_bytes,status,flags,coverage,"
        "fairness,failed,detail,serial_fraction,usl_shape,usl_lambda,usl_sigma,usl_kappa,"
        "usl_sigma_low,usl_sigma_high,usl_kappa_low,usl_kappa_high,amdahl_serial,amdahl_serial_low,"
        "amdahl_serial_high,law_threads,serial_fraction_low,serial_fraction_high,disturbed,"
        "axes,gil_wait,gil_wait_low,gil_wait_high,runqueue_wait,beside_ops_per_s,beside_ops_per_s_low,beside_"
        "ops_per_s_high,requests,latency_p50_s,latency_p50_s_low,latency_p50_s_high,latency_p90_s,latency_"
        "p99_s,latency_p99_s_low,latency_p99_s_high,latency_p999_s,latency_max_s,minor_faults_per_s,major_"
        "faults_per_s,peak_rss_bytes,start_create_s,start_ready_s,start_first_op_s,start_first_op_s_low,"
        "start_first_op_s_high,gc_pause,instructions_per_op,cycles_per_op,cache_misses_per_op,branch_misses_"
        "per_op,makespan_s,makespan_s_low,makespan_s_high,gil_enabled_by,gil_held,gil_held_low,gil_held_high,"
        "phases,gil_ceiling\n"
        "\"3.13t\",\"3.13.1\",1,\"off\",\"threads\",\"fib\",\"note=\"\"x\"\"\",\"cores\",1,5,100,,,1,,,1,1,"
        "1000,"
        "\"ok\",,,0.5,1,\"boom\",,\"too few\",,,,,,,,,,,,,,0"
        ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n");
    free(text);
    curves_free(&curves);
}

static void refused(const char *expected, void (*spoil)(struct sample *row))
{
    struct file file = file_new();
    struct curves curves = {0};
    struct error e = {0};
    spoil(&file.row);
    add_window(&file, 1, file.row.ops_per_s);
    fclose(file.to);
    assert_int_equal(curves_read(&curves, file.path, false, &e), -1);
    unlink(file.path);
    assert_non_null(strstr(e.text, expected));
    assert_int_equal(curves.count, 0);
    curves_free(&curves);
}

static void no_threads(struct sample *row)
{
    row->threads = SAMPLE_NONE;
}

static void many_threads(struct sample *row)
{
    row->threads = INT64_C(1) << 33;
}

static void negative(struct sample *row)
{
    row->ops_per_s = -5;
}

static void impossible_numbers_are_refused_with_their_line(void **state)
{
    (void)state;
    refused(":2: column 'threads' is empty", no_threads);
    refused(":2: column 'threads': 8589934592 is out of range: 1 to 65536", many_threads);
    refused(":2: column 'ops_per_s': -5 is below 0", negative);
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
        cmocka_unit_test(a_free_threaded_build_is_told_by_the_gil_build_of_its_version_block_by_block),
        cmocka_unit_test(an_invocation_is_the_median_of_its_windows_and_a_cell_that_of_its_invocations),
        cmocka_unit_test(a_speedup_is_the_median_of_ratios_within_a_block_so_a_drift_cancels),
        cmocka_unit_test(a_block_without_its_partner_is_not_used_and_under_six_pairs_have_no_interval),
        cmocka_unit_test(blocks_of_different_runs_are_not_neighbours),
        cmocka_unit_test(two_invocations_of_a_cell_in_one_block_pair_in_their_order),
        cmocka_unit_test(an_invocation_without_its_end_row_counts_for_nothing),
        cmocka_unit_test(an_invocation_that_was_cut_off_and_run_again_counts_once_with_its_second_windows),
        cmocka_unit_test(a_status_other_than_ok_does_not_count_but_shows),
        cmocka_unit_test(ending_well_without_a_measured_window_is_a_failure),
        cmocka_unit_test(flags_of_all_rows_are_gathered_once_each),
        cmocka_unit_test(curves_are_in_one_order_whatever_the_schedule_was),
        cmocka_unit_test(all_that_makes_a_cell_keeps_its_curves_apart),
        cmocka_unit_test(the_law_is_fitted_within_one_placement_regime_only),
        cmocka_unit_test(a_serial_fraction_has_the_interval_of_its_speedup_turned_round),
        cmocka_unit_test(flags_are_counted_by_invocation_and_disturbed_ones_once_each),
        cmocka_unit_test(curves_csv_has_its_columns_in_order_and_empty_cells_for_what_is_not_known),
        cmocka_unit_test(impossible_numbers_are_refused_with_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
