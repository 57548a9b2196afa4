#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_root.h"
#include "machine/quota.h"

#define V2 "/sys/fs/cgroup"

static void assert_cpus(struct quota quota, double cpus)
{
    assert_true(quota.known);
    assert_float_equal((float)quota.cpus, (float)cpus, 1e-6F);
}

static void the_quota_of_our_own_group_is_found(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/self/cgroup", "0::/user/job\n");
    fake_root_write(root, V2 "/user/job/cpu.max", "250000 100000\n");
    fake_root_write(root, V2 "/user/job/cpu.stat",
                    "usage_usec 9\nnr_periods 7\nnr_throttled 3\nthrottled_usec 1500\n");

    struct quota quota = quota_read(root->path);
    assert_cpus(quota, 2.5);
    assert_int_equal(quota.throttled, 3);
    assert_int_equal(quota.throttled_ns, 1500000);
}

static void the_smallest_quota_of_all_parents_counts(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/self/cgroup", "0::/pod/container/job\n");
    fake_root_write(root, V2 "/pod/cpu.max", "400000 100000\n");
    fake_root_write(root, V2 "/pod/container/cpu.max", "75000 50000\n");
    fake_root_write(root, V2 "/pod/container/job/cpu.max", "max 100000\n");
    assert_cpus(quota_read(root->path), 1.5);
}

static void the_throttling_of_a_parent_counts_too(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/self/cgroup", "0::/pod/job\n");
    fake_root_write(root, V2 "/pod/cpu.stat", "nr_throttled 5\nthrottled_usec 20\n");
    fake_root_write(root, V2 "/pod/job/cpu.stat", "nr_throttled 2\nthrottled_usec 1\n");

    struct quota quota = quota_read(root->path);
    assert_int_equal(quota.throttled, 7);
    assert_int_equal(quota.throttled_ns, 21000);
}

static void max_means_unlimited(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/self/cgroup", "0::/job\n");
    fake_root_write(root, V2 "/job/cpu.max", "max 100000\n");
    assert_cpus(quota_read(root->path), 0);
}

static void the_root_group_without_cpu_max_is_known_to_be_unlimited(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/self/cgroup", "0::/\n");
    fake_root_write(root, V2 "/cpu.stat", "usage_usec 12\n");

    struct quota quota = quota_read(root->path);
    assert_cpus(quota, 0);
    assert_int_equal(quota.throttled, -1);
    assert_int_equal(quota.throttled_ns, -1);
}

static void a_container_that_sees_its_group_at_the_mount_point_finds_it(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/self/cgroup", "0::/system.slice/docker-0123.scope\n");
    fake_root_write(root, V2 "/cpu.max", "50000 100000\n");
    assert_cpus(quota_read(root->path), 0.5);
}

static void a_group_outside_of_our_namespace_does_not_lead_out_of_the_mount(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/self/cgroup", "0::/../other\n");
    fake_root_write(root, "/sys/fs/other/cpu.max", "10000 100000\n");
    fake_root_write(root, V2 "/cpu.max", "200000 100000\n");
    assert_cpus(quota_read(root->path), 2);
}

static void version_1_is_read_through_its_own_hierarchy(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/self/cgroup", "12:memory:/m\n4:cpu,cpuacct:/docker/a:b\n3:cpuset:/s\n");
    fake_root_write(root, V2 "/cpu,cpuacct/docker/a:b/cpu.cfs_quota_us", "300000\n");
    fake_root_write(root, V2 "/cpu,cpuacct/docker/a:b/cpu.cfs_period_us", "100000\n");
    fake_root_write(root, V2 "/cpu,cpuacct/docker/a:b/cpu.stat",
                    "nr_periods 9\nnr_throttled 4\nthrottled_time 777\n");
    fake_root_write(root, V2 "/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");

    struct quota quota = quota_read(root->path);
    assert_cpus(quota, 3);
    assert_int_equal(quota.throttled, 4);
    assert_int_equal(quota.throttled_ns, 777);
}

