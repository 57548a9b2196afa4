#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "machine/placement.h"
#include "machines.h"

/* The permutation that a policy gives, as "0,1,2,...". */
static void assert_order(const struct topology *t, const char *policy, const char *expected)
{
    struct placement p;
    struct error e = {0};
    char order[256] = "";

    assert_int_equal(placement_make(&p, t, policy, &e), 0);
    for (int i = 0; i < p.count; i++)
        sprintf(order + strlen(order), "%s%d", i ? "," : "", placement_cpu(&p, i));
    assert_string_equal(order, expected);
    placement_free(&p);
}

static void assert_name(const struct topology *t, const char *policy, const char *name)
{
    struct placement p;
    struct error e = {0};

    assert_int_equal(placement_make(&p, t, policy, &e), 0);
    assert_string_equal(p.name, name);
    placement_free(&p);
}

static void assert_refused(const struct topology *t, const char *policy, const char *because)
{
    struct placement p;
    struct error e = {0};

    assert_int_equal(placement_make(&p, t, policy, &e), -1);
    if (!strstr(e.text, because))
        fail_msg("expected '%s' in: %s", because, e.text);
    assert_int_equal(e.status, EXIT_USAGE);
    assert_null(p.cpus);
}

static void assert_flags(const struct topology *t, const char *policy, int workers, unsigned flags)
{
    struct placement p;
    struct error e = {0};

    assert_int_equal(placement_make(&p, t, policy, &e), 0);
    assert_int_equal(placement_flags(&p, t, workers), flags);
    placement_free(&p);
}

static int spare(const struct topology *t, const char *policy, int workers)
{
    struct placement p;
    struct error e = {0};

    assert_int_equal(placement_make(&p, t, policy, &e), 0);
    int cpu = placement_spare_cpu(&p, t, workers);
    placement_free(&p);
    return cpu;
}

static void cores_takes_a_thread_of_each_core_before_any_sibling(void **state)
{
    (void)state;
    struct topology t = machine_make(TWO_PACKAGES);

    assert_order(&t, "cores", "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15");
    topology_free(&t);
    t = machine_make("pack:2 numa:1 core:4 pu:2"); /* siblings numbered side by side */
    assert_order(&t, "cores", "0,2,4,6,8,10,12,14,1,3,5,7,9,11,13,15");
    topology_free(&t);
}

static void smt_fills_one_core_after_the_other(void **state)
{
    (void)state;
    struct topology t = machine_make(TWO_PACKAGES);

    assert_order(&t, "smt", "0,8,1,9,2,10,3,11,4,12,5,13,6,14,7,15");
    topology_free(&t);
}

static void scatter_takes_packages_in_turn(void **state)
{
    (void)state;
    struct topology t = machine_make(TWO_PACKAGES);

    assert_order(&t, "scatter", "0,4,1,5,2,6,3,7,8,12,9,13,10,14,11,15");
    topology_free(&t);
}

static void scatter_takes_the_nodes_of_a_package_in_turn(void **state)
{
    (void)state;
    struct topology t = machine_make(FOUR_NODES); /* nodes 0-3, 4-7 | 8-11, 12-15 */

    assert_int_equal(t.nodes, 4);
    assert_order(&t, "scatter", "0,8,4,12,1,9,5,13,2,10,6,14,3,11,7,15");
    topology_free(&t);
}

static void scatter_keeps_packages_balanced_when_one_has_fewer_nodes(void **state)
{
    (void)state;
    struct topology t = machine_make(FOUR_NODES);
    machine_restrict(&t, "0-1,4-5,8-11");

    assert_order(&t, "scatter", "0,8,4,9,1,10,5,11");
    topology_free(&t);
}

static void node0_stays_on_the_first_node(void **state)
{
    (void)state;
    struct topology t = machine_make(TWO_PACKAGES);

    assert_order(&t, "node0", "0,1,2,3,8,9,10,11");
    assert_order(&t, "node1", "4,5,6,7,12,13,14,15");
    assert_refused(&t, "node2", "node0 to node1");
    topology_free(&t);
}

static void fast_kinds_come_first_and_their_siblings_after_all_cores(void **state)
{
    (void)state;
    struct topology t = machine_make_hybrid();

    assert_order(&t, "cores", "0,2,4,6,8,10,12,14,16,18,20,22,24,26,1,3,5,7,9,11");
    assert_order(&t, "smt", "0,1,2,3,4,5,6,7,8,9,10,11,12,14,16,18,20,22,24,26");
    assert_order(&t, "kind=fast", "0,2,4,6,8,10,1,3,5,7,9,11");
    assert_order(&t, "kind=slow", "12,14,16,18,20,22,24,26");
    topology_free(&t);
}

