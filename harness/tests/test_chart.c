/* A chart shows every curve under its name, and a name is never more than a label. Run from the top of the
 * tree. */
#include "unit.h"

#include <dirent.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "chart/chart.h"
#include "chart/panels.h"

/* What a hostile name would leave behind if anything ran it. */
#define PROOF "gilscale-test-proof"

struct stage {
    char *top, *folder, *temporary; /* all that a test writes is below `top` */
    struct curves curves;
};

static struct stage stage_new(void)
{
    struct stage stage = {.top = text_format("/tmp/gilscale-test-XXXXXX")};
    assert_non_null(mkdtemp(stage.top));
    stage.folder = text_format("%s/out", stage.top);
    stage.temporary = text_format("%s/tmp", stage.top);
    mkdir(stage.folder, 0755);
    mkdir(stage.temporary, 0755);
    setenv("TMPDIR", stage.temporary, 1);
    return stage;
}

static size_t count_files(const char *folder)
{
    size_t count = 0;
    DIR *open = opendir(folder);
    assert_non_null(open);
    for (const struct dirent *entry; (entry = readdir(open));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(open);
    return count;
}

static char *in_folder(const struct stage *stage, const char *name)
{
    return text_format("%s/%s", stage->folder, name);
}

static void stage_free(struct stage *stage)
{
    assert_int_equal(count_files(stage->temporary), 0); /* no chart leaves its data behind */
    assert_int_not_equal(access(PROOF, F_OK), 0);
    static const char *const names[] = {"speedup.svg", "speedup.png"};
    for (size_t i = 0; i < 2; i++) {
        char *path = in_folder(stage, names[i]);
        unlink(path);
        free(path);
    }
    rmdir(stage->folder);
    rmdir(stage->temporary);
    assert_int_equal(rmdir(stage->top), 0);
    curves_free(&stage->curves);
    free(stage->top);
    free(stage->folder);
    free(stage->temporary);
    unsetenv("TMPDIR");
}

/* A curve up to `most` workers, N doubling, each of which adds `share` of a worker's rate. */
static struct curve *add_curve(struct stage *stage, const char *workload, const char *build, bool ft,
                               const char *gil, int most, double share)
{
    struct curves *curves = &stage->curves;
    curves->items = text_grow(curves->items, curves->count + 1, sizeof *curves->items);
    struct curve *curve = &curves->items[curves->count++];
    *curve = (struct curve){.key = {.build = text_format("%s", build),
                                    .python = text_format("3.13"),
                                    .gil = text_format("%s", gil),
                                    .mode = text_format("threads"),
                                    .axes = text_format("%s", ""),
                                    .workload = text_format("%s", workload),
                                    .params = text_format("%s", ""),
                                    .placement = text_format("cores"),
                                    .ft = ft}};
    for (int n = 1; n <= most; n *= 2) {
        curve->points = text_grow(curve->points, curve->count + 1, sizeof *curve->points);
        double speedup = 1 + share * (n - 1);
        curve->points[curve->count++] =
            (struct curve_point){.threads = n,
                                 .speedup = {.middle = speedup, .low = speedup * .95, .high = speedup * 1.05},
                                 .status = "ok",
                                 .detail = text_format("%s", ""),
                                 .flags = text_format("%s", "")};
    }
    return curve;
}

static void rename_text(char **text, const char *to)
{
    free(*text);
    *text = text_format("%s", to);
}

static char *contents(const struct stage *stage, const char *name, size_t *size)
{
    char *path = in_folder(stage, name);
    FILE *from = fopen(path, "r");
    assert_non_null(from);
    char *bytes = text_grow(NULL, 4u << 20, 1);
    *size = fread(bytes, 1, (4u << 20) - 1, from);
    bytes[*size] = '\0';
    fclose(from);
    free(path);
    return bytes;
}

static size_t occurrences(const char *text, const char *what)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, what)); at++)
        count++;
    return count;
}

/* Draws, and returns the SVG. */
static char *drawn(struct stage *stage)
{
    struct error e = {0};
    size_t size;
    if (chart_speedup(&stage->curves, ".", stage->folder, &e))
        fail_msg("%s", e.text);
    assert_int_equal(count_files(stage->folder), 2);
    char *png = contents(stage, "speedup.png", &size);
    assert_true(size > 5000 && memcmp(png, "\x89PNG\r\n\x1a\n", 8) == 0 &&
                memcmp(png + size - 8, "IEND", 4) == 0);
    free(png);
    char *svg = contents(stage, "speedup.svg", &size);
    assert_non_null(strstr(svg, "</svg>"));
    return svg;
}

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

