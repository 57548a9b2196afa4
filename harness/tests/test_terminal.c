/* The chart in characters. Run from the top of the tree. */
#include "tests/charts.h"

#include <math.h>

#include "chart/chart.h"

static char *printed(struct stage *stage, int columns)
{
    struct error e = {0};
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    if (chart_terminal(&stage->curves, ".", columns, to, &e))
        fail_msg("%s", e.text);
    fclose(to);
    char *copy = text_format("%s", text);
    free(text);
    return copy;
}

static void the_terminal_shows_a_bar_a_curve_at_its_largest_n(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    add_curve(&stage, "fib", "3.13.15", false, "on", 4, 0);
    add_curve(&stage, "fib", "3.13.15t", true, "off", 4, .9);
    char *text = printed(&stage, 60);
    assert_string_equal(text, " Speedup of 4 workers over one\n"
                              " # GIL off   * GIL on   | ideal\n"
                              "               +\n"
                              "  fib  3.13.15 |*********1.00                       |\n"
                              " fib  3.13.15t |##################################3.70\n"
                              "               +------------------------------------+\n"
                              "               0   0.5  1   1.5   2  2.5   3  3.5   4\n");
    free(text);
    stage_free(&stage);
}

static void the_terminal_keeps_to_its_width_and_tells_different_n_apart(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct curve *curve =
        add_curve(&stage, "a_workload_with_quite_a_long_name", "3.13.15", false, "on", 4, 0);
    rename_text(&curve->key.params, "size=100000;depth=17");
    rename_text(&curve->key.mode, "subinterpreters");
    add_curve(&stage, "fib", "3.13.15t", true, "off", 32, .9);
    static const int widths[] = {1, 60, 80, 200, 100000};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        char *text = printed(&stage, widths[i]);
        size_t most = widths[i] < 60 ? 60 : (size_t)widths[i];
        for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
            assert_true(strcspn(line, "\n") <= most);
        assert_non_null(strstr(text, "subin"));
        assert_non_null(strstr(text, "N=32"));
        assert_non_null(strstr(text, "28.90"));
        free(text);
    }
    stage_free(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_terminal_shows_a_bar_a_curve_at_its_largest_n),
        cmocka_unit_test(the_terminal_keeps_to_its_width_and_tells_different_n_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
