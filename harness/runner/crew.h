/* crew.h - the N workers of one cell: pinned, let go together, watched from outside, whether they are threads, subinterpreters
 * or processes (home.h). What one of them does from its first instruction to its last: member.h; its timed part: loop.h.
 *
 * All exist and are ready before anything is timed. In the timed part a worker runs a batch, reads the clock, publishes both in
 * its own slot, and looks at its orders: it writes nothing that anybody else writes. Between two turns (crew_pause) it rests,
 * detached.
 *
 * A crew has one group of workers, or two that do different things beside each other; the first is what the cell is about.
 *
 * All functions are for the main thread, detached from Python (but for nothing else to run, a main thread
 * that holds the GIL would).
 */
#ifndef GILSCALE_CREW_H
#define GILSCALE_CREW_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "machine/topology.h"
#include "machine/usage.h"
#include "runner/attach.h"
#include "runner/gate.h"
#include "runner/member.h"
#include "runner/phaseclock.h"
#include "runner/slot.h"
#include "runner/work.h"

struct home;
struct options;
struct requests;

enum crew_orders {
    CREW_RUN,
    CREW_PAUSE,
    CREW_SHARE, /* each does its share, then rests */
    CREW_STOP
};

/* Nothing is recorded before the end of time. */
#define CREW_NOT_RECORDED INT64_MAX

#define CREW_GROUPS 2

/* Workers that do the same. */
struct crew_group {
    int workers;
    uint64_t batch_ops; /* 0: the one worker calibrates it */
    struct work *work;  /* of all, or NULL where each member loads its own */
    enum attach_policy attach;
    double
        arrivals_per_s; /* of all its workers together, in an open loop; 0: closed. Of the first group only */
};

/* What members and main thread tell each other; in memory that processes share. */
struct crew_board {
    sem_t bell;       /* wakes the main thread when a worker rests or ends */
    atomic_int ended; /* of those that were let go */
    atomic_int resting;

    _Alignas(SLOT_SIZE) atomic_int orders; /* alone on its line: every worker reads it once a batch, */
    _Atomic int64_t record_from_ns, record_until_ns;    /* and these once a request */
    _Alignas(SLOT_SIZE) _Atomic int64_t others_held_ns; /* the GIL, by threads that are no workers */
};

struct crew {
    const struct home *home;
    const struct options *options; /* for homes whose members load their work themselves */
    const struct topology *topology;
    struct crew_group groups[CREW_GROUPS];
    int workers;             /* of all groups; set by crew_start */
    int64_t batch_target_ns; /* how long a calibrated batch should take */
    size_t stack_bytes;      /* of each worker; 0: CREW_STACK_BYTES */
    bool starts_resting;     /* after its first op each worker rests; else it works */
    bool times_phases;    /* clocks how long each holds the GIL, and its phases: slots, phaseclocks, board */
    struct phases phases; /* of the first group's work, their names; known when the gate has opened */
    bool gil_on;          /* of the interpreter, or one of them; so is this */

    /* From crew_start on, in shared memory. The members of a group stand together. */
    struct crew_member *members;
    struct slot *slots;
    struct phaseclock *phaseclocks; /* of the first group; all zeros where its work has no phases */
    struct requests *requests; /* of the first group; memory that was never touched where none are timed */
    struct crew_board *board;
    struct gate *gate;
    void *memory;
    size_t memory_size;

    int started; /* of the members, those whose thread exists and is to be joined */
    bool let_go; /* the gate opened: workers have run */
};

/* The same on every build; versions up to 3.13 count calls instead of bytes, and overflow a small stack. */
#define CREW_STACK_BYTES (16u << 20)

/* Starts the workers and opens the gate. `cpus` holds one number a worker, or is NULL for no binding. -1 with
 * the first reason when a worker cannot start; then none has run a batch, and crew_stop() is still to be
 * called. */
int crew_start(struct crew *crew, const int *cpus, struct error *e);

/* Sleeps until clock_now_ns() reaches `until_ns`; returns early with -1 when a worker has ended. */
int crew_sleep(struct crew *crew, int64_t until_ns);

/* Tells all to rest after their batch, detached from Python, and waits until they do; -1 when a worker has ended. */
int crew_pause(struct crew *crew);

/* Wakes all that rest. */
void crew_resume(struct crew *crew);

/* When all rest: lets each do its share of `ops`, the first ones one more where that does not divide, and waits until all rest again;
 * -1 when a worker has ended. Each member's share, and when it began and ended, stand in it then. */
int crew_share(struct crew *crew, uint64_t ops);

/* From now on requests are recorded, or no more: those that begin, or are due, between the two. */
void crew_record(struct crew *crew, bool on);

/* Tells all to stop after their batch, lets the workload wake those that wait for each other inside one, waits until they have
 * left. -1 with the first failure of a worker; crew_status() tells which kind. */
int crew_stop(struct crew *crew, struct error *e);

/* After crew_stop: WORK_OK, or what became of the first member that did not end well. */
enum work_status crew_status(const struct crew *crew);

/* What all workers have used so far, and what the processes that they live in hold. */
struct usage crew_usage(const struct crew *crew);
int64_t crew_rss_bytes(const struct crew *crew);
struct usage_memory crew_memory(const struct crew *crew); /* some milliseconds a process */

/* After crew_stop. */
void crew_free(struct crew *crew);

/* For members: wakes the main thread. */
void crew_ring(struct crew *crew);

#endif
