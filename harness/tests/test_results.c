/* What a person is shown of made curves: the table at each width, sentences, filters, sorting. */
#include "unit.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "base/text.h"
#include "cli/grid.h"
#include "cli/results_flags.h"
#include "cli/results_sentences.h"
#include "cli/results_table.h"

static const struct interval unknown = {.middle = NAN, .low = NAN, .high = NAN, .coverage = NAN};

/* 5 % to both sides. */
static struct interval around(double middle)
{
    return (struct interval){middle, .95 * middle, 1.05 * middle, .979, 10};
}

/* One, of which nothing was measured but its rate. */
static struct curve_point point_of(int threads, double rate, double speedup)
{
    struct curve_point point = {.threads = threads,
                                .rate = around(rate),
                                .speedup = around(speedup),
                                .efficiency = speedup / threads,
                                .cpu_use = NAN,
                                .pss_bytes = NAN,
                                .fairness = NAN,
                                .serial = unknown,
                                .makespan = unknown,
                                .invocations = 10,
                                .status = "ok",
                                .detail = text_format("%s", ""),
                                .flags = text_format("%s", "")};
    for (size_t i = 0; i < MEASURE_COUNT; i++)
        point.measures[i] = unknown;
    return point;
}

/* With N=1 and N=2, of which the second has this speedup. */
static struct curve *add_curve(struct curves *curves, const char *workload, const char *build, bool ft,
                               double one, double speedup)
{
    curves->items = text_grow(curves->items, curves->count + 1, sizeof *curves->items);
    struct curve *curve = &curves->items[curves->count++];
    *curve = (struct curve){
        .key = {.build = text_format("%s", build),
                .python = text_format("3.13"),
                .gil = text_format("%s", ft ? "off" : "on"),
                .mode = text_format("threads"),
                .axes = text_format("%s", ""),
                .workload = text_format("%s", workload),
                .params = text_format("%s", ""),
                .placement = text_format("cores"),
                .ft = ft},
        .count = 2,
        .laws = {.usl = {.shape = SCALING_TOO_FEW}, .amdahl = {.shape = SCALING_TOO_FEW}, .regime = 2}};
    curve->points = text_grow(NULL, 2, sizeof *curve->points);
    curve->points[0] = point_of(1, one, 1);
    curve->points[1] = point_of(2, one * speedup, speedup);
    return curve;
}

static void set_text(char **text, const char *to)
{
    free(*text);
    *text = text_format("%s", to);
}

/* "busy;stolen" with their counts. */
static void set_flags(struct curve_point *point, const char *flags, size_t first, size_t second)
{
    set_text(&point->flags, flags);
    point->flag_counts = text_grow(NULL, 2, sizeof *point->flag_counts);
    point->flag_counts[0] = first;
    point->flag_counts[1] = second;
    point->disturbed = first > second ? first : second;
}

static char *table_of(const struct curves *curves, const char *sort, size_t width)
{
    struct results_view view = {0};
    struct error e;
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    results_view_all(&view, curves);
    if (sort && results_view_sort(&view, sort, false, &e) < 0)
        fail_msg("%s", e.text);
    results_table_print(&view, width, to);
    fclose(to);
    results_view_free(&view);
    return text;
}

static char *sentences_of(const struct curves *curves)
{
    struct results_view view = {0};
    struct text_list sentences = {0};
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    results_view_all(&view, curves);
    results_sentences_make(&view, &sentences);
    results_sentences_print(&sentences, 0, to);
    fclose(to);
    text_list_free(&sentences);
    results_view_free(&view);
    return text;
}

static size_t longest(const char *text)
{
    struct text_list lines = {0};
    size_t most = 0;
    text_split(&lines, text, "\n");
    for (size_t i = 0; i < lines.count; i++)
        most = shown_width(lines.items[i]) > most ? shown_width(lines.items[i]) : most;
    text_list_free(&lines);
    return most;
}

#define assert_has(text, what)                                                                               \
    if (!strstr(text, what))                                                                                 \
    fail_msg("no '%s' in:\n%s", what, text)
#define assert_has_not(text, what)                                                                           \
    if (strstr(text, what))                                                                                  \
    fail_msg("'%s' in:\n%s", what, text)

