/* sheet.h - a chart on a canvas as pictures: its panels on one sheet under a title and a key, or a picture each; see kinds.h.
 *
 * A kind of chart says how its key and one panel are drawn into a given width. Neither is ever scaled: a panel takes the height it needs.
 */
#ifndef GILSCALE_SHEET_H
#define GILSCALE_SHEET_H

#include "chart/canvas.h"
#include "chart/kinds.h"

/* Of a single picture, in pixels; a panel's least. */
#define SHEET_SINGLE 420

struct sheet {
    const char *title, *subtitle; /* of a sheet; "" for none */
    size_t panels;
    size_t columns;  /* panels side by side on a sheet */
    double width;    /* of a panel on a sheet, pixels */
    void *context;   /* for the functions: */
    /* Both draw from `top` down, between `left` and `left + width`, and return where they end. */
    double (*draw_key)(struct canvas *canvas, void *context, double left, double top, double width);
    double (*draw_panel)(struct canvas *canvas, void *context, size_t panel, double left, double top,
                         double width);
    /* The caller frees both. The title stands above the panel on a sheet, and may be "" where there is but one. */
    char *(*panel_title)(void *context, size_t panel);
    char *(*panel_text)(void *context, size_t panel);
};

/* As chart_draw(): adds the pictures that it has drawn. */
int sheet_draw(const struct sheet *sheet, const struct chart_kind *kind, const char *root, const char *folder,
               unsigned forms, enum chart_layout layout, struct pictures *pictures, struct error *e);

/* An entry of a key: a mark or a line is drawn by the caller at `x` (and a little to its right), its name behind it. */
struct sheet_key {
    double left, width, x, y; /* start with x = left */
};

/* Room for an entry of this name, on the next line when this one is full; draws the name. Returns where its mark stands. */
double sheet_key_next(struct canvas *canvas, struct sheet_key *key, const char *name);
#define SHEET_KEY_MARK 18 /* pixels, of an entry's mark */
#define SHEET_KEY_ROW  20

#endif