static void fast_comes_first_wherever_the_system_numbers_it(void **state)
{
    (void)state;
    struct topology t = machine_make("core:14 pu:1"); /* eight slow, then six fast, as on ARM */
    machine_add_kind(&t, 0, 7, 1);
    machine_add_kind(&t, 8, 13, 2);

    assert_order(&t, "cores", "8,9,10,11,12,13,0,1,2,3,4,5,6,7");
    topology_free(&t);
}

static void a_kind_has_one_name_however_it_is_asked_for(void **state)
{
    (void)state;
    struct topology t = machine_make_hybrid();

    assert_name(&t, "kind=1", "kind=fast");
    assert_name(&t, "kind=0", "kind=slow");
    assert_refused(&t, "kind=2", "kind=0 to kind=1");
    assert_refused(&t, "kind=", "kind=fast");
    topology_free(&t);
}

static void fast_and_slow_need_a_machine_that_knows_them(void **state)
{
    (void)state;
    struct topology t = machine_make("core:4 pu:1");

    assert_refused(&t, "kind=fast", "one kind");
    assert_order(&t, "kind=0", "0,1,2,3");
    assert_name(&t, "kind=0", "kind=0");
    machine_add_kind(&t, 0, 1, -1);
    machine_add_kind(&t, 2, 3, -1);
    assert_refused(&t, "kind=fast", "which kind is faster");
    assert_order(&t, "kind=1", "2,3");
    topology_free(&t);
}

static void holes_in_the_cpuset_are_passed_over(void **state)
{
    (void)state;
    struct topology t = machine_make(TWO_PACKAGES);
    machine_restrict(&t, "2,5,10,13,15");

    assert_order(&t, "cores", "2,5,15,10,13");
    assert_order(&t, "smt", "2,10,5,13,15");
    assert_order(&t, "scatter", "2,5,15,10,13");
    topology_free(&t);
}

static void without_a_core_level_all_policies_still_work(void **state)
{
    (void)state;
    struct topology t = machine_make("pack:2 pu:3");

    assert_order(&t, "cores", "0,1,2,3,4,5");
    assert_order(&t, "smt", "0,1,2,3,4,5");
    assert_order(&t, "scatter", "0,3,1,4,2,5");
    assert_flags(&t, "cores", 6, 0);
    topology_free(&t);
}

static void on_one_cpu_every_worker_gets_it(void **state)
{
    (void)state;
    struct topology t = machine_make("pu:1");

    assert_order(&t, "cores", "0");
    assert_order(&t, "scatter", "0");
    assert_flags(&t, "cores", 1, 0);
    assert_flags(&t, "cores", 2, PLACEMENT_OVERSUBSCRIBED);
    assert_int_equal(spare(&t, "cores", 1), -1);
    topology_free(&t);
}

static void a_list_keeps_the_order_it_was_written_in(void **state)
{
    (void)state;
    struct topology t = machine_make(TWO_PACKAGES);

    assert_order(&t, "7,0,2-4", "7,0,2,3,4");
    assert_order(&t, "5, 1", "5,1");
    topology_free(&t);
}

static void two_spellings_of_a_list_are_one_placement(void **state)
{
    (void)state;
    struct topology t = machine_make(TWO_PACKAGES);

    assert_name(&t, "0,1,2,3", "0-3");
    assert_name(&t, "0-1, 2-3,7,6", "0-3,7,6");
    assert_name(&t, "0,2,4-7", "0,2,4-7");
    topology_free(&t);
}

static void a_bad_list_is_refused_with_its_reason(void **state)
{
    (void)state;
    struct topology t = machine_make("core:8 pu:1");
    machine_restrict(&t, "0-2,4");

    assert_refused(&t, "0,3", "no CPU 3 that we may use; allowed here are 0-2,4");
    assert_refused(&t, "0-99999999", "no CPU 3 ");
    assert_refused(&t, "0,1,0", "CPU 0 stands there twice");
    assert_refused(&t, "2-0", "write 0-2");
    assert_refused(&t, "0-", "'0-'");
    assert_refused(&t, "0,x", "'x'");
    assert_refused(&t, "0 1", "'0 1'");
    assert_refused(&t, "0-1-2", "'0-1-2'");
    assert_refused(&t, "99999999999999999999", "99999999999999999999");
    topology_free(&t);
}

