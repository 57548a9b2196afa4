/* panels.h - which lines a chart of speedups has, and in which panels; what scripts/speedup.gp is given.
 *
 * A panel holds the curves of one workload with one set of parameters. Colour says the build, a dashed line with open marks that the GIL of
 * a free-threaded build was forced on, the mark's shape the mode, placement and axes; the same in all panels, so that one key serves them. A
 * regular USL is a thin line on its curve, between the N it was fitted to and never beyond.
 */
#ifndef GILSCALE_PANELS_H
#define GILSCALE_PANELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"
#include "stats/curves.h"

struct style {
    unsigned colour; /* 0xRRGGBB */
    int dash, point; /* gnuplot's numbers; point 0 is a line of reference, -1 a fitted law */
};

/* A part of the data file: an entry of the key, a panel's title, or a line of the chart (rows of N, speedup, low, high). */
struct block {
    char *name; /* NULL for a line */
    struct style style;
    const struct curve *curve; /* NULL: an entry of the key, a panel's title, a line of reference */
    struct curve_point *own;   /* the points of a line of reference */
    size_t own_count;
    const struct laws *law; /* of a line that is a fitted USL */
    double one;             /* the rate of one worker there */
    int x, y;               /* an entry of the key: where it begins, pixels from the top left */
};

struct panels {
    struct block *blocks; /* the key's entries, then each panel's title and lines */
    size_t count, keys;
    size_t *first; /* of each panel, the block with its title; `panel_count` + 1 of them */
    size_t panel_count;
    double *highest; /* of each panel: the largest speedup, with its interval */
    int *threads;    /* all N that are drawn, ascending */
    size_t threads_count;
};

/* Pixels of a key entry's line; its name stands to the right of it. */
#define KEY_LINE 40

/* Start from {0}. The curves must outlive the panels. -1 when there is nothing to draw. */
int panels_arrange(struct panels *panels, const struct curves *curves, struct error *e);
void panels_write(const struct panels *panels, FILE *to);
void panels_free(struct panels *panels);

/* Is there a speedup to draw? */
bool panels_drawable(const struct curve_point *point);

/* A name as a chart may carry it: printable ASCII without quotes and backslashes, at most `most` characters. The caller frees. */
char *panels_name(const char *name, size_t most);

/* "3.13.15t free-threaded", with mode when it is not threads, axes where there are any, and placement when asked for. The caller frees. */
char *panels_series_name(const struct curve_key *key, bool with_placement);

/* Do the curves differ in their placement? */
bool panels_placements_differ(const struct curves *curves);

#endif
