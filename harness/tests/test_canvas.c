/* Letters on a page do not cover each other, and lines are told apart: by labels at their ends, or by the key. */
#include "tests/charts.h"

#include <math.h>

#include "chart/canvas.h"
#include "chart/of.h"

/* A chart of so many builds, whose speedups at `most` workers are `apart` from each other. */
static struct lines_chart make_chart(struct stage *stage, int builds, int most, double apart)
{
    struct lines_chart chart = {.title = text_format("title")};
    for (int i = 0; i < builds; i++) {
        char *build = text_format("3.%d.1", 8 + i);
        add_curve(stage, "fib", build, false, "on", most, .2 + apart * i / (most - 1));
        free(build);
    }
    of_speedup(&chart, &stage->curves);
    return chart;
}

/* Boxes of labels and of entries of the key do not overlap, and all stand on the page. */
static void assert_readable(const struct canvas *canvas)
{
    for (size_t i = 0; i < canvas->item_count; i++) {
        const struct canvas_item *a = &canvas->items[i];
        assert_true(a->x >= 0 && a->x <= canvas->width && a->y >= 0 && a->y <= canvas->height);
        if (a->kind != TEXT_RIGHT_OF)
            continue;
        assert_true(a->x + .9 * canvas_text_width(a->text) <= canvas->width);
        for (size_t k = 0; k < i; k++) {
            const struct canvas_item *b = &canvas->items[k];
            if (b->kind == TEXT_RIGHT_OF && fabs(a->y - b->y) < 13)
                assert_true(fabs(a->x - b->x) > 40);
        }
    }
}

static size_t count_text(const struct canvas *canvas, const char *text)
{
    size_t count = 0;
    for (size_t i = 0; i < canvas->item_count; i++)
        count += strcmp(canvas->items[i].text, text) == 0;
    return count;
}

static void a_few_lines_carry_their_names_and_need_no_key(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct lines_chart chart = make_chart(&stage, 3, 4, .8);
    struct canvas canvas = {0};
    canvas_lay_out(&canvas, &chart, 0, 1, CHART_SINGLES);
    assert_true(canvas.direct);
    assert_int_equal(canvas.width, 420);
    assert_int_equal(count_text(&canvas, "3.8.1"), 1);
    assert_int_equal(count_text(&canvas, "3.8.1 GIL"), 0);
    assert_int_equal(count_text(&canvas, "title"), 0);
    assert_readable(&canvas);
    canvas_free(&canvas);
    lines_free(&chart);
    stage_free(&stage);
}

static void lines_that_end_together_have_their_labels_spread_in_their_order(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct lines_chart chart = make_chart(&stage, 5, 4, .001);
    struct canvas canvas = {0};
    canvas_lay_out(&canvas, &chart, 0, 1, CHART_SINGLES);
    assert_true(canvas.direct && canvas.leader_count >= 4);
    assert_readable(&canvas);
    double last = INFINITY; /* later builds are higher here */
    for (int i = 0; i < 5; i++) {
        char *label = text_format("3.%d.1", 8 + i);
        for (size_t k = 0; k < canvas.item_count; k++)
            if (strcmp(canvas.items[k].text, label) == 0) {
                assert_true(canvas.items[k].y < last);
                last = canvas.items[k].y;
            }
        free(label);
    }
    canvas_free(&canvas);
    lines_free(&chart);
    stage_free(&stage);
}

static void too_many_lines_or_too_long_names_get_a_key_with_each_once(void **state)
{
    (void)state;
    for (int too_long = 0; too_long <= 1; too_long++) {
        struct stage stage = stage_new();
        struct lines_chart chart = {0};
        struct canvas canvas = {0};
        for (int i = 0; i < (too_long ? 2 : 24); i++) {
            char *build = text_format(too_long ? "a-build-with-a-name-that-has-no-end-%d" : "3.%d.1", i);
            add_curve(&stage, "fib", build, false, "on", 4, .2);
            free(build);
        }
        of_speedup(&chart, &stage.curves);
        canvas_lay_out(&canvas, &chart, 0, 1, CHART_SINGLES);
        assert_false(canvas.direct);
        assert_int_equal(canvas.sample_count, too_long ? 3 : 25); /* and the ideal */
        assert_int_equal(canvas.leader_count, 0);
        assert_readable(&canvas);
        canvas_free(&canvas);
        lines_free(&chart);
        stage_free(&stage);
    }
}

