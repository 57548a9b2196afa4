/* canvas.h - rectangles, lines, marks and texts at pixels, drawn by scripts/shapes.gp: for charts whose rows and columns are names.
 *
 * gnuplot's axes want numbers; a chart of fifty names needs its height, the room for the longest name and a column of figures counted out.
 * So such a chart is laid out in C, in pixels of the SVG from the top left; the PNG is the same at twice the size. Rectangles lie below lines,
 * lines below marks, marks below texts; of a kind, the later above the earlier.
 */
#ifndef GILSCALE_CANVAS_H
#define GILSCALE_CANVAS_H

#include <stddef.h>

#include "base/error.h"
#include "chart/palette.h"

/* Of the page; never of what stands on a colour of our own. */
#define CANVAS_INK   (palette_neutrals[PALETTE_INK].light)
#define CANVAS_MUTED (palette_neutrals[PALETTE_MUTED].light)
#define CANVAS_DIM   (palette_neutrals[PALETTE_DIM].light)
#define CANVAS_GRID  (palette_neutrals[PALETTE_GRID].light)


enum canvas_stroke { CANVAS_THIN, CANVAS_THICK, CANVAS_DASHED };
enum canvas_align { CANVAS_LEFT, CANVAS_CENTRE, CANVAS_RIGHT };
enum canvas_size { CANVAS_SMALL, CANVAS_PLAIN, CANVAS_HEADING, CANVAS_TITLE }; /* 11, 12, 14, 18 pixels */

struct canvas_shape;

/* Start from {0}. Owns everything. */
struct canvas {
    double width, height;
    struct canvas_shape *shapes;
    size_t count, room;
};

void canvas_rectangle(struct canvas *canvas, double left, double top, double right, double bottom,
                      unsigned colour);
void canvas_hatching(struct canvas *canvas, double left, double top, double right, double bottom,
                     unsigned colour);
void canvas_line(struct canvas *canvas, double x1, double y1, double x2, double y2, unsigned colour,
                 enum canvas_stroke stroke);
/* `point` is gnuplot's number: 7 a filled circle, 5 a square, 9 and 11 triangles, 13 a lozenge; one less is the open one. */
void canvas_mark(struct canvas *canvas, double x, double y, int point, double size, unsigned colour);
/* `y` is the middle of its height. Any bytes; drawn as panels_name() has them, at most `most` characters. */
void canvas_text(struct canvas *canvas, double x, double y, enum canvas_align align, enum canvas_size size,
                 unsigned colour, const char *text, size_t most);
/* Into lines of `most` characters. Returns the y of the line below. */
double canvas_paragraph(struct canvas *canvas, double x, double y, enum canvas_align align,
                        enum canvas_size size, unsigned colour, const char *text, size_t most);

/* A guess, on the safe side, as letters differ from font to font. */
double canvas_text_width(enum canvas_size size, size_t characters);
size_t canvas_text_fits(enum canvas_size size, double width); /* how many characters */

/* Where values lie on a logarithmic axis. */
struct canvas_axis {
    double low, high;   /* values, above 0 */
    double left, right; /* pixels */
};

double canvas_axis_x(const struct canvas_axis *axis, double value);
/* Lines of a grid from `top` to `bottom` at round ratios, as many as have room, each with its number below. */
void canvas_axis_draw(struct canvas *canvas, const struct canvas_axis *axis, double top, double bottom);

/* Draws folder/`name`.svg or .png, as the terminal says, whole or not at all. */
int canvas_save(const struct canvas *canvas, const char *root, const char *folder, const char *name,
                const char *terminal, struct error *e);
void canvas_free(struct canvas *canvas);

#endif
