/* The charts whose rows are names: what is drawn, what its words say, and what becomes of names that want more than to be read. */
#include "unit.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "chart/kinds.h"
#include "record/sample.h"
#include "stats/invocations.h"

#define HOSTILE "\"; system(\"touch owned\") `touch owned` <script>\n\x1b"

/* A samples.csv being written by hand, and a folder to draw in. */
struct stage {
    char *folder, *path;
    FILE *to;
};

static struct stage stage_new(void)
{
    struct stage stage = {.folder = text_format("/tmp/gilscale-test-XXXXXX")};
    assert_non_null(mkdtemp(stage.folder));
    stage.path = text_format("%s/samples.csv", stage.folder);
    stage.to = fopen(stage.path, "w");
    assert_non_null(stage.to);
    sample_write_header(stage.to);
    return stage;
}

/* Eight invocations of a cell, whose rates differ by a percent at most. */
static void add_cell(struct stage *stage, const char *workload, int ft, int64_t threads, double rate)
{
    for (int block = 0; block < 8; block++) {
        struct sample row = sample_empty();
        row.run = "r";
        row.block = row.invocation = block;
        row.build = ft ? "3.13t" : "3.13";
        row.python = "3.13.1";
        row.ft = ft;
        row.gil = ft ? "off" : "on";
        row.mode = "threads";
        row.workload = workload;
        row.workload_hash = "1";
        row.placement = "cores";
        row.threads = threads;
        row.phase = "measure";
        row.window = 0;
        row.duration_ns = 500000000;
        row.ops_per_s = rate * (1 + .001 * (block % 3));
        assert_int_equal(sample_write(stage->to, &row), 0);
        row.window = SAMPLE_NONE;
        row.phase = "end";
        row.status = "ok";
        assert_int_equal(sample_write(stage->to, &row), 0);
    }
}

/* Removes what was drawn, and nothing else can be there. */
static void stage_free(struct stage *stage)
{
    DIR *open = opendir(stage->folder);
    assert_non_null(open);
    for (const struct dirent *entry; (entry = readdir(open));) {
        char *path = text_format("%s/%s", stage->folder, entry->d_name);
        if (*entry->d_name != '.')
            unlink(path);
        free(path);
    }
    closedir(open);
    assert_int_equal(rmdir(stage->folder), 0); /* no half picture was left: their names begin with a dot */
    assert_int_not_equal(access("owned", F_OK), 0);
    free(stage->folder);
    free(stage->path);
}

static struct curves curves_of(struct stage *stage)
{
    struct curves curves = {0};
    struct error e;

    fclose(stage->to);
    assert_int_equal(curves_read(&curves, stage->path, false, &e), 0);
    return curves;
}

static struct pictures draw(const struct chart_source *source, const char *kind, const char *folder,
                            enum chart_layout layout)
{
    struct pictures pictures = {0};
    struct error e = {0};

    if (chart_draw(chart_kind_named(kind), source, ".", folder, CHART_SVG, layout, &pictures, &e))
        fail_msg("%s", e.text);
    for (size_t i = 0; i < pictures.count; i++)
        assert_int_equal(access(pictures.items[i].path, R_OK), 0);
    return pictures;
}

static void assert_says(const struct picture *picture, const char *what)
{
    if (!strstr(picture->text, what))
        fail_msg("'%s' is not in: %s", what, picture->text);
}

static void test_the_price_of_a_thread_is_drawn_with_its_mean(void **state)
{
    struct stage stage = stage_new();
    struct pictures pictures;

    (void)state;
    add_cell(&stage, "cheap", 0, 1, 100);
    add_cell(&stage, "cheap", 1, 1, 50);
    add_cell(&stage, "dear", 0, 1, 800);
    add_cell(&stage, "dear", 1, 1, 100);
    struct curves curves = curves_of(&stage);
    const struct chart_source source = {.curves = &curves};
    pictures = draw(&source, "one-thread-cost", stage.folder, CHART_SHEET);
    assert_int_equal(pictures.count, 1);
    assert_says(&pictures.items[0], "dear: one thread costs 8.00x (8.00 to 8.00) on 3.13t, against 3.13.");
    assert_says(&pictures.items[0], "geometric mean of 2 workloads: one thread costs 4.00x");
    assert_true(strstr(pictures.items[0].text, "dear:") < strstr(pictures.items[0].text, "cheap:"));
    pictures_free(&pictures);
    curves_free(&curves);
    stage_free(&stage);
}

static void test_nothing_to_draw_is_no_error(void **state)
{
    static const char *const kinds[] = {"one-thread-cost", "heatmap", "comparison"};
    struct stage stage = stage_new();

    (void)state;
    add_cell(&stage, "fib", 1, 1, 100); /* one build, one N */
    struct curves curves = curves_of(&stage);
    const struct chart_source source = {.curves = &curves};
    for (size_t i = 0; i < 3; i++)
        for (int layout = CHART_SHEET; layout <= CHART_SINGLES; layout++) {
            struct pictures pictures = draw(&source, kinds[i], stage.folder, (enum chart_layout)layout);
            assert_int_equal(pictures.count, 0);
            pictures_free(&pictures);
        }
    curves_free(&curves);
    stage_free(&stage);
}

