/* The chart of speedups shows every curve under its name, and nothing that was not measured. Run from the top of the tree. */
#include "tests/charts.h"

#include <math.h>

#include "chart/of.h"

static const struct line *line_named(const struct panel *panel, const char *name)
{
    for (size_t i = 0; i < panel->frames[0].count; i++)
        if (strcmp(panel->frames[0].lines[i].name, name) == 0)
            return &panel->frames[0].lines[i];
    fail_msg("no line '%s'", name);
    return NULL;
}

/* Made of a law that says so itself; between the N of its fit the curve goes as it says. */
static struct curve *add_lawful_curve(struct stage *stage, const char *build, enum scaling_shape shape,
                                      int least, int most)
{
    struct curve *curve = add_curve(stage, "fib", build, true, "off", 16, .5);
    curve->laws = (struct laws){
        .usl = {.shape = shape, .lambda = 1000, .sigma = .05, .kappa = .01}, .least = least, .most = most};
    curve->points[0].rate.middle = 250;
    return curve;
}

static void every_workload_has_a_panel_and_every_series_its_name_once(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    static const char *const workloads[] = {"dict_churn", "fib", "spin"};
    for (size_t i = 0; i < 3; i++) {
        add_curve(&stage, workloads[i], "3.13.15", false, "on", 8, 0);
        add_curve(&stage, workloads[i], "3.13.15t", true, "off", 8, .8);
        add_curve(&stage, workloads[i], "3.13.15t", true, "on", 8, 0);
    }
    char *svg = drawn(&stage);
    assert_int_equal(occurrences(svg, ">workers (N)<"), 3);
    assert_int_equal(occurrences(svg, ">dict_churn<"),
                     1); /* plain text: no underscore is taken for a subscript */
    assert_int_equal(occurrences(svg, ">fib<"), 1);
    assert_int_equal(occurrences(svg, ">3.13.15 GIL<"), 1);
    assert_int_equal(occurrences(svg, ">3.13.15t free-threaded<"), 1);
    assert_int_equal(occurrences(svg, ">3.13.15t free-threaded, GIL forced on<"), 1);
    assert_int_equal(occurrences(svg, ">native ceiling (workload spin)<"), 1);
    assert_int_equal(occurrences(svg, ">Speedup over one worker<"), 1);
    assert_int_equal(occurrences(svg, "own scale"), 0);
    free(svg);
    stage_free(&stage);
}

static void without_a_native_workload_no_ceiling_is_promised(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    add_curve(&stage, "fib", "3.13.15", false, "on", 2, 0);
    char *svg = drawn(&stage);
    assert_null(strstr(svg, "ceiling"));
    assert_non_null(strstr(svg, ">ideal"));
    free(svg);
    stage_free(&stage);
}

static void wide_speedups_have_one_scale_on_which_the_ideal_is_straight(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct lines_chart chart = {0};
    add_curve(&stage, "fib", "3.13.15", false, "on", 64, 0);
    add_curve(&stage, "spin", "3.13.15", false, "on", 64, .9);
    of_speedup(&chart, &stage.curves);
    assert_true(chart.one_scale && chart.panels[0].frames[0].log && chart.panels[1].frames[0].log);
    lines_free(&chart);
    char *svg = drawn(&stage);
    assert_null(strstr(svg, "each panel has its own scale"));
    assert_int_equal(occurrences(svg, ">0.5<"), 0); /* nothing is there */
    assert_int_equal(occurrences(svg, ">64<"), 4);  /* both axes of both panels */
    free(svg);
    stage_free(&stage);
}

