/* tally.h - what each worker of a crew has used of the machine, read at the edges of windows, from outside: its wait for the GIL always, and on
 * request its CPU time, its switches, its wait for a CPU, and the CPU's counters.
 *
 * Read for all workers one after the other; each reading has its own instant, so that what a worker used and the time it had belong together
 * even if the main thread was put aside in between. Main thread.
 */
#ifndef GILSCALE_TALLY_H
#define GILSCALE_TALLY_H

#include <stdbool.h>

#include "machine/counters.h"
#include "machine/usage.h"
#include "record/sample.h"
#include "runner/crew.h"
#include "runner/report.h"

/* One worker at one instant. */
struct tally_reading {
    int64_t at_ns;
    int64_t gil_wait_ns;
    struct usage_thread usage;        /* only with per_worker: some 50 us a worker */
    struct counters_reading counters; /* only with counters: a system call a worker */
};

struct tally {
    const struct crew *crew;
    bool per_worker;
    struct counters *counters; /* one a worker, or NULL */
    struct sample *shares;     /* one a worker: the row of phase `worker` as far as it is; or NULL */
};

/* Between crew_start and crew_stop. Counters that the machine does not have stay empty. */
void tally_open(struct tally *tally, const struct crew *crew, bool per_worker, bool counters);
void tally_close(struct tally *tally);

/* All workers now, into an array of one reading each. */
void tally_read(const struct tally *tally, struct tally_reading *readings);

/* What workers first..last-1 used between two readings, summed, into these columns of a row: gil_wait_s, runqueue_wait_s and the counters. What one
 * of them does not know the sum does not know. */
void tally_between(const struct tally_reading *from, const struct tally_reading *to, int first, int last,
                   struct sample *row);

/* A measured window: adds each worker's share to its row. */
void tally_add_window(struct tally *tally, const struct tally_reading *from, const struct tally_reading *to,
                      const struct slot_reading *from_slots, const struct slot_reading *to_slots);

/* With per_worker: sends those rows. */
void tally_report(const struct tally *tally, struct report *report);

/* Seconds that the cell's own workers have waited for the GIL so far; NAN when not measured here. */
double tally_gil_wait_s(const struct crew *crew);

#endif
