/* scaling.h - laws of scaling fitted to measured curves: Gunther's Universal Scalability Law and Amdahl's, and Karp and Flatt's serial
 * fraction.
 *
 *   USL      X(N) = lambda N / (1 + sigma (N-1) + kappa N (N-1))     sigma: contention; kappa: coherency, the cost of agreeing
 *   Amdahl   the same with kappa = 0
 *   e(N)     = (1/S - 1/N) / (1 - 1/N)                               flat: a serial part; rising: overhead that grows with N
 *
 * Nonlinear least squares (GSL's trust region), never the quadratic transform, which gives negative kappa on good data. Parameters are not
 * bounded: a curve that is no such law shows a sigma outside of [0, 1], and gets a name for it rather than a forced fit. A name needs more
 * than noise: a curve of N times one worker has a sigma below 0 half of the time. Only within one placement regime: a bend where siblings
 * or another package join is the machine's, and would be read as kappa. Sources: Gunther, Guerrilla Capacity Planning, 2007; Karp & Flatt,
 * CACM 33(5), 1990. Pure; any thread may call.
 */
#ifndef GILSCALE_SCALING_H
#define GILSCALE_SCALING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum scaling_shape {
    SCALING_REGULAR, /* the law fits: 0 <= sigma <= 1, as far as the errors tell */
    SCALING_RETROGRADE, /* slower with every worker added: sigma + 2 kappa > 1, two do less than one, the peak is at N=1 */
    SCALING_SUPERLINEAR,  /* faster than N times one worker: sigma < 0; no such law applies */
    SCALING_ACCELERATING, /* each worker adds more than the one before it: kappa < 0; no such law applies */
    SCALING_TOO_FEW,      /* fewer different N than parameters and one more */
    SCALING_NO_FIT        /* for callers: no curve of this kind comes near the points */
};
const char *scaling_shape_name(enum scaling_shape shape);

struct scaling_fit {
    enum scaling_shape shape;
    double lambda, sigma, kappa;                   /* NAN where not fitted; Amdahl's kappa is 0 */
    double lambda_error, sigma_error, kappa_error; /* standard errors, from the scatter about the curve */
    /* sqrt((1-sigma)/kappa), at least 1; INFINITY where throughput never falls; NAN unless regular */
    double peak_n;
    double residual; /* root mean square of (measured/fitted - 1) */
};

/* N are at least 1 and may repeat; rates are positive. `weights` are relative (1/variance) and positive; NULL: all alike. Needs 4 different
 * N for the USL, 3 for Amdahl; with fewer it is SCALING_TOO_FEW, and 0 is returned. -1 on values out of range, when the solver does not
 * converge, or when the fitted law has a pole among the points (as flat curves at large N without N=1 may give). */
int scaling_fit_usl(const double *n, const double *rate, const double *weights, size_t count,
                    struct scaling_fit *fit, struct error *e);
int scaling_fit_amdahl(const double *n, const double *rate, const double *weights, size_t count,
                       struct scaling_fit *fit, struct error *e);

/* Many fits of one law at the same N, which must outlive it, with the same weights: keeps the memory of the solver. One thread. */
enum scaling_law { SCALING_USL, SCALING_AMDAHL };
struct scaling_solver;
struct scaling_solver *scaling_solver_new(enum scaling_law law, const double *n, const double *weights,
                                          size_t count);
void scaling_solver_free(struct scaling_solver *solver); /* NULL is fine */

/* As above, to `rate`. */
int scaling_solver_fit(struct scaling_solver *solver, const double *rate, struct scaling_fit *fit,
                       struct error *e);

/* To rates like those of an earlier fit, `near`, which was no SCALING_TOO_FEW: five times as fast, the parameters to some four digits and
 * nothing else. false when there is no fit, or a rate is not positive. */
bool scaling_solver_near(struct scaling_solver *solver, const double *rate, const struct scaling_fit *near,
                         struct scaling_fit *fit);

/* Names a fit by what is sure of it, and sets peak_n: the low end of an interval for sigma + 2 kappa, and the high ends of those for sigma
 * and for kappa. For who has better intervals than the standard errors; NAN for what has none. */
void scaling_name(struct scaling_fit *fit, double two_low, double sigma_high, double kappa_high);

/* The fitted rate at N workers. Beyond the N that were measured, say that it is extrapolated. */
double scaling_rate(const struct scaling_fit *fit, double n);

/* The serial fraction that a speedup at N > 1 workers shows; NAN at N=1, which shows none. */
double scaling_karp_flatt(double speedup, double n);

#endif