static void a_cell_that_did_not_end_well_is_not_drawn(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct lines_chart chart = {0};
    struct curve *curve = add_curve(&stage, "fib", "3.13.15", false, "on", 4, 0);
    strcpy(curve->points[2].status, "crashed");
    add_curve(&stage, "json", "3.13.15", false, "on", 2, 0)->points[0].speedup.middle = NAN;
    struct curve *none = add_curve(&stage, "numpy", "3.13.15", false, "on", 2, 0);
    strcpy(none->points[0].status, "skipped");
    strcpy(none->points[1].status, "skipped");
    of_speedup(&chart, &stage.curves);
    assert_int_equal(chart.count, 2);
    assert_int_equal(line_named(&chart.panels[0], "3.13.15 GIL")->count, 2);
    assert_int_equal(line_named(&chart.panels[1], "3.13.15 GIL")->count, 1);
    assert_int_equal(line_named(&chart.panels[1], "ideal (N workers, N times the rate)")->count, 1);
    lines_free(&chart);
    stage_free(&stage);
}

static void the_ceiling_is_the_median_of_the_native_curves_at_the_same_placement(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct lines_chart chart = {0};
    add_curve(&stage, "fib", "3.13.15", false, "on", 2, 0);
    for (int i = 0; i < 3; i++)
        add_curve(&stage, "spin", i == 0 ? "a" : i == 1 ? "b" : "c", false, "on", 2, .5 + .2 * i);
    rename_text(&add_curve(&stage, "spin", "d", false, "on", 2, 50)->key.placement, "smt");
    of_speedup(&chart, &stage.curves);
    const struct line *ceiling = line_named(&chart.panels[0], "native ceiling (workload spin)");
    assert_int_equal(ceiling->count, 2);
    assert_true(fabs(ceiling->points[1].y - 1.7) < 1e-9);
    lines_free(&chart);
    stage_free(&stage);
}

static void a_regular_law_is_a_line_between_the_n_of_its_fit_and_never_beyond(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct lines_chart chart = {0};
    add_lawful_curve(&stage, "3.13t", SCALING_REGULAR, 2, 8);
    of_speedup(&chart, &stage.curves);
    const struct line *law = line_named(&chart.panels[0], "fitted USL");
    double last = 0;
    for (size_t i = 0; i < law->count; i++) {
        double n = law->points[i].x;
        assert_true(n > last && n >= 2 - 1e-9 && n <= 8 + 1e-9);
        assert_true(fabs(law->points[i].y - 4 * n / (1 + .05 * (n - 1) + .01 * n * (n - 1))) < 1e-9);
        last = n;
    }
    assert_true(fabs(last - 8) < 1e-9 && fabs(law->points[0].x - 2) < 1e-9);
    assert_int_equal(law->style.mark, MARK_NONE);
    lines_free(&chart);
    char *svg = drawn(&stage);
    assert_int_equal(occurrences(svg, ">fitted USL<"), 1);
    free(svg);
    stage_free(&stage);
}

static void the_key_has_the_fitted_law_once_and_only_when_one_is_drawn(void **state)
{
    (void)state;
    static const enum scaling_shape others[] = {SCALING_RETROGRADE, SCALING_SUPERLINEAR, SCALING_ACCELERATING,
                                                SCALING_TOO_FEW, SCALING_NO_FIT};
    struct stage stage = stage_new();
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        add_lawful_curve(&stage, i % 2 ? "3.13t" : "3.14t", others[i], 1, 16);
    char *svg = drawn(&stage);
    assert_int_equal(occurrences(svg, "USL"), 0);
    free(svg);
    add_lawful_curve(&stage, "3.13t", SCALING_REGULAR, 1, 16);
    add_lawful_curve(&stage, "3.14t", SCALING_REGULAR, 1, 16);
    svg = drawn(&stage);
    assert_int_equal(occurrences(svg, ">fitted USL<"), 1);
    free(svg);
    stage_free(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_workload_has_a_panel_and_every_series_its_name_once),
        cmocka_unit_test(without_a_native_workload_no_ceiling_is_promised),
        cmocka_unit_test(wide_speedups_have_one_scale_on_which_the_ideal_is_straight),
        cmocka_unit_test(a_cell_that_did_not_end_well_is_not_drawn),
        cmocka_unit_test(the_ceiling_is_the_median_of_the_native_curves_at_the_same_placement),
        cmocka_unit_test(a_regular_law_is_a_line_between_the_n_of_its_fit_and_never_beyond),
        cmocka_unit_test(the_key_has_the_fitted_law_once_and_only_when_one_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
