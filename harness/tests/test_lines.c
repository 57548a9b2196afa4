/* What the charts of lines are filled with, kind by kind, and what they say in words. Run from the top of the tree. */
#include "tests/charts.h"

#include <math.h>

#include "chart/of.h"

static const struct interval unknown = {NAN, NAN, NAN, NAN, 0};

static struct interval around(double middle)
{
    return (struct interval){middle, middle * .9, middle * 1.1, .97, 10};
}

/* As add_curve, with nothing measured yet but rates. */
static struct curve *add_bare(struct stage *stage, const char *workload, const char *build, bool ft,
                              const char *gil, int most)
{
    struct curve *curve = add_curve(stage, workload, build, ft, gil, most, .5);
    for (size_t i = 0; i < curve->count; i++) {
        struct curve_point *point = &curve->points[i];
        point->rate = around(1000. * point->threads);
        point->slowest = point->fastest = point->gil_ratio = unknown;
        point->pss_bytes = NAN;
        for (size_t m = 0; m < MEASURE_COUNT; m++)
            point->measures[m] = unknown;
    }
    return curve;
}

static const struct line *find_line(const struct panel *panel, const char *name)
{
    for (size_t i = 0; i < panel->frames[0].count; i++)
        if (panel->frames[0].lines[i].name && strcmp(panel->frames[0].lines[i].name, name) == 0)
            return &panel->frames[0].lines[i];
    return NULL;
}

static void what_was_not_measured_is_no_chart(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct error e = {0};
    add_bare(&stage, "fib", "3.13", false, "on", 2);
    static const char *const kinds[] = {"ratio", "fairness", "gil-wait", "latency", "memory", "usl"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        assert_non_null(chart_kind_named(kinds[i]));
        assert_int_equal(draw(&stage, kinds[i], ".", stage.folder, CHART_SHEET, &e), 0);
        assert_int_equal(draw(&stage, kinds[i], ".", stage.folder, CHART_SINGLES, &e), 0);
    }
    assert_int_equal(count_files(stage.folder), 0);
    stage_free(&stage);
}

static void a_ratio_is_drawn_against_the_build_it_was_taken_to(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct lines_chart chart = {0};
    add_bare(&stage, "fib", "3.13", false, "on", 4);
    struct curve *ft = add_bare(&stage, "fib", "3.13t", true, "off", 4);
    ft->gil_build = text_format("3.13");
    ft->points[0].gil_ratio = around(.6);
    ft->points[2].gil_ratio = around(2.25);
    of_ratio(&chart, &stage.curves);
    assert_int_equal(chart.count, 1);
    const struct line *line = find_line(&chart.panels[0], "3.13t free-threaded / 3.13");
    assert_non_null(line);
    assert_int_equal(line->count, 2); /* N=2 has none */
    const struct line *even = find_line(&chart.panels[0], "1.0: as fast as the GIL build");
    assert_true(even->points[0].y == 1 && even->points[0].x == 1 && even->points[1].x == 4);
    assert_string_equal(chart.panels[0].text,
                        "fib, rate / the GIL build's: on 3.13t free-threaded / 3.13 2.25x at 4 "
                        "workers (2.02x to 2.48x).");
    lines_free(&chart);
    stage_free(&stage);
}

static void where_requests_come_at_a_rate_of_their_own_there_is_no_ratio(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct lines_chart chart = {0};
    struct curve *ft = add_bare(&stage, "fib", "3.13t", true, "off", 2);
    ft->gil_build = text_format("3.13");
    ft->points[0].gil_ratio = ft->points[1].gil_ratio = around(1);
    rename_text(&ft->key.axes, "arrivals=100/s");
    of_ratio(&chart, &stage.curves);
    assert_int_equal(chart.count, 0);
    lines_free(&chart);
    stage_free(&stage);
}

static void fairness_is_the_span_of_the_workers_and_promises_no_median(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct lines_chart chart = {0};
    struct curve *curve = add_bare(&stage, "fib", "3.13", false, "on", 4);
    for (size_t i = 0; i < curve->count; i++) {
        curve->points[i].slowest = around(1 - .1 * (double)i);
        curve->points[i].fastest = around(1 + .2 * (double)i);
    }
    of_fairness(&chart, &stage.curves);
    const struct line *line = find_line(&chart.panels[0], "3.13 GIL");
    assert_true(fabs(line->points[2].low - .8) < 1e-9 && fabs(line->points[2].high - 1.4) < 1e-9);
    assert_string_equal(
        chart.panels[0].text,
        "fib: on 3.13 GIL at 4 workers the slowest did 80 % of the mean worker's ops, the fastest 140 %.");
    assert_null(strstr(chart_kind_named("fairness")->reading, "median"));
    lines_free(&chart);
    stage_free(&stage);
}

