/* The noise floor: derived from a build measured against itself, kept in a file that may be anything, never lost by luck. */
#include "tests/unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/made_noise.h"

enum { CELLS_MOST = 8, PAIRS_MOST = 40 };

/* ---- made-up cells */

struct made {
    struct measured_cells cells;
    struct measured_cell *items[CELLS_MOST];
    struct measured_cell storage[CELLS_MOST];
    struct measured_invocation *lists[CELLS_MOST][PAIRS_MOST], invocations[CELLS_MOST][PAIRS_MOST];
};

/* A cell whose rates are 1000 * (1 + share[i]). */
static struct measured_cell *make_cell(struct made *made, const char *build, const char *gil, int threads,
                                       const double *shares, size_t count)
{
    size_t at = made->cells.count++;
    struct measured_cell *cell = made->items[at] = &made->storage[at];

    made->cells.items = made->items;
    *cell = (struct measured_cell){.key = {.build = (char *)build,
                                           .python = "3.13.15",
                                           .gil = (char *)gil,
                                           .mode = "threads",
                                           .axes = "",
                                           .workload = "fib",
                                           .params = "n=10",
                                           .placement = "cores",
                                           .ft = strcmp(gil, "off") == 0},
                                   .threads = threads,
                                   .hash = "00000000deadbeef",
                                   .invocations = made->lists[at],
                                   .count = count};
    for (size_t i = 0; i < count; i++) {
        made->lists[at][i] = &made->invocations[at][i];
        made->invocations[at][i] = (struct measured_invocation){
            .run = "run", .block = (int64_t)i, .number = (int64_t)i, .rate = 1000 * (1 + shares[i])};
    }
    return cell;
}

static const double nothing[PAIRS_MOST];

static void fill(double *shares, size_t count, double share)
{
    for (size_t i = 0; i < count; i++)
        shares[i] = share;
}

static struct noise derived(const struct made *made)
{
    struct noise noise = {0};
    struct error e = {0};

    if (noise_derive(&noise, &made->cells, "here", "2026-11-20T14:05:12+0000", .03, &e) < 0)
        fail_msg("%s", e.text);
    return noise;
}

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

/* ---- from a run to rows */

static void two_sides_of_a_build_become_one_row_a_cell(void **state)
{
    (void)state;
    struct made made = {0};
    double faster[PAIRS_MOST];

    fill(faster, PAIRS_MOST, .01);
    make_cell(&made, "A-3.13.15", "on", 1, nothing, 10);
    make_cell(&made, "A-3.13.15", "on", 2, faster, 10);
    make_cell(&made, "B-3.13.15", "on", 1, faster, 10);
    make_cell(&made, "B-3.13.15", "on", 2, nothing, 10);
    make_cell(&made, "other", "on", 1, nothing, 10);
    struct noise noise = derived(&made);
    assert_int_equal(noise.count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct noise_row *row = &noise.rows[i];
        assert_string_equal(row->key.build, "3.13.15");
        assert_int_equal(row->threads, i + 1);
        assert_int_equal(row->invocations, 10);
        assert_string_equal(row->machine, "here");
        assert_string_equal(row->date, "2026-11-20T14:05:12+0000");
        /* The same either way round, whichever side was the faster. */
        assert_true(near(row->difference, .01));
        assert_true(near(row->sd, 0) && near(row->tells_from, 0));
        assert_false(row->different);
        assert_true(noise_row_counts(row));
    }
    noise_free(&noise);
}

static void spread_is_that_of_one_side_and_a_drift_is_none(void **state)
{
    (void)state;
    struct made made = {0};
    double a[20], b[20];

    for (size_t i = 0; i < 20; i++) {
        double drift = .05 * (double)i; /* of the machine, over the whole run */
        a[i] = expm1(drift);
        b[i] = expm1(drift + (i % 2 ? .02 : -.02));
    }
    make_cell(&made, "A-x", "on", 1, a, 20);
    make_cell(&made, "B-x", "on", 1, b, 20);
    struct noise noise = derived(&made);
    /* Differences of +-.02 have an sd of .02 * sqrt(20/19), of which one side has 1/sqrt(2). */
    assert_true(near(noise.rows[0].sd, .02 * sqrt(20. / 19) / M_SQRT2));
    assert_true(near(noise.rows[0].difference, 0));
    /* What luck gave A and B is not what there is to expect. */
    assert_true(near(noise.rows[0].expected, expm1(1.4826 * .02 / sqrt(20))));
    assert_true(noise.rows[0].tells_from > 0);
    noise_free(&noise);
}

static void a_false_verdict_is_noticed(void **state)
{
    (void)state;
    struct made made = {0};
    double slower[PAIRS_MOST];

    fill(slower, PAIRS_MOST, -.05);
    make_cell(&made, "A-x", "on", 1, nothing, 10);
    make_cell(&made, "B-x", "on", 1, slower, 10);
    struct noise noise = derived(&made);
    assert_true(noise.rows[0].different);
    assert_true(near(noise.rows[0].difference, 1 / .95 - 1));
    noise_free(&noise);
}

