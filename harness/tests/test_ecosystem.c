/* Libraries and builds in one table: which rows there are, what of several workloads is told, and what counts as bad. */
#include "tests/unit.h"

#include "ecosystem/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct interval about(double middle)
{
    return (struct interval){middle, middle * .9, middle * 1.1, .969, 6};
}

static const struct interval unknown = {NAN, NAN, NAN, NAN, 0};

/* A point without anything wrong. */
static struct curve_point a_point(int threads, double speedup)
{
    struct curve_point point = {.threads = threads, .invocations = 6};

    point.speedup = point.gil_ratio = unknown;
    if (speedup > 0)
        point.speedup = about(speedup);
    for (size_t i = 0; i < MEASURE_COUNT; i++)
        point.measures[i] = unknown;
    strcpy(point.status, "ok");
    point.detail = text_format("%s", "");
    point.flags = text_format("%s", "");
    point.gil_enabled_by = text_format("%s", "");
    return point;
}

static struct curve *add_curve(struct ecosystem_library *library, const char *build, bool ft, const char *gil,
                               const char *workload, double speedup)
{
    struct curves *curves = &library->curves;

    curves->items = text_grow(curves->items, curves->count + 1, sizeof *curves->items);
    struct curve *curve = &curves->items[curves->count++];
    *curve =
        (struct curve){.key = {text_format("%s", build), text_format("3.13.15"), text_format("%s", gil),
                               text_format("threads"), text_format("%s", ""), text_format("%s", workload),
                               text_format("%s", ""), text_format("cores"), ft},
                       .count = 2};
    curve->points = text_grow(NULL, 2, sizeof *curve->points);
    curve->points[0] = a_point(1, 1);
    curve->points[1] = a_point(2, speedup);
    return curve;
}

static void add_check(struct ecosystem_library *library, const char *build, bool ft, int gil_after)
{
    struct import_check check = {.build = text_format("%s", build),
                                 .python = text_format("3.13.15"),
                                 .ft = ft,
                                 .version = text_format("1.0"),
                                 .absent = text_format("%s", "")};

    check.ways[IMPORT_DEFAULT] =
        (struct import_answer){.outcome = IMPORT_OK,
                               .detail = text_format("%s", ""),
                               .gil_before = !ft,
                               .gil_after = gil_after,
                               .enabled_by = text_format("%s", ft && gil_after ? "_old" : "")};
    import_checks_add(&library->checks, &check);
}

static int make(void **state)
{
    struct ecosystem *all = calloc(1, sizeof *all);

    all->items = text_grow(NULL, 1, sizeof *all->items);
    all->count = 1;
    all->items[0] = (struct ecosystem_library){.name = text_format("lib"),
                                               .reason = text_format("%s", ""),
                                               .date = text_format("2026-11-22T03:10:00+0000")};
    *state = all;
    return 0;
}

static int take_away(void **state)
{
    ecosystem_free(*state);
    free(*state);
    return 0;
}

static void a_row_is_a_build_in_one_state_of_its_gil(void **state)
{
    struct ecosystem *all = *state;
    struct ecosystem_rows rows = {0};

    add_check(&all->items[0], "gil", false, 1);
    add_check(&all->items[0], "ft", true, 1);
    add_check(&all->items[0], "idle", true, 0);
    add_curve(&all->items[0], "gil", false, "on", "one", 1);
    add_curve(&all->items[0], "ft", true, "off", "one", 1.9);
    add_curve(&all->items[0], "ft", true, "on", "one", 1);
    ecosystem_count_threads(all);
    assert_int_equal(all->thread_count, 1);
    assert_int_equal(all->threads[0], 2);
    ecosystem_summarise(&rows, all);
    assert_int_equal(rows.count, 4);
    static const struct {
        const char *build, *gil;
        bool forced;
        size_t workloads;
    } expected[] = {
        {"gil", "on", false, 1}, {"ft", "on", false, 1}, {"ft", "off", true, 1}, {"idle", "off", false, 0}};
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(rows.items[i].build, expected[i].build);
        assert_string_equal(rows.items[i].gil, expected[i].gil);
        assert_int_equal(rows.items[i].forced, expected[i].forced);
        assert_int_equal(rows.items[i].workloads, expected[i].workloads);
        assert_false(ecosystem_row_is_bad(&rows.items[i]));
    }
    assert_string_equal(rows.items[1].enabled_by, "_old");
    ecosystem_rows_free(&rows);
}