static void the_table_at_eighty_columns(void **state)
{
    (void)state;
    struct curves curves = {0};
    add_curve(&curves, "fib", "3.13.15", false, 78e3, .98);
    struct curve *ft = add_curve(&curves, "fib", "3.13.15t", true, 42e3, 1.97);
    set_flags(&ft->points[1], "stolen;unsteady", 10, 3);
    char *text = table_of(&curves, NULL, 80);
    assert_string_equal(text,
                        "Medians of 10 invocations, mode threads, placement cores\n\n"
                        "  build     GIL  N   ops/s  95 % interval     speedup (95 %)       eff.  flags\n"
                        "fib\n"
                        "  3.13.15   on   1    78 k  74.1 k to 81.9 k\n"
                        "  3.13.15   on   2  76.4 k  72.6 k to 80.3 k  0.98 (0.93 to 1.03)  49 %\n"
                        "  3.13.15t  off  1    42 k  39.9 k to 44.1 k\n"
                        "  3.13.15t  off  2  82.7 k  78.6 k to 86.9 k  1.97 (1.87 to 2.07)  98 %  s u3\n\n"
                        "N: workers; ops/s: of all of them together; speedup: over one worker of the same\n"
                        "build; eff.: speedup / N.\n"
                        "Flags, with the number of invocations that carry them (none: all of them):\n"
                        "  s stolen          the hypervisor gave our CPUs to others (10 of 40)\n"
                        "  u unsteady        all of its windows together were not steady (3 of 40)\n"
                        "10 of 40 invocations were disturbed (flags stolen, unsteady)\n");
    free(text);
    curves_free(&curves);
}

static void columns_come_and_go_with_the_width(void **state)
{
    (void)state;
    struct curves curves = {0};
    struct curve *curve = add_curve(&curves, "fib", "3.13.15", false, 78e3, .98);
    curve->points[1].measures[MEASURE_GIL_WAIT] = around(.5);
    curve->points[1].cpu_use = 1.02;
    curve->points[1].fairness = .91;
    curve->points[1].pss_bytes = 8 << 20;
    set_flags(&curve->points[1], "stolen;unsteady", 10, 3);
    static const struct {
        size_t width;
        const char *has, *has_not;
    } expected[] = {{60, "speedup (95 %)", "eff."},
                    {80, "GIL wait  flags", "memory"},
                    {200, "50 % (48 to 52)", "+-  "},
                    {30, "!", "u3"}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        char *text = table_of(&curves, NULL, expected[i].width);
        assert_has(text, expected[i].has);
        assert_has_not(text, expected[i].has_not);
        if (expected[i].width >= 60)
            assert_in_range(longest(text), 50, expected[i].width);
        free(text);
    }
    curves_free(&curves);
}

static void nothing_is_wider_than_the_terminal_whatever_its_name(void **state)
{
    (void)state;
    struct curves curves = {0};
    char *name = text_grow(NULL, 501, 1);
    memset(name, 'x', 500);
    name[500] = '\0';
    struct curve *curve = add_curve(&curves, name, name, false, 78e3, .98);
    set_text(&curve->key.params, name);
    set_text(&curve->key.placement, name);
    set_text(&curve->points[0].detail, name);
    curve->points[0].failed = 2;
    set_text(&curve->points[1].detail,
             "a reason of many words that goes on and on until no terminal has it in one line");
    strcpy(curve->points[1].status, "failed");
    curve->points[1].invocations = 0;
    set_flags(&curve->points[0], name, 10, 3);
    add_curve(&curves, "fib", "a\033[31mb\nc", true, 1e3, 1);
    static const size_t widths[] = {60, 80, 120, 200};
    for (size_t i = 0; i < 4; i++) {
        char *text = table_of(&curves, NULL, widths[i]), *sorted = table_of(&curves, "rate", widths[i]);
        if (longest(text) > widths[i])
            fail_msg("%s", text);
        if (longest(sorted) > widths[i])
            fail_msg("%s", sorted);
        assert_has(text, "2 of 12 invocations did not end well:");
        assert_has(text, "failed: a reason of many");
        assert_has(text, "one line\n");
        assert_has(text, "a?[31mb?c");
        assert_has(sorted, "a?[31mb?c");
        free(text);
        free(sorted);
    }
    free(name);
    curves_free(&curves);
}

