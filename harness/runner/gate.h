/* gate.h - lets the workers of a cell start together, or not at all.
 *
 * Why not pthread_barrier: a worker that cannot start (no CPU to bind, an import that raises, a process that is
 * killed) would leave the others waiting for ever. Here every worker is reported once, ready or failed, by itself
 * or by whoever saw it die; when all are, all are let go with the same answer.
 *
 * Why semaphores and no mutex: a process that is killed in here must leave nothing locked. And waiters of a
 * condition all take its mutex again as they wake, one after the other, while those that have it behind them keep
 * the CPUs busy: with 256 workers on two CPUs that took over a minute.
 *
 * Workers report detached from Python: a wait that holds the GIL would stop the very worker it waits for.
 */
#ifndef GILSCALE_GATE_H
#define GILSCALE_GATE_H

#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct gate {
    int workers;
    sem_t reported; /* posted at least once for each report */
    sem_t go;
    atomic_int answer; /* 0 or -1; before the gate opens: nobody asks */
    atomic_flag told;  /* somebody writes `why`, or has */
    struct error why;  /* the first failure's reason */
    atomic_int states[];
};

/* The bytes of a gate for so many workers. In memory that all of them share, if they are processes. */
size_t gate_size(int workers);

/* One per cell, by the main thread, before any worker exists. */
int gate_init(struct gate *g, int workers, struct error *e);

/* Worker `index`, once, detached; `why` NULL means ready. Returns when the gate opens: 0 to go, -1 when someone
 * failed. */
int gate_report(struct gate *g, int index, const struct error *why);

/* Any thread: reports a worker as failed that cannot do so any more. Nothing when it has reported. */
void gate_give_up(struct gate *g, int index, const struct error *why);

/* The main thread, detached: waits until all are reported, then lets all go. -1 with the first reason when
 * someone failed. */
int gate_open(struct gate *g, struct error *e);

/* After all workers have ended. */
void gate_destroy(struct gate *g);

#endif
