/* svg.h - a picture that gnuplot drew, as a part of a page.
 *
 * What the page does not need is left out: prolog, size in pixels, gnuplot's own titles, names that nothing refers to. What it needs changed is
 * changed: names get a prefix, so that two pictures can stand on one page; the palette's colours (colours.h) become variables of the style
 * sheet, so that dark mode reads as well. Only elements and attributes that draw are passed on, whatever the file holds: no script, no link,
 * no reference to anything outside of the picture.
 */
#ifndef GILSCALE_SVG_H
#define GILSCALE_SVG_H

#include <stdio.h>

#include "base/error.h"

/* Where a picture stands on its page. Texts may hold names as they came. */
struct svg_place {
    const char *prefix;       /* of its names; unique on the page, letters and digits, begins with a letter */
    const char *label;        /* what a screen reader calls it */
    const char *described_by; /* the id of the element that says in words what it shows; NULL: none */
};

/* -1 when the file is no SVG that we know how to show; nothing is written then. */
int svg_inline(FILE *to, const char *path, const struct svg_place *place, struct error *e);

#endif
