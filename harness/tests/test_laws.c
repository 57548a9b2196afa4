/* The laws of a measured curve and their intervals: what was put into made curves comes out. */
#include "unit.h"

#include "made_laws.h"

#include "stats/points.h"

/* ---- what comes out */

static void a_curve_without_noise_gives_back_its_law_with_no_width(void **state)
{
    (void)state;
    struct truth truth = usual;
    truth.noise = truth.block_noise = 0;
    struct made made = make(&truth);
    struct laws laws = fit(&made);
    assert_int_equal(laws.usl.shape, SCALING_REGULAR);
    assert_true(fabs(laws.sigma.middle - .05) < 1e-7 && fabs(laws.kappa.middle - .001) < 1e-8);
    assert_true(fabs(laws.sigma.low - .05) < 1e-5 && fabs(laws.sigma.high - .05) < 1e-5);
    assert_true(laws.sigma.coverage == .95 && laws.sigma.values == 10);
    assert_true(laws.least == 1 && laws.most == 12 && laws.regime == 6 && !laws.left_regime);
    assert_true(fabs(laws.usl.peak_n - sqrt(.95 / .001)) < 1e-3);
    made_free(&made);
}

static void amdahls_serial_fraction_is_found_from_three_n_on_where_the_usl_says_too_few(void **state)
{
    (void)state;
    struct truth truth = usual;
    truth.kappa = 0;
    truth.count = 3;
    struct made made = make(&truth);
    struct laws laws = fit(&made);
    assert_int_equal(laws.usl.shape, SCALING_TOO_FEW);
    assert_true(isnan(laws.sigma.middle) && isnan(laws.sigma.low));
    assert_int_equal(laws.amdahl.shape, SCALING_REGULAR);
    assert_true(inside(&laws.serial, .05) && laws.serial.high - laws.serial.low < .05 && laws.most == 4);
    made_free(&made);
    truth.count = 2;
    made = make(&truth);
    laws = fit(&made);
    assert_int_equal(laws.amdahl.shape, SCALING_TOO_FEW);
    assert_true(isnan(laws.serial.middle) && laws.most == 0 && laws.regime == 2);
    made_free(&made);
    laws_fit(&laws, NULL, 0);
    assert_true(laws.usl.shape == SCALING_TOO_FEW && laws.most == 0);
}

static void the_same_data_give_the_same_intervals(void **state)
{
    (void)state;
    struct made made = make(&usual);
    struct laws first = fit(&made), second = fit(&made);
    assert_true(same_interval(&first.sigma, &second.sigma) && same_interval(&first.kappa, &second.kappa) &&
                same_interval(&first.serial, &second.serial));
    made_free(&made);
}

static void a_gil_curve_is_named_retrograde_even_with_four_n(void **state)
{
    (void)state;
    struct truth truth = usual;
    truth.count = 4;
    truth.sigma = 1.08;
    truth.kappa = 0;
    struct made made = make(&truth);
    struct laws laws = fit(&made);
    assert_int_equal(laws.usl.shape, SCALING_RETROGRADE);
    assert_int_equal(laws.amdahl.shape, SCALING_RETROGRADE);
    assert_true(isnan(laws.usl.peak_n) && laws.serial.low > 1);
    made_free(&made);
}

static void a_curve_that_beats_n_times_one_is_named_superlinear_and_not_forced(void **state)
{
    (void)state;
    struct truth truth = usual;
    truth.sigma = -.03;
    truth.kappa = .0005;
    struct made made = make(&truth);
    struct laws laws = fit(&made);
    assert_int_equal(laws.usl.shape, SCALING_SUPERLINEAR);
    assert_true(laws.sigma.high < 0 && isnan(laws.usl.peak_n));
    made_free(&made);
}

static void a_curve_that_gets_steeper_is_named_accelerating(void **state)
{
    (void)state;
    struct truth truth = usual;
    truth.sigma = .5;
    truth.kappa = -.02;
    struct made made = make(&truth);
    struct laws laws = fit(&made);
    assert_int_equal(laws.usl.shape, SCALING_ACCELERATING);
    assert_true(laws.kappa.high < 0);
    made_free(&made);
}

