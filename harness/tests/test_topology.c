#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "machines.h"

static void assert_cpu(const struct topology *t, int os, int core, int sibling, int package, int node)
{
    const struct topology_cpu *cpu = topology_find(t, os);

    assert_non_null(cpu);
    assert_int_equal(cpu->os, os);
    assert_int_equal(cpu->core, core);
    assert_int_equal(cpu->sibling, sibling);
    assert_int_equal(cpu->package, package);
    assert_int_equal(cpu->node, node);
}

static void every_cpu_knows_its_core_package_and_node(void **state)
{
    (void)state;
    struct topology t = machine_make(TWO_PACKAGES);

    assert_int_equal(t.count, 16);
    assert_int_equal(t.cores, 8);
    assert_int_equal(t.packages, 2);
    assert_int_equal(t.nodes, 2);
    assert_int_equal(t.kinds, 1);
    assert_true(t.has_cores);
    assert_cpu(&t, 0, 0, 0, 0, 0);
    assert_cpu(&t, 8, 0, 1, 0, 0);
    assert_cpu(&t, 5, 5, 0, 1, 1);
    assert_cpu(&t, 15, 7, 1, 1, 1);
    topology_free(&t);
}

static void ranks_have_no_holes_where_the_cpuset_has(void **state)
{
    (void)state;
    struct topology t = machine_make(TWO_PACKAGES);
    machine_restrict(&t, "1,9,10,13,15"); /* core 1 whole; of cores 2, 5 and 7 the second threads */

    assert_int_equal(t.count, 5);
    assert_int_equal(t.cores, 4);
    assert_int_equal(t.packages, 2);
    assert_cpu(&t, 1, 0, 0, 0, 0);
    assert_cpu(&t, 9, 0, 1, 0, 0);
    assert_cpu(&t, 10, 1, 0, 0, 0);
    assert_cpu(&t, 13, 2, 0, 1, 1);
    assert_cpu(&t, 15, 3, 0, 1, 1);
    assert_null(topology_find(&t, 0));
    machine_restrict(&t, "13,15"); /* of the second package alone, which so becomes the first */
    assert_cpu(&t, 13, 0, 0, 0, 0);
    assert_int_equal(t.packages, 1);
    assert_int_equal(t.nodes, 1);
    topology_free(&t);
}

static void without_a_core_level_each_cpu_is_a_core_and_says_so(void **state)
{
    (void)state;
    struct topology t = machine_make("pack:2 pu:3");

    assert_false(t.has_cores);
    assert_int_equal(t.cores, 6);
    assert_cpu(&t, 4, 4, 0, 1, 0);
    topology_free(&t);
}

static void a_saved_topology_loads_again_with_its_cpus_and_binds(void **state)
{
    char path[] = "/tmp/gilscale-topology-XXXXXX";
    struct topology t, again;
    struct error e;

    (void)state;
    close(mkstemp(path));
    assert_int_equal(topology_load(&t, &e), 0);
    assert_int_equal(topology_save(&t, path, &e), 0);
    assert_int_equal(topology_load_saved(&again, path, &e), 0);
    assert_int_equal(again.count, t.count);
    for (int i = 0; i < t.count; i++)
        assert_memory_equal(&again.cpus[i], &t.cpus[i], sizeof *t.cpus);
    assert_int_equal(again.can_bind, t.can_bind);
    if (t.can_bind) {
        cpu_set_t before;
        sched_getaffinity(0, sizeof before, &before);
        assert_int_equal(topology_bind_self(&again, again.cpus[0].os, &e), 0);
        sched_setaffinity(0, sizeof before, &before);
    }
    topology_free(&again);
    topology_free(&t);
    remove(path);
}

static void a_file_that_is_no_topology_is_refused(void **state)
{
    struct topology t;
    struct error e;

    (void)state;
    assert_int_equal(topology_load_saved(&t, "/dev/null", &e), -1);
    assert_int_equal(topology_load_saved(&t, "/nowhere/topology.xml", &e), -1);
    assert_non_null(strstr(e.text, "/nowhere/topology.xml"));
}

