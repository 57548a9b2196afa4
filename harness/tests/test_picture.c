/* A picture is whole or not there, and a name in it is never more than a label. Run from the top of the tree. */
#include "tests/charts.h"

#include <math.h>

#include "chart/terminal.h"

static char *printed(struct stage *stage, size_t columns)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    chart_terminal(&stage->curves, columns, false, to);
    fclose(to);
    return text;
}

static void a_hostile_name_is_a_label_and_nothing_else(void **state)
{
    (void)state;
    static const char *const hostile[] = {"\"; system(\"touch " PROOF "\") #",
                                          "`touch " PROOF "`",
                                          "$(touch " PROOF ")",
                                          "<script>alert(1)</script>",
                                          "| touch " PROOF,
                                          "< touch " PROOF,
                                          "'.system('touch " PROOF "').'",
                                          "{/*9 big}_a^b@c&{d}",
                                          "a\nb\n\n\nindex\n1 2",
                                          "\x1b[31mred\x07",
                                          "%s%n%d",
                                          "\\n\\042\\\"",
                                          "",
                                          "\xff\xfe not utf8",
                                          "]]>&amp;<!--"};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct stage stage = stage_new();
        struct curve *curve = add_curve(&stage, hostile[i], hostile[i], true, "off", 4, .5);
        rename_text(&curve->key.params, hostile[i]);
        rename_text(&curve->key.mode, hostile[i]);
        rename_text(&curve->key.placement, hostile[i]);
        add_curve(&stage, "spin", hostile[i], true, hostile[i], 4, .5);
        char *svg = drawn(&stage), *text = printed(&stage, 80);
        assert_null(strstr(svg, "<script"));
        assert_null(strstr(svg, "<!--"));
        for (const char *byte = svg; *byte; byte++)
            assert_true((*byte >= ' ' && *byte <= '~') || strchr("\n\t\r", *byte));
        for (const char *byte = text; *byte; byte++)
            assert_true((*byte >= ' ' && *byte <= '~') || *byte == '\n');
        free(text);
        free(svg);
        stage_free(&stage);
    }
}

static void a_hostile_folder_is_a_folder(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    char *home = getcwd(NULL, 0), *inside;
    struct error e = {0};
    add_curve(&stage, "fib", "3.13.15", false, "on", 2, 0);
    assert_int_equal(chdir(stage.folder), 0);
    static const char *const names[] = {"|touch " PROOF ";", "< x", "a 'b' \"c\" `touch " PROOF "`", "-e"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(mkdir(names[i], 0755), 0);
        if (draw(&stage, "speedup", home, names[i], CHART_SHEET, &e))
            fail_msg("%s", e.text);
        assert_int_equal(count_files(names[i]), 2);
        inside = text_format("%s/speedup.svg", names[i]);
        assert_int_equal(unlink(inside), 0);
        free(inside);
        inside = text_format("%s/speedup.png", names[i]);
        assert_int_equal(unlink(inside), 0);
        free(inside);
        assert_int_equal(rmdir(names[i]), 0);
    }
    assert_int_equal(count_files("."), 0);
    assert_int_equal(chdir(home), 0);
    free(home);
    stage_free(&stage);
}

static void the_same_curves_give_the_same_picture(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    add_curve(&stage, "fib", "3.13.15", false, "on", 4, 0);
    char *first = drawn(&stage), *second = drawn(&stage);
    assert_string_equal(first, second);
    free(first);
    free(second);
    stage_free(&stage);
}

static void what_gnuplot_reads_lies_in_tmpdir_and_is_gone_afterwards(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct error e = {0};
    add_curve(&stage, "fib", "3.13.15", false, "on", 4, 0);
    setenv("TMPDIR", stage.top, 1);
    size_t before = count_files(stage.top);
    free(drawn(&stage));
    assert_int_equal(count_files(stage.top), before);
    char *nowhere = text_format("%s/nowhere", stage.top);
    setenv("TMPDIR", nowhere, 1);
    assert_int_equal(draw(&stage, "speedup", ".", stage.folder, CHART_SHEET, &e), -1);
    assert_non_null(strstr(e.text, nowhere));
    setenv("TMPDIR", "not/absolute", 1);
    free(drawn(&stage));
    unsetenv("TMPDIR");
    free(nowhere);
    stage_free(&stage);
}

static void nothing_to_draw_is_no_error_and_leaves_no_picture(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct error e = {0};
    assert_int_equal(draw(&stage, "speedup", ".", stage.folder, CHART_SHEET, &e), 0);
    strcpy(add_curve(&stage, "fib", "3.13.15", false, "on", 1, 0)->points[0].status, "timeout");
    assert_int_equal(draw(&stage, "speedup", ".", stage.folder, CHART_SINGLES, &e), 0);
    char *text = printed(&stage, 80);
    assert_string_equal(text, "");
    free(text);
    assert_int_equal(count_files(stage.folder), 0);
    stage_free(&stage);
}

static void without_gnuplot_the_error_names_the_package(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct error e = {0};
    char *path = text_format("%s", getenv("PATH"));
    add_curve(&stage, "fib", "3.13.15", false, "on", 2, 0);
    setenv("PATH", stage.folder, 1);
    assert_int_equal(draw(&stage, "speedup", ".", stage.folder, CHART_SHEET, &e), -1);
    setenv("PATH", path, 1);
    assert_int_equal(e.status, EXIT_MISSING);
    assert_non_null(strstr(e.text, "gnuplot-nox"));
    assert_int_equal(count_files(stage.folder), 0);
    free(path);
    stage_free(&stage);
}

static void a_picture_that_cannot_be_written_is_an_error_and_the_old_one_stays(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct error e = {0};
    add_curve(&stage, "fib", "3.13.15", false, "on", 2, 0);
    assert_int_equal(draw(&stage, "speedup", ".", "/nowhere", CHART_SHEET, &e), -1);
    assert_true(e.text[0] != '\0');
    char *before = drawn(&stage);
    assert_int_equal(draw(&stage, "speedup", "/no/scripts", stage.folder, CHART_SHEET, &e), -1);
    size_t size;
    char *after = contents(&stage, "speedup.svg", &size);
    assert_string_equal(before, after);
    assert_int_equal(count_files(stage.folder), 2);
    free(before);
    free(after);
    stage_free(&stage);
}

static void forty_workloads_and_all_n_up_to_64_still_make_a_picture(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    for (int i = 0; i < 40; i++) {
        char *name = text_format("workload_%02d", i);
        for (int j = 0; j < 9; j++) {
            char *build = text_format("3.%d", j);
            add_curve(&stage, name, build, false, "on", 64, .01 * i);
            free(build);
        }
        free(name);
    }
    char *svg = drawn(&stage);
    assert_int_equal(occurrences(svg, ">workload_"), 40);
    assert_int_equal(occurrences(svg, ">3.8 GIL<"), 1);
    free(svg);
    stage_free(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hostile_name_is_a_label_and_nothing_else),
        cmocka_unit_test(a_hostile_folder_is_a_folder),
        cmocka_unit_test(the_same_curves_give_the_same_picture),
        cmocka_unit_test(what_gnuplot_reads_lies_in_tmpdir_and_is_gone_afterwards),
        cmocka_unit_test(nothing_to_draw_is_no_error_and_leaves_no_picture),
        cmocka_unit_test(without_gnuplot_the_error_names_the_package),
        cmocka_unit_test(a_picture_that_cannot_be_written_is_an_error_and_the_old_one_stays),
        cmocka_unit_test(forty_workloads_and_all_n_up_to_64_still_make_a_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
