/* The laws of scaling are found again in curves made from them and in published data, and a curve that is none gets its name. */
#include "unit.h"

#include <math.h>
#include <stdbool.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "stats/scaling.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void assert_close(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.12g is not %.12g", value, expected);
}

static struct scaling_fit usl(const double *n, const double *rate, size_t count)
{
    struct scaling_fit fit;
    struct error e = {0};
    if (scaling_fit_usl(n, rate, NULL, count, &fit, &e))
        fail_msg("%s", e.text);
    return fit;
}

static struct scaling_fit amdahl(const double *n, const double *rate, size_t count)
{
    struct scaling_fit fit;
    struct error e = {0};
    if (scaling_fit_amdahl(n, rate, NULL, count, &fit, &e))
        fail_msg("%s", e.text);
    return fit;
}

/* ---- golden values */

static const double sdm_n[] = {1, 18, 36, 72, 108, 144, 216};
static const double sdm_rate[] = {64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2};

/* The R package's example: its vignette prints these; gnuplot and SciPy agree. */
static void the_usl_of_specsdm91_is_the_published_one(void **state)
{
    (void)state;
    struct scaling_fit fit = usl(sdm_n, sdm_rate, COUNT(sdm_n));
    assert_int_equal(fit.shape, SCALING_REGULAR);
    assert_close(fit.lambda, 89.9952321, 1e-7);
    assert_close(fit.sigma, .0277284750, 1e-7);
    assert_close(fit.kappa, .000104365484, 1e-6);
    assert_close(fit.lambda_error, 14.2134887, 1e-5);
    assert_close(fit.sigma_error, .00912173, 1e-5);
    assert_close(fit.kappa_error, .0000198753, 1e-5);
    assert_close(fit.peak_n, 96.52, 1e-3);
    assert_true(fit.residual > .01 && fit.residual < .2);
}

/* README of codahale/usl4j. The quadratic transform gives kappa = -.00074 here. Values: Gauss-Newton in long
 * double; SciPy agrees to five digits. */
static void the_usl_of_usl4j_data_has_a_positive_kappa(void **state)
{
    (void)state;
    static const double n[] = {1, 2, 3, 4, 5, 6, 7, 8};
    static const double rate[] = {955.16, 1878.91, 2688.01, 3548.68, 4315.54, 5130.43, 5931.37, 6531.08};
    struct scaling_fit fit = usl(n, rate, COUNT(n));
    assert_int_equal(fit.shape, SCALING_REGULAR);
    assert_close(fit.lambda, 939.655400, 1e-6);
    assert_close(fit.sigma, .0181576701, 1e-6);
    assert_close(fit.kappa, .000308523577, 1e-5);
    fit = amdahl(n, rate, COUNT(n));
    assert_close(fit.lambda, 944.55073, 1e-7);
    assert_close(fit.sigma, .0213475178, 1e-6);
    assert_close(fit.sigma_error, .00241472, 1e-4);
    assert_true(fit.kappa == 0 && fit.kappa_error == 0);
}

/* SciPy's curve_fit(sigma=rate): weights of 1/rate^2 are a constant relative error. */
static void weights_pull_the_curve_to_the_points_that_are_sure(void **state)
{
    (void)state;
    double weights[COUNT(sdm_n)], other[COUNT(sdm_n)];
    for (size_t i = 0; i < COUNT(sdm_n); i++) {
        weights[i] = 1 / (sdm_rate[i] * sdm_rate[i]);
    }
    struct scaling_fit fit, again;
    struct error e = {0};
    assert_int_equal(scaling_fit_usl(sdm_n, sdm_rate, weights, COUNT(sdm_n), &fit, &e), 0);
    assert_close(fit.lambda, 67.7089905, 1e-6);
    assert_close(fit.sigma, .0135152257, 1e-6);
    assert_close(fit.kappa, .000115091174, 1e-6);
    assert_close(fit.lambda_error, 4.3232251, 1e-4);
    /* Only how they compare matters. */
    static const double scales[] = {1e-15, 1e-6, 1e6, 1e15};
    for (size_t s = 0; s < COUNT(scales); s++) {
        for (size_t i = 0; i < COUNT(sdm_n); i++)
            other[i] = scales[s] * weights[i];
        assert_int_equal(scaling_fit_usl(sdm_n, sdm_rate, other, COUNT(sdm_n), &again, &e), 0);
        assert_close(again.sigma, fit.sigma, 1e-6);
        assert_close(again.sigma_error, fit.sigma_error, 1e-6);
    }
}

