/* cell.h - one cell from its interpreter to its check: what the driver asked for, measured, in one end row.
 */
#ifndef GILSCALE_CELL_H
#define GILSCALE_CELL_H

#include "runner/options.h"
#include "runner/report.h"
#include "runner/work.h"

/* Main thread, which becomes Python's where the mode has one interpreter for all; the report's window rows are sent meanwhile. Fills in the
 * end row, which is still to be sent unless the status is WORK_USAGE. `flags` is what row->flags points to. */
enum work_status cell_run(const struct options *options, const struct topology *topology,
                          struct report *report, struct sample *end, char *flags, size_t flags_size,
                          struct error *e);

#endif
