/* SPDX-License-Identifier: 0BSD
 *
 * gilscale_workload.h - what a workload written in C promises to gilscale, and gets from it.
 *
 * The whole of a smallest workload, in a file of its own; its name is the file's name, and nothing is
 * registered anywhere:
 *
 *     // What it does, in one line, which `gilscale list workloads` prints; `gilscale show` prints all of it.
 *     // op: what an op is.
 *     #include "gilscale_workload.h"
 *
 *     static int run(struct gilscale_worker *worker, uint64_t n)
 *     {
 *         ... n ops ...
 *         return 0;
 *     }
 *     GILSCALE_WORKLOAD(.run = run);
 *
 * It is compiled for each Python build with that build's headers, so it may include Python.h. A line
 * "libraries: openblas m" in the leading comment links it with -lopenblas -lm; where a library, or a header that is
 * included with <>, is not there, the workload is `skipped` with that reason. This header is under 0BSD: your plug-in
 * stays yours, whatever its licence.
 *
 * Functions return 0, or -1 after writing a sentence into the `error` that they were given (or, when
 * attached, after setting a Python exception). setup() and begin() may return GILSCALE_SKIP with the reason why this
 * build or machine cannot run it, and setup() GILSCALE_USAGE with what is wrong about parameters that do not go together.
 */
#ifndef GILSCALE_WORKLOAD_H
#define GILSCALE_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define GILSCALE_WORKLOAD_ABI 4
#define GILSCALE_SKIP         1
#define GILSCALE_USAGE        2

/* How run() meets the interpreter. */
enum gilscale_attachment {
    GILSCALE_DETACHED, /* without a thread state: no Python call allowed, the GIL is free ("native") */
    GILSCALE_ATTACHED  /* with the worker's thread state: Python's C API may be used, a GIL is held for the
                          whole batch ("capi") */
};

/* How the workers of a cell may exist: threads of one process and interpreter; processes of their own; threads with an
 * interpreter and a GIL of their own each. In the last two each worker is a cell of one worker: setup, run and check see nothing of
 * the others. The file is loaded once a process, so its static variables are one and the same for all subinterpreters. */
enum gilscale_mode { GILSCALE_THREADS = 1, GILSCALE_PROCESSES = 2, GILSCALE_SUBINTERPRETERS = 4 };

/* A whole number that a person may change with `-p name=value`. The list ends with {0}. */
struct gilscale_parameter {
    const char *name;
    int64_t value;     /* the default, in the workload's own list; the value in force, in a cell */
    int64_t low, high; /* the allowed range, both ends included */
    const char *help;  /* one line */
    const char *unit;  /* "us", "%", "bytes"; NULL for a bare number */
};

/* What all workers of one cell have in common. */
struct gilscale_cell {
    int workers;                                 /* N */
    const struct gilscale_parameter *parameters; /* with the values in force; ends with {0} */
    void *shared;                                /* for setup() to set: the object that the workers share */
    char error[256];                             /* for setup() and check() to explain a failure */
};

/* What one worker has for itself. On a cache line of its own. */
struct gilscale_worker {
    const struct gilscale_cell *cell;
    int index;        /* 0 ... workers-1 */
    const char *role; /* for gilscale_role() */
    void *state;      /* for begin() to set: what only this worker touches */
    uint64_t result;  /* for run() to add to: a checksum over all its batches */
    uint64_t ops;     /* for check() to read: the ops of all batches of this worker, warm-up included */
    char error[256];  /* for begin() and run() to explain a failure */
    void (*mark)(struct gilscale_worker *worker, int phase); /* for gilscale_phase() */
};

struct gilscale_workload {
    int abi;
    enum gilscale_attachment attachment;
    const struct gilscale_parameter *parameters; /* may be NULL */

    /* Different things for different workers to do, at least two, with a NULL behind them: worker i plays
     * roles[i % count], which gilscale_role() tells. The only worker of a cell (N = 1) does all parts in turn. N that is
     * neither 1 nor a multiple of their number is skipped. NULL: all do the same. */
    const char *const *roles;

    /* The modes that it admits, GILSCALE_THREADS | ... among them; 0: all. In the others it is skipped, and a workload with roles
     * or stop() is skipped there without saying so. Threads only: a workload whose point is sharing. Threads and processes: one that
     * keeps Python objects in static variables, or calls PyGILState_Ensure, which knows the main interpreter alone. */
    unsigned modes;

    /* The parts of an op, 2 to 8 names with a NULL behind them: letters, digits and ._+-. run() says with gilscale_phase() which one
     * begins; with `--phases` a run measures how long each takes, and how much of that the GIL is held. NULL: an op has no parts. */
    const char *const *phases;

    /* An op is a request: each is timed on its own, by a call of run() with n = 1. */
    bool requests;

    /* Main thread, attached, once, before any worker exists. May be NULL. */
    int (*setup)(struct gilscale_cell *cell);

    /* The worker's own thread, attached, once, before its first batch; what it allocates lies near its CPU.
     * May be NULL. */
    int (*begin)(struct gilscale_worker *worker);

    /* The worker's own thread, again and again: does n ops. No lock, system call or shared cache line that is
     * not the point of it. */
    int (*run)(struct gilscale_worker *worker, uint64_t n);

    /* Main thread, attached, once, after the workers were told to stop (between batches they see that by themselves) and
     * before they are waited for: wakes those that wait for each other inside run(). What cannot be finished
     * any more is left: from here on run() may do fewer ops than it was asked for. Only for workers that do wait: detached, or
     * the main thread never gets here. May be NULL. */
    int (*stop)(struct gilscale_cell *cell);

    /* The worker's own thread, attached, once, after its last batch. May be NULL. */
    void (*end)(struct gilscale_worker *worker);

    /* Main thread, attached, once, after all workers ended: -1 when the work was not done right (the row
     * becomes `wrong`). May be NULL. */
    int (*check)(struct gilscale_cell *cell, struct gilscale_worker *const *workers);
};

/* Exports the workload under the one name that gilscale looks for. */
#define GILSCALE_WORKLOAD(...)                                                                               \
    extern const struct gilscale_workload gilscale_workload;                                                 \
    const struct gilscale_workload gilscale_workload = {.abi = GILSCALE_WORKLOAD_ABI, __VA_ARGS__}

/* The value in force of a parameter that the workload declares; 0 for a name that it does not. */
static inline int64_t gilscale_parameter(const struct gilscale_cell *cell, const char *name)
{
    for (const struct gilscale_parameter *p = cell->parameters; p && p->name; p++)
        if (strcmp(p->name, name) == 0)
            return p->value;
    return 0;
}

/* What this worker does in a workload with `.roles`; NULL without them, and for the only worker, which does all of it. */
static inline const char *gilscale_role(const struct gilscale_worker *worker)
{
    return worker->role;
}

/* From now on this worker is in that phase of `.phases`, which counts from 0; a call of run() begins in phase 0. On the worker's own thread,
 * attached or not. Any other number fails the batch. */
static inline void gilscale_phase(struct gilscale_worker *worker, int phase)
{
    worker->mark(worker, phase);
}

#endif
