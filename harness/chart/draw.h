/* draw.h - what a kind of chart draws with: a script of scripts/, run once for each form, whose pictures get their names when all are whole.
 */
#ifndef GILSCALE_DRAW_H
#define GILSCALE_DRAW_H

#include "chart/kinds.h"
#include "chart/lines.h"

/* Where pictures go. Not owned. */
struct chart_target {
    const struct chart_kind *kind;
    const char *root, *folder;
    unsigned forms;
    enum chart_layout layout;
};

/* Runs root/scripts/`script` with the arguments DATA OUT TERMINAL PAGES SCALE: it has to write OUT-1.TERMINAL ... OUT-PAGES.TERMINAL, TERMINAL
 * being svg or png, a PNG with SCALE pixels a pixel of `width` and `height` (of the largest page). They become NAME.svg, of singles
 * NAME-1.svg ..., and `pages`, with title and text, are taken over into `pictures`; on -1 they stay the caller's, and no file is changed that
 * was there. */
int draw_pages(const struct chart_target *target, const char *script, const char *data, int width, int height,
               struct picture *pages, size_t count, struct pictures *pictures, struct error *e);

/* Draws a chart of lines; nothing for one without panels. */
int draw_lines(const struct chart_target *target, const struct lines_chart *chart, struct pictures *pictures,
               struct error *e);

#endif