static void version_1_is_found_under_its_short_name_too(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/self/cgroup", "4:cpuacct,cpu:/job\n");
    fake_root_write(root, V2 "/cpu/job/cpu.cfs_quota_us", "100000\n");
    fake_root_write(root, V2 "/cpu/job/cpu.cfs_period_us", "100000\n");
    assert_cpus(quota_read(root->path), 1);
}

static void minus_one_means_unlimited_in_version_1(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/self/cgroup", "1:cpu:/\n");
    fake_root_write(root, V2 "/cpu/cpu.cfs_quota_us", "-1\n");
    fake_root_write(root, V2 "/cpu/cpu.cfs_period_us", "100000\n");
    assert_cpus(quota_read(root->path), 0);
}

static void on_a_hybrid_machine_the_version_that_has_the_cpu_controller_answers(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/self/cgroup", "1:cpu:/job\n0::/job\n");
    fake_root_write(root, V2 "/unified/cgroup.controllers", "\n");
    fake_root_write(root, V2 "/unified/job/cpu.max", "100000 100000\n");
    fake_root_write(root, V2 "/cpu/job/cpu.cfs_quota_us", "400000\n");
    fake_root_write(root, V2 "/cpu/job/cpu.cfs_period_us", "100000\n");
    assert_cpus(quota_read(root->path), 4);

    fake_root_write(root, "/proc/self/cgroup", "1:cpuset:/job\n0::/job\n");
    assert_cpus(quota_read(root->path), 1);
}

static void a_cpu_controller_that_is_not_mounted_is_unknown_and_not_unlimited(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/self/cgroup", "1:cpu:/job\n0::/job\n");
    fake_root_write(root, V2 "/unified/cgroup.controllers", "\n");
    fake_root_write(root, V2 "/unified/job/cpu.stat", "usage_usec 12\n");
    assert_false(quota_read(root->path).known);
}

static void a_machine_without_cgroups_is_unknown(void **state)
{
    const struct fake_root *root = *state;
    struct quota quota = quota_read(root->path);

    assert_false(quota.known);
    assert_int_equal(quota.throttled, -1);
    fake_root_write(root, "/proc/self/cgroup", "nonsense\n\n::\n0:\n");
    assert_false(quota_read(root->path).known);
}

static void rubbish_in_the_files_limits_nothing(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/self/cgroup", "0::/a\n");
    fake_root_write(root, V2 "/a/cpu.max", "100000 0\n");
    fake_root_write(root, V2 "/a/cpu.stat", "nr_throttled x\nthrottled_usec\n");
    fake_root_write(root, V2 "/cpu.max", "");

    struct quota quota = quota_read(root->path);
    assert_cpus(quota, 0);
    assert_int_equal(quota.throttled, -1);
}

static void this_machine_can_be_asked(void **state)
{
    (void)state;
    struct quota quota = quota_read("");
    assert_true(quota.cpus >= 0);
    assert_true(quota.known || quota.cpus == 0);
}

#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, fake_root_make, fake_root_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ROOT(the_quota_of_our_own_group_is_found),
        IN_ROOT(the_smallest_quota_of_all_parents_counts),
        IN_ROOT(the_throttling_of_a_parent_counts_too),
        IN_ROOT(max_means_unlimited),
        IN_ROOT(the_root_group_without_cpu_max_is_known_to_be_unlimited),
        IN_ROOT(a_container_that_sees_its_group_at_the_mount_point_finds_it),
        IN_ROOT(a_group_outside_of_our_namespace_does_not_lead_out_of_the_mount),
        IN_ROOT(version_1_is_read_through_its_own_hierarchy),
        IN_ROOT(version_1_is_found_under_its_short_name_too),
        IN_ROOT(minus_one_means_unlimited_in_version_1),
        IN_ROOT(on_a_hybrid_machine_the_version_that_has_the_cpu_controller_answers),
        IN_ROOT(a_cpu_controller_that_is_not_mounted_is_unknown_and_not_unlimited),
        IN_ROOT(a_machine_without_cgroups_is_unknown),
        IN_ROOT(rubbish_in_the_files_limits_nothing),
        cmocka_unit_test(this_machine_can_be_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