static void karp_and_flatt_show_the_serial_fraction(void **state)
{
    (void)state;
    assert_close(scaling_karp_flatt(.96, 2), 1.083333, 1e-6); /* the GIL-shaped data below */
    assert_close(scaling_karp_flatt(.89, 64), 1.125557, 1e-6);
    for (double n = 2; n <= 64; n *= 2)
        assert_close(scaling_karp_flatt(1 / (.1 + .9 / n), n), .1, 1e-12);
    assert_true(fabs(scaling_karp_flatt(8, 8)) < 1e-15);
    assert_true(isnan(scaling_karp_flatt(1, 1)));
}

/* ---- curves that are made */

static void a_law_is_found_again_in_its_own_curve_at_any_scale(void **state)
{
    (void)state;
    static const double n[] = {1, 2, 4, 6, 8, 12, 16}, sigmas[] = {0, .01, .2, .9}, kappas[] = {0, 1e-4, .02};
    static const double scales[] = {1e-3, 1, 1e9};
    for (size_t i = 0; i < COUNT(sigmas) * COUNT(kappas) * COUNT(scales); i++) {
        struct scaling_fit law = {
            .lambda = scales[i % 3], .sigma = sigmas[i / 9], .kappa = kappas[i / 3 % 3]};
        double rate[COUNT(n)];
        for (size_t j = 0; j < COUNT(n); j++)
            rate[j] = scaling_rate(&law, n[j]);
        struct scaling_fit fit = usl(n, rate, COUNT(n));
        assert_close(fit.lambda, law.lambda, 1e-6);
        assert_true(fabs(fit.sigma - law.sigma) < 1e-6);
        assert_true(fabs(fit.kappa - law.kappa) < 1e-7);
        assert_true(fit.residual < 1e-7);
        if (law.kappa <= 0)
            assert_close(amdahl(n, rate, COUNT(n)).sigma + 1, law.sigma + 1, 1e-7);
    }
}

static void the_peak_is_where_the_fitted_curve_is_highest(void **state)
{
    (void)state;
    struct scaling_fit fit = usl(sdm_n, sdm_rate, COUNT(sdm_n));
    double best = scaling_rate(&fit, fit.peak_n);
    assert_true(best > scaling_rate(&fit, fit.peak_n - 1) && best > scaling_rate(&fit, fit.peak_n + 1));
    static const double n[] = {1, 2, 4, 8}, rate[] = {10, 18, 31, 47};
    assert_true(isinf(amdahl(n, rate, 4).peak_n)); /* it never falls */
}

static void a_curve_under_the_gil_is_named_retrograde(void **state)
{
    (void)state;
    static const double n[] = {1, 2, 4, 8, 16, 32, 64}, rate[] = {100, 96, 93.5, 92, 90.5, 89.7, 89};
    struct scaling_fit fit = usl(n, rate, COUNT(n));
    assert_int_equal(fit.shape, SCALING_RETROGRADE);
    assert_close(fit.sigma, 1.09986518, 1e-6);
    assert_true(isnan(fit.peak_n));
    fit = amdahl(n, rate, COUNT(n));
    assert_int_equal(fit.shape, SCALING_RETROGRADE);
    assert_close(fit.sigma, 1.11777005, 1e-6);
    assert_int_equal(usl(n, rate, 4).shape, SCALING_RETROGRADE);
    assert_int_equal(amdahl(n, rate, 3).shape, SCALING_RETROGRADE);
}

static void a_curve_faster_than_n_times_one_is_named_superlinear(void **state)
{
    (void)state;
    static const double n[] = {1, 2, 3, 4, 6, 8}, rate[] = {100, 208, 321, 437, 682, 950};
    assert_int_equal(amdahl(n, rate, COUNT(n)).shape, SCALING_SUPERLINEAR);
    assert_int_equal(usl(n, rate, COUNT(n)).shape, SCALING_SUPERLINEAR);
}

