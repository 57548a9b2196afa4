/* A comparison finds what was put into made-up cells: changes of rate, of scaling, of neither. */
#include "stats/noise.h"
#include "tests/made_cells.h"

static const char *name_of(const struct compare *c, size_t curve)
{
    return curve_change_name(c->curves[curve].change.judged.verdict,
                             &c->rows[c->curves[curve].one].judged.verdict);
}

/* ---- curves */

static void a_curve_that_scales_worse_from_an_equal_start_is_named_as_such(void **state)
{
    (void)state;
    struct maker base = maker_new("r1", 1), new = maker_new("r2", 2);
    add(&base, 1, 1000);
    add(&base, 4, 3800);
    add(&base, 8, 7000);
    add(&new, 1, 1000);
    add(&new, 4, 3500);
    add(&new, 8, 5600);
    struct compare c = compared(&base, &new, plain);
    assert_int_equal(c.curve_count, 1);
    const struct curve_change *change = &c.curves[0].change;
    assert_int_equal(change->threads, 8);
    assert_true(change->judged.a_count == BLOCKS && change->judged.b_count == BLOCKS &&
                !change->judged.paired);
    assert_true(is_near(change->judged.ratio.middle, .8, .01));
    assert_true(change->judged.ratio.low < .8 && change->judged.ratio.high > .8);
    assert_string_equal(name_of(&c, 0), "scales worse from an equal start");
    assert_int_equal(c.curve_tally[VERDICT_SLOWER], 1);
    assert_int_equal(c.rows[c.curves[0].one].base->threads, 1);
    assert_int_equal(c.rows[c.curves[0].most].base->threads, 8);
    compare_free(&c);
    c = compared(&new, &base, plain);
    assert_string_equal(name_of(&c, 0), "scales better from an equal start");
    compare_free(&c);
    maker_free(&base);
    maker_free(&new);
}

static void a_build_that_is_slower_with_any_number_of_workers_scales_alike(void **state)
{
    (void)state;
    struct maker base = maker_new("r1", 3), new = maker_new("r2", 4);
    add(&base, 1, 1000);
    add(&base, 8, 7000);
    add(&new, 1, 700);
    add(&new, 8, 4900);
    struct compare c = compared(&base, &new, plain);
    assert_int_equal(c.tally[VERDICT_SLOWER], 2);
    assert_string_equal(name_of(&c, 0), "scales alike");
    assert_true(is_near(c.curves[0].change.judged.ratio.middle, 1, .01));
    compare_free(&c);
    maker_free(&base);
    maker_free(&new);
}

static void what_starts_faster_and_ends_alike_scales_worse_and_says_from_where(void **state)
{
    (void)state;
    struct maker base = maker_new("r1", 5), new = maker_new("r2", 6);
    add(&base, 1, 1000);
    add(&base, 8, 7000);
    add(&new, 1, 1300);
    add(&new, 8, 7000);
    struct compare c = compared(&base, &new, plain);
    assert_string_equal(name_of(&c, 0), "scales worse from a faster start");
    compare_free(&c);
    maker_free(&base);
    maker_free(&new);
}

static void a_curve_needs_one_worker_and_ends_at_the_largest_number_of_both(void **state)
{
    (void)state;
    struct maker base = maker_new("r1", 7), new = maker_new("r2", 8);
    add(&base, 1, 1000);
    add(&base, 2, 2000);
    add(&base, 8, 8000);
    add(&new, 1, 1000);
    add(&new, 2, 2000);
    add(&new, 4, 4000);
    base.workload = new.workload = "spin";
    add(&base, 2, 2000);
    add(&base, 4, 4000);
    add(&new, 2, 2000);
    add(&new, 4, 4000);
    struct compare c = compared(&base, &new, plain);
    assert_int_equal(c.curve_count, 1);
    assert_int_equal(c.curves[0].change.threads, 2);
    assert_int_equal(c.count, 4);
    assert_true(c.only_base == 1 && c.only_new == 1);
    compare_free(&c);
    maker_free(&base);
    maker_free(&new);
}

