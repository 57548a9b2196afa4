/* makespan.h - how long a crew takes for a fixed total of work: from when the first worker began to when the last one ended.
 *
 * After the warm-up all rest; then each gets its share of the total, as even as it divides, all are woken one right after the other, and each
 * rests again when it is done. The longest of all decides, as it does for a user who waits for the result; how much longer it took than the
 * others stands beside it. The warm-up is made of shares, too, so that workers that wait for each other do equally much there: a batch each, then
 * twice as many, and so on until its time is over.
 *
 * There are no windows, so nothing is said about steadiness, and a cell has one turn, from start to end.
 */
#ifndef GILSCALE_MAKESPAN_H
#define GILSCALE_MAKESPAN_H

#include <stdbool.h>
#include <stdint.h>

#include "runner/crew.h"
#include "runner/foreign.h"
#include "runner/report.h"

struct makespan_plan {
    int64_t warmup_ns;
    uint64_t total_ops;        /* of all workers */
    bool per_worker, counters; /* as in measure.h */
};

/* Main thread, detached, between crew_start (with starts_resting) and crew_stop. Reports each share of the warm-up, and one row of phase
 * `measure`; adds to `foreign` what other threads used in it. -1 when a worker ended early; crew_stop() tells why. */
int makespan_measure(struct crew *crew, const struct makespan_plan *plan, struct report *report,
                     struct foreign *foreign);

#endif