/* A curve in steps, as of even and odd numbers of workers: what comes out as sigma would be no contention. */
static void a_law_that_misses_the_points_is_none(void **state)
{
    (void)state;
    struct truth truth = usual;
    truth.sigma = .05;
    truth.kappa = 0;
    struct made made = make(&truth);
    for (size_t i = 1; i < 6; i++)
        for (size_t j = 0; j < 10; j++)
            made.cells[i]->invocations[j]->rate *= i % 2 ? .6 : 1;
    struct laws laws = fit(&made);
    assert_int_equal(laws.usl.shape, SCALING_NO_FIT);
    assert_true(isnan(laws.usl.sigma) && isnan(laws.sigma.middle) && isnan(laws.sigma.low) &&
                isnan(laws.kappa.high));
    assert_true(laws.usl.residual > .1);
    made_free(&made);
}

/* Perfect scaling and a flat line lie on the border of a name: noise must not push them over it. */
/* ---- what goes in */

static void a_noisy_point_pulls_less(void **state)
{
    (void)state;
    struct truth truth = usual;
    truth.noise = truth.block_noise = .002;
    struct made made = make(&truth);
    double sure, noisy;
    struct measured_cell *last = made.cells[5];
    for (size_t j = 0; j < last->count; j++)
        last->invocations[j]->rate *= .85; /* off the law, and sure of it */
    sure = fabs(fit(&made).usl.sigma - .05);
    for (size_t j = 0; j < last->count; j++) /* as far off, at odds with itself */
        last->invocations[j]->rate *= 1 + .2 * ((double)j - 4.5) / 4.5;
    noisy = fabs(fit(&made).usl.sigma - .05);
    print_message("sigma is off by %.4f, or by %.4f when the point is noisy\n", sure, noisy);
    assert_true(noisy < .7 * sure);
    made_free(&made);
}

static void a_point_whose_values_agree_by_chance_does_not_take_the_whole_fit(void **state)
{
    (void)state;
    struct made made = make(&usual);
    for (size_t j = 0; j < 10; j++)
        made.cells[0]->invocations[j]->rate = made.cells[0]->invocations[0]->rate;
    struct laws laws = fit(&made);
    assert_true(isfinite(laws.usl.sigma) && inside(&laws.sigma, .05));
    made_free(&made);
}

static void a_curve_ends_where_it_leaves_its_placement_regime(void **state)
{
    (void)state;
    static const char *const flags[] = {"oversubscribed", "smt_shared", "mixed_kinds", "quota"};
    for (size_t f = 0; f < COUNT(flags); f++) {
        struct made made = make(&usual);
        struct laws without = fit(&made);
        for (size_t i = 4; i < 6; i++)
            for (size_t j = 0; j < 10; j++)
                made.cells[i]->invocations[j]->rate *= .5;
        text_list_add(&made.cells[4]->flags, "busy");
        text_list_add(&made.cells[4]->flags, flags[f]);
        struct laws laws = fit(&made);
        assert_true(laws.regime == 4 && laws.left_regime && laws.most == 6 && without.most == 12);
        assert_int_equal(laws.usl.shape, SCALING_REGULAR);
        assert_true(inside(&laws.sigma, .05));
        made_free(&made);
    }
}

static void fewer_than_six_invocations_have_a_law_and_no_interval(void **state)
{
    (void)state;
    struct made made = make(&usual);
    for (int i = 0; i < 5; i++)
        lose(made.cells[3], 0);
    struct laws laws = fit(&made);
    assert_true(isfinite(laws.sigma.middle) && isnan(laws.sigma.low) && isnan(laws.kappa.high) &&
                isnan(laws.serial.low) && isnan(laws.sigma.coverage));
    made_free(&made);
    struct truth truth = usual;
    truth.invocations = 1;
    made = make(&truth);
    laws = fit(&made);
    assert_true(fabs(laws.sigma.middle - .05) < .05 && isnan(laws.sigma.low));
    made_free(&made);
}

