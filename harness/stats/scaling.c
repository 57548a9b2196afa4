#include "stats/scaling.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdbool.h>

/* The order of the parameters. Amdahl's law has the first two. */
enum { LAMBDA, SIGMA, KAPPA, PARAMETERS };

enum { STEPS_MAX = 200 };

static const double tolerance = 1e-12; /* of the parameters, relative: golden values have six digits */

/* Rates are divided by `unit`, so that the steps of the solver do not depend on whether an op takes a nanosecond or a
 * second. */
struct points {
    const double *n, *rate, *weights;
    size_t count, parameters;
    double unit;
};

static double rate_at(double lambda, double sigma, double kappa, double n)
{
    return lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1));
}

/* Of a law that lacks it, 0. */
static double parameter(const struct points *points, const gsl_vector *x, size_t which)
{
    return which < points->parameters ? gsl_vector_get(x, which) : 0;
}

/* ---- what GSL calls: the residuals, and how they change with each parameter */

static int residuals(const gsl_vector *x, void *of, gsl_vector *result)
{
    const struct points *points = of;
    double lambda = parameter(points, x, LAMBDA), sigma = parameter(points, x, SIGMA);
    double kappa = parameter(points, x, KAPPA);

    for (size_t i = 0; i < points->count; i++) {
        double fitted = rate_at(lambda, sigma, kappa, points->n[i]);
        gsl_vector_set(result, i, fitted - points->rate[i] / points->unit);
    }
    return GSL_SUCCESS;
}

/* With D = 1 + sigma (N-1) + kappa N (N-1) and X = lambda N / D:  dX/dlambda = N / D,  dX/dsigma = -X (N-1) / D,
 * dX/dkappa = -X N (N-1) / D. */
static int slopes(const gsl_vector *x, void *of, gsl_matrix *result)
{
    const struct points *points = of;
    double lambda = parameter(points, x, LAMBDA), sigma = parameter(points, x, SIGMA);
    double kappa = parameter(points, x, KAPPA);

    for (size_t i = 0; i < points->count; i++) {
        double n = points->n[i], per_lambda = rate_at(1, sigma, kappa, n);
        double per_sigma = -lambda * per_lambda * per_lambda * (n - 1) / n;
        gsl_matrix_set(result, i, LAMBDA, per_lambda);
        gsl_matrix_set(result, i, SIGMA, per_sigma);
        if (points->parameters > KAPPA)
            gsl_matrix_set(result, i, KAPPA, per_sigma * n);
    }
    return GSL_SUCCESS;
}

/* ---- before: can it be fitted? */

static size_t different(const double *values, size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (size_t j = 0; j < i && !known; j++)
            known = fabs(values[j] - values[i]) <= 0;
        found += !known;
    }
    return found;
}

static int check(const struct points *points, struct error *e)
{
    for (size_t i = 0; i < points->count; i++) {
        double n = points->n[i], rate = points->rate[i], weight = points->weights ? points->weights[i] : 1;
        if (!(isfinite(n) && n >= 1 && isfinite(rate) && rate > 0 && isfinite(weight) && weight > 0))
            return error_set(e, "cannot fit a scaling law to %g ops/s at N=%g with weight %g", rate, n,
                             weight);
    }
    return 0;
}

static double best_per_worker(const struct points *points)
{
    double best = 0;

    for (size_t i = 0; i < points->count; i++)
        best = fmax(best, points->rate[i] / points->n[i]);
    return best;
}

/* ---- after: what does it say? */

/* With negative parameters the law has a pole, and negative rates beyond it. */
static bool stays_positive(const struct points *points, const gsl_vector *x)
{
    double lambda = parameter(points, x, LAMBDA), sigma = parameter(points, x, SIGMA);
    double kappa = parameter(points, x, KAPPA);

    for (size_t i = 0; i < points->count; i++)
        if (!(rate_at(lambda, sigma, kappa, points->n[i]) > 0))
            return false;
    return true;
}

static void take_parameters(const struct points *points, const gsl_multifit_nlinear_workspace *solver,
                            struct scaling_fit *fit)
{
    const gsl_vector *x = gsl_multifit_nlinear_position(solver);
    double squares = 0;

    fit->lambda = points->unit * parameter(points, x, LAMBDA);
    fit->sigma = parameter(points, x, SIGMA);
    fit->kappa = parameter(points, x, KAPPA);
    for (size_t i = 0; i < points->count; i++) {
        double off = points->rate[i] / scaling_rate(fit, points->n[i]) - 1;
        squares += off * off;
    }
    fit->residual = sqrt(squares / (double)points->count);
}

/* The standard errors, as R's nls and gnuplot have them: the covariance of the parameters times the scatter of the points
 * about the curve; weights say only how the points compare. Then the name, which has to hold at 95 %. */
