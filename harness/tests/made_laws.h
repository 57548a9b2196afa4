/* made_laws.h - curves made of a known law and noise, and the laws that are fitted to them, for test_laws and test_laws_simulation. */
#ifndef GILSCALE_MADE_LAWS_H
#define GILSCALE_MADE_LAWS_H

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/text.h"
#include "stats/invocations.h"
#include "stats/laws.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const int six[] = {1, 2, 4, 6, 8, 12};

struct made {
    struct measured_cell **cells;
    size_t count;
};

/* The truth of a curve, and how it is measured. */
struct truth {
    const int *n;
    size_t count;
    double sigma, kappa;
    double noise,
        block_noise; /* standard deviations of log rates; what blocks have in common, `blocks` gives when not NULL */
    const double *blocks;
    size_t invocations;
    const char *run;
    unsigned long seed;
};

static inline struct made make(const struct truth *truth)
{
    struct made made = {text_grow(NULL, truth->count, sizeof *made.cells), truth->count};
    double *blocks = text_grow(NULL, truth->invocations, sizeof *blocks);
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

    gsl_rng_set(random, truth->seed);
    for (size_t j = 0; j < truth->invocations; j++)
        blocks[j] = truth->blocks ? truth->blocks[j] : gsl_ran_gaussian(random, truth->block_noise);
    for (size_t i = 0; i < truth->count; i++) {
        struct measured_cell *cell = made.cells[i] = text_grow(NULL, 1, sizeof *cell);
        double n = truth->n[i], rate = 1e6 * n / (1 + truth->sigma * (n - 1) + truth->kappa * n * (n - 1));
        *cell = (struct measured_cell){
            .threads = truth->n[i],
            .count = truth->invocations,
            .invocations = text_grow(NULL, truth->invocations + 1, sizeof *cell->invocations)};
        for (size_t j = 0; j < truth->invocations; j++) {
            struct measured_invocation *invocation = text_grow(NULL, 1, sizeof *invocation);
            *invocation = (struct measured_invocation){
                .run = text_format("%s", truth->run ? truth->run : "run"),
                .block = (int64_t)j,
                .number = (int64_t)j,
                .rate = rate * exp(blocks[j] + gsl_ran_gaussian(random, truth->noise))};
            cell->invocations[j] = invocation;
        }
    }
    gsl_rng_free(random);
    free(blocks);
    return made;
}

static inline void made_free(struct made *made)
{
    for (size_t i = 0; i < made->count; i++) {
        struct measured_cell *cell = made->cells[i];
        for (size_t j = 0; j < cell->count; j++) {
            free(cell->invocations[j]->run);
            free(cell->invocations[j]);
        }
        free(cell->invocations);
        text_list_free(&cell->flags);
        free(cell);
    }
    free(made->cells);
}

/* Takes an invocation out of a cell. */
static inline void lose(struct measured_cell *cell, size_t which)
{
    free(cell->invocations[which]->run);
    free(cell->invocations[which]);
    for (size_t i = which + 1; i < cell->count; i++)
        cell->invocations[i - 1] = cell->invocations[i];
    cell->count--;
}

static inline struct laws fit(const struct made *made)
{
    struct laws laws;
    laws_fit(&laws, made->cells, made->count);
    return laws;
}

static inline bool inside(const struct interval *interval, double value)
{
    return interval->low <= value && value <= interval->high;
}

static inline bool same_interval(const struct interval *a, const struct interval *b)
{
    return a->low == b->low && a->middle == b->middle && a->high == b->high;
}

static const struct truth usual = {.n = six,
                                   .count = 6,
                                   .sigma = .05,
                                   .kappa = .001,
                                   .noise = .01,
                                   .block_noise = .02,
                                   .invocations = 10,
                                   .seed = 1};

static inline struct laws_change compare(const struct truth *base, const struct truth *new)
{
    struct made a = make(base), b = make(new);
    struct laws_change change = laws_compare(a.cells, a.count, b.cells, b.count);
    made_free(&a);
    made_free(&b);
    return change;
}

#endif