static void a_list_too_long_for_its_column_is_refused(void **state)
{
    (void)state;
    struct topology t = machine_make("core:200 pu:1");
    char policy[1000] = "0";

    for (int cpu = 2; cpu < 200; cpu += 2)
        sprintf(policy + strlen(policy), ",%d", cpu);
    assert_refused(&t, policy, "too long");
    assert_name(&t, "0-199", "0-199");
    topology_free(&t);
}

static void an_unknown_policy_names_the_nearest_and_all(void **state)
{
    (void)state;
    struct topology t = machine_make(TWO_PACKAGES);

    assert_refused(&t, "core", "did you mean 'cores'?");
    assert_refused(&t, "Scatter", "did you mean 'scatter'?");
    assert_refused(&t, "kind:fast", "did you mean 'kind=fast'?");
    assert_refused(&t, "something else", "known are cores, smt, scatter, node0");
    assert_refused(&t, "", "unknown placement ''");
    assert_refused(&t, "-1", "unknown placement '-1'");
    topology_free(&t);
}

static void none_binds_nobody(void **state)
{
    (void)state;
    struct topology t = machine_make(TWO_PACKAGES);
    struct placement p;
    struct error e = {0};

    assert_int_equal(placement_make(&p, &t, "none", &e), 0);
    assert_null(p.cpus);
    assert_int_equal(p.count, 16);
    assert_int_equal(placement_cpu(&p, 0), -1);
    assert_int_equal(placement_spare_cpu(&p, &t, 1), -1);
    assert_int_equal(placement_flags(&p, &t, 16), 0);
    assert_int_equal(placement_flags(&p, &t, 17), PLACEMENT_OVERSUBSCRIBED);
    placement_free(&p);
    topology_free(&t);
}

static void with_more_workers_than_cpus_the_permutation_starts_again(void **state)
{
    (void)state;
    struct topology t = machine_make("core:4 pu:1");
    struct placement p;
    struct error e = {0};

    assert_int_equal(placement_make(&p, &t, "3,1", &e), 0);
    assert_int_equal(placement_cpu(&p, 0), 3);
    assert_int_equal(placement_cpu(&p, 1), 1);
    assert_int_equal(placement_cpu(&p, 2), 3);
    assert_int_equal(placement_cpu(&p, 5), 1);
    placement_free(&p);
    assert_flags(&t, "3,1", 2, 0);
    assert_flags(&t, "3,1", 3, PLACEMENT_OVERSUBSCRIBED);
    topology_free(&t);
}

static void flags_say_from_which_worker_on_siblings_share_a_core(void **state)
{
    (void)state;
    struct topology t = machine_make(TWO_PACKAGES);

    assert_flags(&t, "cores", 8, 0);
    assert_flags(&t, "cores", 9, PLACEMENT_SMT_SHARED);
    assert_flags(&t, "smt", 1, 0);
    assert_flags(&t, "smt", 2, PLACEMENT_SMT_SHARED);
    assert_flags(&t, "cores", 17, PLACEMENT_SMT_SHARED | PLACEMENT_OVERSUBSCRIBED);
    assert_flags(&t, "0-7", 9, PLACEMENT_OVERSUBSCRIBED);
    topology_free(&t);
}

static void flags_say_from_which_worker_on_kinds_mix(void **state)
{
    (void)state;
    struct topology t = machine_make_hybrid();

    assert_flags(&t, "cores", 6, 0);
    assert_flags(&t, "cores", 7, PLACEMENT_MIXED_KINDS);
    assert_flags(&t, "cores", 15, PLACEMENT_MIXED_KINDS | PLACEMENT_SMT_SHARED);
    assert_flags(&t, "kind=slow", 8, 0);
    topology_free(&t);
}

static void the_spare_cpu_is_as_far_away_as_can_be(void **state)
{
    (void)state;
    struct topology t = machine_make(TWO_PACKAGES);

    assert_int_equal(topology_find(&t, spare(&t, "cores", 4))->package, 1);
    assert_int_equal(topology_find(&t, spare(&t, "cores", 7))->core, 7); /* the last core of its own */
    assert_int_equal(topology_find(&t, spare(&t, "cores", 8))->sibling,
                     1); /* a sibling, when nothing better is left */
    assert_int_equal(spare(&t, "cores", 15), 15);
    assert_int_equal(spare(&t, "cores", 16), -1);
    assert_int_equal(spare(&t, "cores", 99), -1);
    assert_int_equal(topology_find(&t, spare(&t, "node0", 8))->package, 1);
    topology_free(&t);
    t = machine_make(FOUR_NODES);
    assert_int_equal(topology_find(&t, spare(&t, "0,8,12", 3))->node, 1); /* the node that has no worker */
    topology_free(&t);
}