/* One worker has to itself what two already share: a step and then a straight line. A contention would be read from it. */
static void a_curve_that_is_steeper_at_its_end_is_named_accelerating(void **state)
{
    (void)state;
    static const double n[] = {1, 2, 3, 4, 6, 8}, rate[] = {100, 134, 170, 215, 340, 535};
    struct scaling_fit fit = usl(n, rate, COUNT(n));
    assert_true(fit.sigma > .2 && fit.kappa < 0);
    assert_int_equal(fit.shape, SCALING_ACCELERATING);
    assert_true(isnan(fit.peak_n));
}

static void many_fits_with_one_solver_are_as_good_as_each_alone(void **state)
{
    (void)state;
    double weights[COUNT(sdm_n)], rate[COUNT(sdm_n)];
    struct scaling_fit first, alone, again;
    struct error e = {0};
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t i = 0; i < COUNT(sdm_n); i++)
        weights[i] = 1 / (sdm_rate[i] * sdm_rate[i]);
    struct scaling_solver *solver = scaling_solver_new(SCALING_USL, sdm_n, weights, COUNT(sdm_n));
    assert_int_equal(scaling_solver_fit(solver, sdm_rate, &first, &e), 0);
    for (int trial = 0; trial < 100; trial++) {
        for (size_t i = 0; i < COUNT(sdm_n); i++)
            rate[i] = sdm_rate[i] * exp(gsl_ran_gaussian(random, .03));
        assert_int_equal(scaling_fit_usl(sdm_n, rate, weights, COUNT(sdm_n), &alone, &e), 0);
        assert_true(scaling_solver_near(solver, rate, &first, &again));
        assert_close(again.lambda, alone.lambda, 1e-3);
        assert_close(again.sigma, alone.sigma, 1e-3);
        assert_close(again.kappa, alone.kappa, 1e-3);
    }
    rate[3] = 0;
    assert_false(scaling_solver_near(solver, rate, &first, &again));
    rate[3] = NAN;
    assert_false(scaling_solver_near(solver, rate, &first, &again));
    scaling_solver_free(solver);
    scaling_solver_free(NULL);
    gsl_rng_free(random);
}

/* Half of all perfect curves lie a little above N times one worker, half of all flat ones fall a little: not a reason
 * for a name. */
static void noise_alone_gives_a_name_in_one_of_forty_curves(void **state)
{
    (void)state;
    const int trials = 2000;
    static const double n[] = {1, 2, 4, 6, 8};
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    int superlinear = 0, accelerating = 0, retrograde = 0;
    for (int trial = 0; trial < trials; trial++) {
        double perfect[COUNT(n)], flat[COUNT(n)];
        for (size_t i = 0; i < COUNT(n); i++) {
            perfect[i] = n[i] * 100 * exp(gsl_ran_gaussian(random, .01));
            flat[i] = 100 * exp(gsl_ran_gaussian(random, .01));
        }
        enum scaling_shape shape = usl(n, perfect, COUNT(n)).shape;
        superlinear += shape == SCALING_SUPERLINEAR;
        accelerating += shape == SCALING_ACCELERATING;
        assert_int_not_equal(shape, SCALING_RETROGRADE);
        retrograde += amdahl(n, flat, COUNT(n)).shape != SCALING_REGULAR;
    }
    print_message("of %d perfect curves %d and %d were named, of as many flat ones %d\n", trials, superlinear,
                  accelerating, retrograde);
    assert_true(superlinear < .05 * trials && accelerating < .05 * trials && retrograde < .05 * trials);
    gsl_rng_free(random);
}

/* ---- what cannot be fitted */

static void too_few_different_n_are_named_and_not_fitted(void **state)
{
    (void)state;
    static const double n[] = {1, 2, 4, 4, 4, 2}, rate[] = {10, 19, 35, 36, 34, 19};
    struct scaling_fit fit = usl(n, rate, COUNT(n));
    assert_int_equal(fit.shape, SCALING_TOO_FEW);
    assert_true(isnan(fit.lambda) && isnan(fit.sigma) && isnan(fit.peak_n) && isnan(fit.residual));
    assert_int_equal(amdahl(n, rate, COUNT(n)).shape, SCALING_REGULAR);
    assert_int_equal(amdahl(n, rate, 2).shape, SCALING_TOO_FEW);
    assert_int_equal(amdahl(n, rate, 0).shape, SCALING_TOO_FEW);
}

