/* run_cells.h - the table of a run's cells, failed ones too, and what their flags mean. */
#ifndef GILSCALE_RUN_CELLS_H
#define GILSCALE_RUN_CELLS_H

#include "report/document.h"
#include "stats/curves.h"

void run_cells_write(struct document *document, const struct curves *curves);

#endif
