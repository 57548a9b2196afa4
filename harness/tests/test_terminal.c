/* The chart in characters. */
#include "tests/charts.h"

#include "base/shown.h"
#include "chart/terminal.h"

static char *printed(struct stage *stage, size_t columns, bool blocks)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    chart_terminal(&stage->curves, columns, blocks, to);
    fclose(to);
    return text;
}

static void the_terminal_shows_a_bar_a_curve_at_its_largest_n(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    add_curve(&stage, "fib", "3.13.15", false, "on", 4, 0);
    add_curve(&stage, "fib", "3.13.15t", true, "off", 4, .9);
    add_curve(&stage, "spin", "3.13.15t", true, "off", 4, 1);
    char *text = printed(&stage, 60, false);
    assert_string_equal(text, "Speedup of 4 workers over one\n"
                              "  # GIL off   * GIL on   | ideal\n"
                              "  fib   3.13.15    1.00  *********                         |\n"
                              "        3.13.15t   3.70  ################################  |\n"
                              "  spin  3.13.15t   4.00  ###################################\n");
    free(text);
    stage_free(&stage);
}

/* Eighths of a block at the end of a bar, and before it the curve from its first N to its last. */
static void a_terminal_with_blocks_shows_the_whole_curve(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    add_curve(&stage, "fib", "3.13.15", false, "on", 8, 0);
    add_curve(&stage, "fib", "3.13.15t", true, "off", 8, 1);
    char *text = printed(&stage, 60, true);
    assert_non_null(strstr(text, "1.00  ▂▂▂▂  ░░░"));
    assert_non_null(strstr(text, "8.00  ▂▃▅█  ████"));
    assert_null(strstr(text, "#"));
    free(text);
    stage_free(&stage);
}

/* The characters of the longest line. */
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

static void the_terminal_keeps_to_its_width_and_tells_different_n_apart(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct curve *curve =
        add_curve(&stage, "a_workload_with_quite_a_long_name", "3.13.15", false, "on", 4, 0);
    rename_text(&curve->key.params, "size=100000;depth=17");
    rename_text(&curve->key.mode, "subinterpreters");
    add_curve(&stage, "fib", "3.13.15t", true, "off", 32, .9);
    static const size_t widths[] = {1, 60, 80, 200, 1000};
    for (size_t i = 0; i < 2 * sizeof widths / sizeof *widths; i++) {
        size_t width = widths[i / 2];
        char *text = printed(&stage, width, i % 2);
        assert_in_range(longest(text), 40, width < 60 ? 60 : width);
        assert_non_null(strstr(text, "reters")); /* a name is cut in its middle */
        assert_non_null(strstr(text, "N=32"));
        assert_non_null(strstr(text, "28.90"));
        free(text);
    }
    stage_free(&stage);
}

static void names_are_shown_and_do_nothing(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct curve *curve = add_curve(&stage, "a\033[31mred\nline", "b\ttab", true, "off", 4, .5);
    rename_text(&curve->key.axes, "gc=\a");
    char *text = printed(&stage, 80, true);
    for (const char *byte = text; *byte; byte++)
        assert_true((unsigned char)*byte >= ' ' || *byte == '\n');
    assert_non_null(strstr(text, "a?[31mred?line"));
    assert_int_equal(occurrences(text, "\n"), 3);
    free(text);
    stage_free(&stage);
}

static void without_a_speedup_of_more_than_one_worker_there_is_nothing(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    add_curve(&stage, "fib", "3.13.15", false, "on", 1, 0);
    char *text = printed(&stage, 80, true);
    assert_string_equal(text, "");
    free(text);
    stage_free(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_terminal_shows_a_bar_a_curve_at_its_largest_n),
        cmocka_unit_test(a_terminal_with_blocks_shows_the_whole_curve),
        cmocka_unit_test(the_terminal_keeps_to_its_width_and_tells_different_n_apart),
        cmocka_unit_test(names_are_shown_and_do_nothing),
        cmocka_unit_test(without_a_speedup_of_more_than_one_worker_there_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