/* The machine gains a half over the run, the change is a twentieth: in groups it drowns. */
static void builds_of_one_run_pair_by_block_in_cells_and_in_speedups(void **state)
{
    (void)state;
    struct maker maker = maker_new("r", 9);
    maker.drift = .4;
    maker.build = "a";
    add(&maker, 1, 1000);
    add_but(&maker, 8, 7000, 2);
    maker.build = "b";
    add_but(&maker, 1, 1000, 5);
    add(&maker, 8, 6600);
    struct compare c = compared(&maker, &maker, by_build);
    const struct verdict_cell *judged = &c.curves[0].change.judged;
    /* Blocks 2 and 5 lack a cell: the other ten have all four. */
    assert_true(judged->paired && judged->a_count == BLOCKS - 2 && judged->b_count == BLOCKS - 2);
    assert_int_equal(c.rows[0].judged.a_count, BLOCKS - 1);
    assert_true(is_near(c.rows[0].judged.ratio.middle, 1, .01));
    assert_true(is_near(judged->ratio.middle, 6600. / 7000, .01));
    assert_string_equal(name_of(&c, 0), "scales worse from an equal start");
    assert_int_equal(c.rows[1].judged.verdict, VERDICT_SLOWER);
    compare_free(&c);
    maker_free(&maker);
}

static void few_invocations_leave_a_curve_inconclusive(void **state)
{
    (void)state;
    struct maker base = maker_new("r1", 10), new = maker_new("r2", 11);
    struct maker *makers[] = {&base, &new};
    for (size_t i = 0; i < 2; i++)
        for (int threads = 1; threads <= 2; threads++) {
            struct measured_cell *cell = add_empty(makers[i], threads);
            for (int64_t block = 0; block < 3; block++)
                add_invocation(cell, makers[i]->run, block, (i ? 500 : 1000) * threads);
        }
    struct compare c = compared(&base, &new, plain);
    assert_string_equal(name_of(&c, 0), "inconclusive");
    assert_true(c.curves[0].change.judged.needed >= 6);
    compare_free(&c);
    maker_free(&base);
    maker_free(&new);
}

/* Workers that never got through a batch have a rate of 0, whose log is no number to subtract. */
static void a_rate_of_0_is_slower_and_no_infinity(void **state)
{
    (void)state;
    struct maker maker = maker_new("r", 12);
    maker.build = "a";
    add(&maker, 1, 1000);
    add(&maker, 2, 0);
    maker.build = "b";
    add(&maker, 1, 0);
    add(&maker, 2, 0);
    struct compare c = compared(&maker, &maker, by_build);
    assert_int_equal(c.rows[0].judged.verdict, VERDICT_SLOWER);
    assert_true(c.rows[0].judged.ratio.middle < 1e-300 && c.rows[0].judged.ratio.high < 1e-300);
    assert_int_equal(c.rows[1].judged.verdict, VERDICT_EQUIVALENT);
    assert_true(isfinite(c.curves[0].change.judged.a[0]) && isfinite(c.curves[0].change.judged.b[0]));
    compare_free(&c);
    maker_free(&maker);
}

/* ---- geometric means */

static double log_width(const struct interval *interval)
{
    return log(interval->high / interval->low);
}

static void the_mean_over_workloads_is_geometric_and_of_each_number_of_workers(void **state)
{
    (void)state;
    static const double ratios[] = {2, .5, 1.331};
    static const char *const names[] = {"dict", "fib", "sort"};
    struct maker base = maker_new("r1", 14), new = maker_new("r2", 15);
    base.noise = new.noise = 0;
    for (size_t i = 0; i < 3; i++) {
        base.workload = new.workload = names[i];
        add(&base, 1, 1000);
        add(&new, 1, 1000 * ratios[i]);
        add(&base, 2, 1500);
        if (i < 2)
            add(&new, 2, 1500 * ratios[i] * 1.1);
        if (i == 0) {
            add(&base, 4, 1500);
            add(&new, 4, 1500);
        }
    }
    struct compare c = compared(&base, &new, plain);
    assert_int_equal(c.mean_count, 2); /* one workload alone has no mean */
    assert_true(c.means[0].ratio.values == 3 && is_near(c.means[0].ratio.middle, 1.1, 1e-9));
    assert_true(c.means[1].ratio.values == 2 && is_near(c.means[1].ratio.middle, 1.1, 1e-9));
    assert_int_equal(c.rows[c.means[1].row].base->threads, 2);
    /* Without noise there is nothing to be uncertain of, however much the workloads differ: they were not drawn. */
    assert_true(is_near(c.means[0].ratio.low, 1.1, 1e-9) && is_near(c.means[0].ratio.high, 1.1, 1e-9));
    compare_free(&c);
    maker_free(&base);
    maker_free(&new);
}

