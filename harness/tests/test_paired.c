/* One rate an invocation, of windows that alternated. */
#include "tests/unit.h"

#include "stats/paired.h"

#include <math.h>

#define WINDOWS 21

static void one_alone_gets_its_median(void **state)
{
    const double rates[] = {5, 1, 4, 2, 100};
    const double *const all[] = {rates};
    struct paired_level level;

    (void)state;
    paired_levels(all, 1, 5, &level);
    assert_true(fabs(level.rate - 4) < 1e-9);
    assert_true(fabs(level.drift - 0) < 1e-9);
}

/* The machine runs at two speeds, changes in the middle of a pair now and then, and one build is 5 % slower: the medians of each one's own
 * windows are off by the machine's 30 %, the levels are not. */
static void what_hits_both_windows_leaves_the_ratio_alone(void **state)
{
    double a[WINDOWS], b[WINDOWS];
    const double *const all[] = {a, b};
    struct paired_level levels[2];

    (void)state;
    for (int k = 0; k < WINDOWS; k++) {
        a[k] = k < 10 ? 130 : 100;
        b[k] = .95 * (k < 11 ? 130 : 100); /* in window 10 between the two */
    }
    paired_levels(all, 2, WINDOWS, levels);
    assert_true(fabs(levels[1].rate / levels[0].rate - .95) < 1e-9);
    assert_true(levels[0].rate > 95 && levels[0].rate < 135);
}

/* By the definition: the median of the windows' ratios, whatever they are. */
static void of_two_the_ratio_is_the_median_of_their_windows_ratios(void **state)
{
    const double a[] = {10, 20, 30, 40}, b[] = {11, 26, 30, 56};
    const double *const all[] = {a, b};
    struct paired_level levels[2];

    (void)state;
    paired_levels(all, 2, 4, levels);
    assert_true(fabs(levels[1].rate / levels[0].rate - sqrt(1.1 * 1.3)) < 1e-9);
}

static void three_keep_their_ratios(void **state)
{
    double rates[3][WINDOWS];
    const double *const all[] = {rates[0], rates[1], rates[2]};
    struct paired_level levels[3];

    (void)state;
    for (int k = 0; k < WINDOWS; k++)
        for (int i = 0; i < 3; i++)
            rates[i][k] = (1 + i) * exp(sin(k));
    paired_levels(all, 3, WINDOWS, levels);
    assert_true(fabs(levels[1].rate / levels[0].rate - 2) < 1e-9);
    assert_true(fabs(levels[2].rate / levels[0].rate - 3) < 1e-9);
}

/* One gets faster while its neighbour does not: it was not warm. */
static void a_drift_against_the_others_is_seen(void **state)
{
    double a[8], b[8];
    const double *const all[] = {a, b};
    struct paired_level levels[2];

    (void)state;
    for (int k = 0; k < 8; k++) {
        a[k] = 100 + 50 * (k % 2);
        b[k] = a[k] * (k < 4 ? .8 : 1);
    }
    paired_levels(all, 2, 8, levels);
    assert_true(fabs(levels[1].drift - (sqrt(1.25) - 1)) <
                1e-9); /* half of it, as seen from between the two */
    assert_true(fabs(levels[0].drift - (sqrt(.8) - 1)) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_alone_gets_its_median),
        cmocka_unit_test(what_hits_both_windows_leaves_the_ratio_alone),
        cmocka_unit_test(of_two_the_ratio_is_the_median_of_their_windows_ratios),
        cmocka_unit_test(three_keep_their_ratios),
        cmocka_unit_test(a_drift_against_the_others_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
