/* measure.h - the windows of one cell: sleeps through them, reads the slots at their edges, makes a row of
 * each.
 *
 * The total rate of a window is what all workers did between its edges, over its time; batches that lie across an
 * edge count in proportion. Each worker's own ops over its own time would be exact as well where all run all the
 * time, and wrong where they take turns: spans of chance lengths, whose rates add up to more than a GIL allows
 * (results/truth.md: 1.14 where 1 is the most). The slowest and the fastest worker are told by their own spans. A
 * window lasts until every worker has ended a batch in it.
 */
#ifndef GILSCALE_MEASURE_H
#define GILSCALE_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include "runner/crew.h"
#include "runner/foreign.h"
#include "runner/report.h"
#include "runner/steady.h"

struct measure_plan {
    int64_t warmup_ns; /* from when all workers have ended their first batch */
    int64_t window_ns; /* at least; see measure_shortest_window_ns() */
    int windows;
    struct steady_limits
        limits;  /* windows that are not steady by these are followed by as many again, once */
    int turn_fd; /* each window, all rested, waits here for its turn (turns.h); their number is fixed, and none is called unsteady; -1: none */
    bool per_worker, counters; /* rows of phase `worker`; the CPUs' counters (tally.h) */
};

/* What became of it. */
struct measure_outcome {
    bool extended; /* as many windows again; all of them count */
    bool unsteady; /* all windows together are not steady, even so */
    double
        cpu_hz; /* the mean clock of the workers' CPUs when the last window ended; NAN when not shown, or without binding */
};

/* With a GIL, a window must span many turns of every worker, else it catches some workers' turns and not
 * others': ten of each. */
int64_t measure_shortest_window_ns(int workers, int64_t switch_interval_ns);

/* Main thread, detached, between crew_start and crew_stop. Reports the warm-up and each window as it ends, and adds to `foreign`
 * what other threads used in them. -1 when a worker ended early; crew_stop() tells why. */
int measure_windows(struct crew *crew, const struct measure_plan *plan, struct report *report,
                    struct foreign *foreign, struct measure_outcome *outcome);

/* The mean clock of the workers' CPUs now; NAN when not shown, or without binding. */
double measure_cpu_hz(const struct crew *crew);

#endif
