/* Verdicts, intervals and advice keep their promises over thousands of made-up experiments whose truth is known. Each
 * test prints what it counted. */
#include "unit.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "stats/rank.h"
#include "stats/verdict.h"

#define TRIALS  2000
#define WINDOWS 5
#define MOST    40
#define TABLE   24

static const double threshold = .02;

/* How the rates of a run vary; all in logs. */
struct noise {
    double between; /* sd from process to process */
    double within;  /* sd from window to window of a process */
    double drift;   /* of the machine, evenly from the first block to the last */
    bool skewed;    /* between: delays, as exponential ones, in place of a bell */
};

/* One cell of an experiment: `invocations` processes of both builds, each with the median of its windows. */
struct experiment {
    double a[MOST], b[MOST];
    double windows[2][MOST][WINDOWS];
};

static double process(gsl_rng *random, const struct noise *noise, double level, double *windows)
{
    double copy[WINDOWS];

    level += noise->skewed ? -gsl_ran_exponential(random, noise->between)
                           : gsl_ran_gaussian(random, noise->between);
    for (size_t i = 0; i < WINDOWS; i++)
        copy[i] = windows[i] = level + gsl_ran_gaussian(random, noise->within);
    return median_of(copy, WINDOWS);
}

/* A block holds one invocation of every cell in random order, so the two of a pair may stand anywhere in it. */
static void simulate(struct experiment *x, gsl_rng *random, size_t invocations, double effect,
                     const struct noise *noise)
{
    for (size_t i = 0; i < invocations; i++) {
        double at_a = ((double)i + gsl_rng_uniform(random)) / (double)invocations;
        double at_b = ((double)i + gsl_rng_uniform(random)) / (double)invocations;
        x->a[i] = process(random, noise, noise->drift * at_a, x->windows[0][i]);
        x->b[i] = process(random, noise, noise->drift * at_b + effect, x->windows[1][i]);
    }
}

static struct verdict_cell cell_of(const struct experiment *x, size_t invocations, bool paired)
{
    return (struct verdict_cell){
        .a = x->a, .b = x->b, .a_count = invocations, .b_count = invocations, .paired = paired};
}

static gsl_rng *generator(unsigned long seed)
{
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(random, seed);
    return random;
}

/* Two standard errors of a count of events that happen with this chance: what a true 5 % may show of itself. */
static double margin(double chance, int trials)
{
    return 2 * sqrt(chance * (1 - chance) / trials);
}

static bool is_change(enum verdict v)
{
    return v == VERDICT_FASTER || v == VERDICT_SLOWER;
}

/* What a series of experiments with one cell each comes to, as shares. */
struct outcome {
    double verdicts[VERDICT_INCONCLUSIVE + 1];
    double excluded; /* intervals without the ratio 1: verdicts if there were no threshold */
    double covered;  /* intervals with the true ratio */
};

static struct outcome series(unsigned long seed, size_t invocations, double effect, const struct noise *noise,
                             bool paired)
{
    gsl_rng *random = generator(seed);
    struct experiment x;
    struct outcome outcome = {.covered = 0};

    for (int trial = 0; trial < TRIALS; trial++) {
        simulate(&x, random, invocations, effect, noise);
        struct verdict_cell cell = cell_of(&x, invocations, paired);
        verdict_table(&cell, 1, threshold, NULL);
        outcome.verdicts[cell.verdict] += 1. / TRIALS;
        outcome.excluded += (cell.ratio.low > 1 || cell.ratio.high < 1) / (double)TRIALS;
        outcome.covered += (cell.ratio.low <= exp(effect) && exp(effect) <= cell.ratio.high) / (double)TRIALS;
    }
    gsl_rng_free(random);
    return outcome;
}

static const size_t sizes[] = {6, 10, 20};
static const struct noise kinds[] = {{.01, .01, 0, false},
                                     {.02, .01, 0, false},
                                     {.01, .01, .03, false},
                                     {.02, .01, .03, false},
                                     {.02, .01, .03, true}};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- one cell */