static void take_errors_and_name(const struct points *points, const gsl_multifit_nlinear_workspace *solver,
                                 struct scaling_fit *fit)
{
    double c[PARAMETERS][PARAMETERS] = {{0}}, freedom = (double)(points->count - points->parameters);
    gsl_matrix_view covariance =
        gsl_matrix_view_array_with_tda(&c[0][0], points->parameters, points->parameters, PARAMETERS);
    double scatter = gsl_blas_dnrm2(gsl_multifit_nlinear_residual(solver)) / sqrt(freedom);

    gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(solver), 0, &covariance.matrix);
    fit->lambda_error = points->unit * scatter * sqrt(c[LAMBDA][LAMBDA]);
    fit->sigma_error = scatter * sqrt(c[SIGMA][SIGMA]);
    fit->kappa_error = scatter * sqrt(c[KAPPA][KAPPA]);

    /* X(2) = 2 lambda / (1 + sigma + 2 kappa), less than X(1) = lambda when the sum behind the 1 is above 1. */
    double two = fit->sigma + 2 * fit->kappa;
    double two_error = scatter * sqrt(c[SIGMA][SIGMA] + 4 * c[SIGMA][KAPPA] + 4 * c[KAPPA][KAPPA]);
    double reach = gsl_cdf_tdist_Qinv(.025, freedom);
    if (two - reach * two_error > 1)
        fit->shape = SCALING_RETROGRADE;
    else if (fit->sigma + reach * fit->sigma_error < 0)
        fit->shape = SCALING_SUPERLINEAR;
    else
        fit->shape = SCALING_REGULAR;
}

static double peak_of(const struct scaling_fit *fit)
{
    if (fit->shape != SCALING_REGULAR)
        return NAN;
    if (fit->sigma >= 1)
        return 1;
    return fit->kappa > 0 ? fmax(1, sqrt((1 - fit->sigma) / fit->kappa)) : INFINITY;
}

static int fit_law(struct points *points, struct scaling_fit *fit, struct error *e)
{
    *fit = (struct scaling_fit){SCALING_TOO_FEW, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    if (check(points, e))
        return -1;
    if (different(points->n, points->count) <= points->parameters)
        return 0;

    points->unit = best_per_worker(points);
    double start[PARAMETERS] = {[LAMBDA] = 1, [SIGMA] = .1, [KAPPA] = .01}; /* as usl4j's */
    gsl_multifit_nlinear_fdf law = {
        .f = residuals, .df = slopes, .n = points->count, .p = points->parameters, .params = points};
    gsl_multifit_nlinear_parameters how = gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_workspace *solver =
        gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &how, points->count, points->parameters);
    gsl_vector_view x = gsl_vector_view_array(start, points->parameters);
    int why;

    if (points->weights) {
        gsl_vector_const_view weights = gsl_vector_const_view_array(points->weights, points->count);
        gsl_multifit_nlinear_winit(&x.vector, &weights.vector, &law, solver);
    } else {
        gsl_multifit_nlinear_init(&x.vector, &law, solver);
    }
    int status = gsl_multifit_nlinear_driver(STEPS_MAX, tolerance, tolerance, 0, NULL, NULL, &why, solver);
    /* No further progress means that it stands where rounding lets it: a perfect fit does. */
    if (status == GSL_ENOPROG)
        status = GSL_SUCCESS;
    int result = 0;
    if (status != GSL_SUCCESS || !stays_positive(points, gsl_multifit_nlinear_position(solver))) {
        result = error_set(e, "no scaling law fits these %zu points (%s)", points->count,
                           status == GSL_SUCCESS ? "it has a pole among them" : gsl_strerror(status));
    } else {
        take_parameters(points, solver, fit);
        take_errors_and_name(points, solver, fit);
        fit->peak_n = peak_of(fit);
    }
    gsl_multifit_nlinear_free(solver);
    return result;
}

int scaling_fit_usl(const double *n, const double *rate, const double *weights, size_t count,
                    struct scaling_fit *fit, struct error *e)
{
    struct points points = {
        .n = n, .rate = rate, .weights = weights, .count = count, .parameters = PARAMETERS};

    return fit_law(&points, fit, e);
}

int scaling_fit_amdahl(const double *n, const double *rate, const double *weights, size_t count,
                       struct scaling_fit *fit, struct error *e)
{
    struct points points = {.n = n, .rate = rate, .weights = weights, .count = count, .parameters = KAPPA};

    return fit_law(&points, fit, e);
}

double scaling_rate(const struct scaling_fit *fit, double n)
{
    return rate_at(fit->lambda, fit->sigma, fit->kappa, n);
}

double scaling_karp_flatt(double speedup, double n)
{
    return n > 1 ? (1 / speedup - 1 / n) / (1 - 1 / n) : NAN;
}

const char *scaling_shape_name(enum scaling_shape shape)
{
    static const char *const names[] = {
        [SCALING_REGULAR] = "regular",         [SCALING_RETROGRADE] = "retrograde",
        [SCALING_SUPERLINEAR] = "superlinear", [SCALING_TOO_FEW] = "too few",
        [SCALING_NO_FIT] = "no fit",
    };
    return names[shape];
}
