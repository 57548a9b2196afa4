#include "stats/scaling.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdlib.h>

#include "base/text.h"

/* The order of the parameters. Amdahl's law has the first two. */
enum { LAMBDA, SIGMA, KAPPA, PARAMETERS };

enum { STEPS_MAX = 200 };

/* Of the parameters, relative: golden values have six digits; one of a thousand draws needs no more than four. */
static const double fine = 1e-12, coarse = 1e-6;

/* Rates are divided by `unit`, so that the steps of the solver do not depend on whether an op takes a nanosecond or a
 * second. */
struct points {
    const double *n, *rate, *weights;
    size_t count, parameters;
    double unit;
};

struct scaling_solver {
    struct points points;
    double *weights;
    gsl_multifit_nlinear_workspace *memory; /* NULL: too few different N */
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

    double two = fit->sigma + 2 * fit->kappa;
    double two_error = scatter * sqrt(c[SIGMA][SIGMA] + 4 * c[SIGMA][KAPPA] + 4 * c[KAPPA][KAPPA]);
    double reach = gsl_cdf_tdist_Qinv(.025, freedom);
    scaling_name(fit, two - reach * two_error, fit->sigma + reach * fit->sigma_error,
                 fit->kappa + reach * fit->kappa_error);
}

static double peak_of(const struct scaling_fit *fit)
{
    if (fit->shape != SCALING_REGULAR)
        return NAN;
    if (fit->sigma >= 1)
        return 1;
    return fit->kappa > 0 ? fmax(1, sqrt((1 - fit->sigma) / fit->kappa)) : INFINITY;
}

/* X(2) = 2 lambda / (1 + sigma + 2 kappa), less than X(1) = lambda when the sum behind the 1 is above 1. */
void scaling_name(struct scaling_fit *fit, double two_low, double sigma_high, double kappa_high)
{
    if (two_low > 1)
        fit->shape = SCALING_RETROGRADE;
    else if (sigma_high < 0)
        fit->shape = SCALING_SUPERLINEAR;
    else if (kappa_high < 0)
        fit->shape = SCALING_ACCELERATING;
    else
        fit->shape = SCALING_REGULAR;
    fit->peak_n = peak_of(fit);
}

/* ---- the solver */

/* The largest is 1: the solver takes residuals that are tiny in numbers for a perfect fit, and stops. */
static double *scaled(const double *weights, size_t count)
{
    double *own = text_grow(NULL, count + 1, sizeof *own), largest = 0;

    for (size_t i = 0; i < count; i++)
        largest = fmax(largest, weights[i]);
    for (size_t i = 0; i < count; i++)
        own[i] = weights[i] / largest;
    return own;
}

struct scaling_solver *scaling_solver_new(enum scaling_law law, const double *n, const double *weights,
                                          size_t count)
{
    struct scaling_solver *solver = text_grow(NULL, 1, sizeof *solver);
    size_t parameters = law == SCALING_USL ? PARAMETERS : KAPPA;
    gsl_multifit_nlinear_parameters how = gsl_multifit_nlinear_default_parameters();

    *solver = (struct scaling_solver){.weights = weights ? scaled(weights, count) : NULL};
    solver->points =
        (struct points){.n = n, .weights = solver->weights, .count = count, .parameters = parameters};
    if (different(n, count) > parameters)
        solver->memory = gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &how, count, parameters);
    return solver;
}

void scaling_solver_free(struct scaling_solver *solver)
{
    if (solver && solver->memory)
        gsl_multifit_nlinear_free(solver->memory);
    if (solver)
        free(solver->weights);
    free(solver);
}

/* From `start` to the parameters that fit best. NULL, or why there are none. */
static const char *solve(struct scaling_solver *solver, const double *rate, double *start, double tolerance)
{
    struct points *points = &solver->points;
    gsl_multifit_nlinear_fdf law = {
        .f = residuals, .df = slopes, .n = points->count, .p = points->parameters, .params = points};
    gsl_vector_view x = gsl_vector_view_array(start, points->parameters);
    int why;

    points->rate = rate;
    if (points->weights) {
        gsl_vector_const_view weights = gsl_vector_const_view_array(points->weights, points->count);
        gsl_multifit_nlinear_winit(&x.vector, &weights.vector, &law, solver->memory);
    } else {
        gsl_multifit_nlinear_init(&x.vector, &law, solver->memory);
    }
    int status =
        gsl_multifit_nlinear_driver(STEPS_MAX, tolerance, tolerance, 0, NULL, NULL, &why, solver->memory);
    /* No further progress means that it stands where rounding lets it: a perfect fit does. */
    if (status != GSL_SUCCESS && status != GSL_ENOPROG)
        return gsl_strerror(status);
    return stays_positive(points, gsl_multifit_nlinear_position(solver->memory)) ? NULL
                                                                                 : "it has a pole among them";
}

int scaling_solver_fit(struct scaling_solver *solver, const double *rate, struct scaling_fit *fit,
                       struct error *e)
{
    struct points *points = &solver->points;
    double start[PARAMETERS] = {[LAMBDA] = 1, [SIGMA] = .1, [KAPPA] = .01}; /* as usl4j's */

    *fit = (struct scaling_fit){SCALING_TOO_FEW, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    points->rate = rate;
    if (check(points, e))
        return -1;
    if (!solver->memory)
        return 0;
    points->unit = best_per_worker(points);
    const char *why = solve(solver, rate, start, fine);
    if (why)
        return error_set(e, "no scaling law fits these %zu points (%s)", points->count, why);
    take_parameters(points, solver->memory, fit);
    take_errors_and_name(points, solver->memory, fit);
    return 0;
}

bool scaling_solver_near(struct scaling_solver *solver, const double *rate, const struct scaling_fit *near,
                         struct scaling_fit *fit)
{
    struct points *points = &solver->points;
    double start[PARAMETERS] = {near->lambda / points->unit, near->sigma, near->kappa};

    for (size_t i = 0; i < points->count; i++)
        if (!(isfinite(rate[i]) && rate[i] > 0))
            return false;
    if (solve(solver, rate, start, coarse))
        return false;
    const gsl_vector *x = gsl_multifit_nlinear_position(solver->memory);
    fit->lambda = points->unit * parameter(points, x, LAMBDA);
    fit->sigma = parameter(points, x, SIGMA);
    fit->kappa = parameter(points, x, KAPPA);
    return true;
}

static int fit_once(enum scaling_law law, const double *n, const double *rate, const double *weights,
                    size_t count, struct scaling_fit *fit, struct error *e)
{
    struct scaling_solver *solver = scaling_solver_new(law, n, weights, count);
    int result = scaling_solver_fit(solver, rate, fit, e);

    scaling_solver_free(solver);
    return result;
}

int scaling_fit_usl(const double *n, const double *rate, const double *weights, size_t count,
                    struct scaling_fit *fit, struct error *e)
{
    return fit_once(SCALING_USL, n, rate, weights, count, fit, e);
}

int scaling_fit_amdahl(const double *n, const double *rate, const double *weights, size_t count,
                       struct scaling_fit *fit, struct error *e)
{
    return fit_once(SCALING_AMDAHL, n, rate, weights, count, fit, e);
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
        [SCALING_SUPERLINEAR] = "superlinear", [SCALING_ACCELERATING] = "accelerating",
        [SCALING_TOO_FEW] = "too few",         [SCALING_NO_FIT] = "no fit",
    };
    return names[shape];
}
