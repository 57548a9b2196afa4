/* sheet.h - a chart on a shapes as pictures: its panels on one sheet under a title and a key, or a picture each; see kinds.h.
 *
 * A kind of chart says how its key and one panel are drawn into a given width. Neither is ever scaled: a panel takes the height it needs.
 */
#ifndef GILSCALE_SHEET_H
#define GILSCALE_SHEET_H

#include "chart/draw.h"
#include "chart/shapes.h"

/* Of a single picture, in pixels; a panel's least. */
#define SHEET_SINGLE 420

struct sheet {
    const char *subtitle; /* of a sheet; "" for none */
    size_t panels;
    size_t columns; /* panels side by side on a sheet */
    double width;   /* of a panel on a sheet, pixels */
    void *context;  /* for the functions: */
    /* Both draw from `top` down, between `left` and `left + width`, and return where they end. */
    double (*draw_key)(struct shapes *shapes, void *context, double left, double top, double width);
    double (*draw_panel)(struct shapes *shapes, void *context, size_t panel, double left, double top,
                         double width);
    /* As names came; the caller frees both. The title stands above the panel on a sheet, and may be "" where there is but one. */
    char *(*panel_title)(void *context, size_t panel);
    char *(*panel_text)(void *context, size_t panel);
};

/* Nothing without panels. */
int sheet_draw(const struct sheet *sheet, const struct chart_target *target, struct pictures *pictures,
               struct error *e);

/* An entry of a key: a mark or a line is drawn by the caller at `x` (and a little to its right), its name behind it. */
struct sheet_key {
    double left, width, x, y; /* start with x = left */
};

/* Room for an entry of this name, on the next line when this one is full; draws the name. Returns where its mark stands. */
double sheet_key_next(struct shapes *shapes, struct sheet_key *key, const char *name);

/* In which order panels stand: the plain ones first, threads before processes. 0: measured in the same way, mode, axes and placement. */
int sheet_order(const struct curve_key *a, const struct curve_key *b);
#define SHEET_KEY_MARK 18 /* pixels, of an entry's mark */
#define SHEET_KEY_ROW  20

#endif
