/* invocations.h - from rows to one value an invocation, sorted into cells; the lower half of curves.h, and what a comparison of two runs
 * draws its values from.
 *
 * An invocation counts when its `end` row says ok. One that was cut off and run again (a resumed session) appears as a second attempt;
 * the windows of the first are forgotten. Rows are taken in the order in which they were written.
 */
#ifndef GILSCALE_INVOCATIONS_H
#define GILSCALE_INVOCATIONS_H

#include <stdbool.h>

#include "base/error.h"
#include "stats/cells.h"

int cells_read(struct measured_cells *cells, const char *samples_csv, bool cut_off_ok, struct error *e);
/* As cells_read, for who wants rates alone: cpu_use and fairness stay NAN, and there are no other measures. */
int cells_read_rates(struct measured_cells *cells, const char *samples_csv, bool cut_off_ok, struct error *e);
/* As cells_read, and keeps the rows themselves: `rows` of each invocation, `failures` of each cell. */
int cells_read_rows(struct measured_cells *cells, const char *samples_csv, bool cut_off_ok, struct error *e);

#endif