static void the_interval_of_a_mean_covers_the_truth_and_narrows_with_workloads(void **state)
{
    (void)state;
    int covered = 0;
    double one = 0, four = 0;
    for (unsigned long trial = 0; trial < 60; trial++) {
        struct maker base = maker_new("r1", 100 + 2 * trial), new = maker_new("r2", 101 + 2 * trial);
        base.noise = new.noise = .03;
        for (const char *const *name = (const char *const[]){"a", "b", "c", "d", NULL}; *name; name++) {
            base.workload = new.workload = *name;
            add(&base, 1, 1000);
            add(&new, 1, 950);
        }
        struct compare c = compared(&base, &new, plain);
        covered += c.means[0].ratio.low <= .95 && .95 <= c.means[0].ratio.high;
        four += log_width(&c.means[0].ratio);
        one += log_width(&c.rows[0].judged.ratio);
        compare_free(&c);
        maker_free(&base);
        maker_free(&new);
    }
    print_message("covered %d of 60, width %.4f for four workloads, %.4f for one\n", covered, four / 60,
                  one / 60);
    assert_true(covered >= 52);
    assert_true(four < .7 * one && four > .35 * one);
}

/* What disturbs a block disturbs all its workloads: four of them know no more than one. */
static void what_the_workloads_of_a_block_share_does_not_average_out(void **state)
{
    (void)state;
    double width[2];
    for (int shared = 0; shared < 2; shared++) {
        struct maker base = maker_new("r1", 30), new = maker_new("r2", 31);
        base.noise = new.noise = shared ? .001 : .02;
        base.block_noise = new.block_noise = shared ? .02 : 0;
        for (const char *const *name = (const char *const[]){"a", "b", "c", "d", NULL}; *name; name++) {
            base.workload = new.workload = *name;
            add(&base, 1, 1000);
            add(&new, 1, 1000);
        }
        struct compare c = compared(&base, &new, plain);
        width[shared] = log_width(&c.means[0].ratio);
        compare_free(&c);
        maker_free(&base);
        maker_free(&new);
    }
    print_message("width %.4f, shared %.4f\n", width[0], width[1]);
    assert_true(width[1] > 1.4 * width[0]);
}

static void a_mean_of_pairs_does_not_see_the_drift(void **state)
{
    (void)state;
    struct maker maker = maker_new("r", 40);
    maker.drift = .4;
    for (const char *const *name = (const char *const[]){"fib", "sort", NULL}; *name; name++) {
        maker.workload = *name;
        maker.build = "a";
        add_but(&maker, 1, 1000, 0);
        maker.build = "b";
        add_but(&maker, 1, 900, BLOCKS - 1);
    }
    struct compare c = compared(&maker, &maker, by_build);
    assert_int_equal(c.mean_count, 1);
    assert_true(is_near(c.means[0].ratio.middle, .9, .01) && log_width(&c.means[0].ratio) < .02);
    compare_free(&c);
    maker_free(&maker);
}

static void a_mean_of_few_invocations_has_no_interval(void **state)
{
    (void)state;
    struct maker base = maker_new("r1", 41), new = maker_new("r2", 42);
    for (const char *const *name = (const char *const[]){"a", "b", NULL}; *name; name++) {
        base.workload = new.workload = *name;
        struct measured_cell *cell = add_empty(&base, 1);
        for (int64_t block = 0; block < 5; block++)
            add_invocation(cell, "r1", block, 1000);
        add(&new, 1, 1000);
    }
    struct compare c = compared(&base, &new, plain);
    assert_true(is_near(c.means[0].ratio.middle, 1, .01) && isnan(c.means[0].ratio.low));
    compare_free(&c);
    maker_free(&base);
    maker_free(&new);
}