static void blocks_may_be_missing_and_a_cell_without_any_is_passed_over(void **state)
{
    (void)state;
    struct made made = make(&usual);
    lose(made.cells[0], 9);
    lose(made.cells[0], 3);
    lose(made.cells[5], 0);
    while (made.cells[2]->count)
        lose(made.cells[2], 0);
    struct laws laws = fit(&made);
    assert_true(inside(&laws.sigma, .05) && laws.sigma.values == 10 && laws.most == 12);
    made_free(&made);
}

/* What is common to a block cancels in the law; who drew cells apart from each other would not see that. */
static void what_a_block_has_in_common_leaves_the_interval_narrow(void **state)
{
    (void)state;
    struct truth truth = usual;
    truth.noise = .0005;
    truth.block_noise = .05;
    struct made together = make(&truth);
    struct laws laws = fit(&together);
    double narrow = laws.sigma.high - laws.sigma.low;
    for (size_t i = 0; i < 6; i++) /* the same rates, with other neighbours */
        for (size_t j = 0; j < 10; j++)
            together.cells[i]->invocations[j]->block = (int64_t)(j * (i + 1) % 11);
    laws = fit(&together);
    print_message("width %.5f, with other neighbours %.5f\n", narrow, laws.sigma.high - laws.sigma.low);
    assert_true(narrow < .3 * (laws.sigma.high - laws.sigma.low));
    made_free(&together);
}

static void a_draw_is_the_median_of_each_value_as_often_as_its_block_was_drawn(void **state)
{
    (void)state;
    struct made made = make(&usual);
    struct pool pool = {0};
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    lose(made.cells[1], 4);
    lose(made.cells[1], 0);
    pool_add(&pool, made.cells, made.count);
    assert_int_equal(pool.count, 10);
    struct points points = points_new(made.cells, made.count, &pool);
    assert_true(points.fewest == 8 && points.freedom == 5 * 9 + 7);
    for (int trial = 0; trial < 200; trial++) {
        unsigned all = 0;
        pool_draw(&pool, random);
        for (size_t b = 0; b < pool.count; b++)
            all += pool.times[b];
        assert_int_equal(all, 10);
        points_draw(&points, &pool);
        for (size_t i = 0; i < made.count; i++) {
            double values[10];
            size_t count = 0;
            for (size_t j = 0; j < made.cells[i]->count; j++)
                for (unsigned t = 0; t < pool.times[made.cells[i]->invocations[j]->block]; t++)
                    values[count++] = made.cells[i]->invocations[j]->rate;
            assert_true(points.drawn[i] == median_of(values, count));
        }
    }
    for (size_t b = 0; b < pool.count; b++)
        pool.times[b] = b == 4; /* of which the second cell has nothing */
    points_draw(&points, &pool);
    assert_true(isnan(points.drawn[1]) && points.drawn[0] == made.cells[0]->invocations[4]->rate);
    gsl_rng_free(random);
    points_free(&points);
    pool_free(&pool);
    made_free(&made);
}

/* ---- two curves */

static void more_contention_is_told(void **state)
{
    (void)state;
    for (unsigned long seed = 1; seed <= 20; seed++) {
        struct truth base = usual, new = usual;
        base.sigma = .02;
        new.sigma = .06;
        base.seed = 100 + seed;
        new.seed = 200 + seed;
        new.run = "another";
        struct laws_change change = compare(&base, &new);
        assert_true(change.sigma.low > 0 && fabs(change.sigma.middle - .04) < .02);
        assert_true(change.sigma.values == 20);
        struct laws_change back = compare(&new, &base);
        assert_true(back.sigma.high < 0 && back.sigma.middle == -change.sigma.middle);
    }
}

