/* The bootstrap draws processes first, then windows; how often it covers is in test_simulation.c. */
#include "unit.h"

#include <math.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "stats/bootstrap.h"

enum { GROUPS = 10, WINDOWS = 5, DRAWS = 2000 };

/* Rates of one build: processes that differ by a factor of exp(between), windows by exp(within). */
struct build {
    double windows[GROUPS][WINDOWS];
    struct bootstrap_group groups[GROUPS];
};

static void fill(struct build *build, double rate, double between, double within, unsigned long seed)
{
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(random, seed);
    for (size_t i = 0; i < GROUPS; i++) {
        double own = rate * exp(gsl_ran_gaussian(random, between));
        for (size_t j = 0; j < WINDOWS; j++)
            build->windows[i][j] = own * exp(gsl_ran_gaussian(random, within));
        build->groups[i] = (struct bootstrap_group){build->windows[i], WINDOWS};
    }
    gsl_rng_free(random);
}

static struct interval ratio(const struct build *a, const struct build *b, uint64_t seed)
{
    return bootstrap_ratio(a->groups, GROUPS, b->groups, GROUPS, DRAWS, seed);
}

static int same(struct interval a, struct interval b)
{
    return a.low == b.low && a.middle == b.middle && a.high == b.high;
}

static double width(struct interval interval)
{
    return log(interval.high / interval.low);
}

static void the_middle_is_the_ratio_of_geometric_means_of_medians(void **state)
{
    (void)state;
    static const double one[] = {1, 100, 4}, two[] = {9}, even[] = {10, 14}, big[] = {48, 1, 50, 48};
    const struct bootstrap_group a[] = {{one, 3}, {two, 1}}, b[] = {{even, 2}, {big, 4}};
    struct interval interval = bootstrap_ratio(a, 2, b, 2, DRAWS, 1);
    assert_true(fabs(interval.middle - sqrt(12. * 48) / sqrt(4. * 9)) < 1e-12);
    assert_true(interval.values == 4);
}

static void the_same_seed_gives_the_same_interval(void **state)
{
    (void)state;
    struct build a, b;
    fill(&a, 1000, .02, .01, 1);
    fill(&b, 1050, .02, .01, 2);
    struct interval first = ratio(&a, &b, 7), other = ratio(&a, &b, 8);
    assert_true(same(first, ratio(&a, &b, 7)));
    assert_false(same(first, other));
    assert_true(fabs(width(first) / width(other) - 1) < .2); /* the seed is not what decides */
    assert_true(first.low < first.middle && first.middle < first.high && first.coverage == .95);
}

static void a_faster_build_moves_the_interval_and_does_not_stretch_it(void **state)
{
    (void)state;
    struct build a, b, doubled;
    fill(&a, 1000, .02, .01, 1);
    fill(&b, 1000, .02, .01, 2);
    fill(&doubled, 2000, .02, .01, 2);
    struct interval plain = ratio(&a, &b, 7), moved = ratio(&a, &doubled, 7);
    assert_true(fabs(moved.low / plain.low - 2) < 1e-9);
    assert_true(fabs(moved.middle / plain.middle - 2) < 1e-9);
    assert_true(fabs(moved.high / plain.high - 2) < 1e-9);
}

static void rates_without_variance_have_an_interval_without_width(void **state)
{
    (void)state;
    struct build a, b;
    fill(&a, 1000, 0, 0, 1);
    fill(&b, 1100, 0, 0, 2);
    struct interval interval = ratio(&a, &b, 7);
    assert_true(fabs(interval.low - 1.1) < 1e-12 && fabs(interval.high - 1.1) < 1e-12);
}

/* The same spread of windows, between processes in one build and within them in the other: only the first leaves the
 * processes' medians uncertain. Drawing windows alone would call both alike. */
static void what_differs_between_processes_counts_more_than_what_differs_within(void **state)
{
    (void)state;
    struct build steady, between, within;
    fill(&steady, 1000, 0, 0, 1);
    fill(&between, 1000, .02, .0001, 2);
    fill(&within, 1000, .0001, .02, 3);
    double wide = width(ratio(&steady, &between, 7)), narrow = width(ratio(&steady, &within, 7));
    print_message("width between %.4f, within %.4f\n", wide, narrow);
    assert_true(narrow > 0 && wide > 1.2 * narrow);
}

static void fewer_than_six_processes_have_no_interval(void **state)
{
    (void)state;
    struct build a;
    fill(&a, 1000, .02, .01, 1);
    struct interval few = bootstrap_ratio(a.groups, 5, a.groups, GROUPS, DRAWS, 1);
    assert_true(few.middle > 0 && isnan(few.low) && isnan(few.high) && isnan(few.coverage));
    assert_true(isnan(bootstrap_ratio(a.groups, 0, a.groups, GROUPS, DRAWS, 1).middle));
}

static void too_few_draws_are_raised_to_what_percentiles_need(void **state)
{
    (void)state;
    struct build a, b;
    fill(&a, 1000, .02, .01, 1);
    fill(&b, 1000, .02, .01, 2);
    assert_true(same(bootstrap_ratio(a.groups, GROUPS, b.groups, GROUPS, 1, 7),
                     bootstrap_ratio(a.groups, GROUPS, b.groups, GROUPS, BOOTSTRAP_MIN_DRAWS, 7)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_middle_is_the_ratio_of_geometric_means_of_medians),
        cmocka_unit_test(the_same_seed_gives_the_same_interval),
        cmocka_unit_test(a_faster_build_moves_the_interval_and_does_not_stretch_it),
        cmocka_unit_test(rates_without_variance_have_an_interval_without_width),
        cmocka_unit_test(what_differs_between_processes_counts_more_than_what_differs_within),
        cmocka_unit_test(fewer_than_six_processes_have_no_interval),
        cmocka_unit_test(too_few_draws_are_raised_to_what_percentiles_need),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
