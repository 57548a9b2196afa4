/* From a suite to cells, and from cells to a schedule, on machines made of words. */
#include "tests/unit.h"

#include "suite/plan.h"
#include "tests/machines.h"

#include <string.h>

#define SECOND INT64_C(1000000000)

static const struct plan_build gil_build = {"3.13", false}, ft_build = {"3.13t", true};

static struct suite make_suite(size_t workloads)
{
    struct suite suite = suite_default("test");

    suite.workloads = text_grow(NULL, workloads, sizeof *suite.workloads);
    for (; suite.workload_count < workloads; suite.workload_count++)
        suite.workloads[suite.workload_count] =
            (struct suite_workload){.workload = {.name = text_format("w")}};
    return suite;
}

static void set(struct suite *suite, const char *setting, const char *value)
{
    struct error e = {0};

    if (suite_set(suite, setting, value, &e) != 0)
        fail_msg("%s", e.text);
}

/* The numbers of workers that the suite comes to on this machine, as "1 2 4". */
static void assert_threads(const char *machine, const char *threads, const char *placement,
                           const char *expected)
{
    struct topology t = machine_make(machine);
    struct suite suite = make_suite(1);
    struct plan plan;
    struct error e = {0};
    char counts[512] = "";

    if (threads)
        set(&suite, "threads", threads);
    set(&suite, "placement", placement);
    assert_int_equal(plan_make(&plan, &suite, &gil_build, 1, &t, 0, &e), 0);
    for (size_t i = 0; i < plan.cell_count; i++)
        sprintf(counts + strlen(counts), "%s%d", i ? " " : "", plan.cells[i].threads);
    if (strcmp(counts, expected) != 0)
        fail_msg("%s on %s (%s) came to %s, not %s", threads ? threads : "nothing", machine, placement,
                 counts, expected);
    plan_free(&plan);
    suite_free(&suite);
    topology_free(&t);
}

static void auto_is_the_powers_of_two_and_all_cpus(void **state)
{
    (void)state;
    assert_threads("pack:1 core:1 pu:1", "auto", "cores", "1");
    assert_threads("pack:1 core:2 pu:1", "auto", "cores", "1 2");
    assert_threads("pack:1 core:6 pu:1", "auto", "cores", "1 2 4 6");
    assert_threads("pack:1 core:4 pu:2", "auto", "cores", "1 2 4 8");
    assert_threads("pack:1 core:4 pu:2", NULL, "cores", "1 2 4 8"); /* it is the default */
    assert_threads("pack:1 core:6 pu:1", "auto", "none", "1 2 4 6");
}

static void auto_ends_with_the_cpus_of_the_placement(void **state)
{
    (void)state;
    assert_threads(TWO_PACKAGES, "auto", "node0", "1 2 4 8");
    assert_threads("pack:1 core:6 pu:1", "auto", "0,2,4", "1 2 3");
}

static void each_number_of_workers_is_measured_once_in_ascending_order(void **state)
{
    (void)state;
    assert_threads("pack:1 core:4 pu:1", "4,1..3,2,1", "cores", "1 2 3 4");
    assert_threads("pack:1 core:6 pu:1", "auto,3,5..6", "cores", "1 2 3 4 5 6");
    assert_threads("pack:1 core:2 pu:1", "3..3", "cores", "3"); /* more than CPUs is allowed */
}

static void the_plan_is_the_product_with_every_cell_once(void **state)
{
    const struct plan_build builds[] = {gil_build, ft_build};
    struct topology t = machine_make("pack:1 core:4 pu:1");
    struct suite suite = make_suite(3);
    struct plan plan;
    struct error e = {0};
    bool seen[2][2][3][2][5] = {0};

    (void)state;
    set(&suite, "threads", "1,2,4");
    set(&suite, "placement", "cores");
    set(&suite, "placement", "none");
    set(&suite, "gil", "default,on");
    set(&suite, "invocations", "7");
    assert_int_equal(plan_make(&plan, &suite, builds, 2, &t, 0, &e), 0);
    assert_int_equal(plan.blocks, 7);
    assert_int_equal(plan.placement_count, 2);
    assert_int_equal(plan.cell_count, (1 + 2) * 3 * 2 * 3); /* the GIL build has one state */
    for (size_t i = 0; i < plan.cell_count; i++) {
        const struct cell *c = &plan.cells[i];
        bool *cell = &seen[c->build][c->gil_on][c->workload][c->placement][c->threads];
        assert_false(*cell);
        *cell = true;
    }
    plan_free(&plan);
    suite_free(&suite);
    topology_free(&t);
}

