/* What one thread costs: which curves are held against each other, within which blocks, and the mean over workloads. */
#include "tests/made_rows.h"

#include <math.h>

/* One invocation of one worker. */
static void add_one(struct file *file, const char *workload, const char *build, int ft, int64_t block,
                    double rate)
{
    struct sample row = file->row;
    row.workload = workload;
    row.build = build;
    row.python = strncmp(build, "3.14", 4) == 0 ? "3.14.0" : "3.13.1";
    row.ft = ft;
    row.gil = ft ? "off" : "on";
    row.threads = 1;
    row.block = row.invocation = block;
    row.phase = "measure";
    row.window = 0;
    row.duration_ns = 500000000;
    row.ops_per_s = rate;
    assert_int_equal(sample_write(file->to, &row), 0);
    row.window = SAMPLE_NONE;
    row.phase = "end";
    row.status = "ok";
    assert_int_equal(sample_write(file->to, &row), 0);
}

static const char *build_of(const struct curves *curves, size_t curve)
{
    return curves->items[curve].key.build;
}

static void test_the_ratio_is_taken_within_blocks(void **state)
{
    struct file file = file_new();
    struct curves curves;

    (void)state;
    /* The machine doubles its speed from block to block; the free-threaded build does two thirds each time. */
    for (int block = 0; block < 8; block++) {
        add_one(&file, "fib", "3.13", 0, block, 300 * exp2(block));
        add_one(&file, "fib", "3.13t", 1, block, 200 * exp2(block));
    }
    curves = read_all(&file);
    assert_int_equal(curves.costs.count, 1);
    const struct cost *cost = &curves.costs.items[0];
    assert_string_equal(build_of(&curves, cost->gil), "3.13");
    assert_string_equal(build_of(&curves, cost->free_threaded), "3.13t");
    assert_float_equal(cost->ratio.middle, 1.5, 1e-9);
    assert_float_equal(cost->ratio.low, 1.5, 1e-9);
    assert_float_equal(cost->ratio.high, 1.5, 1e-9);
    assert_int_equal(cost->ratio.values, 8);
    assert_int_equal(curves.costs.mean_count, 0); /* of one workload there is none */
    curves_free(&curves);
}

static void test_builds_of_two_versions_are_not_compared(void **state)
{
    struct file file = file_new();
    struct curves curves;

    (void)state;
    for (int block = 0; block < 6; block++) {
        add_one(&file, "fib", "3.13", 0, block, 300);
        add_one(&file, "fib", "3.14t", 1, block, 200);
    }
    curves = read_all(&file);
    assert_int_equal(curves.costs.count, 0);
    curves_free(&curves);
}

static void test_a_thread_that_is_not_alone_has_no_cost(void **state)
{
    static const char *const axes[] = {"beside=fib", "gc=off;beside=fib", "gc=off"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct file file = file_new();
        file.row.axes = axes[i];
        for (int64_t block = 0; block < 8; block++) {
            add_one(&file, "fib", "3.13.1", 0, block, 10);
            add_one(&file, "fib", "3.13.1t", 1, block, 700);
        }
        struct curves curves = read_all(&file);
        assert_int_equal(curves.count, 2);
        assert_int_equal(curves.costs.count, i < 2 ? 0 : 1);
        curves_free(&curves);
    }
}

static void test_few_blocks_give_no_interval_and_none_no_ratio(void **state)
{
    struct file file = file_new();
    struct curves curves;

    (void)state;
    for (int block = 0; block < 5; block++) {
        add_one(&file, "few", "3.13", 0, block, 300);
        add_one(&file, "few", "3.13t", 1, block, 200);
        add_one(&file, "none", "3.13", 0, block, 300);
        add_one(&file, "none", "3.13t", 1, block + 5, 200);
    }
    curves = read_all(&file);
    assert_int_equal(curves.costs.count, 2);
    assert_float_equal(curves.costs.items[0].ratio.middle, 1.5, 1e-9);
    assert_true(isnan(curves.costs.items[0].ratio.low));
    assert_true(isnan(curves.costs.items[1].ratio.middle));
    curves_free(&curves);
}

static void test_the_mean_is_geometric_and_one_for_each_build(void **state)
{
    struct file file = file_new();
    struct curves curves;

    (void)state;
    for (int block = 0; block < 6; block++) {
        add_one(&file, "one", "3.13", 0, block, 100);
        add_one(&file, "one", "3.13t", 1, block, 50); /* 2 */
        add_one(&file, "two", "3.13", 0, block, 800);
        add_one(&file, "two", "3.13t", 1, block, 100); /* 8 */
        add_one(&file, "one", "3.14", 0, block, 100);
        add_one(&file, "one", "3.14t", 1, block, 100); /* 1 */
        add_one(&file, "two", "3.14", 0, block, 900);
        add_one(&file, "two", "3.14t", 1, block, 100); /* 9 */
    }
    curves = read_all(&file);
    assert_int_equal(curves.costs.count, 4);
    assert_int_equal(curves.costs.mean_count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct cost_mean *mean = &curves.costs.means[i];
        const char *build = build_of(&curves, curves.costs.items[mean->cost].free_threaded);
        assert_float_equal(mean->ratio.middle, strcmp(build, "3.13t") == 0 ? 4 : 3, 1e-9);
        assert_float_equal(mean->ratio.low, mean->ratio.middle, 1e-9);
        assert_int_equal(mean->ratio.values, 2);
    }
    curves_free(&curves);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_ratio_is_taken_within_blocks),
        cmocka_unit_test(test_builds_of_two_versions_are_not_compared),
        cmocka_unit_test(test_a_thread_that_is_not_alone_has_no_cost),
        cmocka_unit_test(test_few_blocks_give_no_interval_and_none_no_ratio),
        cmocka_unit_test(test_the_mean_is_geometric_and_one_for_each_build),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
