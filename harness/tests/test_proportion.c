/* How often something happens: the exact interval, against published limits and against its promise. */
#include "unit.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#include "stats/proportion.h"

static void assert_close(double value, double wanted)
{
    if (!(fabs(value - wanted) < 5e-5))
        fail_msg("%.6f is not %.6f", value, wanted);
}

/* Limits as scipy.stats.binomtest(...).proportion_ci() has them; 0 and all of n by hand: 1 - .025 ^ (1 / n). */
static void golden_values(void **state)
{
    static const struct {
        size_t happened, trials;
        double low, high;
    } golden[] = {{0, 8, 0, .36942},      {8, 8, .63058, 1},      {1, 8, .00316, .52651},
                  {4, 8, .15701, .84299}, {1, 2, .01258, .98742}, {5, 20, .08657, .49105},
                  {0, 1, 0, .975}};

    (void)state;
    for (size_t i = 0; i < sizeof golden / sizeof *golden; i++) {
        struct interval got = proportion_interval(golden[i].happened, golden[i].trials);
        assert_close(got.middle, (double)golden[i].happened / (double)golden[i].trials);
        assert_close(got.low, golden[i].low);
        assert_close(got.high, golden[i].high);
        assert_int_equal(got.values, golden[i].trials);
    }
    assert_true(isnan(proportion_interval(0, 0).middle));
}

/* The promise, summed over all that can happen, with no chance in it: at least 95 % of the trials' outcomes have an interval that holds the truth. */
static void it_covers_the_truth(void **state)
{
    (void)state;
    for (unsigned n = 1; n <= 30; n++)
        for (double truth = .01; truth < 1; truth += .01) {
            double covered = 0;
            for (unsigned k = 0; k <= n; k++) {
                struct interval got = proportion_interval(k, n);
                if (got.low <= truth && truth <= got.high)
                    covered += gsl_ran_binomial_pdf(k, truth, n);
            }
            if (covered < .95)
                fail_msg("n=%u, a share of %.2f: covered with %.4f", n, truth, covered);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden_values),
                                       cmocka_unit_test(it_covers_the_truth)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