/* "0,1" and "0-1" are one permutation with one name: two cells of the same name would be pooled as one. */
static void one_placement_under_two_spellings_is_planned_once(void **state)
{
    struct topology t = machine_make("pack:1 core:4 pu:1");
    struct suite suite = make_suite(1);
    struct plan plan;
    struct error e = {0};

    (void)state;
    set(&suite, "threads", "1,2");
    set(&suite, "placement", "0,1");
    set(&suite, "placement", "0-1");
    set(&suite, "placement", "1,0");
    assert_int_equal(plan_make(&plan, &suite, &gil_build, 1, &t, 0, &e), 0);
    assert_int_equal(plan.placement_count, 2);
    assert_int_equal(plan.cell_count, 4);
    plan_free(&plan);
    suite_free(&suite);
    topology_free(&t);
}

/* The states that builds[0], a GIL build, and builds[1], a free-threaded one, are measured in:
 * "G:default=on", request and outcome. */
static void assert_gils(const char *asked, size_t from, size_t count, const char *expected)
{
    const struct plan_build builds[] = {gil_build, ft_build};
    static const char *const requests[] = {"default", "off", "on"};
    struct topology t = machine_make("pack:1 core:1 pu:1");
    struct suite suite = make_suite(1);
    struct plan plan;
    struct error e = {0};
    char states[200] = "";

    if (asked)
        set(&suite, "gil", asked);
    assert_int_equal(plan_make(&plan, &suite, builds + from, count, &t, 0, &e), 0);
    for (size_t i = 0; i < plan.cell_count; i++)
        sprintf(states + strlen(states), "%s%c:%s=%s", i ? " " : "",
                builds[from + plan.cells[i].build].ft ? 'F' : 'G', requests[plan.cells[i].gil + 1],
                plan.cells[i].gil_on ? "on" : "off");
    if (strcmp(states, expected) != 0)
        fail_msg("--gil %s came to '%s', not '%s'", asked ? asked : "(nothing)", states, expected);
    plan_free(&plan);
    suite_free(&suite);
    topology_free(&t);
}

static void a_gil_build_is_always_on_and_a_free_threaded_one_as_asked(void **state)
{
    (void)state;
    assert_gils(NULL, 0, 2, "G:default=on F:default=off");
    assert_gils("default", 0, 2, "G:default=on F:default=off");
    assert_gils("on", 0, 2, "G:default=on F:on=on");
    assert_gils("off", 0, 2, "F:off=off");
    assert_gils("off", 1, 1, "F:off=off");
    assert_gils("on", 0, 1, "G:default=on");
}

static void each_outcome_is_measured_once_however_often_it_is_asked_for(void **state)
{
    (void)state;
    assert_gils("default,on", 0, 2, "G:default=on F:default=off F:on=on");
    assert_gils("default,off", 0, 2, "G:default=on F:default=off");
    assert_gils("off,default", 0, 2, "G:default=on F:off=off");
    assert_gils("on,off,default", 0, 2, "G:default=on F:on=on F:off=off");
}

static void gil_off_on_gil_builds_alone_is_an_error(void **state)
{
    struct topology t = machine_make("pack:1 core:2 pu:1");
    struct suite suite = make_suite(1);
    struct plan plan;
    struct error e = {0};

    (void)state;
    set(&suite, "gil", "off");
    assert_int_equal(plan_make(&plan, &suite, &gil_build, 1, &t, 0, &e), -1);
    assert_non_null(strstr(e.text, "--gil off needs a free-threaded build"));
    assert_int_equal(e.status, EXIT_USAGE);
    plan_free(&plan);
    suite_free(&suite);
    topology_free(&t);
}