static void one_that_goes_astray_moves_no_row(void **state)
{
    (void)state;
    struct made made = {0};
    double b[6] = {.001,  -.001, .002,
                   -.002, .001,  9}; /* ten times the rate: another program, or a broken clock */

    make_cell(&made, "A-x", "on", 1, nothing, 6);
    make_cell(&made, "B-x", "on", 1, b, 6);
    struct noise noise = derived(&made);
    assert_true(noise_row_counts(&noise.rows[0]));
    assert_true(noise.rows[0].difference < .01 && noise.rows[0].expected < .01);
    assert_true(noise.rows[0].sd > .5);
    noise_free(&noise);
}

static void cells_without_enough_pairs_get_a_row_that_does_not_count(void **state)
{
    (void)state;
    struct made made = {0};
    struct noise kept = {0};

    make_cell(&made, "A-x", "on", 1, nothing, 5);
    make_cell(&made, "A-x", "on", 2, nothing, 0); /* failed */
    make_cell(&made, "A-x", "on", 3, nothing, 10);
    make_cell(&made, "A-y", "on", 1, nothing, 10);
    make_cell(&made, "B-x", "on", 1, nothing, 10);
    make_cell(&made, "B-x", "on", 2, nothing, 10);
    make_cell(&made, "B-y", "on", 2, nothing, 10); /* no cell in common with A-y */
    struct noise noise = derived(&made);
    assert_int_equal(noise.count, 4);
    for (size_t i = 0; i < noise.count; i++)
        assert_false(noise_row_counts(&noise.rows[i]));
    assert_int_equal(noise.rows[0].invocations, 5);
    assert_int_equal(noise.rows[1].invocations, 0);
    noise_replace(&kept, &noise);
    assert_int_equal(kept.count, 0);
    assert_true(isnan(noise_floor(&noise, "here", made.items[0], false)));
    noise_free(&noise);
    noise_free(&kept);
}

static void states_of_the_gil_are_not_mixed(void **state)
{
    (void)state;
    struct made made = {0};
    double faster[PAIRS_MOST];

    fill(faster, PAIRS_MOST, .5);
    make_cell(&made, "A-x", "off", 1, nothing, 10);
    make_cell(&made, "A-x", "on", 2, nothing, 10);
    make_cell(&made, "B-x", "on", 1, faster, 10);
    make_cell(&made, "B-x", "on", 2, nothing, 10);
    struct noise noise = derived(&made);
    assert_int_equal(noise.count, 2);
    assert_int_equal(noise.rows[0].invocations, 0);
    assert_int_equal(noise.rows[1].invocations, 10);
    noise_free(&noise);
}

static void a_run_without_two_sides_is_refused(void **state)
{
    (void)state;
    struct made made = {0};
    struct noise noise = {0};
    struct error e = {0};

    make_cell(&made, "A-x", "on", 1, nothing, 10);
    make_cell(&made, "B-y", "on", 1, nothing, 10);
    assert_int_equal(noise_derive(&noise, &made.cells, "here", "", .03, &e), -1);
    assert_non_null(strstr(e.text, "gilscale noise"));
    assert_int_equal(noise.count, 0);
}

static void names_that_would_reach_a_terminal_are_refused(void **state)
{
    (void)state;
    struct made made = {0};
    struct noise noise = {0};
    struct error e = {0};

    make_cell(&made, "A-x", "on", 1, nothing, 10)->key.params = "text=\033[2J";
    make_cell(&made, "B-x", "on", 1, nothing, 10)->key.params = "text=\033[2J";
    assert_int_equal(noise_derive(&noise, &made.cells, "here", "", .03, &e), -1);
    assert_string_equal(e.text, "column 'params': 'text=?[2J' has control characters");
    noise_free(&noise);
}

/* ---- what is kept, and the floor */

static double floor_of(const struct noise *noise, const char *machine)
{
    struct made made = {0};
    return noise_floor(noise, machine, make_cell(&made, "any", "on", 64, nothing, 0), false);
}

static void the_floor_is_the_largest_over_builds_and_numbers_of_workers(void **state)
{
    (void)state;
    struct noise noise = {0};

    assert_true(isnan(floor_of(&noise, "here")));
    keep(&noise, row_of("x", 1, .004, .003));
    assert_true(near(floor_of(&noise, "here"), .004));
    keep(&noise, row_of("x", 2, .012, .003));
    keep(&noise, row_of("x", 4, .007, .003));
    assert_true(near(floor_of(&noise, "here"), .012));
    struct noise_row debug = row_of("y", 1, .02, .003);
    debug.key.python = "3.14.0";
    keep(&noise, debug);
    assert_true(near(floor_of(&noise, "here"), .02));
    noise_free(&noise);
}

