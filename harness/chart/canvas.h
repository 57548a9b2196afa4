/* canvas.h - lays a chart of lines out on pages, in pixels, and writes what scripts/lines.gp draws them from.
 *
 * A page is a picture: all panels with title and key, or one panel of its own. Names become harmless here: printable ASCII, cut to a length.
 * Widths of letters are guessed, as they differ from font to font.
 */
#ifndef GILSCALE_CANVAS_H
#define GILSCALE_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/text.h"
#include "chart/kinds.h"
#include "chart/lines.h"

/* How letters are set; the order is that of lines.gp. */
enum canvas_text {
    TEXT_TITLE,       /* large, centred */
    TEXT_SUBTITLE,    /* centred, muted */
    TEXT_PANEL,       /* a panel's title, centred */
    TEXT_AXIS,        /* centred */
    TEXT_UPWARDS,     /* an axis's title, turned, centred */
    TEXT_SMALL,       /* small, centred: categories */
    TEXT_RIGHT_OF,    /* begins at the place: labels and the key */
    TEXT_MARK,        /* small, muted, begins at the place */
    TEXT_MARK_BEFORE, /* ends at the place */
    TEXT_KINDS
};

/* A frame on the page, and what its axes show. */
struct canvas_frame {
    const struct panel *panel;
    const struct frame *frame;
    double left, right, top, bottom; /* pixels from the top left */
    double x_low, x_high, y_low, y_high;
    bool x_log;
    double cell_left;        /* of the panel's cell */
    bool with_marks, with_x; /* the words at vertical marks stand in it; the numbers of workers beneath it */
};

struct canvas_item {
    enum canvas_text kind;
    double x, y;
    char *text; /* harmless; owned */
};

/* A sample of a line in the key, so many pixels long. */
enum { CANVAS_SAMPLE = 40 };
struct canvas_sample {
    struct line_style style;
    double x, y; /* where it begins */
};

/* From a line's last point to its label. */
struct canvas_leader {
    double x, y, to_x, to_y;
    unsigned colour;
};

/* Start from {0}. Points into the chart. */
struct canvas {
    int width, height;
    struct canvas_frame *frames;
    size_t frame_count;
    struct canvas_item *items;
    size_t item_count;
    struct canvas_sample *samples;
    size_t sample_count;
    struct canvas_leader *leaders;
    size_t leader_count;
    size_t columns, rows;
    double cell_width, cell_height; /* of a panel with its letters */
    double left, right, below;      /* margins of a frame in its cell */
    double head;                    /* pixels above the panels */
    struct text_list subtitle;      /* in lines */
    bool titles, one_scale;
    bool cut;    /* an interval leaves its frame */
    bool direct; /* lines have their labels at their ends */
    int *x;      /* all that are drawn, ascending */
    size_t x_count;
};

/* One page with panels from ... end-1; `layout` says whether with title. */
void canvas_lay_out(struct canvas *canvas, const struct lines_chart *chart, size_t from, size_t end,
                    enum chart_layout layout);
void canvas_free(struct canvas *canvas);

void canvas_add_text(struct canvas *canvas, enum canvas_text kind, double x, double y, const char *text,
                     size_t most);

/* Characters of a label. */
enum { CANVAS_LABEL_MOST = 26, CANVAS_NAME_MOST = 64 };

/* Pixels of a line of a category's name, and of the words at vertical marks. */
enum { CANVAS_CATEGORY_ROW = 15, CANVAS_MARK_ROW = 14 };

/* A name as a picture may carry it: printable ASCII without quotes and backslashes, at most `most` characters (at least 4). The caller frees. */
char *canvas_name(const char *name, size_t most);

/* Pixels of the letters of a label or a key's entry. */
double canvas_text_width(const char *text);

/* Pixel of a value. */
double canvas_x(const struct canvas_frame *frame, double x);
double canvas_y(const struct canvas_frame *frame, double y);

/* The parts of a layout, each in a file of its own. */

/* The key as a table, centred, from `top` on: each name once, without the lines that have a label of their own. Returns where it ends. */
double canvas_place_key(struct canvas *canvas, double top);
/* Breaks the subtitle into lines that the page is wide enough for; returns where they end. */
double canvas_split_subtitle(struct canvas *canvas, const struct lines_chart *chart);
/* Titles, axes, categories, and what stands at vertical marks. */
void canvas_add_words(struct canvas *canvas, const struct lines_chart *chart);
/* Of the longest; 0 without categories. *width: pixels that one wants. */
size_t canvas_category_lines(const struct panel *panel, double *width);
/* Labels at the ends of the frame's lines, spread where they would overlap: true when all that have a label got one. Nothing is added when
 * there is no room. */
bool canvas_add_labels(struct canvas *canvas, const struct canvas_frame *frame);
/* Has it a label that stands at its end, in this frame? */
bool canvas_is_labelled(const struct canvas_frame *frame, const struct line *line);

/* The page's own numbers and letters; and of one of its frames the lines. */
void canvas_write(const struct canvas *canvas, FILE *to);
void canvas_write_frame(const struct canvas_frame *frame, FILE *to);

#endif
