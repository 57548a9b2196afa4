/* report.h - the runner's side of samples.csv: rows with what only the runner knows, sent as they are
 * measured.
 *
 * To the driver through a pipe, or with a header to standard output for a person. Main thread only.
 */
#ifndef GILSCALE_REPORT_H
#define GILSCALE_REPORT_H

#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "record/sample.h"

struct report {
    FILE *to;
    struct sample cell; /* what all rows of this invocation have in common */
};

/* `fd` is the pipe, or -1 for standard output; then what the workload prints goes to standard error instead,
 * so that rows stay rows. */
int report_open(struct report *report, int fd, struct error *e);

/* A row with the common columns filled in, and the phase. */
struct sample report_row(const struct report *report, const char *phase);

/* Fills in the common columns of the closing row and sends it. */
void report_end(struct report *report, struct sample *end);

/* Sends one row. A reader that has gone ends the process: nobody is left to measure for. */
void report_send(struct report *report, const struct sample *row);

#endif