static void a_sheet_of_many_panels_has_title_and_one_key(void **state)
{
    (void)state;
    static const int counts[] = {3, 5, 12, 40, 218};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        struct stage stage = stage_new();
        struct lines_chart chart = {.title = text_format("title")};
        struct canvas canvas = {0};
        for (int i = 0; i < counts[c]; i++) {
            char *name = text_format("workload_%03d", i);
            add_curve(&stage, name, "3.13", false, "on", 64, 0);
            add_curve(&stage, name, "3.13t", true, "off", 64, .5);
            free(name);
        }
        of_speedup(&chart, &stage.curves);
        canvas_lay_out(&canvas, &chart, 0, chart.count, CHART_SHEET);
        assert_int_equal(count_text(&canvas, "title"), 1);
        assert_int_equal(count_text(&canvas, "3.13t free-threaded"), 1);
        assert_int_equal(count_text(&canvas, "workload_000"), 1);
        assert_int_equal(canvas.frame_count, counts[c]);
        assert_true(canvas.height < 8000 && canvas.width < 8000);
        for (size_t i = 0; i < canvas.frame_count; i++) {
            const struct canvas_frame *f = &canvas.frames[i];
            assert_true(f->left > 0 && f->right <= canvas.width && f->right - f->left > 150);
            assert_true(f->top > canvas.head && f->bottom <= canvas.height && f->bottom - f->top > 150);
        }
        assert_readable(&canvas);
        canvas_free(&canvas);
        lines_free(&chart);
        stage_free(&stage);
    }
}

static void an_interval_without_end_is_cut_and_said_to_be(void **state)
{
    (void)state;
    static const char words[] = "An interval that leaves its panel is wider than shown.";
    for (int wide = 0; wide <= 1; wide++) {
        struct stage stage = stage_new();
        struct lines_chart chart = {0};
        struct canvas canvas = {0};
        struct curve *curve = add_curve(&stage, "fib", "3.13", false, "on", 2, .9);
        if (wide)
            curve->points[1].speedup.high = 100;
        of_speedup(&chart, &stage.curves);
        canvas_lay_out(&canvas, &chart, 0, 1, CHART_SINGLES);
        assert_true(canvas.frames[0].y_high < 5);
        assert_int_equal(count_text(&canvas, words), wide);
        canvas_free(&canvas);
        lines_free(&chart);
        stage_free(&stage);
    }
}

static void where_the_placement_leaves_the_cores_stands_a_line_with_words(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct lines_chart chart = {0};
    struct canvas canvas = {0};
    struct curve *curve = add_curve(&stage, "fib", "3.13t", true, "off", 16, .9);
    curve->laws.regime = 3;
    curve->laws.left_regime = true;
    rename_text(&curve->points[3].flags, "busy;smt_shared");
    of_speedup(&chart, &stage.curves);
    assert_int_equal(chart.panels[0].mark_count, 1);
    assert_true(chart.panels[0].marks[0].x > 4 && chart.panels[0].marks[0].x < 8);
    assert_non_null(strstr(chart.panels[0].text, "SMT"));
    canvas_lay_out(&canvas, &chart, 0, 1, CHART_SINGLES);
    assert_int_equal(count_text(&canvas, "SMT"), 1);
    canvas_free(&canvas);
    lines_free(&chart);
    stage_free(&stage);
}

static void a_name_is_made_harmless_and_cut(void **state)
{
    (void)state;
    static const struct {
        const char *name, *drawn;
        size_t most;
    } cases[] = {{"a\"b\\n", "a'b/n", 20},
                 {"\x1b[3\tm\xff", "?[3?m?", 20},
                 {"abcdefghij", "abcde...", 8},
                 {"", "", 8}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *drawn_name = canvas_name(cases[i].name, cases[i].most);
        assert_string_equal(drawn_name, cases[i].drawn);
        free(drawn_name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_made_harmless_and_cut),
        cmocka_unit_test(a_few_lines_carry_their_names_and_need_no_key),
        cmocka_unit_test(lines_that_end_together_have_their_labels_spread_in_their_order),
        cmocka_unit_test(too_many_lines_or_too_long_names_get_a_key_with_each_once),
        cmocka_unit_test(a_sheet_of_many_panels_has_title_and_one_key),
        cmocka_unit_test(an_interval_without_end_is_cut_and_said_to_be),
        cmocka_unit_test(where_the_placement_leaves_the_cores_stands_a_line_with_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
