/* gate.h - lets the workers of a cell start together, or not at all.
 *
 * Why not pthread_barrier: a worker that cannot start (no CPU to bind, an import that raises) would leave the
 * others waiting for ever. Here every worker reports once, ready or failed; when the last one has, all are
 * let go with the same answer.
 *
 * Why they wait on a semaphore and not on the condition: waiters of a condition all take its mutex again as they wake, one after the
 * other, while those that have it behind them keep the CPUs busy. With 256 workers on two CPUs that took over a minute.
 *
 * Workers report detached from Python: a wait that holds the GIL would stop the very worker it waits for.
 */
#ifndef GILSCALE_GATE_H
#define GILSCALE_GATE_H

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>

#include "base/error.h"

struct gate {
    pthread_mutex_t mutex; /* guards what follows until the gate opens; then it stays as it is */
    pthread_cond_t all_reported;
    int workers, missing; /* of them, those that have not reported yet */
    bool failed;
    struct error why; /* the first failure's reason */
    sem_t go;
};

/* One per cell, by the main thread, before any worker exists. */
int gate_init(struct gate *g, int workers, struct error *e);

/* Any worker, once, detached; `why` NULL means ready. Returns when the gate opens: 0 to go, -1 when someone
 * failed. */
int gate_report(struct gate *g, const struct error *why);

/* The main thread, before gate_open: reports `workers` failures at once, for workers whose thread could not
 * even be started. */
void gate_give_up(struct gate *g, int workers, const struct error *why);

/* The main thread, detached: waits until all have reported, then lets all go. -1 with the first reason when
 * someone failed. */
int gate_open(struct gate *g, struct error *e);

/* After all workers were joined. */
void gate_destroy(struct gate *g);

#endif
