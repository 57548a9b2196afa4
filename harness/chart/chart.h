/* chart.h - speedups in characters. Drawn by gnuplot as the pictures of kinds.h are; names are data only.
 */
#ifndef GILSCALE_CHART_H
#define GILSCALE_CHART_H

#include <stdio.h>

#include "base/error.h"
#include "stats/curves.h"

/* In characters, at most `columns` wide (60 at least): a bar for the largest N of each curve. */
int chart_terminal(const struct curves *curves, const char *root, int columns, FILE *to, struct error *e);

#endif