/* Two builds in one run meet the same bad moments. */
static void curves_of_one_run_are_drawn_block_by_block(void **state)
{
    (void)state;
    struct truth base = usual, new = usual;
    base.noise = new.noise = 0;
    struct made a = make(&base), b = make(&new);
    /* In the same blocks both lose at 12 workers: sigma and kappa move, and move together. */
    static const double hits[10] = {.8, 1, .9, 1, .85, 1, .95, 1, .82, 1};
    for (size_t j = 0; j < 10; j++) {
        a.cells[5]->invocations[j]->rate *= hits[j];
        b.cells[5]->invocations[j]->rate *= hits[j];
    }
    struct laws_change joint = laws_compare(a.cells, 6, b.cells, 6);
    assert_true(fabs(joint.sigma.low) < 1e-6 && fabs(joint.sigma.high) < 1e-6 && joint.sigma.values == 10);
    for (size_t i = 0; i < 6; i++)
        for (size_t j = 0; j < 10; j++)
            b.cells[i]->invocations[j]->run[0] = 'R';
    struct laws_change apart = laws_compare(a.cells, 6, b.cells, 6);
    assert_true(apart.sigma.high - apart.sigma.low > 1e-3);
    made_free(&a);
    made_free(&b);
}

static void without_two_regular_laws_nothing_is_compared(void **state)
{
    (void)state;
    struct truth few = usual, gil = usual, short_one = usual;
    few.invocations = 5;
    gil.sigma = 1.1;
    gil.kappa = 0;
    short_one.count = 3;
    const struct truth *const bad[] = {&few, &gil, &short_one};
    for (size_t i = 0; i < COUNT(bad); i++)
        for (int turn = 0; turn < 2; turn++) {
            struct laws_change change = turn ? compare(&usual, bad[i]) : compare(bad[i], &usual);
            assert_true(isnan(change.sigma.middle) && isnan(change.sigma.low) && isnan(change.kappa.high));
        }
}

/* GSL ends the process on some errors of use; none may be reached from data. */
static void any_rates_at_all_give_laws_or_none(void **state)
{
    (void)state;
    static const double spreads[] = {.3, 2, 10};
    int with = 0, without = 0;
    for (int i = 0; i < 60; i++) {
        struct truth truth = usual;
        truth.noise = spreads[i % 3];
        truth.seed = (unsigned long)i;
        struct made made = make(&truth);
        for (size_t j = 0; i % 2 && j < 6; j++)
            made.cells[j]->invocations[j]->rate = 0;
        struct laws laws = fit(&made);
        if (isnan(laws.sigma.low)) {
            without++;
        } else {
            assert_true(laws.sigma.low <= laws.sigma.high && laws.kappa.low <= laws.kappa.high);
            with++;
        }
        made_free(&made);
    }
    print_message("%d wild curves with an interval, %d without\n", with, without);
    assert_true(with > 0 && without > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_curve_without_noise_gives_back_its_law_with_no_width),
        cmocka_unit_test(amdahls_serial_fraction_is_found_from_three_n_on_where_the_usl_says_too_few),
        cmocka_unit_test(the_same_data_give_the_same_intervals),
        cmocka_unit_test(a_gil_curve_is_named_retrograde_even_with_four_n),
        cmocka_unit_test(a_curve_that_beats_n_times_one_is_named_superlinear_and_not_forced),
        cmocka_unit_test(a_curve_that_gets_steeper_is_named_accelerating),
        cmocka_unit_test(a_law_that_misses_the_points_is_none),
        cmocka_unit_test(a_noisy_point_pulls_less),
        cmocka_unit_test(a_point_whose_values_agree_by_chance_does_not_take_the_whole_fit),
        cmocka_unit_test(a_curve_ends_where_it_leaves_its_placement_regime),
        cmocka_unit_test(fewer_than_six_invocations_have_a_law_and_no_interval),
        cmocka_unit_test(blocks_may_be_missing_and_a_cell_without_any_is_passed_over),
        cmocka_unit_test(what_a_block_has_in_common_leaves_the_interval_narrow),
        cmocka_unit_test(a_draw_is_the_median_of_each_value_as_often_as_its_block_was_drawn),
        cmocka_unit_test(more_contention_is_told),
        cmocka_unit_test(curves_of_one_run_are_drawn_block_by_block),
        cmocka_unit_test(without_two_regular_laws_nothing_is_compared),
        cmocka_unit_test(any_rates_at_all_give_laws_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
