/* phase_times.h - what the phases of an op take, over a cell's invocations, and how much of that the GIL is held.
 *
 * Pure; any thread may call.
 */
#ifndef GILSCALE_PHASE_TIMES_H
#define GILSCALE_PHASE_TIMES_H

#include <stddef.h>

#include "stats/median.h"

struct measured_cell; /* of cells.h */

struct phase_time {
    char *name;
    struct interval seconds; /* of one op, by one worker */
    struct interval part;    /* of all phases' time */
    struct interval
        held; /* share of its time with the GIL held; middle NAN where there is no GIL, or it took no time */
};

/* Start from {0}. Owns everything. */
struct phase_times {
    struct phase_time *items; /* in the workload's order */
    size_t count;
};

/* None when the cell's workload has no phases, nobody asked for them, or its invocations do not agree on their names. */
void phase_times_take(struct phase_times *times, const struct measured_cell *cell);
void phase_times_free(struct phase_times *times);

/* "prepare=0.0015/0.98;native=0.0061/0.001": seconds an op, and the share held; "" without. The caller frees. */
char *phase_times_text(const struct phase_times *times);

#endif
