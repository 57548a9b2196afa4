/* Axes: one canonical text for each value however it was typed, and cells that are the product of them. */
#include "tests/unit.h"

#include "suite/plan.h"
#include "tests/files.h"
#include "tests/machines.h"

#include <string.h>

static void assert_parses(const char *axis, const char *text, const char *expected)
{
    struct text_list values = {0};
    struct error e = {0};
    char *all = text_format("%s", "");

    if (axes_parse_list(axes_find(axis), text, &values, &e) != 0)
        fail_msg("%s: '%s' refused: %s", axis, text, e.text);
    for (size_t i = 0; i < values.count; i++) {
        char *longer = text_format("%s%s%s", all, i ? " " : "", values.items[i]);
        free(all);
        all = longer;
    }
    if (strcmp(all, expected) != 0)
        fail_msg("%s: '%s' came to '%s', not '%s'", axis, text, all, expected);
    free(all);
    text_list_free(&values);
}

static void assert_refused(const char *axis, const char *text, const char *because)
{
    struct text_list values = {0};
    struct error e = {0};

    if (axes_parse_list(axes_find(axis), text, &values, &e) == 0)
        fail_msg("%s: '%s' was taken", axis, text);
    if (!strstr(e.text, because))
        fail_msg("%s: '%s': expected '%s' in '%s'", axis, text, because, e.text);
    text_list_free(&values);
}

static void a_value_has_one_text_however_it_was_typed(void **state)
{
    (void)state;
    assert_parses("switch-interval", "1000us,1ms, 0.001s ,1.5ms,20ms,default", "1ms 1500us 20ms default");
    assert_parses("stack", "1024KB,1MB,1048576B,256KB", "1MB 256KB");
    assert_parses("arrivals", "200,200/s,2e2/s,0.5,none", "200/s 0.5/s none");
    assert_parses("hash-seed", "0,007,4294967295,default", "0 7 4294967295 default");
    assert_parses("gc", "off,frozen,off", "off frozen");
    assert_parses("mode", "processes,threads", "processes threads");
    assert_parses("beside", "none, 1*fib ,fib,2*fib(n=18,m=1),fib( n=18 )",
                  "none fib 2*fib(n=18,m=1) fib(n=18)");
    assert_parses("measure", "makespan", "makespan");
    assert_parses("pools", "one,keep,one", "one keep");
}

static void what_is_no_value_is_refused_with_what_is_one(void **state)
{
    (void)state;
    assert_refused("gc", "of", "one of default, off or frozen; did you mean 'off'?");
    assert_refused("mode", "greenlets", "use threads, processes or subinterpreters");
    assert_refused("switch-interval", "5", "no unit");
    assert_refused("switch-interval", "0s", "out of range: 1us to 100s");
    assert_refused("stack", "1M", "not a size");
    assert_refused("stack", "1", "not a size");
    assert_refused("stack", "1KB", "out of range: 16KB to 64GB");
    assert_refused("stack", "99999999999999999999GB", "out of range");
    assert_refused("arrivals", "0", "out of range");
    assert_refused("arrivals", "fast", "not a rate");
    assert_refused("arrivals", "nan", "not a rate");
    assert_refused("hash-seed", "4294967296", "out of range");
    assert_refused("hash-seed", "-1", "out of range");
    assert_refused("measure", "rate,makespan", "one value only");
    assert_refused("beside", "0*fib", "out of range");
    assert_refused("beside", "2*", "no group of workers");
    assert_refused("beside", "fib(n=1", "no group of workers");
    assert_refused("beside", "fib)", "no group of workers");
    assert_refused("beside", "fib(n)", "not NAME=VALUE");
    assert_refused("beside", "2*3*fib", "no group of workers");
    assert_refused("beside", "a;b", "no group of workers");
    assert_refused("jit", "", "no value");
    assert_refused("jit", " , ", "no value");
}

/* A file's column must not depend on the table's order, but comes sorted from it. */
static void the_table_is_sorted_and_its_text_leaves_out_what_is_neutral_and_the_mode(void **state)
{
    struct axes_values values = {0};

    (void)state;
    for (size_t i = 1; i < AXIS_COUNT; i++)
        assert_true(strcmp(axes[i - 1].name, axes[i].name) < 0);
    for (enum axis_index i = 0; i < AXIS_COUNT; i++)
        assert_int_equal(axes_find(axes[i].name), i);
    assert_int_equal(axes_find("threads"), AXIS_COUNT);
    char *text = axes_text(&values);
    assert_string_equal(text, "");
    free(text);
    values.of[AXIS_SWITCH_INTERVAL] = "1ms";
    values.of[AXIS_MODE] = "processes";
    values.of[AXIS_GC] = "off";
    text = axes_text(&values);
    assert_string_equal(text, "gc=off;switch-interval=1ms");
    free(text);
}