static void values_out_of_range_are_refused_with_a_sentence(void **state)
{
    (void)state;
    static const struct {
        double n, rate, weight;
    } bad[] = {{0, 10, 1},       {NAN, 10, 1}, {2, 0, 1},  {2, -1, 1},
               {2, INFINITY, 1}, {2, NAN, 1},  {2, 10, 0}, {2, 10, NAN}};
    for (size_t i = 0; i < COUNT(bad); i++) {
        double n[] = {1, 2, 3, 4, 5}, rate[] = {10, 19, 27, 34, 40}, weights[] = {1, 1, 1, 1, 1};
        n[2] = bad[i].n;
        rate[2] = bad[i].rate;
        weights[2] = bad[i].weight;
        struct scaling_fit fit;
        struct error e = {0};
        assert_int_equal(scaling_fit_usl(n, rate, weights, 5, &fit, &e), -1);
        assert_true(e.text[0] && isnan(fit.lambda));
    }
}

/* GSL ends the process on some errors of use; none may be reached from data. */
static void any_rates_at_all_are_fitted_or_refused(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    int refused = 0;
    for (int trial = 0; trial < 3000; trial++) {
        double n[12], rate[12], width = trial % 3 * 5;
        size_t count = 4 + gsl_rng_uniform_int(random, 9);
        for (size_t i = 0; i < count; i++) {
            n[i] = 1 + (double)gsl_rng_uniform_int(random, trial % 2 ? 16 : 100000);
            rate[i] = exp(gsl_ran_gaussian(random, width));
        }
        struct scaling_fit fit;
        struct error e = {0};
        bool no = scaling_fit_usl(n, rate, NULL, count, &fit, &e);
        refused += no;
        assert_true(no == (e.text[0] != '\0'));
        assert_true(no || fit.shape == SCALING_TOO_FEW || (isfinite(fit.sigma) && fit.residual >= 0));
    }
    print_message("%d of 3000 random curves refused\n", refused);
    gsl_rng_free(random);
}

static void every_shape_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(scaling_shape_name(SCALING_REGULAR), "regular");
    assert_string_equal(scaling_shape_name(SCALING_RETROGRADE), "retrograde");
    assert_string_equal(scaling_shape_name(SCALING_SUPERLINEAR), "superlinear");
    assert_string_equal(scaling_shape_name(SCALING_ACCELERATING), "accelerating");
    assert_string_equal(scaling_shape_name(SCALING_NO_FIT), "no fit");
    assert_string_equal(scaling_shape_name(SCALING_TOO_FEW), "too few");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_usl_of_specsdm91_is_the_published_one),
        cmocka_unit_test(the_usl_of_usl4j_data_has_a_positive_kappa),
        cmocka_unit_test(weights_pull_the_curve_to_the_points_that_are_sure),
        cmocka_unit_test(karp_and_flatt_show_the_serial_fraction),
        cmocka_unit_test(a_law_is_found_again_in_its_own_curve_at_any_scale),
        cmocka_unit_test(the_peak_is_where_the_fitted_curve_is_highest),
        cmocka_unit_test(a_curve_under_the_gil_is_named_retrograde),
        cmocka_unit_test(a_curve_faster_than_n_times_one_is_named_superlinear),
        cmocka_unit_test(a_curve_that_is_steeper_at_its_end_is_named_accelerating),
        cmocka_unit_test(many_fits_with_one_solver_are_as_good_as_each_alone),
        cmocka_unit_test(noise_alone_gives_a_name_in_one_of_forty_curves),
        cmocka_unit_test(too_few_different_n_are_named_and_not_fitted),
        cmocka_unit_test(values_out_of_range_are_refused_with_a_sentence),
        cmocka_unit_test(any_rates_at_all_are_fitted_or_refused),
        cmocka_unit_test(every_shape_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
