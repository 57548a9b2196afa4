/* A claim's figure among the rows of a run: which cell, which interval, which verdict. */
#include "unit.h"

#include <math.h>

#include "claims/figure.h"
#include "tests/claims_samples.h"

struct setting {
    struct claim claim;
    struct measured_cells cells;
    struct figure_rows rows;
};

/* A GIL build and a free-threaded one of the same version: one thread costs 1.4 times as much there, two do 1.9 times one's work. */
static void write_pair(struct claims_samples *samples)
{
    samples_build(samples, false, "on");
    samples_cell(samples, 1, 1400, 10e6);
    samples_cell(samples, 2, 1330, 11e6);
    samples_build(samples, true, "off");
    samples_cell(samples, 1, 1000, 20e6);
    samples_cell(samples, 2, 1900, 24e6);
    samples_build(samples, true, "on");
    samples_cell(samples, 1, 1000, 20e6);
}

static void evaluate(struct setting *setting, const struct fake_root *root, const char *figures, int cpus)
{
    struct error e = {0};

    if (claim_of(&setting->claim, root, figures, &e) < 0)
        fail_msg("%s", e.text);
    struct figure_source source = {.cells = &setting->cells, .cpus = cpus};
    for (size_t i = 0; i < setting->claim.count; i++)
        figure_evaluate(&setting->rows, &setting->claim.figures[i], &source);
}

static void finish(struct setting *setting)
{
    figure_rows_free(&setting->rows);
    claim_free(&setting->claim);
    cells_free(&setting->cells);
}

static struct setting with_pair(const struct fake_root *root)
{
    struct setting setting = {0};
    struct claims_samples samples = samples_open(root);

    write_pair(&samples);
    samples_read(&samples, &setting.cells);
    return setting;
}

static void assert_near(double value, double wanted)
{
    if (!(fabs(value / wanted - 1) < .01))
        fail_msg("%g is not near %g", value, wanted);
}

#define FIB "what = \"w\"; workload = \"fib\"; "

/* The machine got twice as fast during the run: speedups and ratios of blocks do not mind, where a ratio of medians of other blocks would. */
static void a_speedup_and_its_verdict(void **state)
{
    struct setting s = with_pair(*state);

    evaluate(&s, *state,
             "{ " FIB "measure = \"speedup\"; unit = \"x\"; theirs = \"1.96\"; agree = \"10%\"; build = "
             "\"ft\"; gil = \"off\"; threads = 2; }, "
             "{ " FIB "measure = \"speedup\"; unit = \"x\"; theirs = \"1.00..1.04\"; agree = \"1%\"; build = "
             "\"gil\"; threads = 2; }",
             2);
    assert_int_equal(s.rows.count, 2);
    assert_near(s.rows.items[0].ours.middle, 1.9);
    assert_true(s.rows.items[0].ours.low > 1.85 && s.rows.items[0].ours.high < 1.95);
    assert_int_equal(s.rows.items[0].verdict, FIGURE_AGREE);
    assert_string_equal(s.rows.items[0].build, "3.13t");
    assert_near(s.rows.items[1].ours.middle, .95);
    assert_int_equal(s.rows.items[1].verdict, FIGURE_DISAGREE);
    assert_string_equal(s.rows.items[1].build, "3.13");
    finish(&s);
}

static void a_cost_is_paired_with_the_build_of_the_same_version(void **state)
{
    struct setting s = with_pair(*state);

    evaluate(&s, *state,
             "{ " FIB "measure = \"ns_per_op\"; form = \"percent\"; unit = \"% longer\"; theirs = \"1.9\"; "
             "agree = \"1\"; build = \"ft\"; gil = "
             "\"off\"; over = { build = \"gil\"; gil = \"on\"; }; }",
             2);
    assert_int_equal(s.rows.count, 1);
    assert_near(s.rows.items[0].ours.middle, 40);
    assert_int_equal(s.rows.items[0].ours.values, 8);
    assert_true(s.rows.items[0].ours.low > 38 && s.rows.items[0].ours.high < 42);
    assert_int_equal(s.rows.items[0].verdict, FIGURE_DISAGREE);
    finish(&s);
}