static void one_cpu_is_a_machine_too(void **state)
{
    (void)state;
    struct topology t = machine_make("pu:1");

    assert_int_equal(t.count, 1);
    assert_int_equal(t.cores, 1);
    assert_int_equal(t.packages, 1);
    assert_int_equal(t.nodes, 1);
    assert_int_equal(t.kinds, 1);
    topology_free(&t);
}

static void the_nearest_numa_node_counts(void **state)
{
    (void)state;
    struct topology t =
        machine_make("[numa] pack:2 [numa] core:2 pu:1"); /* far memory for all, near for each package */

    assert_int_equal(t.nodes, 2);
    assert_cpu(&t, 1, 1, 0, 0, 0);
    assert_cpu(&t, 2, 2, 0, 1, 1);
    topology_free(&t);
}

static void faster_kinds_have_higher_numbers(void **state)
{
    (void)state;
    struct topology t = machine_make_hybrid();

    assert_int_equal(t.count, 20);
    assert_int_equal(t.cores, 14);
    assert_int_equal(t.kinds, 2);
    assert_true(t.kinds_ranked);
    assert_int_equal(topology_find(&t, 0)->kind, 1);
    assert_int_equal(topology_find(&t, 11)->kind, 1);
    assert_int_equal(topology_find(&t, 12)->kind, 0);
    assert_int_equal(topology_find(&t, 26)->kind, 0);
    topology_free(&t);
}

static void kinds_of_which_no_cpu_is_allowed_do_not_count(void **state)
{
    (void)state;
    struct topology t = machine_make_hybrid();
    machine_restrict(&t, "0-11");

    assert_int_equal(t.kinds, 1);
    assert_int_equal(topology_find(&t, 0)->kind, 0);
    topology_free(&t);
}

static void kinds_without_a_ranking_are_told_apart_but_not_ranked(void **state)
{
    (void)state;
    struct topology t = machine_make("core:4 pu:1");
    machine_add_kind(&t, 0, 1, -1);
    machine_add_kind(&t, 2, 3, -1);

    assert_int_equal(t.kinds, 2);
    assert_false(t.kinds_ranked);
    assert_int_not_equal(topology_find(&t, 0)->kind, topology_find(&t, 3)->kind);
    topology_free(&t);
}

static void cpus_of_no_kind_are_a_kind_of_unknown_speed(void **state)
{
    (void)state;
    struct topology t = machine_make("core:4 pu:1");
    machine_add_kind(&t, 0, 1, 3);

    assert_int_equal(t.kinds, 2);
    assert_false(t.kinds_ranked);
    topology_free(&t);
}

static void a_made_up_machine_refuses_to_bind(void **state)
{
    (void)state;
    struct topology t = machine_make("core:4 pu:1");
    struct error e = {0};

    assert_false(t.can_bind);
    assert_int_equal(topology_bind_self(&t, 0, &e), -1);
    assert_non_null(strstr(e.text, "CPU 0"));
    assert_int_equal(topology_last_cpu(&t, gettid()), -1);
    topology_free(&t);
}

static void a_description_that_makes_no_sense_is_an_error_that_shows_how(void **state)
{
    (void)state;
    struct topology t;
    struct error e = {0};

    assert_int_equal(topology_load_synthetic(&t, "garbage", &e), -1);
    assert_non_null(strstr(e.text, "'garbage'"));
    assert_non_null(strstr(e.text, "core:4"));
    topology_free(&t); /* harmless after a failure */
}

static void the_allowed_cpus_are_listed_with_ranges(void **state)
{
    (void)state;
    struct topology t = machine_make("core:8 pu:1");
    machine_restrict(&t, "1-3,6");
    char *list = topology_cpu_list(&t);

    assert_string_equal(list, "1-3,6");
    free(list);
    topology_free(&t);
}

static void another_machine_from_the_environment_is_shown_but_never_bound(void **state)
{
    (void)state;
    struct topology t;
    struct error e = {0};

    setenv("HWLOC_SYNTHETIC", "core:3 pu:1", 1);
    assert_int_equal(topology_load(&t, &e), 0);
    unsetenv("HWLOC_SYNTHETIC");
    assert_int_equal(t.count, 3);
    assert_false(t.can_bind);
    topology_free(&t);
}

/* What a thread found out about its binding; cmocka asserts belong to the main thread. */
struct bound {
    const struct topology *t;
    int os, status, ran_on, last;
    struct error e;
};

