/* results_view.h - which cells of a run a person wants to see, and in which order. */
#ifndef GILSCALE_RESULTS_VIEW_H
#define GILSCALE_RESULTS_VIEW_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"
#include "stats/curves.h"

struct results_row {
    const struct curve *curve;
    const struct curve_point *point;
    struct interval cost; /* of one thread, on the row of one worker without a GIL; else NAN */
    size_t phase;         /* in a table with several lines a row: which of them */
};

/* Start from {0}. The rows point into the curves, which must outlive it. */
struct results_view {
    const struct curves *curves;
    struct results_row *rows;
    size_t count;
    bool filtered;    /* some of the curves' cells are not among the rows */
    const char *sort; /* the key that they are sorted by, or NULL: as curves.h has them */
};

/* Of each kind a cell has to match one, of all kinds that are given. Start from {0}; owned. */
struct results_filter {
    struct text_list workloads, builds, modes, gils, placements; /* patterns of the shell: `dict_*` */
    struct text_list threads;                                    /* "4", "2..8" */
    struct text_list statuses;                                   /* ok, failed ... */
    struct text_list flags;                                      /* patterns; `none` for cells without any */
    struct text_list
        params; /* "size=16", of the workload; each of them has to match, and the value is a pattern, as of the next */
    struct text_list axes; /* "gc=off" */
};

/* What one thread costs on this curve's free-threaded build; NAN where there is no GIL build to compare with. */
struct interval results_cost(const struct curves *curves, const struct curve *curve);

/* All cells. */
void results_view_all(struct results_view *view, const struct curves *curves);

/* Keeps what matches. -1 where nothing does, with the nearest names; or when a list of threads is none. */
int results_view_filter(struct results_view *view, const struct results_filter *filter, struct error *e);

/* What there is to sort by, for the help: "name, threads, ..."; the caller frees. */
char *results_sort_keys(void);

/* By names from their beginning, by numbers from the largest; cells without the number are last in any case. -1 with the nearest key. */
int results_view_sort(struct results_view *view, const char *key, bool reverse, struct error *e);

/* Has the curve a row? */
bool results_view_has(const struct results_view *view, const struct curve *curve);

void results_filter_free(struct results_filter *filter);
void results_view_free(struct results_view *view);

/* Curves of one workload with one set of parameters on one placement, in one mode and with the same axes stand together. */
bool results_same_block(const struct curve *a, const struct curve *b);

#endif