static void memory_of_a_worker_and_of_an_object(void **state)
{
    struct setting s = {0};
    struct claims_samples samples = samples_open(*state);

    samples.row.params = "count=0;kind=list";
    write_pair(&samples);
    samples.row.params = "count=1000;kind=list";
    samples_build(&samples, true, "off");
    samples_cell(&samples, 1, 1000, 20e6 + 32000);
    samples_build(&samples, false, "on");
    samples_cell(&samples, 1, 1000, 10e6 + 16000);
    samples_read(&samples, &s.cells);
    evaluate(&s, *state,
             "{ " FIB "measure = \"pss_per_worker\"; unit = \"MB\"; theirs = \"4\"; agree = \"10%\"; build = "
             "\"ft\"; gil = \"off\"; threads = 2; params = "
             "\"count=0\"; }, "
             "{ " FIB "measure = \"pss_bytes\"; unit = \"bytes\"; theirs = \"4..8\"; agree = \"1\"; build = "
             "\"ft\"; gil = \"off\"; params = \"count=1000\"; "
             "less = { params = \"count=0\"; }; per = \"count\"; over = { build = \"gil\"; gil = \"on\"; }; "
             "form = \"difference\"; }",
             2);
    assert_int_equal(s.rows.count, 2);
    assert_near(s.rows.items[0].ours.middle, 4);
    assert_int_equal(s.rows.items[0].verdict, FIGURE_AGREE);
    assert_near(s.rows.items[1].ours.middle, 16);
    assert_int_equal(s.rows.items[1].verdict, FIGURE_DISAGREE);
    finish(&s);
}

static void a_mean_of_workloads(void **state)
{
    static const double costs[] = {1.1, 1.21};
    struct setting s = {0};
    struct claims_samples samples = samples_open(*state);

    for (int i = 0; i < 2; i++) {
        samples.row.workload = i ? "b" : "a";
        samples_build(&samples, false, "on");
        samples_cell(&samples, 1, 1000, 1e6);
        samples_build(&samples, true, "off");
        samples_cell(&samples, 1, 1000 / costs[i], 1e6);
    }
    samples_read(&samples, &s.cells);
    evaluate(&s, *state,
             "{ what = \"w\"; measure = \"ns_per_op\"; form = \"ratio\"; unit = \"x\"; theirs = \"1.154\"; "
             "agree = \"2%\"; build = \"ft\"; "
             "over = { build = \"gil\"; }; geomean = [ \"a\", \"b\" ]; }, "
             "{ what = \"w\"; measure = \"ns_per_op\"; form = \"ratio\"; unit = \"x\"; theirs = \"1\"; build "
             "= \"ft\"; "
             "over = { build = \"gil\"; }; geomean = [ \"a\", \"c\" ]; }",
             2);
    assert_near(s.rows.items[0].ours.middle, sqrt(1.1 * 1.21));
    assert_int_equal(s.rows.items[0].verdict, FIGURE_AGREE);
    assert_int_equal(s.rows.items[1].verdict, FIGURE_NOT_MEASURED);
    assert_non_null(strstr(s.rows.items[1].reason, "no cell of this run is c"));
    finish(&s);
}

/* What is not there has a reason, never a figure. */
static void what_is_not_measured_says_why(void **state)
{
    struct setting s = with_pair(*state);

    evaluate(
        &s, *state,
        "{ " FIB "measure = \"speedup\"; unit = \"x\"; theirs = \"3.9\"; build = \"ft\"; threads = 4; }, "
        "{ " FIB "measure = \"ops_per_s\"; unit = \"/s\"; theirs = \"3\"; build = \"ft\"; }, "
        "{ " FIB "measure = \"ops_per_s\"; unit = \"ops/s\"; theirs = \"3\"; build = \"ft\"; }, "
        "{ " FIB "measure = \"ops_per_s\"; unit = \"ops/s\"; theirs = \"3\"; build = \"gil\"; mode = "
        "\"processes\"; }, "
        "{ " FIB
        "measure = \"ops_per_s\"; unit = \"ops/s\"; theirs = \"3\"; build = \"gil\"; axes = \"gc=off\"; }",
        2);
    assert_string_equal(s.rows.items[0].reason, "not on this machine (2 CPUs)");
    assert_non_null(strstr(s.rows.items[2].reason, "two cells of this run"));
    assert_non_null(strstr(s.rows.items[3].reason, "no cell of this run is fib, processes, N=1"));
    for (size_t i = 0; i < s.rows.count; i++)
        assert_int_equal(s.rows.items[i].verdict, FIGURE_NOT_MEASURED);
    finish(&s);
}