static void of_several_workloads_the_least_and_the_most_are_told(void **state)
{
    struct ecosystem *all = *state;
    struct ecosystem_rows rows = {0};

    add_check(&all->items[0], "ft", true, 0);
    add_curve(&all->items[0], "ft", true, "off", "middle", 1.5);
    add_curve(&all->items[0], "ft", true, "off", "most", 1.9);
    add_curve(&all->items[0], "ft", true, "off", "least", 0.4);
    add_curve(&all->items[0], "ft", true, "off", "none", 0);
    ecosystem_count_threads(all);
    ecosystem_summarise(&rows, all);
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.items[0].workloads, 4);
    assert_int_equal(rows.items[0].speedups[0].count, 3);
    assert_true(rows.items[0].speedups[0].least.middle == .4 && rows.items[0].speedups[0].most.middle == 1.9);
    assert_true(isnan(rows.items[0].ratio.middle));
    ecosystem_rows_free(&rows);
}

static void the_price_of_one_thread_is_that_of_the_state_of_the_row(void **state)
{
    struct ecosystem *all = *state;
    struct ecosystem_rows rows = {0};
    struct curves *curves = &all->items[0].curves;

    add_check(&all->items[0], "gil", false, 1);
    add_check(&all->items[0], "ft", true, 0);
    add_curve(&all->items[0], "gil", false, "on", "a", 1);
    add_curve(&all->items[0], "gil", false, "on", "b", 1);
    add_curve(&all->items[0], "ft", true, "off", "a", 2);
    add_curve(&all->items[0], "ft", true, "off", "b", 2);
    curves->costs.items = text_grow(NULL, 2, sizeof *curves->costs.items);
    curves->costs.count = 1;
    curves->costs.items[0] = (struct cost){0, 2, {2, 1.6, 2.5, .969, 6}};
    ecosystem_count_threads(all);
    ecosystem_summarise(&rows, all);
    assert_true(isnan(rows.items[0].ratio.middle)); /* of the GIL build itself there is none */
    assert_int_equal(rows.items[1].ratios, 1);
    assert_true(rows.items[1].ratio.middle == .5 && rows.items[1].ratio.low == .4 &&
                rows.items[1].ratio.high == 1 / 1.6);
    ecosystem_rows_free(&rows);
    rows = (struct ecosystem_rows){0};
    /* Of two it is their mean. */
    curves->costs.count = 2;
    curves->costs.items[1] = (struct cost){1, 3, {8, 7, 9, .969, 6}};
    curves->costs.means = text_grow(NULL, 1, sizeof *curves->costs.means);
    curves->costs.means[0] = (struct cost_mean){0, {4, 3.2, 5, .969, 2}};
    curves->costs.mean_count = 1;
    ecosystem_summarise(&rows, all);
    assert_int_equal(rows.items[1].ratios, 2);
    assert_true(rows.items[1].ratio.middle == .25);
    ecosystem_rows_free(&rows);
}

static void set_failure(struct curve_point *point, const char *failure, const char *detail, bool all)
{
    snprintf(point->failure, sizeof point->failure, "%s", failure);
    if (all) {
        snprintf(point->status, sizeof point->status, "%s", failure);
        point->invocations = 0;
    }
    point->failed = 1;
    free(point->detail);
    point->detail = text_format("%s", detail);
}

