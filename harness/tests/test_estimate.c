/* What is told of a cell while the run goes on: the same median and ratios as the table tells at its end. */
#include "tests/unit.h"

#include "session/estimate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ONE, FOUR, OTHER_BUILD, CELLS };

/* A plan of three cells: one worker and four of one build, and one worker of another. */
struct fixture {
    struct suite suite;
    struct suite_workload workload;
    struct plan_axes axes;
    struct plan plan;
    struct cell planned[CELLS];
    struct build items[2];
    struct builds builds;
    struct session_cell cells[CELLS];
    struct progress progress;
    struct session session;
};

static int make(void **state)
{
    static struct fixture f;

    f = (struct fixture){.suite = suite_default("test"),
                         .workload = {.workload = {.name = (char *)(uintptr_t) "fib"}}};
    f.items[0] = (struct build){.tag = (char *)(uintptr_t) "3.13.15"};
    f.items[1] = (struct build){.tag = (char *)(uintptr_t) "3.13.15t", .ft = true};
    f.builds = (struct builds){f.items, 2};
    f.suite.workloads = &f.workload;
    f.suite.workload_count = 1;
    for (int i = 0; i < CELLS; i++)
        f.planned[i] = (struct cell){
            .axes = &f.axes, .gil = -1, .threads = i == FOUR ? 4 : 1, .build = i == OTHER_BUILD};
    f.plan = (struct plan){.cells = f.planned, .cell_count = CELLS};
    f.progress = progress_open(stdout, true);
    f.session = (struct session){
        .suite = &f.suite, .plan = &f.plan, .builds = &f.builds, .cells = f.cells, .progress = &f.progress};
    *state = &f;
    return 0;
}

static int drop(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < CELLS; i++) {
        free(f->cells[i].rates);
        free(f->cells[i].blocks);
    }
    f->suite.workloads = NULL; /* is ours */
    f->suite.workload_count = 0;
    suite_free(&f->suite);
    return 0;
}

static void measured(struct fixture *f, int cell, long block, double rate)
{
    struct session_cell *known = &f->cells[cell];

    known->rates = text_grow(known->rates, known->rate_count + 1, sizeof *known->rates);
    known->blocks = text_grow(known->blocks, known->rate_count + 1, sizeof *known->blocks);
    known->rates[known->rate_count] = rate;
    known->blocks[known->rate_count++] = block;
}

static void the_median_so_far_and_its_interval_once_there_is_one(void **state)
{
    struct fixture *f = *state;

    assert_true(isnan(estimate_rate(&f->session, ONE).middle));
    for (int block = 0; block < 5; block++)
        measured(f, ONE, block, 100 + block);
    assert_true(estimate_rate(&f->session, ONE).middle == 102);
    assert_true(isnan(estimate_rate(&f->session, ONE).low));
    measured(f, ONE, 5, 99);
    assert_true(estimate_rate(&f->session, ONE).low == 99);
    assert_true(estimate_rate(&f->session, ONE).high == 104);
    assert_true(f->cells[ONE].rates[5] == 99); /* they stay in their order */
}

/* The machine is twice as fast in block 2; and block 1 of the one worker did not end well. */
static void the_speedup_is_taken_within_blocks(void **state)
{
    struct fixture *f = *state;

    assert_true(isnan(estimate_speedup(&f->session, FOUR).middle));
    measured(f, ONE, 0, 100);
    measured(f, ONE, 2, 200);
    measured(f, FOUR, 1, 9000);
    assert_true(isnan(estimate_speedup(&f->session, FOUR).middle));
    measured(f, FOUR, 2, 600);
    assert_true(estimate_speedup(&f->session, FOUR).middle == 3);
    assert_int_equal(estimate_speedup(&f->session, FOUR).values, 1);
    assert_true(isnan(estimate_speedup(&f->session, ONE).middle));
}

static void each_build_has_its_own_one_worker(void **state)
{
    struct fixture *f = *state;

    f->planned[FOUR].build = 1;
    measured(f, ONE, 0, 100);
    measured(f, OTHER_BUILD, 0, 50);
    measured(f, FOUR, 0, 200);
    assert_true(estimate_speedup(&f->session, FOUR).middle == 4);
    f->planned[OTHER_BUILD].gil = 1; /* forced on: another curve */
    assert_true(isnan(estimate_speedup(&f->session, FOUR).middle));
}

static void requests_at_a_given_rate_have_no_speedup(void **state)
{
    struct fixture *f = *state;

    measured(f, ONE, 0, 100);
    measured(f, FOUR, 0, 100);
    assert_true(estimate_speedup(&f->session, FOUR).middle == 1);
    f->axes.values.of[AXIS_ARRIVALS] = "100/s";
    assert_true(isnan(estimate_speedup(&f->session, FOUR).middle));
}

static void it_is_told_with_the_number_of_values_or_the_interval(void **state)
{
    struct fixture *f = *state;

    measured(f, ONE, 0, 1000);
    measured(f, FOUR, 0, 3600);
    estimate_tell(&f->session, FOUR);
    assert_string_equal(f->progress.cell, "fib on 3.13.15, 4 workers");
    assert_string_equal(f->progress.estimate[0], "3.6 k ops/s (1 invocation), 3.60x");
    measured(f, ONE, 1, 1000);
    measured(f, FOUR, 1, 3600);
    estimate_tell(&f->session, FOUR);
    assert_string_equal(f->progress.estimate[0], "3.6 k ops/s (median of 2), 3.60x");
    for (int block = 2; block < 6; block++) {
        measured(f, ONE, block, 1000);
        measured(f, FOUR, block, block == 5 ? 4000 : 3600);
    }
    estimate_tell(&f->session, FOUR);
    assert_string_equal(f->progress.estimate[0], "3.6 k ops/s (3.6 k to 4 k), 3.60x (3.60 to 4.00)");
    assert_string_equal(f->progress.estimate[1], "3.6 k ops/s (3.6 k to 4 k), 3.60x");
    assert_string_equal(f->progress.estimate[2], "3.6 k ops/s (3.6 k to 4 k)");
    assert_string_equal(f->progress.estimate[3], "3.6 k (3.6 k to 4 k)");
    estimate_tell(&f->session, ONE);
    assert_string_equal(f->progress.cell, "fib on 3.13.15, 1 worker");
    assert_string_equal(f->progress.estimate[0], "1 k ops/s (1 k to 1 k)");
}

/* Two states of the GIL on one build are two cells. */
static void a_forced_gil_is_named(void **state)
{
    struct fixture *f = *state;

    f->planned[OTHER_BUILD].gil_on = true;
    char *label = session_label(&f->session, &f->planned[OTHER_BUILD]);
    assert_string_equal(label, "fib on 3.13.15t, gil on, 1 worker");
    free(label);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)
    const struct CMUnitTest tests[] = {
        TEST(the_median_so_far_and_its_interval_once_there_is_one),
        TEST(the_speedup_is_taken_within_blocks),
        TEST(each_build_has_its_own_one_worker),
        TEST(requests_at_a_given_rate_have_no_speedup),
        TEST(it_is_told_with_the_number_of_values_or_the_interval),
        TEST(a_forced_gil_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