static void efficiency_takes_the_interval_along(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct lines_chart chart = {0};
    add_bare(&stage, "fib", "3.13", false, "on", 2); /* speedup 1.5 */
    of_efficiency(&chart, &stage.curves);
    const struct line_point *point = &find_line(&chart.panels[0], "3.13 GIL")->points[1];
    assert_true(fabs(point->y - .75) < 1e-9 && fabs(point->low - .7125) < 1e-9);
    lines_free(&chart);
    stage_free(&stage);
}

static void time_requests(struct curve *curve, double requests)
{
    for (size_t i = 0; i < curve->count; i++) {
        struct interval *measures = curve->points[i].measures;
        measures[MEASURE_REQUESTS] = around(requests);
        measures[MEASURE_LATENCY_P50] = around(.001);
        measures[MEASURE_LATENCY_P90] = around(.002);
        measures[MEASURE_LATENCY_P99] = around(.01);
        measures[MEASURE_LATENCY_P999] = around(.1);
    }
}

static void a_percentile_of_too_few_requests_is_not_drawn(void **state)
{
    (void)state;
    static const struct {
        double requests;
        const char *last, *not_there;
    } cases[] = {{99, "p50", "p90"}, {100, "p90", "p99"}, {5000, "p99", "p99.9"}, {10000, "p99.9", "p99.99"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stage stage = stage_new();
        struct lines_chart chart = {0};
        time_requests(add_bare(&stage, "fib", "3.13", false, "on", 2), cases[i].requests);
        of_latency(&chart, &stage.curves);
        assert_non_null(find_line(&chart.panels[0], cases[i].last));
        assert_null(find_line(&chart.panels[0], cases[i].not_there));
        assert_non_null(strstr(chart.panels[0].text, "p50 1 ms (900 us to 1.1 ms)"));
        char *words = text_format("%s ", cases[i].not_there);
        assert_null(strstr(chart.panels[0].text, words));
        free(words);
        lines_free(&chart);
        stage_free(&stage);
    }
}

static void settings_measured_at_one_n_stand_side_by_side_under_what_they_differ_in(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct lines_chart chart = {0};
    struct error e = {0};
    static const char *const axes[] = {"arrivals=100/s", "arrivals=100/s;beside=fib",
                                       "arrivals=100/s;beside=fib;switch-interval=1ms"};
    for (size_t i = 0; i < 3; i++)
        for (int ft = 0; ft <= 1; ft++) {
            struct curve *curve = add_bare(&stage, "serve", ft ? "3.13t" : "3.13", ft, ft ? "off" : "on", 1);
            rename_text(&curve->key.axes, axes[i]);
            time_requests(curve, 5000);
        }
    of_latency(&chart, &stage.curves);
    assert_int_equal(chart.count, 1);
    const struct panel *panel = &chart.panels[0];
    assert_string_equal(panel->title, "serve, arrivals=100/s");
    assert_int_equal(panel->categories.count, 3);
    assert_string_equal(panel->categories.items[0], "defaults");
    assert_string_equal(panel->categories.items[2], "beside=fib\nswitch-interval=1ms");
    lines_free(&chart);
    assert_int_equal(draw(&stage, "latency", ".", stage.folder, CHART_SHEET, &e), 0);
    size_t size;
    char *svg = contents(&stage, "latency.svg", &size);
    assert_int_equal(occurrences(svg, ">switch-interval=1ms<"), 1);
    assert_int_equal(occurrences(svg, ">beside=fib<"), 2);
    free(svg);
    unlink_picture(&stage, "latency");
    stage_free(&stage);
}

static void a_law_is_drawn_with_what_it_leaves_over(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct lines_chart chart = {0};
    struct curve *lawful = add_bare(&stage, "fib", "3.13t", true, "off", 16);
    lawful->laws = (struct laws){.usl = {.shape = SCALING_REGULAR, .lambda = 800, .residual = .02},
                                 .sigma = around(.05),
                                 .kappa = around(.001),
                                 .least = 1,
                                 .most = 8};
    struct curve *other = add_bare(&stage, "fib", "3.13", false, "on", 16);
    other->laws.usl.shape = SCALING_RETROGRADE;
    of_usl(&chart, &stage.curves);
    assert_int_equal(chart.panels[0].frame_count, 2);
    const struct frame *below = &chart.panels[0].frames[1];
    assert_int_equal(below->lines[0].count, 4); /* up to 8: the law says nothing of 16 */
    assert_true(fabs(below->lines[0].points[2].y - .25) < 1e-9);
    assert_non_null(find_line(&chart.panels[0], "3.13 GIL (retrograde)"));
    assert_non_null(strstr(chart.panels[0].text, "contention (sigma) 0.05 (0.045 to 0.055)"));
    assert_non_null(strstr(chart.panels[0].text, "no law is drawn (retrograde)"));
    lines_free(&chart);
    stage_free(&stage);
}

static void singles_are_a_picture_a_panel_with_titles_and_texts_as_they_came(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct error e = {0};
    struct pictures pictures = {0};
    const struct chart_source source = {.curves = &stage.curves};
    add_bare(&stage, "<b>one</b> \"`x`", "3.13", false, "on", 2);
    add_bare(&stage, "two", "3.13", false, "on", 2);
    assert_int_equal(chart_draw(chart_kind_named("throughput"), &source, ".", stage.folder, CHART_SVG,
                                CHART_SINGLES, &pictures, &e),
                     0);
    assert_int_equal(pictures.count, 2);
    assert_int_equal(count_files(stage.folder), 2);
    assert_string_equal(pictures.items[0].title, "<b>one</b> \"`x`");
    assert_string_equal(
        pictures.items[1].text,
        "two, ops/s, all workers: on 3.13 GIL 2 k ops/s at 2 workers (1.8 k ops/s to 2.2 k ops/s).");
    for (size_t i = 0; i < 2; i++) {
        char *name = text_format("throughput-%zu.svg", i + 1);
        size_t size;
        char *svg = contents(&stage, name, &size);
        assert_non_null(strstr(svg, "</svg>"));
        assert_non_null(strstr(svg, "<svg"));
        assert_null(strstr(svg, "<b>one"));
        assert_string_equal(strrchr(pictures.items[i].path, '/') + 1, name);
        unlink(pictures.items[i].path);
        free(svg);
        free(name);
    }
    pictures_free(&pictures);
    stage_free(&stage);
}

/* The order of the workloads gives no colours away. */
static void a_build_has_the_same_colour_and_mode_the_same_dashes_in_every_kind(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct lines_chart speedup = {0}, rates = {0};
    add_bare(&stage, "a", "3.14t", true, "off", 2);
    add_bare(&stage, "b", "3.13", false, "on", 2);
    rename_text(&add_bare(&stage, "b", "3.14t", true, "off", 2)->key.mode, "processes");
    add_bare(&stage, "b", "3.14t", true, "on", 2);
    of_speedup(&speedup, &stage.curves);
    of_throughput(&rates, &stage.curves);
    const struct line *plain = find_line(&speedup.panels[0], "3.14t free-threaded"),
                      *processes = find_line(&rates.panels[1], "3.14t free-threaded, processes"),
                      *forced = find_line(&rates.panels[1], "3.14t free-threaded, GIL forced on"),
                      *gil = find_line(&rates.panels[1], "3.13 GIL");
    assert_true(plain->style.colour == processes->style.colour &&
                plain->style.colour == forced->style.colour);
    assert_true(gil->style.colour != plain->style.colour);
    assert_int_equal(plain->style.dash, DASH_SOLID);
    assert_int_equal(processes->style.dash, DASH_DOT);
    assert_int_equal(forced->style.dash, DASH_LONG);
    assert_true(plain->style.mark != processes->style.mark && forced->style.mark == plain->style.mark - 1);
    lines_free(&speedup);
    lines_free(&rates);
    stage_free(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_not_measured_is_no_chart),
        cmocka_unit_test(a_ratio_is_drawn_against_the_build_it_was_taken_to),
        cmocka_unit_test(where_requests_come_at_a_rate_of_their_own_there_is_no_ratio),
        cmocka_unit_test(fairness_is_the_span_of_the_workers_and_promises_no_median),
        cmocka_unit_test(efficiency_takes_the_interval_along),
        cmocka_unit_test(a_percentile_of_too_few_requests_is_not_drawn),
        cmocka_unit_test(settings_measured_at_one_n_stand_side_by_side_under_what_they_differ_in),
        cmocka_unit_test(a_law_is_drawn_with_what_it_leaves_over),
        cmocka_unit_test(singles_are_a_picture_a_panel_with_titles_and_texts_as_they_came),
        cmocka_unit_test(a_build_has_the_same_colour_and_mode_the_same_dashes_in_every_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
