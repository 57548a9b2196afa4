/* lines.h - a chart of lines in panels, whatever it shows: what a kind of chart (of_*.c) fills, canvas.h lays out, and scripts/lines.gp draws.
 *
 * A panel has a frame with axes, some a second frame beneath. x is the number of workers, or the number of a category, from 1. Lines that
 * have the same name share one entry of the key. Names are kept as they came; canvas.c makes them harmless. Pure; any thread may use its own.
 */
#ifndef GILSCALE_LINES_H
#define GILSCALE_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "chart/axis.h"

/* low and high are NAN where there is no interval; a point whose y is no number is not drawn. */
struct line_point {
    double x, y, low, high;
};

/* gnuplot's numbers for dashes and marks. */
enum line_dash { DASH_NONE, DASH_SOLID, DASH_LONG, DASH_DOTS, DASH_DOT, DASH_DOT_DOT };
enum line_mark { MARK_NONE = 0, MARK_CIRCLE = 7, MARK_SQUARE = 5, MARK_TRIANGLE = 9, MARK_LOZENGE = 13 };

struct line_style {
    unsigned colour; /* 0xRRGGBB, of palette.h */
    int dash;        /* DASH_NONE: marks alone */
    int mark;        /* MARK_NONE: a line alone; one less than a filled mark is the open one */
    double width;    /* pixels */
};

struct line {
    char *name;  /* in the key; NULL: not there */
    char *label; /* at its end, where there is room for it, instead of in the key; NULL: the key alone */
    struct line_style style;
    struct line_point *points; /* by x, ascending */
    size_t count;
    bool told;   /* its last point is told in the panel's text */
    bool sample; /* has no points: an entry of the key that explains a mark or a colour */
    bool loose;  /* the axes do not stretch for it: it may leave the frame */
};

struct frame {
    char *y_title;
    enum axis_unit unit;
    bool log;
    double low,
        high; /* of y: what is to be seen in any case; the lines may need more. For `log` both may be NAN */
    double share; /* of the panel's height */
    struct line *lines;
    size_t count;
};

enum { FRAMES_MOST = 2 };

/* A vertical dashed line, and what begins to the right of it. */
struct lines_mark {
    double x;
    char *label; /* short: "SMT" */
    char *words; /* in the text: "SMT: two workers a core" */
};

struct panel {
    char *title;
    struct frame frames[FRAMES_MOST]; /* from the top */
    size_t frame_count;
    struct lines_mark *marks;
    size_t mark_count;
    struct text_list categories; /* of x, from 1, in lines; none: x is the number of workers */
    char *text;                  /* what the panel shows, in a sentence; lines_tell() makes one */
};

/* Start from {0}. Owns everything. */
struct lines_chart {
    char *title, *subtitle;
    char *x_title;  /* "workers (N)" */
    bool one_scale; /* all panels have the same y, unless one of them would press the others onto the floor */
    struct panel *panels;
    size_t count;
};

/* Both copy their text. What they return is valid until the next is added. */
struct panel *lines_add_panel(struct lines_chart *chart, const char *title);
struct line *lines_add(struct frame *frame, const char *name, const char *label, struct line_style style);
struct frame *lines_add_frame(struct panel *panel, const char *y_title, enum axis_unit unit, double share);
void lines_add_point(struct line *line, double x, double y, double low, double high);
/* Each label once at one x. */
void lines_add_mark(struct panel *panel, double x, const char *label, const char *words);

/* Takes the chart's last panel away again. */
void lines_drop_panel(struct lines_chart *chart);

/* Has the line any point to draw? */
bool line_drawable(const struct line *line);

/* "fib, speedup: on 3.13.15t 1.97x at 2 workers (1.94x to 1.99x), on 3.13.15 0.98x at 2 workers." of the lines of its first frame that are to be
 * told; with what its marks say behind it. */
void lines_tell(struct panel *panel);

void lines_free(struct lines_chart *chart);

#endif