static void panels_that_differ_too_much_for_one_scale_say_that_each_has_its_own(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    add_curve(&stage, "fib", "3.13.15", false, "on", 64, 0);
    add_curve(&stage, "spin", "3.13.15", false, "on", 64, .9);
    char *svg = drawn(&stage);
    assert_non_null(strstr(svg, "each panel has its own scale"));
    free(svg);
    stage_free(&stage);
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
        if (chart_speedup(&stage.curves, home, names[i], &e))
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

static void a_cell_that_did_not_end_well_is_not_drawn(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct panels panels = {0};
    struct error e = {0};
    struct curve *curve = add_curve(&stage, "fib", "3.13.15", false, "on", 4, 0);
    strcpy(curve->points[2].status, "crashed");
    add_curve(&stage, "json", "3.13.15", false, "on", 2, 0)->points[0].speedup.middle = NAN;
    struct curve *none = add_curve(&stage, "numpy", "3.13.15", false, "on", 2, 0);
    strcpy(none->points[0].status, "skipped");
    strcpy(none->points[1].status, "skipped");
    assert_int_equal(panels_arrange(&panels, &stage.curves, &e), 0);
    assert_int_equal(panels.panel_count, 2);
    assert_int_equal(panels.threads_count, 2);
    assert_int_equal(panels.threads[1], 2);
    panels_free(&panels);
    stage_free(&stage);
}

static void the_ceiling_is_the_median_of_the_native_curves_at_the_same_placement(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct panels panels = {0};
    struct error e = {0};
    add_curve(&stage, "fib", "3.13.15", false, "on", 2, 0);
    for (int i = 0; i < 3; i++)
        add_curve(&stage, "spin", i == 0 ? "a" : i == 1 ? "b" : "c", false, "on", 2, .5 + .2 * i);
    rename_text(&add_curve(&stage, "spin", "d", false, "on", 2, 50)->key.placement, "smt");
    assert_int_equal(panels_arrange(&panels, &stage.curves, &e), 0);
    const struct block *ceiling =
        &panels.blocks[panels.first[0] + 2]; /* after the title and the ideal line */
    assert_int_equal(ceiling->own_count, 2);
    assert_true(fabs(ceiling->own[1].speedup.middle - 1.7) < 1e-9);
    panels_free(&panels);
    stage_free(&stage);
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

static void a_regular_law_is_a_line_between_the_n_of_its_fit_and_never_beyond(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct panels panels = {0};
    struct error e = {0};
    const struct curve *curve = add_lawful_curve(&stage, "3.13t", SCALING_REGULAR, 2, 8);
    assert_int_equal(panels_arrange(&panels, &stage.curves, &e), 0);
    const struct block *law = &panels.blocks[panels.count - 1];
    assert_true(law->law == &curve->laws && law->style.point == -1);
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    panels_write(&panels, to);
    fclose(to);
    const char *line = strstr(text, "\n\n\n2 "); /* the title and its curves begin at 0 and 1 */
    assert_non_null(line);
    double n = 0, speedup, last = 0;
    for (line += 3; sscanf(line, "%lf %lf NaN NaN", &n, &speedup) == 2; line += strcspn(line, "\n") + 1) {
        assert_true(n >= 2 && n <= 8 && n > last);
        assert_true(fabs(speedup - 4 * n / (1 + .05 * (n - 1) + .01 * n * (n - 1))) < 1e-3);
        last = n;
        if (!line[strcspn(line, "\n")])
            break;
    }
    assert_true(last == 8);
    free(text);
    /* The law is above the curve here, and has its place in the panel. */
    assert_true(fabs(panels.highest[0] - 4 * 8 / (1 + .05 * 7 + .01 * 56)) < 1e-9);
    panels_free(&panels);
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

static void nothing_to_draw_is_an_error_and_leaves_no_picture(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    struct error e = {0};
    assert_int_equal(chart_speedup(&stage.curves, ".", stage.folder, &e), -1);
    assert_non_null(strstr(e.text, "nothing to draw"));
    strcpy(add_curve(&stage, "fib", "3.13.15", false, "on", 1, 0)->points[0].status, "timeout");
    e = (struct error){0};
    assert_int_equal(chart_speedup(&stage.curves, ".", stage.folder, &e), -1);
    assert_int_equal(chart_terminal(&stage.curves, ".", 80, stdout, &e), -1);
    assert_non_null(strstr(e.text, "nothing to draw"));
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
    assert_int_equal(chart_speedup(&stage.curves, ".", stage.folder, &e), -1);
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
    assert_int_equal(chart_speedup(&stage.curves, ".", "/nowhere", &e), -1);
    assert_true(e.text[0] != '\0');
    char *before = drawn(&stage);
    assert_int_equal(chart_speedup(&stage.curves, "/no/scripts", stage.folder, &e), -1);
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
        cmocka_unit_test(every_workload_has_a_panel_and_every_series_its_name_once),
        cmocka_unit_test(without_a_native_workload_no_ceiling_is_promised),
        cmocka_unit_test(panels_that_differ_too_much_for_one_scale_say_that_each_has_its_own),
        cmocka_unit_test(a_hostile_name_is_a_label_and_nothing_else),
        cmocka_unit_test(a_hostile_folder_is_a_folder),
        cmocka_unit_test(the_same_curves_give_the_same_picture),
        cmocka_unit_test(a_cell_that_did_not_end_well_is_not_drawn),
        cmocka_unit_test(the_ceiling_is_the_median_of_the_native_curves_at_the_same_placement),
        cmocka_unit_test(a_regular_law_is_a_line_between_the_n_of_its_fit_and_never_beyond),
        cmocka_unit_test(the_key_has_the_fitted_law_once_and_only_when_one_is_drawn),
        cmocka_unit_test(nothing_to_draw_is_an_error_and_leaves_no_picture),
        cmocka_unit_test(without_gnuplot_the_error_names_the_package),
        cmocka_unit_test(a_picture_that_cannot_be_written_is_an_error_and_the_old_one_stays),
        cmocka_unit_test(forty_workloads_and_all_n_up_to_64_still_make_a_picture),
        cmocka_unit_test(the_terminal_shows_a_bar_a_curve_at_its_largest_n),
        cmocka_unit_test(the_terminal_keeps_to_its_width_and_tells_different_n_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