static void flat_is_said_only_where_the_interval_says_it(void **state)
{
    (void)state;
    struct curves curves = {0};
    add_curve(&curves, "fib", "3.13.15", false, 78e3, .98);
    add_curve(&curves, "fib", "3.13.15t", true, 42e3, 1.97);
    add_curve(&curves, "wide", "3.13.15", false, 78e3, 1)->points[1].speedup.high = 1.3;
    add_curve(&curves, "slow", "3.13.15", false, 78e3, .8);
    add_curve(&curves, "unsure", "3.13.15", false, 78e3, 1)->points[1].speedup =
        (struct interval){1, NAN, NAN, NAN, 3};
    char *text = sentences_of(&curves);
    assert_string_equal(text, "fib: 1.97x at 2 threads on 3.13.15t (1.87 to 2.07), flat on 3.13.15 (0.98x).\n"
                              "wide: 1.00x at 2 threads on 3.13.15 (0.95 to 1.30).\n"
                              "slow: 0.80x at 2 threads on 3.13.15 (0.76 to 0.84).\n"
                              "unsure: 1.00x at 2 threads on 3.13.15.\n");
    free(text);
    curves_free(&curves);
}

/* Two phases, the first with the GIL held. */
static void set_phases(struct curve_point *point, bool has_gil)
{
    static const char *const names[] = {"prepare", "na\033[2Jtive"};

    point->phases.items = text_grow(NULL, 2, sizeof *point->phases.items);
    point->phases.count = 2;
    for (size_t i = 0; i < 2; i++)
        point->phases.items[i] = (struct phase_time){.name = text_format("%s", names[i]),
                                                     .seconds = around(i ? 7.5e-3 : 2.5e-3),
                                                     .part = around(i ? .75 : .25),
                                                     .held = has_gil ? around(i ? 1e-4 : .999) : unknown};
    point->measures[MEASURE_GIL_HELD] = has_gil ? around(.25) : unknown;
}

static void phases_and_ceilings_have_tables_of_their_own(void **state)
{
    (void)state;
    struct curves curves = {0};
    struct curve *gil = add_curve(&curves, "call", "3.13.15", false, 100, 1.9);
    set_phases(&gil->points[0], true);
    gil->points[1].measures[MEASURE_GIL_HELD] = around(.24);
    struct curve *ft = add_curve(&curves, "call", "3.13.15t", true, 90, 1.97);
    set_phases(&ft->points[0], false);
    add_curve(&curves, "other", "3.13.15", false, 100, 1.9);
    char *text = table_of(&curves, NULL, 100);
    assert_has(text, "Phases of an op, by one worker");
    assert_has(text, "prepare      2.5 ms (2.38 ms to 2.62 ms)    25 %  100 % (95 % to 105 %)\n");
    assert_has(text, "na?[2Jtive   7.5 ms (7.12 ms to 7.88 ms)    75 %  0 % (0 % to 0 %)\n");
    assert_has(text, "(all of it)  10 ms (9.52 ms to 10.5 ms)    100 %  25 % (24 % to 26 %)\n");
    assert_has(text, "The GIL: how busy, and how far it lets the speedup rise");
    /* At two workers it is busy for twice what each holds, and no speedup is above N. */
    assert_has(text, "24 %      48 %  1.90 (1.80 to 1.99)  2.00               95 %");
    free(text);
    text = sentences_of(&curves);
    assert_has(text,
               "; on 3.13.15 an op holds the GIL for 25 % of its time: at most 4.00x (3.81 to 4.21).\n");
    assert_has_not(text, "3.13.15t an op");
    free(text);

    /* Where others held it too, nothing is told. */
    set_flags(&curves.items[0].points[0], "gil_elsewhere", 1, 0);
    text = table_of(&curves, NULL, 100);
    assert_has(text, "1.99)  ?");
    assert_has_not(text, "1.99)  2.00");
    free(text);
    text = sentences_of(&curves);
    assert_has(
        text,
        "; on 3.13.15 the GIL's ceiling cannot be told, as threads that are no workers held the GIL, too.");
    free(text);
    curves_free(&curves);
}