static void the_same_build_is_called_faster_or_slower_at_most_once_in_twenty(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(sizes) * COUNT(kinds) * 2; i++) {
        size_t invocations = sizes[i % 3];
        const struct noise *noise = &kinds[i / 3 % COUNT(kinds)];
        bool paired = i < 3 * COUNT(kinds);
        struct outcome same = series(100 + i, invocations, 0, noise, paired);
        double wrong = same.verdicts[VERDICT_FASTER] + same.verdicts[VERDICT_SLOWER];
        print_message("A/A P=%-2zu sd %.0f%% drift %.0f%% %s %s: wrong %.2f %%, without threshold %.2f %%, "
                      "covers %.2f %%\n",
                      invocations, 100 * noise->between, 100 * noise->drift,
                      noise->skewed ? "skewed" : "normal", paired ? "pairs" : "groups", 100 * wrong,
                      100 * same.excluded, 100 * same.covered);
        assert_true(wrong <= .05);
        /* The threshold must not be what hides a test that is wrong. */
        assert_true(same.excluded <= .05 + margin(.05, TRIALS));
        assert_true(same.covered >= .93);
    }
}

static void the_interval_covers_a_true_change_too(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(sizes) * COUNT(kinds); i++) {
        struct outcome changed = series(200 + i, sizes[i % 3], -.05, &kinds[i / 3], true);
        assert_true(changed.covered >= .93);
        assert_true(changed.verdicts[VERDICT_FASTER] <= 0);
    }
}

/* 1 % between processes and 1 % between windows, of which the median of five keeps .54 %: 1.6 % in a difference. */
static void a_change_of_5_percent_is_found_19_times_in_20(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        double effect = i % 2 ? log(.95) : log(1.05);
        const struct noise *noise = &kinds[i < 2 ? 0 : 2];
        struct outcome found = series(300 + i, 10, effect, noise, true);
        enum verdict right = effect > 0 ? VERDICT_FASTER : VERDICT_SLOWER;
        print_message("%+.0f %%, drift %.0f %%: found %.2f %%, equivalent %.2f %%\n", 100 * expm1(effect),
                      100 * noise->drift, 100 * found.verdicts[right],
                      100 * found.verdicts[VERDICT_EQUIVALENT]);
        assert_true(found.verdicts[right] >= .95);
        assert_true(found.verdicts[VERDICT_EQUIVALENT] <= 0);
    }
}

/* At the threshold itself a verdict of "equivalent" is wrong as often as an interval misses on one side. */
static void a_change_of_the_threshold_is_seldom_called_equivalent(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct outcome at = series(400 + i, sizes[i], log1p(threshold), &kinds[0], true);
        assert_true(at.verdicts[VERDICT_EQUIVALENT] <= .025 + margin(.025, TRIALS));
    }
}

/* ---- a table */

/* A table of 24 cells at ten pairs, the first changed by `effect`: how often it is found, and how often any of the others
 * gets a verdict that it should not. */
static void count_tables(unsigned long seed, double effect, double smallest, int *found, int *wrong)
{
    static struct experiment x[TABLE];
    gsl_rng *random = generator(seed);

    *found = *wrong = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
        struct verdict_cell cells[TABLE];
        bool any = false;
        for (size_t i = 0; i < TABLE; i++) {
            simulate(&x[i], random, 10, i ? 0 : effect, &kinds[0]);
            cells[i] = cell_of(&x[i], 10, true);
        }
        verdict_table(cells, TABLE, smallest, NULL);
        for (size_t i = 1; i < TABLE; i++)
            any = any || is_change(cells[i].verdict);
        *found += is_change(cells[0].verdict);
        *wrong += any;
    }
    gsl_rng_free(random);
}

