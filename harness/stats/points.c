#include "stats/points.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { PRIOR = 4 };

struct points_value {
    double rate;
    size_t block; /* its place in the pool */
};

/* ---- the pool */

static int by_block(const void *a, const void *b)
{
    return invocation_compare_block(*(const struct measured_invocation *const *)a,
                                    *(const struct measured_invocation *const *)b);
}

void pool_add(struct pool *pool, struct measured_cell *const *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        pool->blocks = text_grow(pool->blocks, pool->count + cells[i]->count + 1, sizeof *pool->blocks);
        for (size_t j = 0; j < cells[i]->count; j++)
            pool->blocks[pool->count++] = cells[i]->invocations[j];
    }
    if (pool->count)
        qsort(pool->blocks, pool->count, sizeof *pool->blocks, by_block);
    size_t kept = 0;
    for (size_t i = 0; i < pool->count; i++)
        if (kept == 0 || by_block(&pool->blocks[i], &pool->blocks[kept - 1]) != 0)
            pool->blocks[kept++] = pool->blocks[i];
    pool->count = kept;
    pool->times = text_grow(pool->times, kept + 1, sizeof *pool->times);
}

static size_t pool_find(const struct pool *pool, const struct measured_invocation *invocation)
{
    const struct measured_invocation **found =
        bsearch(&invocation, pool->blocks, pool->count, sizeof *pool->blocks, by_block);
    return (size_t)(found - pool->blocks);
}

void pool_draw(struct pool *pool, gsl_rng *random)
{
    for (size_t i = 0; i < pool->count; i++)
        pool->times[i] = 0;
    for (size_t i = 0; i < pool->count; i++)
        pool->times[gsl_rng_uniform_int(random, pool->count)]++;
}

/* Both are in the order of their runs. */
bool pool_same_run(const struct pool *a, const struct pool *b)
{
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        int order = strcmp(a->blocks[i]->run, b->blocks[j]->run);
        if (order == 0)
            return true;
        i += order < 0;
        j += order > 0;
    }
    return false;
}

void pool_free(struct pool *pool)
{
    free(pool->blocks);
    free(pool->times);
}

/* ---- the points */

static int by_rate(const void *a, const void *b)
{
    const struct points_value *x = a, *y = b;
    return (x->rate > y->rate) - (x->rate < y->rate);
}

/* The variance of the median (Maritz & Jarrett, JASA 73, 1978): that of medians drawn again from the values, without drawing. Taken of
 * what they differ from the median by, which is small against the rates themselves. */
static double median_variance(const struct points_value *values, size_t count, double median)
{
    double half = ((double)count + 1) / 2, below = 0, mean = 0, square = 0;

    for (size_t i = 0; i < count; i++) {
        double upto = gsl_cdf_beta_P((double)(i + 1) / (double)count, half, half);
        double off = values[i].rate - median;
        mean += (upto - below) * off;
        square += (upto - below) * off * off;
        below = upto;
    }
    return square - mean * mean;
}

static void add_point(struct points *points, const struct measured_cell *cell, const struct pool *pool)
{
    size_t count = cell->count, at = points->count;
    struct points_value *values = text_grow(NULL, count + 1, sizeof *values);

    for (size_t i = 0; i < count; i++)
        values[i] = (struct points_value){cell->invocations[i]->rate, pool_find(pool, cell->invocations[i])};
    qsort(values, count, sizeof *values, by_rate);
    double median = count ? (values[(count - 1) / 2].rate + values[count / 2].rate) / 2 : NAN;
    if (!(median > 0)) {
        free(values);
        return;
    }
    points->n[at] = cell->threads;
    points->rates[at] = median;
    points->weights[at] = median_variance(values, count, median) / (median * median);
    points->values[at] = values;
    points->counts[at] = count;
    points->fewest = at == 0 || count < points->fewest ? count : points->fewest;
    points->freedom += count - 1;
    points->count++;
}

/* From variances, as a share of the rate, to weights on the scale of the rate. What a few values say of a variance is uncertain: each is
 * drawn towards the mean of all as if that came from PRIOR values more (the idea of Smyth 2004, Statistical Applications in Genetics and
 * Molecular Biology 3), so no point whose values agree by chance takes the whole fit. Without any variance all points are equally sure as
 * a share of the rate, as noise mostly is. */
static void weigh(struct points *points)
{
    double mean = 0;

    for (size_t i = 0; i < points->count; i++)
        mean += points->weights[i] / (double)points->count;
    for (size_t i = 0; i < points->count; i++) {
        double own = (double)points->counts[i] - 1;
        double share = mean > 0 ? (own * points->weights[i] + PRIOR * mean) / (own + PRIOR) : 1;
        points->weights[i] = 1 / (share * points->rates[i] * points->rates[i]);
    }
}

struct points points_new(struct measured_cell *const *cells, size_t count, const struct pool *pool)
{
    struct points points = {.n = text_grow(NULL, 4 * count + 1, sizeof *points.n),
                            .values = text_grow(NULL, count + 1, sizeof *points.values),
                            .counts = text_grow(NULL, count + 1, sizeof *points.counts)};

    points.rates = points.n + count;
    points.weights = points.rates + count;
    points.drawn = points.weights + count;
    for (size_t i = 0; i < count; i++)
        add_point(&points, cells[i], pool);
    weigh(&points);
    return points;
}

/* The median when each value counts as often as its block was drawn. */
static double drawn_median(const struct points_value *values, size_t count, const unsigned *times)
{
    size_t total = 0, passed = 0, i = 0;

    for (size_t j = 0; j < count; j++)
        total += times[values[j].block];
    if (total == 0)
        return NAN;
    while ((passed += times[values[i].block]) <= (total - 1) / 2)
        i++;
    double low = values[i].rate;
    while (passed <= total / 2)
        passed += times[values[++i].block];
    return (low + values[i].rate) / 2;
}

void points_draw(struct points *points, const struct pool *pool)
{
    for (size_t i = 0; i < points->count; i++)
        points->drawn[i] = drawn_median(points->values[i], points->counts[i], pool->times);
}

void points_free(struct points *points)
{
    for (size_t i = 0; i < points->count; i++)
        free(points->values[i]);
    free(points->values);
    free(points->counts);
    free(points->n);
}