static void an_unknown_placement_is_an_error_and_leaves_nothing_behind(void **state)
{
    struct topology t = machine_make("pack:1 core:2 pu:1");
    struct suite suite = make_suite(1);
    struct plan plan;
    struct error e = {0};

    (void)state;
    set(&suite, "placement", "cores");
    set(&suite, "placement", "coers");
    assert_int_equal(plan_make(&plan, &suite, &gil_build, 1, &t, 0, &e), -1);
    assert_non_null(strstr(e.text, "coers"));
    assert_non_null(strstr(e.text, "'cores'"));
    plan_free(&plan);
    suite_free(&suite);
    topology_free(&t);
}

static void a_cell_with_more_workers_than_the_quota_grants_is_marked(void **state)
{
    static const struct {
        double cpus;
        bool over[4];
    } cases[] = {{0, {false, false, false, false}},
                 {0.5, {true, true, true, true}},
                 {2, {false, false, true, true}},
                 {2.5, {false, false, true, true}},
                 {4, {false, false, false, false}}};
    struct topology t = machine_make("pack:1 core:4 pu:1");
    struct suite suite = make_suite(1);
    struct plan plan;
    struct error e = {0};

    (void)state;
    set(&suite, "threads", "1..4");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(plan_make(&plan, &suite, &gil_build, 1, &t, cases[i].cpus, &e), 0);
        for (size_t k = 0; k < 4; k++)
            assert_int_equal(plan.cells[k].over_quota, cases[i].over[k]);
        plan_free(&plan);
    }
    suite_free(&suite);
    topology_free(&t);
}

static void a_cell_knows_how_its_workers_share_the_machine(void **state)
{
    struct topology t = machine_make("pack:1 core:2 pu:2");
    struct suite suite = make_suite(1);
    struct plan plan;
    struct error e = {0};

    (void)state;
    set(&suite, "threads", "2,3,5");
    assert_int_equal(plan_make(&plan, &suite, &gil_build, 1, &t, 0, &e), 0);
    assert_int_equal(plan.cells[0].placement_flags, 0);
    assert_int_equal(plan.cells[1].placement_flags, PLACEMENT_SMT_SHARED);
    assert_int_equal(plan.cells[2].placement_flags, PLACEMENT_SMT_SHARED | PLACEMENT_OVERSUBSCRIBED);
    plan_free(&plan);
    suite_free(&suite);
    topology_free(&t);
}

enum { CELLS = 12, BLOCKS = 600 };

/* Three workloads on one and two workers, two builds each. */
static struct plan plan_of(struct cell *cells)
{
    for (size_t i = 0; i < CELLS; i++)
        cells[i] = (struct cell){.workload = i / 4, .threads = 1 + (int)(i / 2 % 2), .build = i % 2};
    return (struct plan){.cells = cells, .cell_count = CELLS, .placement_count = 1};
}

static void the_order_of_a_block_is_a_permutation(void **state)
{
    struct cell cells[CELLS];
    const struct plan plan = plan_of(cells);
    size_t order[CELLS];

    (void)state;
    for (long block = 0; block < BLOCKS; block++) {
        bool seen[CELLS] = {false};
        plan_order(&plan, 7, block, order);
        for (size_t k = 0; k < CELLS; k++) {
            assert_true(order[k] < CELLS);
            assert_false(seen[order[k]]);
            seen[order[k]] = true;
        }
    }
}

static void the_same_seed_gives_the_same_order_whatever_was_asked_before(void **state)
{
    struct cell cells[CELLS];
    const struct plan plan = plan_of(cells);
    size_t all[3][CELLS], again[CELLS];

    (void)state;
    for (long block = 0; block < 3; block++)
        plan_order(&plan, 7, block, all[block]);
    for (long block = 2; block >= 0; block--) { /* a resumed run begins anywhere */
        plan_hash_seed(7, &(struct cell){0}, block);
        plan_order(&plan, 7, block, again);
        assert_memory_equal(again, all[block], sizeof again);
    }
}

