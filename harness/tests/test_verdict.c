/* One rule gives all verdicts, corrects for the size of the table, and says what an undecided cell still needs. */
#include "unit.h"

#include <math.h>

#include "stats/verdict.h"

enum { PAIRS = 10 };

/* Base rates that drift by a tenth over the run, and what the new build adds to them. */
struct pairs {
    double a[PAIRS], b[PAIRS];
};

/* A shift with a spread about it, evenly from -spread to +spread; all in logs. */
static struct pairs make_pairs(double shift, double spread)
{
    struct pairs pairs;
    for (size_t i = 0; i < PAIRS; i++) {
        size_t mixed = i * 7 % PAIRS;
        pairs.a[i] = 10 + .01 * (double)i;
        pairs.b[i] = pairs.a[i] + shift + spread * (2 * (double)mixed / (PAIRS - 1) - 1);
    }
    return pairs;
}

static struct verdict_cell cell_of(const struct pairs *pairs, size_t count)
{
    return (struct verdict_cell){
        .a = pairs->a, .b = pairs->b, .a_count = count, .b_count = count, .paired = true};
}

static struct verdict_cell judged(struct pairs pairs, double threshold, const double *noise_floor)
{
    struct verdict_cell cell = cell_of(&pairs, PAIRS);
    verdict_table(&cell, 1, threshold, noise_floor);
    return cell;
}

static void a_change_is_faster_or_slower_when_interval_and_threshold_agree(void **state)
{
    (void)state;
    struct verdict_cell cell = judged(make_pairs(.05, .02), .02, NULL);
    assert_int_equal(cell.verdict, VERDICT_FASTER);
    assert_true(fabs(cell.ratio.middle - exp(.05)) < 1e-9 && cell.ratio.low > 1 &&
                cell.ratio.values == PAIRS);
    assert_true(cell.p == 2. / 1024 && cell.p_holm == cell.p && cell.needed == 0);
    cell = judged(make_pairs(-.05, .02), .02, NULL);
    assert_int_equal(cell.verdict, VERDICT_SLOWER);
    assert_true(cell.ratio.high < 1);
}

static void no_change_is_equivalent_when_the_interval_is_within_the_threshold(void **state)
{
    (void)state;
    assert_int_equal(judged(make_pairs(0, .01), .02, NULL).verdict, VERDICT_EQUIVALENT);
    /* Excluding 0 does not make a small change a large one. */
    struct verdict_cell small = judged(make_pairs(.01, .005), .02, NULL);
    assert_true(small.ratio.low > 1 && small.p < .05);
    assert_int_equal(small.verdict, VERDICT_EQUIVALENT);
    /* The very same values, as a program without any noise gives them. */
    struct verdict_cell same = judged(make_pairs(0, 0), .02, NULL);
    assert_int_equal(same.verdict, VERDICT_EQUIVALENT);
    assert_true(same.p == 1 && same.needed == 0);
}

static void an_interval_that_is_too_wide_is_inconclusive_and_not_equivalent(void **state)
{
    (void)state;
    struct verdict_cell wide = judged(make_pairs(0, .1), .02, NULL);
    assert_int_equal(wide.verdict, VERDICT_INCONCLUSIVE);
    assert_true(wide.needed > PAIRS);
    /* Surely not the same, but perhaps less than the threshold: more invocations must tell the side. */
    struct verdict_cell near = judged(make_pairs(.019, .01), .02, NULL);
    assert_true(near.ratio.low > 1 && near.ratio.high > 1.02);
    assert_int_equal(near.verdict, VERDICT_INCONCLUSIVE);
    assert_int_equal(near.needed, 2 * PAIRS);
}

static void exchanging_the_builds_exchanges_the_verdicts(void **state)
{
    (void)state;
    for (double shift = -.06; shift < .06; shift += .001) {
        struct pairs pairs = make_pairs(shift, .015);
        struct verdict_cell cells[] = {cell_of(&pairs, PAIRS), cell_of(&pairs, PAIRS)};
        cells[1].a = pairs.b;
        cells[1].b = pairs.a;
        verdict_table(cells, 2, .02, NULL);
        static const enum verdict mirrored[] = {VERDICT_SLOWER, VERDICT_FASTER, VERDICT_EQUIVALENT,
                                                VERDICT_INCONCLUSIVE};
        assert_int_equal(cells[1].verdict, mirrored[cells[0].verdict]);
        assert_true(fabs(cells[0].ratio.low * cells[1].ratio.high - 1) < 1e-12);
        assert_true(cells[0].p == cells[1].p && cells[0].needed == cells[1].needed);
    }
}