static void without_the_other_build_there_is_no_ratio(void **state)
{
    struct setting s = {0};
    struct claims_samples samples = samples_open(*state);

    samples_build(&samples, true, "off");
    samples_cell(&samples, 1, 1000, 1e6);
    samples.row.python = "3.12.1";
    samples_build(&samples, false, "on");
    samples_cell(&samples, 1, 1000, 1e6);
    samples_read(&samples, &s.cells);
    evaluate(&s, *state,
             "{ " FIB "measure = \"ns_per_op\"; unit = \"x\"; theirs = \"1\"; build = \"ft\"; over = { build "
             "= \"gil\"; }; }",
             2);
    assert_int_equal(s.rows.items[0].verdict, FIGURE_NOT_MEASURED);
    assert_string_equal(s.rows.items[0].reason, "no GIL build of Python 3.13.1 in this run");
    finish(&s);
}

static void a_failed_cell_tells_its_status(void **state)
{
    struct setting s = {0};
    struct claims_samples samples = samples_open(*state);
    struct sample row;

    samples_build(&samples, false, "on");
    row = samples.row;
    row.block = row.invocation = 0;
    row.phase = "end";
    row.status = "skipped";
    row.detail = "no subinterpreters before 3.12";
    sample_write(samples.to, &row);
    samples_read(&samples, &s.cells);
    evaluate(&s, *state,
             "{ " FIB "measure = \"ops_per_s\"; unit = \"ops/s\"; theirs = \"1\"; build = \"gil\"; }", 2);
    assert_string_equal(s.rows.items[0].reason, "skipped: no subinterpreters before 3.12");
    struct figure_source none = {.why = "it was not run"};
    figure_evaluate(&s.rows, &s.claim.figures[0], &none);
    assert_string_equal(s.rows.items[1].reason, "it was not run");
    finish(&s);
}

/* Wrong runs are counted among those that came to an end, not among those that crashed; and where all are wrong there is still a figure. */
static void how_many_came_out_wrong(void **state)
{
    static const char *const ends[] = {"wrong", "ok", "wrong", "crashed", "wrong", "wrong", "wrong", "wrong"};
    struct setting s = {0};
    struct claims_samples samples = samples_open(*state);

    for (int locked = 0; locked < 2; locked++) {
        samples_build(&samples, true, "off");
        samples.row.params = locked ? "locked=1" : "locked=0";
        for (int i = 0; i < 8; i++)
            samples_end(&samples, i, 2, locked ? "wrong" : ends[i]);
    }
    samples_read(&samples, &s.cells);
    evaluate(&s, *state,
             "{ " FIB "measure = \"wrong_share\"; unit = \"%\"; theirs = \"unsafe\"; at_least = 1; agree = "
             "\"0\"; build = \"ft\"; threads = 2; params = \"locked=0\"; }, "
             "{ " FIB
             "measure = \"wrong_share\"; unit = \"%\"; theirs = \"safe\"; build = \"ft\"; threads = 2; "
             "params = \"locked=1\"; }",
             2);
    assert_near(s.rows.items[0].ours.middle, 100 * 6. / 7);
    assert_near(s.rows.items[0].ours.low, 42.13);
    assert_near(s.rows.items[0].ours.high, 99.64);
    assert_int_equal(s.rows.items[0].verdict, FIGURE_AGREE);
    assert_string_equal(s.rows.items[0].reason, "7 did not end well (wrong: of status wrong)");
    assert_near(s.rows.items[1].ours.middle, 100);
    assert_near(s.rows.items[1].ours.low, 63.06);
    assert_string_equal(s.rows.items[1].reason, "8 did not end well (wrong: of status wrong)");
    assert_int_equal(s.rows.items[1].verdict, FIGURE_QUALITATIVE);
    finish(&s);
}

static void wrong_shares_of_two_cells_are_no_figure(void **state)
{
    struct claim claim = {0};
    struct error e = {0};

    assert_int_equal(claim_of(&claim, *state,
                              "{ " FIB
                              "measure = \"wrong_share\"; unit = \"%\"; theirs = \"1\"; build = \"ft\"; "
                              "over = { build = \"gil\"; }; }",
                              &e),
                     -1);
    assert_non_null(strstr(e.text, "wrong_share is of one cell, not of two"));
    claim_free(&claim);
}