static void seed_and_block_both_change_the_order(void **state)
{
    struct cell cells[CELLS];
    const struct plan plan = plan_of(cells);
    size_t here[CELLS], other[CELLS];
    int same_block = 0, same_seed = 0;

    (void)state;
    for (long i = 0; i < 100; i++) {
        plan_order(&plan, 7, i, here);
        plan_order(&plan, 7, i + 1, other);
        same_block += memcmp(here, other, sizeof here) == 0;
        plan_order(&plan, 8, i, other);
        same_seed += memcmp(here, other, sizeof here) == 0;
    }
    assert_int_equal(same_block, 0);
    assert_int_equal(same_seed, 0);
}

/* What drifts over a block must hit all cells alike in the long run. */
static void over_many_blocks_every_cell_comes_at_every_place(void **state)
{
    struct cell cells[CELLS];
    const struct plan plan = plan_of(cells);
    size_t order[CELLS];
    int times[CELLS][CELLS] = {0};

    (void)state;
    for (long block = 0; block < BLOCKS; block++) {
        plan_order(&plan, 1, block, order);
        for (size_t k = 0; k < CELLS; k++)
            times[order[k]][k]++;
    }
    for (size_t cell = 0; cell < CELLS; cell++)
        for (size_t k = 0; k < CELLS; k++)
            assert_in_range(times[cell][k], 15, 100); /* 50 expected; 5 standard deviations are 34 */
}

/* Else a machine that changes its speed for seconds does so between the two of a pair. */
static void cells_that_will_be_compared_are_neighbours(void **state)
{
    struct cell cells[CELLS];
    const struct plan plan = plan_of(cells);
    size_t order[CELLS];
    int first = 0;

    (void)state;
    for (long block = 0; block < BLOCKS; block++) {
        plan_order(&plan, 3, block, order);
        for (size_t k = 0; k < CELLS; k += 2) /* the builds */
            assert_int_equal(order[k] / 2, order[k + 1] / 2);
        for (size_t k = 0; k < CELLS; k += 4) /* the numbers of workers */
            assert_int_equal(order[k] / 4, order[k + 3] / 4);
        first += order[0] % 2 == 0;
    }
    assert_in_range(first, BLOCKS / 2 - 60, BLOCKS / 2 + 60); /* neither build is the first more often */
}

static void every_second_block_has_the_builds_the_other_way_round(void **state)
{
    struct cell cells[CELLS];
    const struct plan plan = plan_of(cells);
    size_t here[CELLS], next[CELLS], at[2][CELLS];

    (void)state;
    for (long block = 0; block < BLOCKS; block += 2) {
        plan_order(&plan, 3, block, here);
        plan_order(&plan, 3, block + 1, next);
        for (size_t k = 0; k < CELLS; k++) {
            at[0][here[k]] = k;
            at[1][next[k]] = k;
        }
        for (size_t cell = 0; cell < CELLS; cell += 2)
            assert_true((at[0][cell] < at[0][cell + 1]) != (at[1][cell] < at[1][cell + 1]));
    }
}

static void a_plan_of_one_cell_has_an_order_too(void **state)
{
    struct cell cell = {.threads = 1};
    const struct plan plan = {.cells = &cell, .cell_count = 1, .placement_count = 1};
    size_t order[1] = {9};

    (void)state;
    plan_order(&plan, 1, 0, order);
    assert_int_equal(order[0], 0);
}

static void hash_seeds_pair_up_within_a_block_and_differ_between_blocks(void **state)
{
    uint32_t seeds[100];

    (void)state;
    for (long block = 0; block < 100; block++) {
        seeds[block] = plan_hash_seed(7, &(struct cell){0}, block);
        assert_int_equal(plan_hash_seed(7, &(struct cell){0}, block), seeds[block]);
        assert_int_not_equal(plan_hash_seed(8, &(struct cell){0}, block), seeds[block]);
        for (long before = 0; before < block; before++)
            assert_int_not_equal(seeds[before], seeds[block]);
    }
}

