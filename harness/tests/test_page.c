/* The page of claims: what a stranger reads, and that nothing in a name or a text becomes Markdown, HTML or a column. */
#include "unit.h"

#include <math.h>

#include "claims/page.h"
#include "record/csvfile.h"
#include "tests/claims_samples.h"

static char *written(int (*write)(FILE *, void *), struct page *page)
{
    char *text = NULL;
    size_t length = 0;
    FILE *to = open_memstream(&text, &length);

    assert_non_null(to);
    assert_int_equal(write(to, page), 0);
    fclose(to);
    return text;
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%s", part, text);
}

static void numbers_have_three_digits(void **state)
{
    static const struct {
        double number;
        const char *text;
    } cases[] = {{1.96, "1.96"},    {1284, "1284"},     {48.5, "48.5"},     {0, "0.00"}, {-3.14159, "-3.14"},
                 {.0123, "0.0123"}, {1.5e7, "1.5e+07"}, {123456, "123456"}, {NAN, "-"},  {1e-9, "0.000000"}};
    char text[32];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(page_number(cases[i].number, text, sizeof text), cases[i].text);
}

/* A build, a workload and a claim with the worst names there are. */
static struct page hostile_page(struct claim *claim, const struct fake_root *root)
{
    struct claims_samples samples = samples_open(root);
    struct measured_cells cells = {0};
    struct page page = {0};
    struct error e = {0};

    samples_build(&samples, false, "on");
    samples.row.build = "a|b`<script>alert(1)</script>";
    samples_cell(&samples, 1, 1000, 1e6);
    samples_read(&samples, &cells);
    if (claim_of(claim, root,
                 "{ what = \"a|b <img src=x> [l](u) `c`\"; theirs = \"1.00..1.04\"; unit = \"ms\"; agree = "
                 "\"10%\"; measure = \"ns_per_op\"; workload = "
                 "\"fib\"; build = \"gil\"; }, "
                 "{ what = \"gone\"; theirs = \"7\"; unit = \"x\"; measure = \"speedup\"; workload = "
                 "\"fib\"; threads = 8; }, "
                 "{ what = \"gone too\"; theirs = \"9\"; unit = \"x\"; measure = \"speedup\"; workload = "
                 "\"fib\"; threads = 16; }",
                 &e) < 0)
        fail_msg("%s", e.text);
    page.items = text_grow(NULL, 1, sizeof *page.items);
    page.count = 1;
    page.items[0] = (struct page_claim){.claim = claim,
                                        .folder = text_format("results/x|y"),
                                        .date = text_format("2026-11-21T10:00:00+0000"),
                                        .machine = text_format("m,\"1\"")};
    struct figure_source source = {.cells = &cells, .cpus = 2};
    for (size_t i = 0; i < claim->count; i++)
        figure_evaluate(&page.items[0].rows, &claim->figures[i], &source);
    text_list_add(&page.machines, "CPU <b>");
    cells_free(&cells);
    return page;
}

static void the_page_is_safe_and_says_all(void **state)
{
    struct claim claim;
    struct page page = hostile_page(&claim, *state);
    char *text = written(page_write_markdown, &page);

    assert_has(text, "| measured | 2026-11-21, ");
    assert_has(text, "| machine | CPU \\<b\\> |");
    assert_has(text, "a\\|b \\<img src=x\\> \\[l\\](u) \\`c\\`");
    assert_has(text, "| 1.00 to 1.04 | 0.909 to 1.14 |");
    assert_has(text, "| ms | unclear |");
    assert_has(text, "- not on this machine (2 CPUs): gone (theirs: 7); gone too (theirs: 9)\n");
    assert_has(text, "Of 1 figure that could be judged");
    /* The build's name is a code span, its bar escaped. */
    assert_has(text, "a\\|b`<script>alert(1)</script>``");
    assert_null(strstr(text, "| <"));
    assert_null(strstr(text, "\n<"));
    free(text);
    page_free(&page);
    claim_free(&claim);
}

/* Every row of a table has as many cells as its head. */
static void tables_keep_their_columns(void **state)
{
    struct claim claim;
    struct page page = hostile_page(&claim, *state);
    char *text = written(page_write_markdown, &page);
    size_t rows = 0;
    int columns = 0;

    for (char *line = strtok(text, "\n"), *before = ""; line; before = line, line = strtok(NULL, "\n")) {
        int bars = 0;
        for (char *c = line; *c; c++)
            bars += *c == '|' && (c == line || c[-1] != '\\');
        if (*line == '|' && *before == '|')
            assert_int_equal(bars, columns);
        rows += *line == '|';
        columns = bars;
    }
    assert_true(rows > 6);
    free(text);
    page_free(&page);
    claim_free(&claim);
}

struct counted {
    size_t columns, rows;
};

static int count_row(void *context, const char *const *cells, size_t count, size_t line, struct error *e)
{
    struct counted *counted = context;

    (void)line, (void)e;
    counted->columns = count;
    if (counted->rows++ == 1) {
        assert_string_equal(cells[0], "C1");
        assert_string_equal(cells[7], "a|b`<script>alert(1)</script>");
        assert_string_equal(cells[14], "m,\"1\"");
        assert_string_equal(cells[15], "unclear");
    }
    return 0;
}

static void the_csv_has_a_row_for_each_figure(void **state)
{
    struct claim claim;
    struct page page = hostile_page(&claim, *state);
    char *text = written(page_write_csv, &page);
    struct counted counted = {0};
    struct error e = {0};
    struct csvfile *file = csvfile_new("claims.csv", count_row, count_row, &counted);

    assert_int_equal(csvfile_feed(file, text, strlen(text), &e), 0);
    assert_int_equal(csvfile_finish(file, &e), 0);
    assert_int_equal(counted.columns, 17);
    assert_int_equal(counted.rows, 4);
    csvfile_free(file);
    free(text);
    page_free(&page);
    claim_free(&claim);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_root_make, fake_root_remove)
    const struct CMUnitTest tests[] = {cmocka_unit_test(numbers_have_three_digits),
                                       TEST(the_page_is_safe_and_says_all), TEST(tables_keep_their_columns),
                                       TEST(the_csv_has_a_row_for_each_figure)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