static void no_speedup_is_said_once(void **state)
{
    (void)state;
    struct curves curves = {0};
    add_curve(&curves, "a", "3.13.15", false, 78e3, .98)->count = 1;
    add_curve(&curves, "b", "3.13.15", false, 78e3, .98)->count = 1;
    char *text = sentences_of(&curves);
    assert_string_equal(text, "No speedup to tell: it takes one worker and more than one.\n");
    free(text);
    set_text(&add_curve(&curves, "c", "3.13.15", false, 78e3, 1.9)->key.params, "n=1");
    set_text(&add_curve(&curves, "c", "3.13.15", false, 78e3, 1.8)->key.params, "n=2");
    text = sentences_of(&curves);
    assert_string_equal(text, "c (n=1): 1.90x at 2 threads on 3.13.15 (1.80 to 1.99).\n"
                              "c (n=2): 1.80x at 2 threads on 3.13.15 (1.71 to 1.89).\n"
                              "No speedup to tell of a, b: it takes one worker and more than one.\n");
    free(text);
    for (size_t i = 0; i < 2; i++) { /* so that they are freed */
        curves.items[i].count = 2;
    }
    curves_free(&curves);
}

static void one_thread_has_a_price_and_the_workloads_a_mean(void **state)
{
    (void)state;
    struct curves curves = {0};
    add_curve(&curves, "fib", "3.13.15", false, 80e3, .98);
    add_curve(&curves, "fib", "3.13.15t", true, 50e3, 1.97);
    curves.costs.items = text_grow(NULL, 1, sizeof *curves.costs.items);
    curves.costs.items[0] = (struct cost){0, 1, {1.6, 1.5, 1.7, .95, 10}};
    curves.costs.count = 1;
    curves.costs.means = text_grow(NULL, 1, sizeof *curves.costs.means);
    curves.costs.means[0] = (struct cost_mean){0, {1.4, 1.3, 1.5, .95, 6}};
    curves.costs.mean_count = 1;
    char *text = sentences_of(&curves);
    assert_has(text, "; one thread costs 1.60x (1.50 to 1.70).\n");
    assert_has(text, "Over 6 workloads one thread costs 1.40x on 3.13.15t (1.30 to 1.50)");
    free(text);
    text = table_of(&curves, "cost", 80);
    assert_has(text, "1-thread cost");
    assert_has(text, " 1.60\n");
    free(text);
    curves_free(&curves);
}

/* The builds of the rows, in their order. */
static char *builds_of(const struct results_view *view)
{
    char *all = text_format("%s", "");
    for (size_t i = 0; i < view->count; i++) {
        char *longer = text_format("%s%s%s/%d", all, i ? " " : "", view->rows[i].curve->key.build,
                                   view->rows[i].point->threads);
        free(all);
        all = longer;
    }
    return all;
}

static void rows_are_sorted_and_what_is_unknown_comes_last(void **state)
{
    (void)state;
    struct curves curves = {0};
    add_curve(&curves, "fib", "b", false, 10, 1.5);
    add_curve(&curves, "fib", "a", false, 10, 3)->points[0].speedup = unknown;
    static const struct {
        const char *key;
        bool reverse;
        const char *expected;
    } orders[] = {{"speedup", false, "a/2 b/2 b/1 a/1"}, {"speedup", true, "b/1 b/2 a/2 a/1"},
                  {"build", false, "a/1 a/2 b/1 b/2"},   {"name", false, "b/1 b/2 a/1 a/2"},
                  {"name", true, "a/2 a/1 b/2 b/1"},     {"threads", false, "b/2 a/2 b/1 a/1"},
                  {"latency", true, "b/1 b/2 a/1 a/2"}};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct results_view view = {0};
        struct error e;
        results_view_all(&view, &curves);
        assert_int_equal(results_view_sort(&view, orders[i].key, orders[i].reverse, &e), 0);
        char *builds = builds_of(&view);
        assert_string_equal(builds, orders[i].expected);
        free(builds);
        results_view_free(&view);
    }
    struct results_view view = {0};
    struct error e;
    results_view_all(&view, &curves);
    assert_int_equal(results_view_sort(&view, "spedup", false, &e), -1);
    assert_has(e.text, "did you mean 'speedup'");
    results_view_free(&view);
    curves_free(&curves);
}