/* ---- the noise floor */

static struct noise noise_of(const struct measured_cell *cell, double difference)
{
    struct noise noise = {.rows = calloc(1, sizeof *noise.rows), .count = 1};

    noise.rows[0] = (struct noise_row){.machine = text_format("here"),
                                       .key = curve_key_copy(&cell->key),
                                       .threads = cell->threads,
                                       .hash = text_format("%s", cell->hash),
                                       .date = text_format("%s", ""),
                                       .invocations = 20,
                                       .difference = difference,
                                       .expected = .001,
                                       .tells_from = .01,
                                       .sd = .01};
    return noise;
}

static void below_the_noise_floor_no_verdict_is_given_on_cells_or_curves(void **state)
{
    (void)state;
    struct maker base = maker_new("r1", 50), new = maker_new("r2", 51);
    add(&base, 1, 1000);
    add(&base, 2, 2000);
    add(&new, 1, 1000);
    add(&new, 2, 1840);
    struct noise noise = noise_of(base.cells.items[0], .09);
    struct compare c = compared(&base, &new, (struct compare_options){.noise = &noise, .machine = "here"});
    assert_true(is_near(c.rows[0].floor, .09, 1e-9) && is_near(c.curves[0].floor, .09 * M_SQRT2, 1e-9));
    assert_true(c.rows[1].judged.below_floor && c.rows[1].judged.needed == 0);
    assert_int_equal(c.tally[VERDICT_INCONCLUSIVE], 2);
    assert_true(c.curves[0].change.judged.below_floor);
    assert_int_equal(c.curve_tally[VERDICT_INCONCLUSIVE], 1);
    compare_free(&c);
    /* Above it there is one. */
    noise.rows[0].difference = .04;
    c = compared(&base, &new, (struct compare_options){.noise = &noise, .machine = "here"});
    assert_int_equal(c.rows[1].judged.verdict, VERDICT_SLOWER);
    assert_int_equal(c.curve_tally[VERDICT_SLOWER], 1);
    compare_free(&c);
    /* Another machine's floor is not ours: not known is not 0 and not in the way. */
    noise.rows[0].difference = .09;
    c = compared(&base, &new, (struct compare_options){.noise = &noise, .machine = "elsewhere"});
    assert_true(isnan(c.rows[0].floor) && isnan(c.curves[0].floor));
    assert_int_equal(c.rows[0].judged.verdict, VERDICT_EQUIVALENT);
    assert_int_equal(c.rows[1].judged.verdict, VERDICT_SLOWER);
    compare_free(&c);
    noise_free(&noise);
    maker_free(&base);
    maker_free(&new);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_curve_that_scales_worse_from_an_equal_start_is_named_as_such),
        cmocka_unit_test(a_build_that_is_slower_with_any_number_of_workers_scales_alike),
        cmocka_unit_test(what_starts_faster_and_ends_alike_scales_worse_and_says_from_where),
        cmocka_unit_test(a_curve_needs_one_worker_and_ends_at_the_largest_number_of_both),
        cmocka_unit_test(builds_of_one_run_pair_by_block_in_cells_and_in_speedups),
        cmocka_unit_test(few_invocations_leave_a_curve_inconclusive),
        cmocka_unit_test(a_rate_of_0_is_slower_and_no_infinity),
        cmocka_unit_test(the_mean_over_workloads_is_geometric_and_of_each_number_of_workers),
        cmocka_unit_test(the_interval_of_a_mean_covers_the_truth_and_narrows_with_workloads),
        cmocka_unit_test(what_the_workloads_of_a_block_share_does_not_average_out),
        cmocka_unit_test(a_mean_of_pairs_does_not_see_the_drift),
        cmocka_unit_test(a_mean_of_few_invocations_has_no_interval),
        cmocka_unit_test(below_the_noise_floor_no_verdict_is_given_on_cells_or_curves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