static void the_runner_gets_bare_numbers(void **state)
{
    static const struct {
        enum axis_index axis;
        const char *value, *expected;
    } cases[] = {{AXIS_STACK, "1MB", "1048576"},
                 {AXIS_STACK, "16KB", "16384"},
                 {AXIS_ARRIVALS, "0.5/s", "0.5"},
                 {AXIS_SWITCH_INTERVAL, "1500us", "1500us"},
                 {AXIS_GC, "frozen", "frozen"}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *argument = axes_argument(cases[i].axis, cases[i].value);
        assert_string_equal(argument, cases[i].expected);
        free(argument);
    }
    assert_int_equal(axes_switch_interval_ns("1500us"), 1500000);
}

/* ---- the plan */

static struct fake_root *root;
static struct catalog catalog;
static struct suite suite;
static struct topology machine;
static struct plan plan;

static int start(void **state)
{
    struct error e;

    if (fake_root_make(state) != 0)
        return -1;
    root = *state;
    fake_root_write(root, "/workloads/python/fib.py", "x = 1\n");
    fake_root_write(root, "/workloads/native/spin.c", "int x;\n");
    suite = suite_default("test");
    plan = (struct plan){0};
    machine = machine_make("pack:1 core:4 pu:1");
    return catalog_scan(&catalog, root->path, &e) < 0 || suite_add_workload(&suite, &catalog, "fib", &e) < 0;
}

static int end(void **state)
{
    plan_free(&plan);
    topology_free(&machine);
    suite_free(&suite);
    catalog_free(&catalog);
    return fake_root_remove(state);
}

static void set(const char *setting, const char *value)
{
    struct error e = {0};

    if (suite_set(&suite, setting, value, &e) != 0)
        fail_msg("%s", e.text);
}

static void make(double quota)
{
    const struct plan_build builds[] = {{"3.13", false}, {"3.13t", true}};
    struct error e = {0};

    if (suite_resolve(&suite, &catalog, &e) != 0 || suite_check(&suite, &e) != 0 ||
        plan_make(&plan, &suite, builds, 2, &machine, quota, &e) != 0)
        fail_msg("%s", e.text);
}

/* Mode and axes of the cell, as "processes gc=off". */
static char *named(const struct cell *cell)
{
    char *text = plan_axes_text(&suite, cell), *all = text_format("%s %s", plan_mode(cell), text);

    free(text);
    return all;
}

static size_t count_of(const char *name)
{
    size_t count = 0;

    for (size_t i = 0; i < plan.cell_count; i++) {
        char *text = named(&plan.cells[i]);
        count += strcmp(text, name) == 0;
        free(text);
    }
    return count;
}

static void without_axes_all_cells_are_threads_with_no_text(void **state)
{
    (void)state;
    set("threads", "1,2");
    make(0);
    assert_int_equal(plan.cell_count, 4);
    assert_int_equal(count_of("threads "), 4);
}

static void axes_are_swept_in_all_combinations_each_once(void **state)
{
    (void)state;
    set("threads", "1,2");
    set("mode", "threads,processes");
    set("switch-interval", "default,1ms");
    set("switch-interval", "1000us,20ms");
    set("gil", "default,on,off"); /* on, and on a free-threaded build off and on */
    make(0);
    assert_int_equal(plan.cell_count, (size_t)2 * 3 * 2 * 3);
    assert_int_equal(count_of("threads "), 6);
    assert_int_equal(count_of("threads switch-interval=20ms"), 6);
    assert_int_equal(count_of("processes switch-interval=1ms"), 6);
}

static void too_many_combinations_are_refused(void **state)
{
    struct error e = {0};
    const struct plan_build build = {"3.13", false};

    (void)state;
    for (int i = 0; i < 1001; i++) {
        char seed[16];
        snprintf(seed, sizeof seed, "%d", i);
        set("hash-seed", seed);
    }
    assert_int_equal(plan_make(&plan, &suite, &build, 1, &machine, 0, &e), -1);
    assert_non_null(strstr(e.text, "combinations"));
}

