/* figures.h - all charts of a run or a comparison, each with its heading, how to read it, and a figure a panel.
 */
#ifndef GILSCALE_FIGURES_H
#define GILSCALE_FIGURES_H

#include "chart/kinds.h"
#include "report/document.h"

/* Draws in a temporary folder, which is gone afterwards. A kind without anything to show is left out. One that cannot be drawn is a sentence
 * in its place, and is added to `problems`: numbers are worth a page without pictures, too. -1 when there is no room for temporary files. */
int figures_write(struct document *document, const struct chart_source *source, const char *root,
                  struct text_list *problems, struct error *e);

#endif