static void one_change_in_a_table_of_24_is_found_and_nothing_else(void **state)
{
    (void)state;
    int found, wrong;
    count_tables(500, log(1.05), threshold, &found, &wrong);
    print_message("table of %d: found %.2f %%, false in any other cell %.2f %%\n", TABLE,
                  100. * found / TRIALS, 100. * wrong / TRIALS);
    assert_true(found >= .95 * TRIALS && wrong <= .05 * TRIALS);
    /* And with no threshold to help. */
    count_tables(501, 0, 0, &found, &wrong);
    print_message("table of %d the same, no threshold: false in any %.2f %%\n", TABLE, 100. * wrong / TRIALS);
    assert_true(wrong <= (.05 + margin(.05, TRIALS)) * TRIALS);
}

/* ---- advice */

static void as_many_as_needed_decide_four_times_in_five(void **state)
{
    (void)state;
    const struct noise noise = {.018, .01, .03, false};
    /* The median of five normal values has .5356 of their sd. */
    double sd = sqrt(noise.between * noise.between + .5356 * .5356 * noise.within * noise.within);
    size_t needed = verdict_needed(sd, threshold);
    assert_true(needed > 10 && needed <= MOST);
    struct outcome same = series(600, needed, 0, &noise, true);
    struct outcome changed = series(601, needed, 2 * log1p(threshold), &noise, true);
    print_message("%zu needed: no change found equivalent %.1f %%, twice the threshold found %.1f %%\n",
                  needed, 100 * same.verdicts[VERDICT_EQUIVALENT], 100 * changed.verdicts[VERDICT_FASTER]);
    assert_true(same.verdicts[VERDICT_EQUIVALENT] >= .8 - margin(.8, TRIALS));
    assert_true(changed.verdicts[VERDICT_FASTER] >= .8);
    /* Not by asking for far too many. */
    struct outcome half = series(602, needed / 2, 0, &noise, true);
    assert_true(half.verdicts[VERDICT_EQUIVALENT] < .6);
}

/* ---- what other ways would cost */

static void windows_taken_for_independent_cry_wolf_every_third_time(void **state)
{
    (void)state;
    gsl_rng *random = generator(700);
    struct experiment x;
    int wrong = 0;

    for (int trial = 0; trial < TRIALS; trial++) {
        simulate(&x, random, 10, 0, &kinds[1]);
        wrong += rank_test(x.windows[0][0], 10 * WINDOWS, x.windows[1][0], 10 * WINDOWS, NULL) < .05;
    }
    print_message("windows pooled: %.1f %% false\n", 100. * wrong / TRIALS);
    assert_true(wrong > .3 * TRIALS);
    gsl_rng_free(random);
}

static void one_build_after_the_other_takes_a_drift_for_a_change(void **state)
{
    (void)state;
    gsl_rng *random = generator(800);
    struct experiment first, second;
    int wrong = 0;

    for (int trial = 0; trial < TRIALS; trial++) {
        simulate(&first, random, 10, 0, &kinds[2]);
        simulate(&second, random, 10, kinds[2].drift, &kinds[2]); /* it goes on where the first ended */
        struct verdict_cell cell = cell_of(&first, 10, false);
        cell.b = second.b;
        verdict_table(&cell, 1, threshold, NULL);
        wrong += is_change(cell.verdict);
    }
    print_message("all of A, then all of B: %.1f %% false\n", 100. * wrong / TRIALS);
    assert_true(wrong > .5 * TRIALS);
    gsl_rng_free(random);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_build_is_called_faster_or_slower_at_most_once_in_twenty),
        cmocka_unit_test(the_interval_covers_a_true_change_too),
        cmocka_unit_test(a_change_of_5_percent_is_found_19_times_in_20),
        cmocka_unit_test(a_change_of_the_threshold_is_seldom_called_equivalent),
        cmocka_unit_test(one_change_in_a_table_of_24_is_found_and_nothing_else),
        cmocka_unit_test(as_many_as_needed_decide_four_times_in_five),
        cmocka_unit_test(windows_taken_for_independent_cry_wolf_every_third_time),
        cmocka_unit_test(one_build_after_the_other_takes_a_drift_for_a_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
