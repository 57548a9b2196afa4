#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "fake_root.h"
#include "machine/witness.h"

static void load_runnable_steal_and_throttling_are_read(void **state)
{
    const struct fake_root *root = *state;
    char stat[200];
    snprintf(stat, sizeof stat, "cpu  10 20 30 40 50 60 70 %ld 90 100\ncpu0 1 2 3 4 5 6 7 8 9 10\n",
             3 * sysconf(_SC_CLK_TCK));
    fake_root_write(root, "/proc/stat", stat);
    fake_root_write(root, "/proc/loadavg", "12.07 0.50 0.25 3/84 4191\n");
    fake_root_write(root, "/proc/self/cgroup", "0::/\n");
    fake_root_write(root, "/sys/fs/cgroup/cpu.stat", "nr_throttled 6\n");

    struct witness now = witness_read(root->path);
    assert_float_equal((float)now.steal_s, 3.0F, 1e-6F);
    assert_float_equal((float)now.load, 12.07F, 1e-4F);
    assert_int_equal(now.runnable, 3);
    assert_int_equal(now.throttled, 6);
    assert_true(now.at_ns > 0);
}

static void what_the_machine_does_not_show_is_missing_and_no_failure(void **state)
{
    const struct fake_root *root = *state;
    struct witness now = witness_read(root->path);

    assert_true(isnan(now.steal_s));
    assert_true(isnan(now.load));
    assert_int_equal(now.runnable, -1);
    assert_int_equal(now.throttled, -1);
    assert_false(witness_stolen(&now, &now, 4));
    assert_false(witness_throttled(&now, &now));
}

static void a_kernel_too_old_to_count_steal_shows_none(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/stat", "cpu  10 20 30 40\n");
    assert_true(isnan(witness_read(root->path).steal_s));
}

static void stealing_more_than_one_percent_of_the_cpus_is_noticed(void **state)
{
    (void)state;
    struct witness before = {.at_ns = 1000000000, .steal_s = 5};
    struct witness after = {.at_ns = 11000000000, .steal_s = 5.21}; /* 10 s */

    assert_true(witness_stolen(&before, &after, 2)); /* more than 0.2 s of 20 */
    assert_false(witness_stolen(&before, &after, 4));
}

static void a_single_tick_of_steal_proves_nothing(void **state)
{
    (void)state;
    double tick = 1.0 / (double)sysconf(_SC_CLK_TCK);
    struct witness before = {.at_ns = 0, .steal_s = 0};
    struct witness after = {.at_ns = 100000000,
                            .steal_s = tick}; /* 10 % of 100 ms, or next to nothing rounded up */

    assert_false(witness_stolen(&before, &after, 1));
    after.steal_s = 2 * tick;
    assert_true(witness_stolen(&before, &after, 1));
}

static void a_steal_counter_that_runs_backwards_is_not_stealing(void **state)
{
    (void)state;
    struct witness before = {.at_ns = 0, .steal_s = 9};
    struct witness after = {.at_ns = 1000000000, .steal_s = 2}; /* after a live migration */

    assert_false(witness_stolen(&before, &after, 1));
}

static void only_new_throttling_counts(void **state)
{
    (void)state;
    struct witness never = {.throttled = 0}, once = {.throttled = 1}, unknown = {.throttled = -1};

    assert_true(witness_throttled(&never, &once));
    assert_false(witness_throttled(&once, &once));
    assert_false(witness_throttled(&unknown, &once));
    assert_false(witness_throttled(&once, &unknown));
}

static void time_goes_on_between_two_witnesses_of_this_machine(void **state)
{
    (void)state;
    struct witness before = witness_read(""), after = witness_read("");

    assert_true(after.at_ns > before.at_ns);
    assert_true(isnan(before.steal_s) || before.steal_s >= 0);
}

#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, fake_root_make, fake_root_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ROOT(load_runnable_steal_and_throttling_are_read),
        IN_ROOT(what_the_machine_does_not_show_is_missing_and_no_failure),
        IN_ROOT(a_kernel_too_old_to_count_steal_shows_none),
        cmocka_unit_test(stealing_more_than_one_percent_of_the_cpus_is_noticed),
        cmocka_unit_test(a_single_tick_of_steal_proves_nothing),
        cmocka_unit_test(a_steal_counter_that_runs_backwards_is_not_stealing),
        cmocka_unit_test(only_new_throttling_counts),
        cmocka_unit_test(time_goes_on_between_two_witnesses_of_this_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
