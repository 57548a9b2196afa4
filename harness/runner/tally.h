/* tally.h - what a crew has done and used at one instant, and what rows say of the time between two: CPU time, switches, faults, memory, waits for the
 * GIL; on request how long they held it and were in each phase; each worker's own CPU time, switches and wait for a CPU, and the CPU's counters.
 *
 * All is read from outside, while workers work. What a window's row says of all of them is read at one instant, and once more where the main thread
 * was put aside meanwhile. For their own rows the workers are read one after the other, each at its own instant, so that what a worker used and the
 * time it had belong together even so. Main thread.
 */
#ifndef GILSCALE_TALLY_H
#define GILSCALE_TALLY_H

#include <stdbool.h>

#include "machine/counters.h"
#include "machine/usage.h"
#include "record/sample.h"
#include "runner/crew.h"
#include "runner/report.h"

/* What one worker's waits, holds and phases have come to. */
struct tally_clocks {
    int64_t gil_wait_ns, gil_held_ns;
    struct phaseclock_reading phases; /* of the first group, where its work has phases */
};

/* One worker at an instant of its own. */
struct tally_worker {
    int64_t at_ns;
    struct tally_clocks clocks;
    struct usage_thread usage;        /* only with per_worker: some 20 us a worker */
    struct counters_reading counters; /* only with counters: a system call a worker */
};

/* All that the main thread knows at one instant. */
struct tally_edge {
    int64_t at_ns;
    struct slot_reading *slots;   /* at that instant, */
    struct tally_clocks *clocks;  /* as these are */
    struct usage usage;           /* just after it: of the processes that the workers live in */
    struct tally_worker *workers; /* then each of them */
};

struct tally {
    const struct crew *crew;
    bool per_worker;
    struct counters *counters; /* one a worker, or NULL */
    struct sample *shares;     /* one a worker: the row of phase `worker` as far as it is; or NULL */
    struct phases *phases;     /* with those, each worker's */
    char *text;                /* of PHASES_TEXT bytes: what the last row's `phases` points to */
};

/* Between crew_start and crew_stop. Counters that the machine does not have stay empty. */
void tally_open(struct tally *tally, const struct crew *crew, bool per_worker, bool counters);
void tally_close(struct tally *tally);

/* An edge at which nobody has done anything. */
struct tally_edge tally_edge_new(const struct tally *tally);
void tally_edge_free(struct tally_edge *edge);

/* Now. */
void tally_take(const struct tally *tally, struct tally_edge *edge);

/* What was used between two edges, into the columns of a row: cpu_s, switches, faults, and resident memory now; of the cell's own workers,
 * gil_wait_s, gil_held_s where the GIL is on, phases, runqueue_wait_s and the counters, summed. What one of them does not know
 * the sum does not know. The row's phases are good until the next row is filled. */
void tally_fill(const struct tally *tally, const struct tally_edge *from, const struct tally_edge *to,
                struct sample *row);

/* A measured window: adds each worker's share to its row. */
void tally_add_window(struct tally *tally, const struct tally_edge *from, const struct tally_edge *to);

/* With per_worker: sends those rows. */
void tally_report(const struct tally *tally, struct report *report);

/* Into the row gil_wait_s, gil_held_s and phases of the cell's own workers since they were let go; `text` is of PHASES_TEXT bytes, and its
 * caller's. */
void tally_fill_life(const struct crew *crew, struct sample *row, char *text);

#endif
