#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "fake_root.h"
#include "machine/witness.h"

/* What the process may use: CPUs 0 and 2. */
static struct topology_cpu cpus[] = {{.os = 0}, {.os = 2}};
static const struct topology two_cpus = {.cpus = cpus, .count = 2};

static void load_runnable_steal_and_throttling_are_read(void **state)
{
    const struct fake_root *root = *state;
    char stat[400];
    long second = sysconf(_SC_CLK_TCK);
    snprintf(stat, sizeof stat,
             "cpu  10 20 30 40 50 60 70 80 90 100\ncpu0 %ld 0 0 9 9 0 0 %ld 0 0\ncpu1 999 999 999 9 9 9 9 "
             "999 0 0\n"
             "cpu2 %ld %ld %ld 9 9 %ld %ld %ld 0 0\nintr 5\n",
             second, second, second, second, second, second, second, 2 * second);
    fake_root_write(root, "/proc/stat", stat);
    fake_root_write(root, "/proc/loadavg", "12.07 0.50 0.25 3/84 4191\n");
    fake_root_write(root, "/proc/self/cgroup", "0::/\n");
    fake_root_write(root, "/sys/fs/cgroup/cpu.stat", "nr_throttled 6\n");
    fake_root_write(root, "/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "3\n");
    fake_root_write(root, "/sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count", "100\n");
    fake_root_write(root, "/sys/devices/system/cpu/cpu2/thermal_throttle/core_throttle_count", "4\n");

    struct witness now = witness_read(root->path, &two_cpus);
    assert_float_equal((float)now.steal_s, 3.0F, 1e-6F); /* of CPUs 0 and 2, not of 1 */
    assert_float_equal((float)now.busy_s, 6.0F, 1e-6F);
    assert_float_equal((float)now.load, 12.07F, 1e-4F);
    assert_int_equal(now.runnable, 3);
    assert_int_equal(now.throttled, 6);
    assert_int_equal(now.heat, 7); /* CPU 1 is not ours */
    assert_true(now.at_ns > 0);
}

static void what_the_machine_does_not_show_is_missing_and_no_failure(void **state)
{
    const struct fake_root *root = *state;
    struct witness now = witness_read(root->path, &two_cpus);

    assert_true(isnan(now.steal_s));
    assert_true(isnan(now.load));
    assert_int_equal(now.runnable, -1);
    assert_int_equal(now.throttled, -1);
    assert_int_equal(now.heat, -1);
    assert_false(witness_stolen(&now, &now, 4));
    assert_false(witness_throttled(&now, &now));
    assert_false(witness_heated(&now, &now));
}

static void heat_is_told_by_a_counter_that_moved(void **state)
{
    struct witness before = {.heat = 5}, after = {.heat = 5};

    (void)state;
    assert_false(witness_heated(&before, &after));
    after.heat = 6;
    assert_true(witness_heated(&before, &after));
    before.heat = -1;
    assert_false(witness_heated(&before, &after));
}

static void a_kernel_too_old_to_count_steal_shows_none(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/stat", "cpu  10 20 30 40\ncpu0 10 20 30 40\n");
    assert_true(isnan(witness_read(root->path, &two_cpus).steal_s));
}

static void others_at_work_are_told_from_ourselves(void **state)
{
    (void)state;
    struct witness before = {.at_ns = 1000000000, .busy_s = 100};
    struct witness after = {.at_ns = 11000000000, .busy_s = 120}; /* both CPUs, for 10 s */

    assert_false(witness_busy(&before, &after, 20, 2)); /* all of it was us */
    assert_false(witness_busy(&before, &after, 19.5, 2));
    assert_true(witness_busy(&before, &after, 15, 2));
    after.busy_s = NAN;
    assert_false(witness_busy(&before, &after, 0, 2));
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
    struct witness before = witness_read("", &two_cpus), after = witness_read("", &two_cpus);

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
        cmocka_unit_test(others_at_work_are_told_from_ourselves),
        cmocka_unit_test(stealing_more_than_one_percent_of_the_cpus_is_noticed),
        cmocka_unit_test(a_single_tick_of_steal_proves_nothing),
        cmocka_unit_test(a_steal_counter_that_runs_backwards_is_not_stealing),
        cmocka_unit_test(only_new_throttling_counts),
        cmocka_unit_test(heat_is_told_by_a_counter_that_moved),
        cmocka_unit_test(time_goes_on_between_two_witnesses_of_this_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