/* The promise of placement.h, on all machines and all policies: N workers have N different CPUs as long as
 * there are that many, and N + 1 workers have those and one more. And the spare CPU is free. */
static void check_nested(const struct topology *t, const char *policy)
{
    struct placement p;
    struct error e = {0};

    assert_int_equal(placement_make(&p, t, policy, &e), 0);
    assert_true(p.count >= 1 && p.count <= t->count);
    for (int workers = 1; workers <= p.count + 2; workers++) {
        int free_cpu = placement_spare_cpu(&p, t, workers);
        assert_true(free_cpu < 0 ? workers >= t->count : topology_find(t, free_cpu) != NULL);
        for (int i = 0; i < workers; i++) {
            assert_non_null(topology_find(t, placement_cpu(&p, i)));
            assert_int_not_equal(placement_cpu(&p, i), free_cpu);
        }
    }
    for (int i = 0; i < p.count; i++) {
        assert_int_equal(placement_cpu(&p, i), placement_cpu(&p, i + p.count));
        for (int j = 0; j < i; j++)
            assert_int_not_equal(placement_cpu(&p, i), placement_cpu(&p, j));
    }
    assert_false(placement_flags(&p, t, p.count) & PLACEMENT_OVERSUBSCRIBED);
    assert_true(placement_flags(&p, t, p.count + 1) & PLACEMENT_OVERSUBSCRIBED);
    /* A flag once raised stays: more workers never share less. */
    for (int workers = 1; workers <= p.count; workers++) {
        unsigned flags = placement_flags(&p, t, workers);
        assert_int_equal(flags & placement_flags(&p, t, workers + 1), flags);
    }
    placement_free(&p);
}

static void every_policy_is_nested_on_every_machine(void **state)
{
    (void)state;
    static const char *const machines[] = {
        TWO_PACKAGES,  FOUR_NODES, "pack:2 numa:1 core:4 pu:2", "pack:3 core:5 pu:4", "pack:2 pu:3",
        "core:1 pu:2", "pu:1",     "numa:3 pack:1 core:2 pu:1"};
    static const char *const policies[] = {"cores", "smt", "scatter", "node0", "kind=0"};

    for (size_t m = 0; m < sizeof machines / sizeof *machines; m++)
        for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
            struct topology t = machine_make(machines[m]);
            check_nested(&t, policies[i]);
            topology_free(&t);
        }
    struct topology hybrid = machine_make_hybrid();
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++)
        check_nested(&hybrid, policies[i]);
    check_nested(&hybrid, "kind=fast");
    check_nested(&hybrid, "26,3,0-2");
    topology_free(&hybrid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cores_takes_a_thread_of_each_core_before_any_sibling),
        cmocka_unit_test(smt_fills_one_core_after_the_other),
        cmocka_unit_test(scatter_takes_packages_in_turn),
        cmocka_unit_test(scatter_takes_the_nodes_of_a_package_in_turn),
        cmocka_unit_test(scatter_keeps_packages_balanced_when_one_has_fewer_nodes),
        cmocka_unit_test(node0_stays_on_the_first_node),
        cmocka_unit_test(fast_kinds_come_first_and_their_siblings_after_all_cores),
        cmocka_unit_test(fast_comes_first_wherever_the_system_numbers_it),
        cmocka_unit_test(a_kind_has_one_name_however_it_is_asked_for),
        cmocka_unit_test(fast_and_slow_need_a_machine_that_knows_them),
        cmocka_unit_test(holes_in_the_cpuset_are_passed_over),
        cmocka_unit_test(without_a_core_level_all_policies_still_work),
        cmocka_unit_test(on_one_cpu_every_worker_gets_it),
        cmocka_unit_test(a_list_keeps_the_order_it_was_written_in),
        cmocka_unit_test(two_spellings_of_a_list_are_one_placement),
        cmocka_unit_test(a_bad_list_is_refused_with_its_reason),
        cmocka_unit_test(a_list_too_long_for_its_column_is_refused),
        cmocka_unit_test(an_unknown_policy_names_the_nearest_and_all),
        cmocka_unit_test(none_binds_nobody),
        cmocka_unit_test(with_more_workers_than_cpus_the_permutation_starts_again),
        cmocka_unit_test(flags_say_from_which_worker_on_siblings_share_a_core),
        cmocka_unit_test(flags_say_from_which_worker_on_kinds_mix),
        cmocka_unit_test(the_spare_cpu_is_as_far_away_as_can_be),
        cmocka_unit_test(every_policy_is_nested_on_every_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