/* The machine drifts by a tenth, the change is a hundredth of that: neighbours in time show it, two groups cannot. */
static void a_drift_of_the_machine_cancels_in_pairs(void **state)
{
    (void)state;
    struct pairs pairs = make_pairs(.025, .01);
    struct verdict_cell cell = cell_of(&pairs, PAIRS);
    verdict_table(&cell, 1, .02, NULL);
    assert_int_equal(cell.verdict, VERDICT_FASTER);
    cell.paired = false;
    verdict_table(&cell, 1, .02, NULL);
    assert_int_equal(cell.verdict, VERDICT_INCONCLUSIVE);
    assert_true(cell.p > .05 && fabs(cell.ratio.middle - exp(.025)) < .01 && cell.needed > PAIRS);
}

static void groups_without_pairs_are_compared_too_and_need_not_be_of_one_size(void **state)
{
    (void)state;
    static const double a[] = {7.00, 7.01, 7.02, 7.03, 7.04, 7.05, 7.06},
                        b[] = {6.91, 6.93, 6.95, 6.92, 6.94, 6.93};
    struct verdict_cell cell = {.a = a, .b = b, .a_count = 7, .b_count = 6};
    verdict_table(&cell, 1, .02, NULL);
    assert_int_equal(cell.verdict, VERDICT_SLOWER);
    assert_true(fabs(cell.ratio.middle - exp(-.1)) < 1e-9 && cell.ratio.values == 13);
    cell.b_count = 5; /* ranks could tell, but five processes are too few for an interval */
    verdict_table(&cell, 1, .02, NULL);
    assert_int_equal(cell.verdict, VERDICT_INCONCLUSIVE);
    assert_true(isnan(cell.ratio.low) && cell.needed >= 6);
}

/* ---- the table */

/* Ten pairs whose `k` smallest differences are negative: p is known from the signed ranks alone. */
static struct pairs with_negative(size_t k)
{
    struct pairs pairs = {.a = {0}};
    for (size_t i = 0; i < PAIRS; i++)
        pairs.b[i] = (i < k ? -.001 : .001) * (double)(i + 30);
    return pairs;
}

static void holm_multiplies_the_smallest_p_by_all_and_the_next_by_one_less(void **state)
{
    (void)state;
    /* p of 1, 2 and 0 negative: 4, 8 and 2 of 1024; two alike share the larger product. */
    const struct pairs pairs[] = {with_negative(1), with_negative(0), with_negative(5), with_negative(0)};
    struct verdict_cell cells[4];
    for (size_t i = 0; i < 4; i++)
        cells[i] = cell_of(&pairs[i], PAIRS);
    verdict_table(cells, 4, .02, NULL);
    assert_true(cells[0].p == 4. / 1024 && cells[0].p_holm == 8. / 1024);
    assert_true(cells[1].p == 2. / 1024 && cells[1].p_holm == 8. / 1024);
    assert_true(cells[3].p == 2. / 1024 && cells[3].p_holm == 8. / 1024);
    assert_true(cells[2].p > .05 && cells[2].p_holm == cells[2].p);
}

static void ten_pairs_decide_in_a_table_of_25_cells_and_not_of_26(void **state)
{
    (void)state;
    const struct pairs changed = make_pairs(.05, .02), same = make_pairs(0, .01);
    for (size_t count = 24; count <= 26; count++) {
        struct verdict_cell cells[26];
        for (size_t i = 0; i < count; i++)
            cells[i] = cell_of(i == 3 ? &changed : &same, PAIRS);
        verdict_table(cells, count, .02, NULL);
        assert_int_equal(cells[3].verdict, count <= 25 ? VERDICT_FASTER : VERDICT_INCONCLUSIVE);
        assert_int_equal(cells[3].needed >= 11, count > 25);
        assert_int_equal(cells[4].verdict, VERDICT_EQUIVALENT);
    }
}

static void a_cell_with_too_few_invocations_has_no_verdict_and_does_not_count(void **state)
{
    (void)state;
    const struct pairs changed = make_pairs(.05, .02);
    struct verdict_cell cells[30];
    for (size_t i = 0; i < 30; i++)
        cells[i] = cell_of(&changed, i == 0 ? PAIRS : i % 6);
    verdict_table(cells, 30, .02, NULL);
    assert_int_equal(cells[0].verdict, VERDICT_FASTER);
    assert_true(cells[0].p_holm == cells[0].p);
    for (size_t i = 1; i < 30; i++) {
        assert_int_equal(cells[i].verdict, VERDICT_INCONCLUSIVE);
        assert_true(isnan(cells[i].p_holm) && isnan(cells[i].ratio.low));
        assert_true(cells[i].needed >= 6 && isnan(cells[i].ratio.middle) == (i % 6 == 0));
    }
    verdict_table(cells, 0, .02, NULL); /* of none there is nothing to say */
}

