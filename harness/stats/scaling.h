/* scaling.h - laws of scaling fitted to measured curves: Gunther's Universal Scalability Law and Amdahl's, and Karp and Flatt's serial
 * fraction.
 *
 *   USL      X(N) = lambda N / (1 + sigma (N-1) + kappa N (N-1))     sigma: contention; kappa: coherency, the cost of agreeing
 *   Amdahl   the same with kappa = 0
 *   e(N)     = (1/S - 1/N) / (1 - 1/N)                               flat: a serial part; rising: overhead that grows with N
 *
 * Nonlinear least squares (GSL's trust region, weighted by 1/variance where variances are given), never the quadratic transform, which
 * gives negative kappa on good data. Only within one placement regime: a bend where siblings or another package join is the machine's, and
 * would be read as kappa. Pure; any thread may call.
 */
#ifndef GILSCALE_SCALING_H
#define GILSCALE_SCALING_H

#include <stddef.h>

#include "base/error.h"

enum scaling_shape {
    SCALING_REGULAR,     /* the law fits: 0 <= sigma <= 1 */
    SCALING_RETROGRADE,  /* slower with every worker added: sigma > 1, the peak is at N=1 */
    SCALING_SUPERLINEAR, /* faster than N times one worker: sigma < 0; no such law applies */
    SCALING_TOO_FEW      /* fewer points than parameters and one more */
};

struct scaling_fit {
    enum scaling_shape shape;
    double lambda, sigma, kappa;                   /* NAN where not fitted */
    double lambda_error, sigma_error, kappa_error; /* standard errors from the fit's covariance */
    double peak_n;                                 /* sqrt((1-sigma)/kappa); INFINITY where throughput never falls; NAN unless regular */
    double residual;                               /* root mean square of (measured/fitted - 1) */
};

/* `weights` may be NULL: all alike. Needs 4 points for the USL, 3 for Amdahl. -1 when the solver does not converge. */
int scaling_fit_usl(const double *n, const double *rate, const double *weights, size_t count, struct scaling_fit *fit,
                    struct error *e);
int scaling_fit_amdahl(const double *n, const double *rate, const double *weights, size_t count, struct scaling_fit *fit,
                       struct error *e);

/* The fitted rate at N workers. */
double scaling_rate(const struct scaling_fit *fit, double n);

/* The serial fraction that a speedup at N > 1 workers shows. */
double scaling_karp_flatt(double speedup, double n);

#endif
