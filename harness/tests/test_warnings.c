/* What a report says before everything else: nothing that a reader has to know is passed over, and what is fine is not mentioned. */
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "report/warnings.h"

/* One curve of `count` cells, in which nothing is wrong. */
struct made {
    struct curves curves;
    struct curve curve;
    struct curve_point points[3];
    size_t counts[3][4];
    struct facts facts;
    struct text_list warnings;
};

static void make(struct made *made)
{
    *made = (struct made){.curve = {.key = {.build = (char *)"3.13t",
                                            .python = (char *)"3.13.15",
                                            .gil = (char *)"off",
                                            .mode = (char *)"threads",
                                            .axes = (char *)"",
                                            .workload = (char *)"fib",
                                            .params = (char *)"",
                                            .placement = (char *)"cores",
                                            .ft = 1},
                                    .count = 3}};
    for (int i = 0; i < 3; i++)
        made->points[i] = (struct curve_point){.threads = 1 << i,
                                               .rate = {.middle = 1, .low = .9, .high = 1.1, .values = 10},
                                               .invocations = 10,
                                               .status = "ok",
                                               .detail = (char *)"",
                                               .flags = (char *)"",
                                               .flag_counts = made->counts[i]};
    made->curve.points = made->points;
    made->curves = (struct curves){.items = &made->curve, .count = 1};
    facts_add(&made->facts, FACT_NEUTRAL, "cpu.model", "Made", NULL, NULL);
}

/* The sentences as on a terminal, a line each. The caller frees. */
static char *warned(struct made *made, bool cut_off)
{
    char *all = text_format("%s", "");

    warnings_of_run(&made->warnings, &made->curves, &made->facts, cut_off);
    for (size_t i = 0; i < made->warnings.count; i++) {
        char *sentence = shown_sentence(made->warnings.items[i], false),
             *longer = text_format("%s%s\n", all, sentence);
        free(sentence);
        free(all);
        all = longer;
    }
    text_list_free(&made->warnings);
    facts_free(&made->facts);
    return all;
}

static void assert_warned(struct made *made, bool cut_off, const char *wanted)
{
    char *all = warned(made, cut_off);

    if (!strstr(all, wanted))
        fail_msg("'%s' is not in:\n%s", wanted, all);
    free(all);
}

static void nothing_is_said_where_nothing_was_seen(void **state)
{
    struct made made;

    (void)state;
    make(&made);
    facts_add(&made.facts, FACT_NEUTRAL, "build.3.13t.optimisation", "PGO and LTO", NULL, NULL);
    made.points[1].flags = (char *)"extended;smt_shared";
    made.counts[1][0] = made.counts[1][1] = 10;
    char *all = warned(&made, false);
    assert_string_equal(all, "");
    free(all);
}

static void a_run_that_was_cut_off_says_so_first(void **state)
{
    struct made made;

    (void)state;
    make(&made);
    made.points[0].disturbed = 1;
    char *all = warned(&made, true);
    assert_ptr_equal(strstr(all, "This run was cut off"), all);
    free(all);
}

static void cells_that_failed_are_named_with_their_reason(void **state)
{
    struct made made;

    (void)state;
    make(&made);
    made.points[1].invocations = 0;
    made.points[1].failed = 10;
    strcpy(made.points[1].status, "crashed");
    made.points[1].detail = (char *)"SIGSEGV";
    assert_warned(&made, false, "'fib', N=2 on '3.13t': nothing measured: 'crashed' ('SIGSEGV').");
    make(&made);
    made.points[2].failed = 2;
    made.points[2].detail = (char *)"<b>";
    assert_warned(&made, false, "'fib', N=4 on '3.13t': 2 of 12 invocations did not end well ('<b>').");
}

static void skipped_cells_are_counted_by_their_reason(void **state)
{
    struct made made;

    (void)state;
    make(&made);
    for (int i = 0; i < 2; i++) {
        made.points[i].invocations = 0;
        strcpy(made.points[i].status, "skipped");
        made.points[i].detail = (char *)"no NumPy in this build";
    }
    assert_warned(&made, false, "2 cells were skipped: 'no NumPy in this build'.\n");
}