/* What is compared stays together: the builds of one combination, and all combinations of one N. */
static void a_block_keeps_the_builds_of_a_combination_and_the_combinations_of_n_together(void **state)
{
    size_t order[64], changes_of_n, changes_of_axes;

    (void)state;
    set("threads", "1,2,4");
    set("mode", "threads,processes");
    set("gc", "default,off");
    make(0);
    assert_int_equal(plan.cell_count, 24);
    for (long block = 0; block < 50; block++) {
        plan_order(&plan, 7, block, order);
        changes_of_n = changes_of_axes = 0;
        for (size_t k = 1; k < plan.cell_count; k++) {
            const struct cell *a = &plan.cells[order[k - 1]], *b = &plan.cells[order[k]];
            changes_of_n += a->threads != b->threads;
            changes_of_axes += a->threads != b->threads || a->axes != b->axes;
            assert_int_equal(plan_same_work(a, b), k % 2);
        }
        assert_int_equal(changes_of_n, 2);
        assert_int_equal(changes_of_axes, 11);
    }
}

static void every_second_block_has_the_axes_the_other_way_round(void **state)
{
    size_t order[64], next[64];

    (void)state;
    set("threads", "2");
    set("gc", "default,off,frozen");
    make(0);
    for (long block = 0; block < 20; block += 2) {
        plan_order(&plan, 7, block, order);
        plan_order(&plan, 7, block + 1, next);
        for (size_t k = 0; k < plan.cell_count; k++)
            assert_int_equal(order[k], next[plan.cell_count - 1 - k]);
    }
}

static void the_shortest_window_follows_the_switch_interval_and_only_threads_have_one(void **state)
{
    (void)state;
    set("threads", "4");
    set("mode", "threads,processes");
    set("switch-interval", "default,20ms");
    make(0);
    for (size_t i = 0; i < plan.cell_count; i++) {
        const struct cell *cell = &plan.cells[i];
        int64_t interval = cell->axes->values.of[AXIS_SWITCH_INTERVAL] ? 20000000 : 5000000;
        bool waits = cell->gil_on && plan_in_threads(cell);
        assert_int_equal(plan_shortest_window_ns(cell), waits ? 10 * 4 * interval : 0);
    }
}

static void a_group_beside_takes_cpus_and_turns_too(void **state)
{
    (void)state;
    set("threads", "2,3");
    set("beside", "none,2*spin");
    make(4);
    for (size_t i = 0; i < plan.cell_count; i++) {
        const struct cell *cell = &plan.cells[i];
        bool beside = cell->axes->beside != NULL;
        int all = cell->threads + (beside ? 2 : 0);
        assert_int_equal(plan_all_workers(cell), all);
        assert_int_equal(cell->over_quota, all > 4);
        assert_int_equal((cell->placement_flags & PLACEMENT_OVERSUBSCRIBED) != 0, all > 4);
        if (cell->gil_on)
            assert_int_equal(plan_shortest_window_ns(cell), 10 * all * INT64_C(5000000));
    }
}

/* What calibration spells out stands in the rows, and a changed workload beside is another cell. */
static void the_group_beside_is_named_with_all_that_it_is(void **state)
{
    struct error e;
    char alone[17], together[17], changed[17];

    (void)state;
    set("beside", "none,2*spin(n=1)");
    set("threads", "1");
    make(0);
    assert_int_equal(suite_workload_parameter(&suite.besides[1].work, "seed=3", &e), 0);
    assert_int_equal(count_of("threads beside=2*spin(n=1,seed=3)"), 2);
    const struct cell *cells = plan.cells;
    size_t with = cells[0].axes->beside ? 0 : 1;
    plan_workload_hash(&suite, &cells[1 - with], alone);
    plan_workload_hash(&suite, &cells[with], together);
    assert_string_equal(alone, suite.workloads[0].workload.hash);
    assert_string_not_equal(alone, together);
    suite.besides[1].work.workload.hash[0] ^= 1;
    plan_workload_hash(&suite, &cells[with], changed);
    assert_string_not_equal(together, changed);
}