static void below_its_noise_floor_a_cell_gets_no_verdict(void **state)
{
    (void)state;
    static const double low = .03, high = .08, lowest = .01;
    assert_int_equal(judged(make_pairs(.05, .02), .02, &low).verdict, VERDICT_FASTER);
    struct verdict_cell below = judged(make_pairs(.05, .02), .02, &high);
    assert_int_equal(below.verdict, VERDICT_INCONCLUSIVE);
    assert_true(below.needed == 0 && below.below_floor); /* no number of invocations lifts it above */
    /* Where the same thing differs from itself by more than the threshold, nothing is known to be the same. */
    assert_int_equal(judged(make_pairs(0, .01), .02, &low).verdict, VERDICT_INCONCLUSIVE);
    assert_int_equal(judged(make_pairs(0, .01), .02, &lowest).verdict, VERDICT_EQUIVALENT);
    /* An interval that reaches beyond the floor is not below it: more invocations may tell. */
    struct verdict_cell wide = judged(make_pairs(.04, .2), .02, &high);
    assert_true(wide.verdict == VERDICT_INCONCLUSIVE && !wide.below_floor && wide.needed > PAIRS);
}

static void a_floor_that_is_not_known_is_no_floor(void **state)
{
    (void)state;
    static const double unknown = NAN;
    assert_int_equal(judged(make_pairs(.05, .02), .02, &unknown).verdict, VERDICT_FASTER);
    assert_int_equal(judged(make_pairs(0, .01), .02, &unknown).verdict, VERDICT_EQUIVALENT);
    assert_false(judged(make_pairs(0, .1), .02, &unknown).below_floor);
}

/* ---- how many invocations? */

static void the_least_that_can_decide_grows_with_the_table(void **state)
{
    (void)state;
    static const struct {
        size_t cells, pairs, groups;
    } golden[] = {{0, 6, 6},   {1, 6, 6},   {2, 7, 6},   {23, 10, 6}, {24, 10, 7},
                  {25, 10, 7}, {26, 11, 7}, {96, 12, 8}, {409, 14, 9}};
    for (size_t i = 0; i < sizeof golden / sizeof *golden; i++) {
        assert_int_equal(verdict_least(golden[i].cells, true), golden[i].pairs);
        assert_int_equal(verdict_least(golden[i].cells, false), golden[i].groups);
    }
}

static void what_is_needed_grows_with_the_square_of_noise_over_threshold(void **state)
{
    (void)state;
    assert_int_equal(verdict_needed(.02, .03), 13); /* 2 (3.24 * .02 / ln 1.03)^2 pi/3 + 2 = 12.07 */
    assert_int_equal(verdict_needed(.02, .01), 91);
    assert_int_equal(verdict_needed(.0001, .02), 6);
    assert_int_equal(verdict_needed(0, .02), 6);
    assert_int_equal(verdict_needed(10, .0001), VERDICT_NEEDED_MAX);
    assert_int_equal(verdict_needed(.01, 0), VERDICT_NEEDED_MAX);
    double ratio = (double)verdict_needed(.2, .02) / (double)verdict_needed(.1, .02);
    assert_true(fabs(ratio - 4) < .05);
}

static void every_verdict_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(verdict_name(VERDICT_FASTER), "faster");
    assert_string_equal(verdict_name(VERDICT_SLOWER), "slower");
    assert_string_equal(verdict_name(VERDICT_EQUIVALENT), "equivalent");
    assert_string_equal(verdict_name(VERDICT_INCONCLUSIVE), "inconclusive");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_is_faster_or_slower_when_interval_and_threshold_agree),
        cmocka_unit_test(no_change_is_equivalent_when_the_interval_is_within_the_threshold),
        cmocka_unit_test(an_interval_that_is_too_wide_is_inconclusive_and_not_equivalent),
        cmocka_unit_test(exchanging_the_builds_exchanges_the_verdicts),
        cmocka_unit_test(a_drift_of_the_machine_cancels_in_pairs),
        cmocka_unit_test(groups_without_pairs_are_compared_too_and_need_not_be_of_one_size),
        cmocka_unit_test(holm_multiplies_the_smallest_p_by_all_and_the_next_by_one_less),
        cmocka_unit_test(ten_pairs_decide_in_a_table_of_25_cells_and_not_of_26),
        cmocka_unit_test(a_cell_with_too_few_invocations_has_no_verdict_and_does_not_count),
        cmocka_unit_test(below_its_noise_floor_a_cell_gets_no_verdict),
        cmocka_unit_test(a_floor_that_is_not_known_is_no_floor),
        cmocka_unit_test(the_least_that_can_decide_grows_with_the_table),
        cmocka_unit_test(what_is_needed_grows_with_the_square_of_noise_over_threshold),
        cmocka_unit_test(every_verdict_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
