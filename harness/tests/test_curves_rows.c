/* Which rows count for a curve, what a failed invocation leaves, and how curves are written. */
#include <math.h>

#include "tests/made_rows.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_invocation_without_its_end_row_counts_for_nothing),
        cmocka_unit_test(an_invocation_that_was_cut_off_and_run_again_counts_once_with_its_second_windows),
        cmocka_unit_test(a_status_other_than_ok_does_not_count_but_shows),
        cmocka_unit_test(ending_well_without_a_measured_window_is_a_failure),
        cmocka_unit_test(flags_of_all_rows_are_gathered_once_each),
        cmocka_unit_test(flags_are_counted_by_invocation_and_disturbed_ones_once_each),
        cmocka_unit_test(curves_csv_has_its_columns_in_order_and_empty_cells_for_what_is_not_known),
        cmocka_unit_test(impossible_numbers_are_refused_with_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