static void a_seed_of_ones_own_is_the_same_in_all_blocks(void **state)
{
    (void)state;
    set("threads", "1");
    set("hash-seed", "7,default");
    make(0);
    for (size_t i = 0; i < plan.cell_count; i++) {
        const struct cell *cell = &plan.cells[i];
        bool fixed = cell->axes->values.of[AXIS_HASH_SEED] != NULL;
        assert_int_equal(plan_hash_seed(1, cell, 3) == 7, fixed);
        assert_int_equal(plan_hash_seed(1, cell, 3) == plan_hash_seed(1, cell, 4), fixed);
    }
}

static void a_makespan_is_one_window_as_long_as_its_work(void **state)
{
    (void)state;
    set("threads", "1,2");
    set("measure", "makespan");
    set("windows", "5");
    make(0);
    suite.workloads[0].total = 5000;
    suite.workloads[0].op_ns = 1e6;
    plan_take_totals(&plan, &suite);
    assert_int_equal(plan.cells[0].windows, 1);
    assert_true(plan_expected_ns(&plan.cells[0]) > INT64_C(5000000000));
    assert_true(plan_limit_ns(&suite, &plan.cells[0]) > INT64_C(80000000000));
    assert_int_equal(count_of("threads measure=makespan"), 4);
    suite.workloads[0].total_asked = true;
    assert_int_equal(count_of("threads measure=makespan;total=5000"), 4);
}

static void what_contradicts_itself_is_refused(void **state)
{
    struct error e = {0};

    (void)state;
    set("total", "10");
    assert_int_equal(suite_check(&suite, &e), -1);
    assert_non_null(strstr(e.text, "total: only for --measure makespan"));
    set("measure", "makespan");
    assert_int_equal(suite_check(&suite, &e), 0);
    set("turns", "yes");
    assert_int_equal(suite_check(&suite, &e), -1);
    set("turns", "no");
    set("arrivals", "none");
    assert_int_equal(suite_check(&suite, &e), 0);
    set("arrivals", "10/s");
    assert_int_equal(suite_check(&suite, &e), -1);
    set("measure", "rate"); /* in place of what it was */
    set("total", "auto");
    assert_int_equal(suite_check(&suite, &e), 0);
}

static void an_unknown_workload_beside_is_told_with_the_nearest(void **state)
{
    struct error e = {0};

    (void)state;
    set("beside", "2*fibb");
    assert_int_equal(suite_resolve(&suite, &catalog, &e), -1);
    assert_string_equal(e.text, "beside: unknown workload 'fibb'; did you mean 'fib'?");
    suite_clear(&suite, "beside");
    assert_int_equal(suite.beside_count, 0);
    set("beside", "spin,spin(n=1)");
    assert_int_equal(suite_resolve(&suite, &catalog, &e), 0);
    assert_int_equal(suite_refuse_twins(&suite, &e), 0);
    assert_int_equal(suite_workload_parameter(&suite.besides[0].work, "n=1", &e),
                     0); /* as calibration does */
    assert_int_equal(suite_refuse_twins(&suite, &e), -1);
    assert_non_null(strstr(e.text, "beside: workload 'spin' is named twice"));
}

#define WITH_SUITE(test) cmocka_unit_test_setup_teardown(test, start, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_has_one_text_however_it_was_typed),
        cmocka_unit_test(what_is_no_value_is_refused_with_what_is_one),
        cmocka_unit_test(the_table_is_sorted_and_its_text_leaves_out_what_is_neutral_and_the_mode),
        cmocka_unit_test(the_runner_gets_bare_numbers),
        WITH_SUITE(without_axes_all_cells_are_threads_with_no_text),
        WITH_SUITE(axes_are_swept_in_all_combinations_each_once),
        WITH_SUITE(too_many_combinations_are_refused),
        WITH_SUITE(a_block_keeps_the_builds_of_a_combination_and_the_combinations_of_n_together),
        WITH_SUITE(every_second_block_has_the_axes_the_other_way_round),
        WITH_SUITE(the_shortest_window_follows_the_switch_interval_and_only_threads_have_one),
        WITH_SUITE(a_group_beside_takes_cpus_and_turns_too),
        WITH_SUITE(the_group_beside_is_named_with_all_that_it_is),
        WITH_SUITE(a_seed_of_ones_own_is_the_same_in_all_blocks),
        WITH_SUITE(a_makespan_is_one_window_as_long_as_its_work),
        WITH_SUITE(what_contradicts_itself_is_refused),
        WITH_SUITE(an_unknown_workload_beside_is_told_with_the_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
