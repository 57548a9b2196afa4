/* series.h - a run's curves as the series of a chart: which stand in one panel, how each is called, and its colour, dashes and mark.
 *
 * Colour says the build, dashes the state of the GIL and the mode (solid: threads; long dashes: a free-threaded build whose GIL is forced
 * on; dash and dot: processes; dots: subinterpreters), the mark the mode, placement and axes, and is open where the GIL is forced on. The same
 * in all charts of a run.
 */
#ifndef GILSCALE_SERIES_H
#define GILSCALE_SERIES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "chart/lines.h"
#include "stats/curves.h"

/* Start from {0}. The curves must outlive it. */
struct series {
    const struct curves *curves;
    struct text_list builds; /* palette.h */
    struct text_list kinds;  /* mode, placement and axes; the plain ones first */
    bool placements_differ;
};

void series_make(struct series *series, const struct curves *curves);
void series_free(struct series *series);

struct line_style series_style(const struct series *series, const struct curve_key *key);

/* "3.13.15t free-threaded", with mode when it is not threads, axes where there are any, and placement where they differ. The caller frees. */
char *series_name(const struct series *series, const struct curve_key *key);
/* The same for a line's end: "3.13.15t", "3.13.15t GIL on". */
char *series_label(const struct series *series, const struct curve_key *key);

/* "processes, gc=off, smt": mode when it is not threads, axes, and placement where they differ; "" for none. The caller frees. */
char *series_setting(const struct series *series, const struct curve_key *key);

/* Curves of one workload with the same parameters stand side by side in `curves`, in one panel. Where the panel that begins at `from` ends. */
size_t series_panel_end(const struct curves *curves, size_t from);
/* "fib  n=18" */
char *series_panel_title(const struct curve_key *key);

/* A new panel for them, with the marks of where their placements leave a regime (lines.h). */
struct panel *series_add_panel(const struct series *series, struct lines_chart *chart, size_t from,
                               size_t end);

/* A line of a curve in the frame, with its style, name and label; its points are still to come. `suffix` comes behind both, "" for none. */
struct line *series_add_line(const struct series *series, struct frame *frame, const struct curve *curve,
                             const char *suffix);

/* What is drawn of a point; middle NAN: nothing. Called for points that ended well only. */
typedef struct interval (*series_value)(const struct curve *curve, const struct curve_point *point);

/* The line's points. Returns how many there are. */
size_t series_add_points(struct line *line, const struct curve *curve, series_value value);
/* Both together; NULL when it has no points. */
struct line *series_add_curve(const struct series *series, struct frame *frame, const struct curve *curve,
                              series_value value);

/* Goes through the panels of the curves: each gets its lines from `fill`, and is taken away again when that returns false, else told. */
typedef bool (*series_fill)(const struct series *series, struct panel *panel, size_t from, size_t end);
void series_fill_panels(struct lines_chart *chart, const struct curves *curves, series_fill fill);

/* A thin line at one y from the first to the last x of the frame. */
void series_add_level(struct frame *frame, double y, const char *name, const char *label);

/* The largest N of a cell that ended well; 0: none did. */
int series_most_threads(const struct curves *curves);

/* Do the curves differ in their placement? */
bool series_placements_differ(const struct curves *curves);

#endif