static void disturbed_invocations_are_counted_by_flag(void **state)
{
    struct made made;

    (void)state;
    make(&made);
    made.points[0].flags = (char *)"extended;stolen;unsteady";
    made.counts[0][0] = 9;
    made.counts[0][1] = 2;
    made.counts[0][2] = 3;
    made.points[0].disturbed = 4;
    made.points[1].flags = (char *)"stolen";
    made.counts[1][0] = 5;
    made.points[1].disturbed = 5;
    assert_warned(&made, false,
                  "9 of 30 invocations were disturbed, in 2 of 3 cells ('stolen' 7, 'unsteady' 3).");
}

static void a_gil_that_came_back_is_named_with_its_module(void **state)
{
    struct made made;

    (void)state;
    make(&made);
    for (int i = 0; i < 3; i++)
        made.points[i].flags = (char *)"gil_reenabled";
    made.points[0].gil_enabled_by = made.points[1].gil_enabled_by = made.points[2].gil_enabled_by =
        (char *)"_old";
    char *all = warned(&made, false);
    assert_string_equal(
        all, "The GIL was switched back on in 'fib' on '3.13t' by module '_old': that is no measurement "
             "without a GIL.\n");
    free(all);
}

static void threads_that_are_no_workers_are_warned_about_once(void **state)
{
    struct made made;

    (void)state;
    make(&made);
    made.points[0].flags = made.points[1].flags = (char *)"foreign_threads";
    char *all = warned(&made, false);
    assert_string_equal(
        all, "Threads that are no workers did a part of 'fib' on '3.13t' (a library's pool, or the "
             "workload's own): N workers are more than N threads there, so its curve is not "
             "Python's alone.\n");
    free(all);
}

static void too_few_invocations_for_an_interval_are_told(void **state)
{
    struct made made;

    (void)state;
    make(&made);
    made.points[2].rate.low = made.points[2].rate.high = NAN;
    assert_warned(&made, false, "1 of 3 cells has fewer than 6 invocations");
}

static void builds_and_the_machine_are_worried_about(void **state)
{
    struct made made;

    (void)state;
    make(&made);
    facts_add(&made.facts, FACT_NEUTRAL, "build.3.13.15t.optimisation", "LTO", NULL, NULL);
    assert_warned(&made, false, "Build '3.13.15t' was made without PGO ('LTO')");
    make(&made);
    facts_add(&made.facts, FACT_NEUTRAL, "build.d.optimisation", "debug build", NULL, NULL);
    assert_warned(&made, false, "Build 'd' is a debug build");
    make(&made);
    facts_add(&made.facts, FACT_NEUTRAL, "worry.cpu.model", "Too made up.", NULL, NULL);
    facts_add(&made.facts, FACT_NEUTRAL, "worry.build.d.optimisation", "Told otherwise.", NULL, NULL);
    char *all = warned(&made, false);
    assert_string_equal(all, "'cpu.model' is 'Made': Too made up.\n");
    free(all);
    make(&made);
    facts_free(&made.facts);
    assert_warned(&made, false, "This run has no environment.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_said_where_nothing_was_seen),
        cmocka_unit_test(a_run_that_was_cut_off_says_so_first),
        cmocka_unit_test(cells_that_failed_are_named_with_their_reason),
        cmocka_unit_test(skipped_cells_are_counted_by_their_reason),
        cmocka_unit_test(disturbed_invocations_are_counted_by_flag),
        cmocka_unit_test(a_gil_that_came_back_is_named_with_its_module),
        cmocka_unit_test(threads_that_are_no_workers_are_warned_about_once),
        cmocka_unit_test(too_few_invocations_for_an_interval_are_told),
        cmocka_unit_test(builds_and_the_machine_are_worried_about),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