static void a_lucky_row_leaves_what_is_to_be_expected(void **state)
{
    (void)state;
    struct noise noise = {0};

    keep(&noise, row_of("x", 1, 0, .006));
    assert_true(near(floor_of(&noise, "here"), .006));
    noise_free(&noise);
}

static void what_was_not_measured_has_no_floor(void **state)
{
    (void)state;
    struct noise noise = {0};
    struct made made = {0};
    struct measured_cell *cell = make_cell(&made, "any", "on", 1, nothing, 0);
    struct noise_row few = row_of("x", 1, .01, .01);

    keep(&noise, row_of("x", 1, .01, .003));
    assert_true(near(noise_floor(&noise, "here", cell, false), .01));
    assert_true(isnan(noise_floor(&noise, "elsewhere", cell, false)));
    assert_true(isnan(noise_floor(&noise, NULL, cell, false)));
    char **const names[] = {&cell->key.workload, &cell->key.params, &cell->key.placement, &cell->key.mode,
                            &cell->key.axes,     &cell->key.gil,    &cell->hash};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *before = *names[i];
        *names[i] = "another";
        assert_true(isnan(noise_floor(&noise, "here", cell, false)));
        *names[i] = before;
    }
    noise_free(&noise);

    few.invocations = MEDIAN_MIN_VALUES - 1;
    keep(&noise, few);
    assert_int_equal(noise.count, 0);
    assert_true(isnan(noise_floor(&(struct noise){&few, 1}, "here", cell, false)));
}

/* Window by window in turns, or one process after the other: two schedules, two floors. */
static void a_floor_is_for_its_schedule_alone(void **state)
{
    (void)state;
    struct noise noise = {0};
    struct made made = {0};
    struct measured_cell *cell = make_cell(&made, "any", "on", 1, nothing, 0);
    struct noise_row turns = row_of("x", 1, .002, .001);

    turns.turns = true;
    keep(&noise, row_of("x", 1, .01, .003));
    keep(&noise, turns);
    assert_int_equal(noise.count, 2);
    assert_true(near(noise_floor(&noise, "here", cell, false), .01));
    assert_true(near(noise_floor(&noise, "here", cell, true), .002));
    noise_free(&noise);
}

static void newer_rows_replace_those_of_the_same_cell_only(void **state)
{
    (void)state;
    struct noise noise = {0};

    keep(&noise, row_of("x", 1, .02, .003));
    keep(&noise, row_of("x", 2, .01, .003));
    /* A changed workload, and another name for the build, are no reason to keep the old one. */
    struct noise_row newer = row_of("renamed", 1, .001, .003);
    newer.hash = "1111111111111111";
    keep(&noise, newer);
    assert_int_equal(noise.count, 2);
    assert_true(near(floor_of(&noise, "here"), .01));

    struct noise_row other = row_of("x", 2, .5, .003);
    other.machine = "elsewhere";
    keep(&noise, other);
    other = row_of("x", 2, .005, .003);
    other.key.ft = 1;
    keep(&noise, other);
    other = row_of("x", 2, .005, .003);
    other.key.placement = "scatter";
    keep(&noise, other);
    assert_int_equal(noise.count, 5);
    assert_true(near(floor_of(&noise, "here"), .01));

    /* One that tells nothing takes nothing away. */
    struct noise_row empty = row_of("x", 2, NAN, NAN);
    keep(&noise, empty);
    assert_int_equal(noise.count, 5);

    /* Two builds of one version in one run are both of it. */
    struct noise_row two[] = {row_of("x", 1, .03, .003), row_of("y", 1, .04, .003)};
    noise_replace(&noise, &(struct noise){two, 2});
    assert_int_equal(noise.count, 6);
    assert_true(near(floor_of(&noise, "here"), .04));
    noise_free(&noise);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_sides_of_a_build_become_one_row_a_cell),
        cmocka_unit_test(spread_is_that_of_one_side_and_a_drift_is_none),
        cmocka_unit_test(a_false_verdict_is_noticed),
        cmocka_unit_test(one_that_goes_astray_moves_no_row),
        cmocka_unit_test(cells_without_enough_pairs_get_a_row_that_does_not_count),
        cmocka_unit_test(states_of_the_gil_are_not_mixed),
        cmocka_unit_test(a_run_without_two_sides_is_refused),
        cmocka_unit_test(names_that_would_reach_a_terminal_are_refused),
        cmocka_unit_test(the_floor_is_the_largest_over_builds_and_numbers_of_workers),
        cmocka_unit_test(a_lucky_row_leaves_what_is_to_be_expected),
        cmocka_unit_test(what_was_not_measured_has_no_floor),
        cmocka_unit_test(a_floor_is_for_its_schedule_alone),
        cmocka_unit_test(newer_rows_replace_those_of_the_same_cell_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