static void the_worst_is_told_with_one_thread_and_with_several_apart(void **state)
{
    struct ecosystem *all = *state;
    struct ecosystem_rows rows = {0};

    add_check(&all->items[0], "ft", true, 0);
    set_failure(&add_curve(&all->items[0], "ft", true, "off", "a", 1)->points[1], "wrong", "lost", false);
    set_failure(&add_curve(&all->items[0], "ft", true, "off", "b", 1)->points[1], "crashed", "SIGSEGV", true);
    set_failure(&add_curve(&all->items[0], "ft", true, "off", "c", 1)->points[0], "failed", "alone", true);
    ecosystem_summarise(&rows, all);
    assert_int_equal(rows.items[0].use.alone, ECOSYSTEM_FAILED);
    assert_int_equal(rows.items[0].use.together, ECOSYSTEM_CRASHED);
    assert_string_equal(rows.items[0].use.detail, "SIGSEGV");
    assert_true(ecosystem_row_is_bad(&rows.items[0]));
    struct ecosystem_use use = ecosystem_use_of(&all->items[0].curves.items[0]);
    assert_int_equal(use.alone, ECOSYSTEM_FINE);
    assert_int_equal(use.together, ECOSYSTEM_WRONG); /* one of six is enough */
    ecosystem_rows_free(&rows);
}

static void what_was_skipped_or_is_not_there_is_not_bad(void **state)
{
    struct ecosystem *all = *state;
    struct ecosystem_rows rows = {0};

    add_check(&all->items[0], "ft", true, 0);
    all->items[0].checks.items[0].ways[IMPORT_DEFAULT].outcome = IMPORT_MISSING;
    set_failure(&add_curve(&all->items[0], "ft", true, "off", "a", 0)->points[1], "skipped", "no numpy",
                true);
    ecosystem_summarise(&rows, all);
    assert_int_equal(rows.items[0].use.together, ECOSYSTEM_SKIPPED);
    assert_false(ecosystem_row_is_bad(&rows.items[0]));
    ecosystem_rows_free(&rows);
    rows = (struct ecosystem_rows){0};
    all->items[0].checks.items[0].ways[IMPORT_THREADS].outcome = IMPORT_HUNG;
    ecosystem_summarise(&rows, all);
    assert_true(ecosystem_row_is_bad(&rows.items[0]));
    ecosystem_rows_free(&rows);
}

static void a_package_that_is_compiled_elsewhere_is_told(void **state)
{
    struct ecosystem *all = *state;
    struct ecosystem_rows rows = {0};

    add_check(&all->items[0], "gil", false, 1);
    add_check(&all->items[0], "ft", true, 0);
    ecosystem_summarise(&rows, all);
    assert_false(ecosystem_row_is_plain(&rows.items[0]) || ecosystem_row_is_plain(&rows.items[1]));
    all->items[0].checks.items[0].ways[IMPORT_DEFAULT].compiled = 2;
    assert_false(ecosystem_row_is_plain(&rows.items[0]));
    assert_true(ecosystem_row_is_plain(&rows.items[1]));
    all->items[0].checks.items[1].ways[IMPORT_DEFAULT].outcome = IMPORT_MISSING;
    assert_false(ecosystem_row_is_plain(&rows.items[1]));
    ecosystem_rows_free(&rows);
}

static void a_share_that_others_hold_too_is_not_told(void **state)
{
    struct ecosystem *all = *state;
    struct curve *curve = add_curve(&all->items[0], "gil", false, "on", "a", 1);

    curve->points[0].measures[MEASURE_GIL_HELD] = about(.5);
    assert_true(ecosystem_held(curve).middle == .5);
    free(curve->points[0].flags);
    curve->points[0].flags = text_format("gil_elsewhere");
    assert_true(isnan(ecosystem_held(curve).middle));
}

#define OF_ONE_LIBRARY(test) cmocka_unit_test_setup_teardown(test, make, take_away)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OF_ONE_LIBRARY(a_row_is_a_build_in_one_state_of_its_gil),
        OF_ONE_LIBRARY(of_several_workloads_the_least_and_the_most_are_told),
        OF_ONE_LIBRARY(the_price_of_one_thread_is_that_of_the_state_of_the_row),
        OF_ONE_LIBRARY(the_worst_is_told_with_one_thread_and_with_several_apart),
        OF_ONE_LIBRARY(what_was_skipped_or_is_not_there_is_not_bad),
        OF_ONE_LIBRARY(a_package_that_is_compiled_elsewhere_is_told),
        OF_ONE_LIBRARY(a_share_that_others_hold_too_is_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
