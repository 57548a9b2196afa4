/* The noise floor: derived from a build measured against itself, kept in a file that may be anything, never lost by luck. */
#include "tests/unit.h"

#include <math.h>

#include "cli/noise_file.c" /* the command is a program; its room is in no library */
#include "stats/noise.h"
#include "tests/files.h"

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

static struct noise_row row_of(const char *build, int threads, double difference, double expected)
{
    return (struct noise_row){.machine = "here",
                              .key = {.build = (char *)build,
                                      .python = "3.13.15",
                                      .gil = "on",
                                      .mode = "threads",
                                      .axes = "",
                                      .workload = "fib",
                                      .params = "n=10",
                                      .placement = "cores"},
                              .threads = threads,
                              .hash = "00000000deadbeef",
                              .date = "2026-11-20T14:05:12+0000",
                              .invocations = 20,
                              .difference = difference,
                              .expected = expected,
                              .tells_from = .02,
                              .sd = .01};
}

static void keep(struct noise *noise, struct noise_row row)
{
    noise_replace(noise, &(struct noise){&row, 1});
}

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

/* ---- the file */

static void write_file(const struct noise *noise, const char *path)
{
    FILE *file = fopen(path, "w");

    if (!file || noise_write(noise, file) != 0 || fclose(file) != 0)
        fail();
}

static void what_is_written_is_read_again(void **state)
{
    struct fake_root *root = *state;
    char *path = file_path(root, "/noise.csv");
    struct noise noise = {0}, back = {0};
    struct error e = {0};
    struct noise_row row = row_of("3.13.15t", 65536, 1. / 3, 1e-17);

    row.key.ft = 1;
    row.key.params = "text=a,\"b\"; \303\274";
    row.key.gil = "off";
    row.different = true;
    keep(&noise, row_of("x", 1, 0, .003));
    keep(&noise, row);
    write_file(&noise, path);
    if (noise_read(&back, path, &e) < 0)
        fail_msg("%s", e.text);
    assert_int_equal(back.count, 2);
    const struct noise_row *again = &back.rows[0], *plain = &back.rows[1];
    if (strcmp(again->key.gil, "off") != 0) {
        again = &back.rows[1];
        plain = &back.rows[0];
    }
    assert_int_equal(curve_key_compare(&again->key, &row.key), 0);
    assert_string_equal(again->machine, "here");
    assert_string_equal(again->hash, row.hash);
    assert_string_equal(again->date, row.date);
    assert_int_equal(again->threads, 65536);
    assert_int_equal(again->invocations, 20);
    assert_true(again->difference == 1. / 3 && again->expected == 1e-17 && again->tells_from == .02 &&
                again->sd == .01);
    assert_true(again->different);
    assert_false(plain->different);
    noise_free(&noise);
    noise_free(&back);
    free(path);
}

static void a_missing_file_is_an_empty_one(void **state)
{
    struct fake_root *root = *state;
    char *path = file_path(root, "/none.csv");
    struct noise noise = {0};
    struct error e = {0};

    assert_int_equal(noise_read(&noise, path, &e), 0);
    assert_int_equal(noise.count, 0);
    /* A folder in its place is there, and is no such file. */
    assert_int_equal(noise_read(&noise, root->path, &e), -1);
    free(path);
}

