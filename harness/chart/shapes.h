/* shapes.h - rectangles, lines, marks and texts at pixels, drawn by scripts/shapes.gp: for charts whose rows and columns are names.
 *
 * gnuplot's axes want numbers; a chart of fifty names needs its height, the room for the longest name and a column of figures counted out.
 * So such a chart is laid out in C, in pixels of the page from the top left. Rectangles lie below lines,
 * lines below marks, marks below texts; of a kind, the later above the earlier.
 */
#ifndef GILSCALE_SHAPES_H
#define GILSCALE_SHAPES_H

#include <stddef.h>

#include "chart/draw.h"
#include "chart/palette.h"

/* Of the page; never of what stands on a colour of our own. */
#define SHAPES_INK   (palette_neutrals[PALETTE_INK].light)
#define SHAPES_MUTED (palette_neutrals[PALETTE_MUTED].light)
#define SHAPES_DIM   (palette_neutrals[PALETTE_DIM].light)
#define SHAPES_GRID  (palette_neutrals[PALETTE_GRID].light)

enum shapes_stroke { SHAPES_THIN, SHAPES_THICK, SHAPES_DASHED };
enum shapes_align { SHAPES_LEFT, SHAPES_CENTRE, SHAPES_RIGHT };
enum shapes_size { SHAPES_SMALL, SHAPES_PLAIN, SHAPES_HEADING, SHAPES_TITLE }; /* 11, 12, 14, 18 pixels */

struct shape;

/* Start from {0}. Owns everything. */
struct shapes {
    double width, height;
    struct shape *items;
    size_t count, room;
};

void shapes_rectangle(struct shapes *shapes, double left, double top, double right, double bottom,
                      unsigned colour);
void shapes_hatching(struct shapes *shapes, double left, double top, double right, double bottom,
                     unsigned colour);
void shapes_line(struct shapes *shapes, double x1, double y1, double x2, double y2, unsigned colour,
                 enum shapes_stroke stroke);
/* `point` is gnuplot's number: 7 a filled circle, 5 a square, 9 and 11 triangles, 13 a lozenge; one less is the open one. */
void shapes_mark(struct shapes *shapes, double x, double y, int point, double size, unsigned colour);
/* `y` is the middle of its height. Any bytes; drawn as canvas_name() has them, at most `most` characters. */
void shapes_text(struct shapes *shapes, double x, double y, enum shapes_align align, enum shapes_size size,
                 unsigned colour, const char *text, size_t most);
/* Into lines of `most` characters. Returns the y of the line below. */
double shapes_paragraph(struct shapes *shapes, double x, double y, enum shapes_align align,
                        enum shapes_size size, unsigned colour, const char *text, size_t most);

/* A guess, on the safe side, as letters differ from font to font. */
double shapes_text_width(enum shapes_size size, size_t characters);
size_t shapes_text_fits(enum shapes_size size, double width); /* how many characters */

/* Where values lie on a logarithmic axis. */
struct shapes_axis {
    double low, high;   /* values, above 0 */
    double left, right; /* pixels */
};

double shapes_axis_x(const struct shapes_axis *axis, double value);
/* Lines of a grid from `top` to `bottom` at round ratios, as many as have room, each with its number below. */
void shapes_axis_draw(struct shapes *shapes, const struct shapes_axis *axis, double top, double bottom);

/* Draws pages with scripts/shapes.gp; `pictures` gets `pages`, see draw_pages() in draw.h. */
int shapes_draw(const struct chart_target *target, const struct shapes *shapes, struct picture *pages,
                size_t count, struct pictures *pictures, struct error *e);
void shapes_free(struct shapes *shapes);

#endif