static void test_a_map_has_a_picture_for_each_build_and_says_why_a_cell_is_empty(void **state)
{
    struct stage stage = stage_new();

    (void)state;
    add_cell(&stage, "fib", 0, 1, 100);
    add_cell(&stage, "fib", 0, 2, 98);
    add_cell(&stage, "fib", 1, 1, 100);
    add_cell(&stage, "fib", 1, 2, 195);
    add_cell(&stage, "no_one", 0, 1, 100);
    add_cell(&stage, "no_one", 0, 2, 100);
    add_cell(&stage, "no_one", 1, 2, 100);
    struct curves curves = curves_of(&stage);
    const struct chart_source source = {.curves = &curves};
    struct pictures pictures = draw(&source, "heatmap", stage.folder, CHART_SINGLES);
    assert_int_equal(pictures.count, 2);
    assert_string_equal(pictures.items[0].title, "3.13 GIL");
    assert_string_equal(pictures.items[1].title, "3.13t free-threaded");
    assert_says(&pictures.items[0], "fib: 0.98x at N=2.");
    assert_says(&pictures.items[1], "fib: 1.95x at N=2. no_one: no speedup at N=2 (no N=1).");
    pictures_free(&pictures);
    curves_free(&curves);
    stage_free(&stage);
}

/* `fast` is 10 % faster, `slow` 20 % slower, `same` as it was. */
static void test_a_comparison_is_drawn_with_its_verdicts(void **state)
{
    struct stage stage = stage_new();
    struct measured_cells cells = {0};
    struct compare compare = {0};
    struct error e;
    const struct compare_options options = {.base_build = "3.13", .new_build = "3.13t", .threshold = .03};

    (void)state;
    for (int n = 1; n <= 2; n++) {
        add_cell(&stage, "fast", 0, n, 100);
        add_cell(&stage, "fast", 1, n, 110);
        add_cell(&stage, "slow", 0, n, 100);
        add_cell(&stage, "slow", 1, n, 80);
        add_cell(&stage, "same", 0, n, 100);
        add_cell(&stage, "same", 1, n, 100);
    }
    fclose(stage.to);
    assert_int_equal(cells_read_rates(&cells, stage.path, false, &e), 0);
    assert_int_equal(compare_make(&compare, &cells, &cells, &options, &e), 0);
    const struct chart_source source = {.compare = &compare};
    struct pictures pictures = draw(&source, "comparison", stage.folder, CHART_SINGLES);
    assert_int_equal(pictures.count, 2); /* 1 worker, 2 workers */
    assert_string_equal(pictures.items[1].title, "2 workers");
    assert_says(&pictures.items[0], "slow: 0.800 (0.800 to 0.800), slower.");
    assert_says(&pictures.items[0], "fast: 1.100 (1.100 to 1.100), faster.");
    assert_says(&pictures.items[0], "same: 1.000 (1.000 to 1.000), equivalent.");
    assert_says(&pictures.items[0], "1 slower, 1 faster, 1 equivalent, 0 inconclusive.");
    assert_says(&pictures.items[0], "geometric mean of 3 workloads: 0.958");
    assert_true(strstr(pictures.items[0].text, "slow:") < strstr(pictures.items[0].text, "fast:"));
    pictures_free(&pictures);
    pictures = draw(&source, "comparison", stage.folder, CHART_SHEET);
    assert_int_equal(pictures.count, 1);
    assert_says(&pictures.items[0], "3.13t (new) against 3.13 (base)");
    pictures_free(&pictures);
    compare_free(&compare);
    cells_free(&cells);
    stage_free(&stage);
}

static void test_hostile_names_are_letters(void **state)
{
    static const char *const kinds[] = {"one-thread-cost", "heatmap"};
    struct stage stage = stage_new();

    (void)state;
    for (int n = 1; n <= 2; n++) {
        add_cell(&stage, HOSTILE, 0, n, 100);
        add_cell(&stage, HOSTILE, 1, n, 90);
    }
    struct curves curves = curves_of(&stage);
    const struct chart_source source = {.curves = &curves};
    for (size_t i = 0; i < 2; i++) {
        struct pictures pictures = draw(&source, kinds[i], stage.folder, CHART_SHEET);
        assert_int_equal(pictures.count, 1);
        assert_says(&pictures.items[0], HOSTILE); /* the words are plain text: as it came */
        pictures_free(&pictures);
    }
    curves_free(&curves);
    stage_free(&stage);
}

static void test_a_folder_that_is_not_there_is_an_error(void **state)
{
    struct stage stage = stage_new();
    struct pictures pictures = {0};
    struct error e = {0};

    (void)state;
    add_cell(&stage, "fib", 0, 1, 100);
    add_cell(&stage, "fib", 1, 1, 50);
    struct curves curves = curves_of(&stage);
    const struct chart_source source = {.curves = &curves};
    assert_int_equal(chart_draw(chart_kind_named("one-thread-cost"), &source, ".",
                                "/tmp/gilscale-no-such-folder", CHART_SVG, CHART_SHEET, &pictures, &e),
                     -1);
    assert_int_equal(pictures.count, 0);
    pictures_free(&pictures);
    curves_free(&curves);
    stage_free(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_price_of_a_thread_is_drawn_with_its_mean),
        cmocka_unit_test(test_nothing_to_draw_is_no_error),
        cmocka_unit_test(test_a_map_has_a_picture_for_each_build_and_says_why_a_cell_is_empty),
        cmocka_unit_test(test_a_comparison_is_drawn_with_its_verdicts),
        cmocka_unit_test(test_hostile_names_are_letters),
        cmocka_unit_test(test_a_folder_that_is_not_there_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
