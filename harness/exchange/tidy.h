/* tidy.h - one row an invocation, as pandas and R want it: each variable a column, each observation a row. Columns: results/README.md.
 *
 * samples.csv has a row a window, of which an analysis has to make one value a process before it does anything else; this has done that.
 * Any thread may call.
 */
#ifndef GILSCALE_TIDY_H
#define GILSCALE_TIDY_H

#include <stdio.h>

#include "exchange/selection.h"

/* Cells that cells_read_rows() made; invocations that failed have rows, too, without figures. -1 on a stream error. */
int tidy_write(const struct selection *selection, FILE *to, struct error *e);

#endif
