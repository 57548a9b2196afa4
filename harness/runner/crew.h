/* crew.h - the N workers of one cell: pinned, attached once, let go together, watched from outside.
 *
 * Each worker is a pthread that binds itself to its CPU, reads the binding back, and attaches to the
 * interpreter with one outer PyGILState_Ensure for its whole life; thread states that come and go would cost
 * more than many a workload. All of them exist before anything is timed. In the timed part a worker runs a
 * batch, reads the clock, publishes both in its own slot, and looks at the stop flag: it writes nothing that
 * anybody else writes.
 *
 * All functions are for the main thread, detached from Python (but for nothing else to run, a main thread
 * that holds the GIL would).
 */
#ifndef GILSCALE_CREW_H
#define GILSCALE_CREW_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "machine/topology.h"
#include "runner/gate.h"
#include "runner/slot.h"
#include "runner/work.h"

struct crew_member {
    struct crew *crew;
    pthread_t thread;
    pid_t tid; /* the kernel's id; valid once the gate is open */
    int index;
    int cpu; /* to bind to, or -1 */
    int failed;
    struct error why;
};

struct crew {
    struct work *work;
    const struct topology *topology;
    int workers;
    int started;             /* of them, threads that exist and are to be joined */
    uint64_t batch_ops;      /* 0: the one worker calibrates it */
    int64_t batch_target_ns; /* how long a calibrated batch should take */
    struct crew_member *members;
    struct slot *slots;
    struct gate gate;
    bool let_go; /* the gate opened: workers have run */

    pthread_mutex_t bell_mutex; /* wakes the main thread when a worker ends before it was told to */
    pthread_cond_t bell;
    int ended;

    _Alignas(SLOT_SIZE) atomic_bool stop; /* alone on its line: every worker reads it once a batch */
    _Alignas(SLOT_SIZE) char after_stop;
};

/* Starts the workers and opens the gate. `cpus` holds one number a worker, or is NULL for no binding. -1 with
 * the first reason when a worker cannot start; then none has run a batch, and crew_stop() is still to be
 * called. */
int crew_start(struct crew *crew, const int *cpus, struct error *e);

/* Sleeps until clock_now_ns() reaches `until_ns`; returns early with -1 when a worker has ended. */
int crew_sleep(struct crew *crew, int64_t until_ns);

/* Tells all to stop after their batch, lets the workload wake those that wait for each other inside one, joins them. -1 with
 * the first failure of a worker. */
int crew_stop(struct crew *crew, struct error *e);

/* After crew_stop. */
void crew_free(struct crew *crew);

#endif
