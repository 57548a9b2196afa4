#include "stats/laws.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "stats/bootstrap.h"
#include "stats/points.h"

/* Percentiles want many draws; a standard deviation is known to 7 % from 100, and a comparison has twice as many curves to draw. */
enum { DRAWS = 1000, CHANGE_DRAWS = 100, SEED = 1 };

/* A law that misses the points by more on average (root mean square, as a share) does not describe them. */
static const double miss_most = .1;

static const struct interval unknown = {NAN, NAN, NAN, NAN, 0};

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ---- the regime */

static bool leaves_regime(const struct measured_cell *cell)
{
    static const char *const flags[] = {"oversubscribed", "smt_shared", "mixed_kinds", "quota"};

    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (text_list_has(&cell->flags, flags[i]))
            return true;
    return false;
}

static size_t regime_of(struct measured_cell *const *cells, size_t count)
{
    size_t regime = 0;

    while (regime < count && !leaves_regime(cells[regime]))
        regime++;
    return regime;
}

/* ---- drawing */

/* A curve that takes part in the drawing. */
struct side {
    struct pool *pool;
    struct points *points;
    struct scaling_solver *solver;
    const struct scaling_fit *fit;
    double sign; /* of its parameters in the sum over the sides */
};

/* sigma + 2 kappa says whether two workers do less than one. */
enum { SIGMA, KAPPA, TWO, SUMS };

static bool draw_side(struct side *side, double sums[SUMS])
{
    struct points *points = side->points;
    struct scaling_fit drawn;

    points_draw(points, side->pool);
    if (!scaling_solver_near(side->solver, points->drawn, side->fit, &drawn))
        return false;
    sums[SIGMA] += side->sign * drawn.sigma;
    sums[KAPPA] += side->sign * drawn.kappa;
    sums[TWO] += side->sign * (drawn.sigma + 2 * drawn.kappa);
    return true;
}

/* Draws until there are `draws` with a law on all sides; false when more than a fifth of them are without. */
static bool draw_all(struct side *sides, size_t count, size_t draws, double *drawn[SUMS])
{
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    size_t done = 0;

    gsl_rng_set(random, SEED);
    for (size_t tried = 0; done < draws && tried < draws + draws / 4; tried++) {
        double sums[SUMS] = {0};
        bool all = true;
        for (size_t i = 0; i < count; i++)
            if (i == 0 || sides[i].pool != sides[0].pool)
                pool_draw(sides[i].pool, random);
        for (size_t i = 0; i < count && all; i++)
            all = draw_side(&sides[i], sums);
        for (int i = 0; i < SUMS && all; i++)
            drawn[i][done] = sums[i];
        done += all;
    }
    gsl_rng_free(random);
    return done == draws;
}

/* The intervals of the sums; each `middle` stays as it is. `freedom`: degrees of freedom. Few draws give Student's interval about the middle,
 * many their percentiles. */
static void find_intervals(struct side *sides, size_t count, size_t draws, size_t freedom,
                           struct interval intervals[SUMS])
{
    double *drawn[SUMS];
    size_t fewest = sides[0].points->fewest;

    for (size_t i = 1; i < count; i++)
        fewest = smaller(fewest, sides[i].points->fewest);
    drawn[0] = text_grow(NULL, SUMS * draws, sizeof *drawn[0]);
    for (int i = 1; i < SUMS; i++)
        drawn[i] = drawn[i - 1] + draws;
    bool all = draw_all(sides, count, draws, drawn);
    for (int i = 0; i < SUMS && all; i++) {
        if (draws < 1000)
            bootstrap_student(drawn[i], draws, fewest, freedom, &intervals[i]);
        else
            bootstrap_percentiles(drawn[i], draws, fewest, freedom, &intervals[i]);
    }
    free(drawn[0]);
}

static bool is_fitted(const struct scaling_fit *fit)
{
    return isfinite(fit->sigma);
}

static struct scaling_solver *fit_points(enum scaling_law law, const struct points *points,
                                         struct scaling_fit *fit)
{
    struct scaling_solver *solver = scaling_solver_new(law, points->n, points->weights, points->count);
    struct error why;

    if (scaling_solver_fit(solver, points->rates, fit, &why) < 0)
        fit->shape = SCALING_NO_FIT;
    return solver;
}

/* ---- one curve */

static void forget(struct scaling_fit *fit, struct interval found[SUMS])
{
    *fit = (struct scaling_fit){SCALING_NO_FIT, NAN, NAN, NAN, NAN, NAN, NAN, NAN, fit->residual};
    for (int i = 0; i < SUMS; i++)
        found[i] = unknown;
}