static void *bind_and_look(void *argument)
{
    struct bound *bound = argument;

    bound->status = topology_bind_self(bound->t, bound->os, &bound->e);
    bound->ran_on = sched_getcpu();
    bound->last = topology_last_cpu(bound->t, gettid());
    return NULL;
}

static void a_thread_that_binds_itself_runs_there_and_only_it(void **state)
{
    (void)state;
    struct topology t;
    struct error e = {0};
    cpu_set_t before, after;

    assert_int_equal(topology_load(&t, &e), 0);
    if (!t.can_bind) {
        topology_free(&t);
        skip();
    }
    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    for (int i = 0; i < t.count; i++) {
        struct bound bound = {.t = &t, .os = t.cpus[i].os};
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, bind_and_look, &bound), 0);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_int_equal(bound.status, 0);
        assert_int_equal(bound.ran_on, bound.os);
        assert_int_equal(bound.last, bound.os);
    }
    assert_int_equal(sched_getaffinity(0, sizeof after, &after), 0);
    assert_true(CPU_EQUAL(&before, &after));
    topology_free(&t);
}

static void a_cpu_that_does_not_exist_is_refused_with_the_allowed_ones(void **state)
{
    (void)state;
    struct topology t;
    struct error e = {0};

    assert_int_equal(topology_load(&t, &e), 0);
    if (t.can_bind) {
        char *list = topology_cpu_list(&t);
        assert_int_equal(topology_bind_self(&t, 100000, &e), -1);
        assert_non_null(strstr(e.text, "100000"));
        assert_non_null(strstr(e.text, list));
        free(list);
    }
    topology_free(&t);
}

static void the_affinity_mask_is_respected_and_cannot_be_escaped(void **state)
{
    (void)state;
    struct topology whole, masked;
    struct error e = {0};
    cpu_set_t before, one;

    assert_int_equal(topology_load(&whole, &e), 0);
    if (!whole.can_bind || whole.count < 2) {
        topology_free(&whole);
        skip();
    }
    int allowed = whole.cpus[1].os, forbidden = whole.cpus[0].os;
    topology_free(&whole);

    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    CPU_ZERO(&one);
    CPU_SET((size_t)allowed, &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0); /* as taskset does */
    int loaded = topology_load(&masked, &e);
    int escaped = loaded == 0 ? topology_bind_self(&masked, forbidden, &e) : -1;
    int stayed = loaded == 0 ? topology_bind_self(&masked, allowed, &e) : -1;
    assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);

    assert_int_equal(loaded, 0);
    assert_int_equal(masked.count, 1);
    assert_int_equal(escaped, -1);
    assert_int_equal(stayed, 0);
    topology_free(&masked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cpu_knows_its_core_package_and_node),
        cmocka_unit_test(ranks_have_no_holes_where_the_cpuset_has),
        cmocka_unit_test(without_a_core_level_each_cpu_is_a_core_and_says_so),
        cmocka_unit_test(a_saved_topology_loads_again_with_its_cpus_and_binds),
        cmocka_unit_test(a_file_that_is_no_topology_is_refused),
        cmocka_unit_test(one_cpu_is_a_machine_too),
        cmocka_unit_test(the_nearest_numa_node_counts),
        cmocka_unit_test(faster_kinds_have_higher_numbers),
        cmocka_unit_test(kinds_of_which_no_cpu_is_allowed_do_not_count),
        cmocka_unit_test(kinds_without_a_ranking_are_told_apart_but_not_ranked),
        cmocka_unit_test(cpus_of_no_kind_are_a_kind_of_unknown_speed),
        cmocka_unit_test(a_made_up_machine_refuses_to_bind),
        cmocka_unit_test(a_description_that_makes_no_sense_is_an_error_that_shows_how),
        cmocka_unit_test(the_allowed_cpus_are_listed_with_ranges),
        cmocka_unit_test(another_machine_from_the_environment_is_shown_but_never_bound),
        cmocka_unit_test(a_thread_that_binds_itself_runs_there_and_only_it),
        cmocka_unit_test(a_cpu_that_does_not_exist_is_refused_with_the_allowed_ones),
        cmocka_unit_test(the_affinity_mask_is_respected_and_cannot_be_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