/* The good file with the first `old` of its row replaced. */
static void refuses(struct fake_root *root, const char *old, const char *new, const char *says)
{
    char *path = file_path(root, "/hostile.csv");
    struct noise noise = {0}, back = {0};
    struct error e = {0};

    keep(&noise, row_of("x", 1, .0625, .003));
    write_file(&noise, path);
    noise_free(&noise);
    char *text = file_read(path), *at = strstr(text, old);
    if (!at)
        fail_msg("the file has no %s", old);
    char *hostile = text_format("%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    fake_root_write(root, "/hostile.csv", hostile);
    if (noise_read(&back, path, &e) == 0)
        fail_msg("%s was accepted for %s", new, old);
    if (!strstr(e.text, says) || strncmp(e.text, path, strlen(path)) != 0)
        fail_msg("it says: %s", e.text);
    for (const char *c = e.text; *c; c++)
        assert_true((unsigned char)*c >= 0x20);
    noise_free(&back);
    free(text);
    free(hostile);
    free(path);
}

static void a_hostile_file_is_an_error_with_its_line(void **state)
{
    struct fake_root *root = *state;

    refuses(root, ",difference", ",other", ".csv:1: the header has no difference");
    refuses(root, "machine,", "machina,", ".csv:1: the header has no machine");
    refuses(root, ",0.0625,", ",-0.0625,",
            ".csv:2: column 'difference': '-0.0625' is not a number from 0 on");
    refuses(root, ",0.0625,", ",nan,", ".csv:2: column 'difference': 'nan'");
    refuses(root, ",0.0625,", ",1e999,", ".csv:2: column 'difference'");
    refuses(root, ",0.0625,", ",0x10,", ".csv:2: column 'difference'");
    refuses(root, ",0.0625,", ",,", ".csv:2: column 'difference': ''");
    refuses(root, ",0,1,20,0,", ",0,0,20,0,", ".csv:2: column 'threads': '0' is not a whole number from 1");
    refuses(root, ",0,1,20,0,", ",2,1,20,0,", ".csv:2: column 'ft'");
    refuses(root, ",0,1,20,0,", ",0,1,-20,0,", ".csv:2: column 'invocations'");
    refuses(root, ",0,1,20,0,", ",0,1,20,yes,", ".csv:2: column 'called_different': 'yes'");
    refuses(root, "\"fib\"", "\"\033[2Jfib\"", ".csv:2: column 'workload': '?[2Jfib' has control characters");
    refuses(root, "\"here\"", "\"he\nre\"", ".csv:2: column 'machine'");
    refuses(root, "\"fib\"", "\"fib", ".csv:2:");
}

/* ---- which machine */

static struct facts facts_of(const char *model, const char *cpus)
{
    struct facts facts = {0};

    if (model)
        facts_add(&facts, FACT_NEUTRAL, "cpu.model", model, NULL, NULL);
    if (cpus)
        facts_add(&facts, FACT_NEUTRAL, "topology.cpus", cpus, NULL, NULL);
    facts_add(&facts, FACT_NEUTRAL, "load.average", "0.1 tasks", NULL, NULL);
    return facts;
}

static char *machine_of(const char *model, const char *cpus)
{
    struct facts facts = facts_of(model, cpus);
    char *machine = noise_machine(&facts);

    facts_free(&facts);
    return machine;
}

static void a_machine_is_what_stays_the_same_on_it(void **state)
{
    (void)state;
    struct facts facts = facts_of("EPYC", "2");
    char *one = noise_machine(&facts), *other = machine_of("EPYC", "4"), *third = machine_of("Xeon", "2");

    facts_add(&facts, FACT_NEUTRAL, "memory.available", "22.8 GiB", NULL, NULL);
    facts_add(&facts, FACT_NEUTRAL, "run.started", "today", NULL, NULL);
    char *later = noise_machine(&facts);
    assert_string_equal(one, later);
    assert_string_not_equal(one, other);
    assert_string_not_equal(one, third);
    facts_add(&facts, FACT_NEUTRAL, "cpu.allowed", "0", NULL, NULL);
    char *bound = noise_machine(&facts);
    assert_string_not_equal(one, bound);
    free(one);
    free(other);
    free(third);
    free(later);
    free(bound);
    facts_free(&facts);
}

static void facts_that_do_not_say_are_no_machine(void **state)
{
    (void)state;
    assert_null(machine_of(NULL, "2"));
    assert_null(machine_of("EPYC", NULL));
    assert_null(machine_of("unknown", "2"));
    char *odd = machine_of("EP\nYC\033", "2"); /* from a file that somebody edited */
    assert_string_equal(odd, "cpu.model=EP?YC?; topology.cpus=2");
    free(odd);
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
        cmocka_unit_test_setup_teardown(what_is_written_is_read_again, fake_root_make, fake_root_remove),
        cmocka_unit_test_setup_teardown(a_missing_file_is_an_empty_one, fake_root_make, fake_root_remove),
        cmocka_unit_test_setup_teardown(a_hostile_file_is_an_error_with_its_line, fake_root_make,
                                        fake_root_remove),
        cmocka_unit_test(a_machine_is_what_stays_the_same_on_it),
        cmocka_unit_test(facts_that_do_not_say_are_no_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