static void fit_law(enum scaling_law law, struct points *points, struct pool *pool, struct scaling_fit *fit,
                    struct interval *sigma, struct interval *kappa)
{
    struct scaling_solver *solver = fit_points(law, points, fit);
    struct interval found[SUMS] = {unknown, unknown, unknown};

    if (is_fitted(fit) && points->fewest >= MEDIAN_MIN_VALUES) {
        struct side side = {pool, points, solver, fit, 1};
        find_intervals(&side, 1, DRAWS, points->freedom, found);
    }
    if (!isnan(found[SIGMA].low))
        scaling_name(fit, found[TWO].low, found[SIGMA].high, law == SCALING_USL ? found[KAPPA].high : NAN);
    /* That two do less than one, or more than twice as much, is plain however the curve goes on. */
    if (fit->residual > miss_most && (fit->shape == SCALING_REGULAR || fit->shape == SCALING_ACCELERATING))
        forget(fit, found);
    *sigma = found[SIGMA];
    *kappa = found[KAPPA];
    sigma->middle = fit->sigma;
    kappa->middle = fit->kappa;
    sigma->values = kappa->values = pool->count;
    scaling_solver_free(solver);
}

void laws_fit(struct laws *laws, struct measured_cell *const *cells, size_t count)
{
    struct pool pool = {0};
    struct interval none;

    *laws = (struct laws){.regime = regime_of(cells, count)};
    laws->left_regime = laws->regime < count;
    pool_add(&pool, cells, laws->regime);
    struct points points = points_new(cells, laws->regime, &pool);
    fit_law(SCALING_USL, &points, &pool, &laws->usl, &laws->sigma, &laws->kappa);
    fit_law(SCALING_AMDAHL, &points, &pool, &laws->amdahl, &laws->serial, &none);
    if (is_fitted(&laws->usl) || is_fitted(&laws->amdahl)) {
        laws->least = (int)points.n[0];
        laws->most = (int)points.n[points.count - 1];
    }
    points_free(&points);
    pool_free(&pool);
}

/* ---- two curves */

struct laws_change laws_compare(struct measured_cell *const *base, size_t base_count,
                                struct measured_cell *const *new, size_t new_count)
{
    struct measured_cell *const *cells[2] = {base, new};
    const size_t counts[2] = {regime_of(base, base_count), regime_of(new, new_count)};
    struct laws_change change = {unknown, unknown};
    struct pool pools[2] = {{0}, {0}};
    struct points points[2];
    struct scaling_fit fits[2];
    struct side sides[2];
    struct interval found[SUMS] = {unknown, unknown, unknown};
    bool regular = true;

    for (int i = 0; i < 2; i++)
        pool_add(&pools[i], cells[i], counts[i]);
    bool together = pool_same_run(&pools[0], &pools[1]);
    if (together)
        pool_add(&pools[0], cells[1], counts[1]);
    for (int i = 0; i < 2; i++) {
        struct pool *pool = &pools[together ? 0 : i];
        points[i] = points_new(cells[i], counts[i], pool);
        sides[i] = (struct side){.pool = pool, .points = &points[i], .fit = &fits[i], .sign = i ? 1 : -1};
        sides[i].solver = fit_points(SCALING_USL, &points[i], &fits[i]);
        regular = regular && fits[i].shape == SCALING_REGULAR && !(fits[i].residual > miss_most) &&
                  points[i].fewest >= MEDIAN_MIN_VALUES;
    }
    if (regular) {
        found[SIGMA].middle = fits[1].sigma - fits[0].sigma;
        found[KAPPA].middle = fits[1].kappa - fits[0].kappa;
        /* Two that were drawn together may depend on each other, and know no more than one does. */
        find_intervals(sides, 2, CHANGE_DRAWS,
                       together ? smaller(points[0].freedom, points[1].freedom)
                                : points[0].freedom + points[1].freedom,
                       found);
    }
    for (int i = 0; i < SUMS; i++)
        found[i].values = pools[0].count + (together ? 0 : pools[1].count);
    if (!isnan(found[SIGMA].low))
        change = (struct laws_change){found[SIGMA], found[KAPPA]};
    for (int i = 0; i < 2; i++) {
        scaling_solver_free(sides[i].solver);
        points_free(&points[i]);
        pool_free(&pools[i]);
    }
    return change;
}