static void the_expected_time_has_ten_turns_of_every_worker_under_the_gil(void **state)
{
    struct cell cell = {.threads = 1,
                        .gil_on = true,
                        .start_ns = SECOND / 50,
                        .warmup_ns = SECOND,
                        .window_ns = SECOND / 10,
                        .windows = 4};

    (void)state;
    int64_t alone = plan_expected_ns(&cell);
    assert_int_equal(alone, SECOND / 50 + SECOND + 4 * SECOND / 10);
    cell.threads = 8; /* 8 workers, 10 turns of 5 ms: 400 ms */
    assert_int_equal(plan_shortest_window_ns(&cell), 4 * SECOND / 10);
    assert_int_equal(plan_expected_ns(&cell) - alone, 4 * 3 * SECOND / 10);
    cell.gil_on = false;
    assert_int_equal(plan_expected_ns(&cell), alone);
}

static void
an_invocation_is_as_long_as_the_suite_says_and_has_lengths_where_it_leaves_them_to_a_pilot(void **state)
{
    struct suite suite = make_suite(1);
    struct plan plan;
    struct error e;

    (void)state;
    set(&suite, "window", "70ms");
    set(&suite, "warmup", "0s");
    struct topology machine = machine_make("pu:2");
    struct plan_build build = {"3.13", false};
    assert_int_equal(plan_make(&plan, &suite, &build, 1, &machine, 0, &e), 0);
    for (size_t i = 0; i < plan.cell_count; i++) {
        assert_int_equal(plan.cells[i].window_ns, 70000000);
        assert_int_equal(plan.cells[i].warmup_ns, 0);
        assert_true(plan.cells[i].windows >= 3); /* auto */
    }
    assert_int_equal(plan.blocks, 10); /* auto, too */
    plan_free(&plan);
    topology_free(&machine);
    suite_free(&suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(auto_is_the_powers_of_two_and_all_cpus),
        cmocka_unit_test(auto_ends_with_the_cpus_of_the_placement),
        cmocka_unit_test(each_number_of_workers_is_measured_once_in_ascending_order),
        cmocka_unit_test(the_plan_is_the_product_with_every_cell_once),
        cmocka_unit_test(one_placement_under_two_spellings_is_planned_once),
        cmocka_unit_test(a_gil_build_is_always_on_and_a_free_threaded_one_as_asked),
        cmocka_unit_test(each_outcome_is_measured_once_however_often_it_is_asked_for),
        cmocka_unit_test(gil_off_on_gil_builds_alone_is_an_error),
        cmocka_unit_test(an_unknown_placement_is_an_error_and_leaves_nothing_behind),
        cmocka_unit_test(a_cell_with_more_workers_than_the_quota_grants_is_marked),
        cmocka_unit_test(a_cell_knows_how_its_workers_share_the_machine),
        cmocka_unit_test(the_order_of_a_block_is_a_permutation),
        cmocka_unit_test(the_same_seed_gives_the_same_order_whatever_was_asked_before),
        cmocka_unit_test(seed_and_block_both_change_the_order),
        cmocka_unit_test(over_many_blocks_every_cell_comes_at_every_place),
        cmocka_unit_test(cells_that_will_be_compared_are_neighbours),
        cmocka_unit_test(every_second_block_has_the_builds_the_other_way_round),
        cmocka_unit_test(a_plan_of_one_cell_has_an_order_too),
        cmocka_unit_test(hash_seeds_pair_up_within_a_block_and_differ_between_blocks),
        cmocka_unit_test(
            an_invocation_is_as_long_as_the_suite_says_and_has_lengths_where_it_leaves_them_to_a_pilot),
        cmocka_unit_test(the_expected_time_has_ten_turns_of_every_worker_under_the_gil),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