/* Each build of the kind has its row. */
static void every_build_of_a_kind_has_a_row(void **state)
{
    struct setting s = {0};
    struct claims_samples samples = samples_open(*state);

    samples_build(&samples, false, "on");
    samples_cell(&samples, 1, 1000, 1e6);
    samples.row.build = "3.14";
    samples.row.python = "3.14.1";
    samples_cell(&samples, 1, 2000, 1e6);
    samples_read(&samples, &s.cells);
    evaluate(&s, *state,
             "{ " FIB "measure = \"ns_per_op\"; unit = \"us\"; theirs = \"1\"; build = \"gil\"; }", 2);
    assert_int_equal(s.rows.count, 2);
    assert_string_equal(s.rows.items[1].build, "3.14");
    assert_true(s.rows.items[1].ours.middle < s.rows.items[0].ours.middle);
    assert_int_equal(s.rows.items[0].verdict, FIGURE_NOT_JUDGED);
    finish(&s);
}

/* A value that only some invocations have is told as such: it may be that of the better ones. */
static void a_value_of_some_invocations_says_so(void **state)
{
    struct setting s = {0};
    struct claims_samples samples = samples_open(*state);

    samples_build(&samples, false, "on");
    for (int block = 0; block < 8; block++) {
        samples.row.latency_p99_s = block < 7 ? .001 * (block + 1) : NAN;
        samples_add(&samples, block, 1, 1000, 1e6);
    }
    samples_read(&samples, &s.cells);
    evaluate(
        &s, *state,
        "{ " FIB
        "measure = \"latency_p99_s\"; unit = \"ms\"; theirs = \"4\"; agree = \"100%\"; build = \"gil\"; }",
        2);
    assert_near(s.rows.items[0].ours.middle, 4);
    assert_string_equal(s.rows.items[0].reason,
                        "from 7 of 8 invocations, the others lack it or have no counterpart");
    finish(&s);
}

static enum figure_verdict judged(double low, double high, double share, double most, double ours_low,
                                  double ours, double ours_high)
{
    struct claim_figure figure = {.low = low, .high = high, .share = share, .most = most};
    struct interval interval = {.low = ours_low, .middle = ours, .high = ours_high};
    return figure_judge(&figure, &interval);
}

static void the_rule(void **state)
{
    (void)state;
    assert_int_equal(judged(2, 2, .1, NAN, 1.9, 2, 2.1), FIGURE_AGREE);
    assert_int_equal(judged(2, 2, .1, NAN, 1.7, 1.75, 1.81), FIGURE_DISAGREE); /* 2 / 1.1 is 1.818 */
    assert_int_equal(judged(2, 2, .1, NAN, 1.7, 1.8, 1.9), FIGURE_UNCLEAR);
    assert_int_equal(judged(2, 2, .1, NAN, 1.2, 2, 3), FIGURE_UNCLEAR); /* in the middle, and says nothing */
    assert_int_equal(judged(2, 2, .1, NAN, NAN, 2, NAN), FIGURE_NO_INTERVAL);
    assert_int_equal(judged(2, 2, NAN, NAN, 1.9, 2, 2.1), FIGURE_NOT_JUDGED);
    assert_int_equal(judged(NAN, NAN, NAN, NAN, 1.9, 2, 2.1), FIGURE_QUALITATIVE);
    assert_int_equal(judged(2, 2, .1, NAN, NAN, NAN, NAN), FIGURE_NOT_MEASURED);
    assert_int_equal(judged(-INFINITY, 10, NAN, 0, 1, 2, 3), FIGURE_AGREE);
    assert_int_equal(judged(-INFINITY, 10, NAN, 0, 9, 9.5, 10.5), FIGURE_UNCLEAR);
    assert_int_equal(judged(-INFINITY, 10, NAN, 0, 11, 12, 13), FIGURE_DISAGREE);
    assert_int_equal(judged(.9, 4, NAN, 1, -.5, 0, .5), FIGURE_AGREE);         /* from -0.1 to 5 */
    assert_int_equal(judged(-4, -2, .5, NAN, -6.5, -5.5, -4.5), FIGURE_AGREE); /* from -6 to -1.33 */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_root_make, fake_root_remove)
    const struct CMUnitTest tests[] = {TEST(a_speedup_and_its_verdict),
                                       TEST(a_cost_is_paired_with_the_build_of_the_same_version),
                                       TEST(memory_of_a_worker_and_of_an_object),
                                       TEST(a_mean_of_workloads),
                                       TEST(what_is_not_measured_says_why),
                                       TEST(without_the_other_build_there_is_no_ratio),
                                       TEST(a_failed_cell_tells_its_status),
                                       TEST(every_build_of_a_kind_has_a_row),
                                       TEST(how_many_came_out_wrong),
                                       TEST(wrong_shares_of_two_cells_are_no_figure),
                                       TEST(a_value_of_some_invocations_says_so),
                                       cmocka_unit_test(the_rule)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
