/* made_cells.h - cells of known truth, and how two of them are compared, for the tests of comparisons. */
#ifndef GILSCALE_MADE_CELLS_H
#define GILSCALE_MADE_CELLS_H

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "stats/compare.h"
#include "tests/unit.h"

enum { BLOCKS = 12 };

/* What the next cells are like; the noise is of logs. `drift` is what the machine gains from the first to the last block, `block_noise`
 * what all cells of a block share. */
struct maker {
    struct measured_cells cells;
    const char *run, *build, *gil, *workload, *params, *hash;
    double noise, drift, block_noise;
    gsl_rng *random;
    double blocks[BLOCKS];
};

static inline struct maker maker_new(const char *run, unsigned long seed)
{
    struct maker maker = {.run = run,
                          .build = "3.13.15t",
                          .gil = "off",
                          .workload = "fib",
                          .params = "",
                          .hash = "abc",
                          .noise = .005,
                          .random = gsl_rng_alloc(gsl_rng_mt19937)};
    gsl_rng_set(maker.random, seed);
    for (size_t i = 0; i < BLOCKS; i++)
        maker.blocks[i] = gsl_ran_gaussian(maker.random, 1);
    return maker;
}

static inline void maker_free(struct maker *maker)
{
    cells_free(&maker->cells);
    gsl_rng_free(maker->random);
}

/* A cell without invocations. Cells must be added in the order of the list. */
static inline struct measured_cell *add_empty(struct maker *maker, int threads)
{
    struct measured_cells *cells = &maker->cells;
    struct measured_cell *cell = calloc(1, sizeof *cell);
    const struct curve_key key = {.build = (char *)maker->build,
                                  .python = (char *)"3.13.15",
                                  .gil = (char *)maker->gil,
                                  .mode = (char *)"threads",
                                  .axes = (char *)"",
                                  .workload = (char *)maker->workload,
                                  .params = (char *)maker->params,
                                  .placement = (char *)"cores",
                                  .ft = maker->build[strlen(maker->build) - 1] == 't'};

    *cell = (struct measured_cell){
        .key = curve_key_copy(&key), .threads = threads, .hash = text_format("%s", maker->hash)};
    cells->items = text_grow(cells->items, cells->count + 1, sizeof *cells->items);
    cells->items[cells->count++] = cell;
    if (cells->count > 1) {
        const struct measured_cell *before = cells->items[cells->count - 2];
        int order = curve_key_compare(&before->key, &cell->key);
        assert_true(order < 0 || (order == 0 && before->threads < threads));
    }
    return cell;
}

static inline void add_invocation(struct measured_cell *cell, const char *run, int64_t block, double rate)
{
    struct measured_invocation *invocation = calloc(1, sizeof *invocation);

    *invocation = (struct measured_invocation){
        .run = text_format("%s", run), .block = block, .number = block, .rate = rate};
    cell->invocations = text_grow(cell->invocations, cell->count + 1, sizeof *cell->invocations);
    cell->invocations[cell->count++] = invocation;
}

/* One invocation in each block but `without` (-1: in all of them). */
static inline void add_but(struct maker *maker, int threads, double rate, int64_t without)
{
    struct measured_cell *cell = add_empty(maker, threads);

    for (int64_t block = 0; block < BLOCKS; block++) {
        double level = maker->drift * (double)block / (BLOCKS - 1) +
                       maker->block_noise * maker->blocks[block] +
                       gsl_ran_gaussian(maker->random, maker->noise);
        if (block != without)
            add_invocation(cell, maker->run, block, rate * exp(level));
    }
}

static inline void add(struct maker *maker, int threads, double rate)
{
    add_but(maker, threads, rate, -1);
}

static inline void fail_cell(struct measured_cell *cell, const char *status)
{
    cell->failed = 1;
    cell->status = text_format("%s", status);
    cell->detail = text_format("boom");
}

static inline struct compare compared(const struct maker *base, const struct maker *new,
                                      struct compare_options options)
{
    struct compare c = {0};
    struct error e = {0};

    options.threshold = .03;
    if (compare_make(&c, &base->cells, &new->cells, &options, &e) < 0)
        fail_msg("%s", e.text);
    return c;
}

static const struct compare_options plain, by_build = {.base_build = "a", .new_build = "b"};

static inline int is_near(double value, double wanted, double by)
{
    return fabs(value - wanted) <= by;
}

#endif