static void filters_keep_what_matches_all_of_them(void **state)
{
    (void)state;
    struct curves curves = {0};
    struct curve *curve = add_curve(&curves, "dict_churn", "3.13", false, 10, 1);
    set_text(&curve->key.params, "size=16;keys=str");
    set_text(&curve->key.axes, "gc=off");
    set_flags(&curve->points[1], "stolen", 3, 0);
    add_curve(&curves, "fib", "3.13t", true, 10, 2);
    struct {
        struct results_filter filter;
        const char *pattern;
        size_t list; /* offset in the filter */
        const char *expected, *error;
    } cases[] = {
        {.pattern = "dict_*",
         .list = offsetof(struct results_filter, workloads),
         .expected = "3.13/1 3.13/2"},
        {.pattern = "3.13", .list = offsetof(struct results_filter, builds), .expected = "3.13/1 3.13/2"},
        {.pattern = "off", .list = offsetof(struct results_filter, gils), .expected = "3.13t/1 3.13t/2"},
        {.pattern = "2..8", .list = offsetof(struct results_filter, threads), .expected = "3.13/2 3.13t/2"},
        {.pattern = "stolen", .list = offsetof(struct results_filter, flags), .expected = "3.13/2"},
        {.pattern = "none",
         .list = offsetof(struct results_filter, flags),
         .expected = "3.13/1 3.13t/1 3.13t/2"},
        {.pattern = "size=16", .list = offsetof(struct results_filter, params), .expected = "3.13/1 3.13/2"},
        {.pattern = "gc=*", .list = offsetof(struct results_filter, axes), .expected = "3.13/1 3.13/2"},
        {.pattern = "fibb",
         .list = offsetof(struct results_filter, workloads),
         .error = "did you mean 'fib'?"},
        {.pattern = "size=17",
         .list = offsetof(struct results_filter, params),
         .error = "did you mean 'size=16'?"},
        {.pattern = "stolne",
         .list = offsetof(struct results_filter, flags),
         .error = "did you mean 'stolen'?"},
        {.pattern = "8",
         .list = offsetof(struct results_filter, threads),
         .error = "these results have '1', '2'"},
        {.pattern = "2..1",
         .list = offsetof(struct results_filter, threads),
         .error = "--threads: 1 is out of range"},
        {.pattern = "x",
         .list = offsetof(struct results_filter, threads),
         .error = "'x' is not a whole number"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct results_view view = {0};
        struct error e;
        results_view_all(&view, &curves);
        text_list_add((struct text_list *)(void *)((char *)&cases[i].filter + cases[i].list),
                      cases[i].pattern);
        int result = results_view_filter(&view, &cases[i].filter, &e);
        if (cases[i].error) {
            assert_int_equal(result, -1);
            assert_has(e.text, cases[i].error);
        } else {
            assert_int_equal(result, 0);
            char *builds = builds_of(&view);
            assert_string_equal(builds, cases[i].expected);
            free(builds);
        }
        results_filter_free(&cases[i].filter);
        results_view_free(&view);
    }
    curves_free(&curves);
}

static void a_flag_that_nobody_knows_is_told_all_the_same(void **state)
{
    (void)state;
    struct curves curves = {0};
    struct curve *curve = add_curve(&curves, "fib", "3.13", false, 10, 1);
    set_flags(&curve->points[0], "new_\033[2J;stolen", 2, 10);
    char *text = table_of(&curves, NULL, 80);
    assert_has(text, "?2 s\n");
    assert_has(text, "? new_?[2J");
    free(text);
    char *words = results_flags_words(&curve->points[0]);
    assert_has(words, "stolen (10 of 10)");
    free(words);
    curves_free(&curves);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_at_eighty_columns),
        cmocka_unit_test(columns_come_and_go_with_the_width),
        cmocka_unit_test(nothing_is_wider_than_the_terminal_whatever_its_name),
        cmocka_unit_test(flat_is_said_only_where_the_interval_says_it),
        cmocka_unit_test(phases_and_ceilings_have_tables_of_their_own),
        cmocka_unit_test(no_speedup_is_said_once),
        cmocka_unit_test(one_thread_has_a_price_and_the_workloads_a_mean),
        cmocka_unit_test(rows_are_sorted_and_what_is_unknown_comes_last),
        cmocka_unit_test(filters_keep_what_matches_all_of_them),
        cmocka_unit_test(a_flag_that_nobody_knows_is_told_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
