/* How often a law's interval holds its truth, and how often equal curves are told apart: hundreds of made curves. */
#include "unit.h"

#include "made_laws.h"

static void a_name_agrees_with_the_interval_and_noise_gives_none(void **state)
{
    (void)state;
    const int trials = 200;
    int named = 0;
    for (int i = 0; i < trials; i++) {
        struct truth truth = usual;
        truth.sigma = i % 2 ? 0 : 1;
        truth.kappa = 0;
        truth.seed = 1000 + (unsigned long)i;
        struct made made = make(&truth);
        struct laws laws = fit(&made);
        assert_true((laws.usl.shape == SCALING_SUPERLINEAR) == (laws.sigma.high < 0));
        assert_true((laws.amdahl.shape == SCALING_RETROGRADE) == (laws.serial.low > 1));
        named += laws.usl.shape == SCALING_SUPERLINEAR || laws.usl.shape == SCALING_RETROGRADE;
        made_free(&made);
    }
    print_message("%d of %d curves on the border were named\n", named, trials);
    assert_true(named < .05 * trials);
}

static void intervals_cover_the_truth_as_often_as_they_promise(void **state)
{
    (void)state;
    static const struct {
        size_t count, invocations;
        double noise;
        int trials;
    } cases[] = {{6, 10, .01, 300}, {6, 10, .02, 300}, {4, 10, .01, 100}, {4, 6, .02, 100}};
    for (size_t c = 0; c < COUNT(cases); c++) {
        int sigma = 0, kappa = 0, trials = cases[c].trials;
        for (int i = 0; i < trials; i++) {
            struct truth truth = usual;
            truth.count = cases[c].count;
            truth.invocations = cases[c].invocations;
            truth.noise = cases[c].noise;
            truth.seed = 5000 + (unsigned long)i;
            struct made made = make(&truth);
            struct laws laws = fit(&made);
            sigma += inside(&laws.sigma, truth.sigma);
            kappa += inside(&laws.kappa, truth.kappa);
            made_free(&made);
        }
        print_message("%zu N, %zu invocations, noise %.0f %%: sigma covered in %.1f %%, kappa in %.1f %%\n",
                      cases[c].count, cases[c].invocations, 100 * cases[c].noise, 100. * sigma / trials,
                      100. * kappa / trials);
        assert_true(sigma >= .90 * trials && kappa >= .90 * trials);
    }
}

static void equal_curves_are_hardly_ever_told_apart(void **state)
{
    (void)state;
    const int trials = 100;
    int sigma = 0, kappa = 0, together = 0;
    for (int i = 0; i < trials; i++) {
        struct truth base = usual, new = usual;
        base.seed = 10000 + 2 * (unsigned long)i;
        new.seed = base.seed + 1;
        new.run = "another";
        struct laws_change change = compare(&base, &new);
        sigma += inside(&change.sigma, 0);
        kappa += inside(&change.kappa, 0);
        new.run = "run";
        change = compare(&base, &new);
        together += inside(&change.sigma, 0);
    }
    print_message("0 inside: sigma %d, kappa %d, sigma in one run %d of %d\n", sigma, kappa, together,
                  trials);
    assert_true(sigma >= .93 * trials && kappa >= .93 * trials && together >= .93 * trials);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_agrees_with_the_interval_and_noise_gives_none),
        cmocka_unit_test(intervals_cover_the_truth_as_often_as_they_promise),
        cmocka_unit_test(equal_curves_are_hardly_ever_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
