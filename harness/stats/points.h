/* points.h - the points of a curve that a law is fitted to, and the same again after its blocks were drawn with replacement.
 *
 * A point is the median of a cell's invocations. A block is drawn with all that the cells have of it, so what its cells have in common (a
 * slow moment of the machine) stays common. Pure; any thread may use its own.
 */
#ifndef GILSCALE_POINTS_H
#define GILSCALE_POINTS_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>

#include "stats/invocations.h"

/* The blocks that are drawn from, each once, in order, and how often each was drawn. Start from {0}; points into the cells. */
struct pool {
    const struct measured_invocation **blocks;
    unsigned *times;
    size_t count;
};

void pool_add(struct pool *pool, struct measured_cell *const *cells, size_t count);
void pool_draw(struct pool *pool, gsl_rng *random);             /* as many as there are */
bool pool_same_run(const struct pool *a, const struct pool *b); /* have they a run in common? */
void pool_free(struct pool *pool);

struct points_value; /* of one invocation */

struct points {
    double *n, *rates;            /* the rates are medians, ops/s, above 0 */
    double *weights;              /* relative, on the scale of the rates */
    double *drawn;                /* the rates of a draw; NAN where none of a cell's blocks was drawn */
    struct points_value **values; /* of each cell, by rate, ascending */
    size_t *counts;
    size_t
        count; /* cells without a rate, or with one of 0, are left out: no curve of scaling comes down to it */
    size_t fewest;  /* values of a cell */
    size_t freedom; /* degrees of freedom: all values, less one for each median */
};

/* `pool` has been given these cells. */
struct points points_new(struct measured_cell *const *cells, size_t count, const struct pool *pool);
void points_draw(struct points *points, const struct pool *pool);
void points_free(struct points *points);

#endif
