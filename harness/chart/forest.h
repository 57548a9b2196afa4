/* forest.h - what a forest plot of a comparison has: its panels and rows, in their order. Laid out by forest_rows.c, drawn by forest.c.
 */
#ifndef GILSCALE_FOREST_H
#define GILSCALE_FOREST_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/compare.h"

/* A cell, or a mean. */
struct forest_row {
    const struct compare_row *cell;  /* of a mean, the first of its cells */
    const struct compare_mean *mean; /* NULL for a cell */
};

struct forest_panel {
    int threads;                    /* 0: all of one workload, or the means alone */
    const struct compare_row *cell; /* its workload; NULL for the means */
    struct forest_row *rows;        /* the slowest first, means last */
    size_t count, left_out;
};

/* What tells rows apart, and so has to stand in their names. */
enum { DIFFERS_BUILD = 1, DIFFERS_GIL = 2, DIFFERS_MODE = 4, DIFFERS_AXES = 8, DIFFERS_PLACEMENT = 16 };

struct forest_chart {
    const struct compare *compare;
    struct forest_panel *panels;
    size_t panel_count;
    bool by_threads;
    unsigned differs;
    bool has_floor;
    double low, high; /* of the axis */
};

/* Start from {.compare}, with a row at least. */
void forest_arrange(struct forest_chart *chart);
void forest_free(struct forest_chart *chart);

const struct interval *forest_ratio(const struct forest_row *row);
bool forest_drawable(const struct interval *ratio);

#endif
