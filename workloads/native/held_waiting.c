/* Waiting, with the GIL held for `held` percent of it: one lock of known share.
 *
 * Mechanism: the capacity of one lock, and nothing else. The held part waits by the clock too, as in a blocking call that nobody wrapped:
 * so no part needs a core, and N may pass their number on every build. Expect X(N) = X(1) min(N, 1/share) with a GIL, a straight line that
 * breaks at N = 1/share (held.h says why this is not Amdahl's law, and what bends the plateau); N times on a free-threaded build, where
 * detaching and attaching are all there is; N times on every build with held=0.
 *
 * A row is `wrong` when a wait was cut short, or when at N=1 the usual op took over 5 % longer than asked for: its
 * share was another one then.
 * op: op_us of waiting, the held part first, then the rest between PyEval_SaveThread and PyEval_RestoreThread.
 */
#include <Python.h>

#include "held.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

/* The end of a held part is awaited awake: the time that a sleeper takes to wake up would be held too. */
#define AWAKE_NS 200000

struct waiter {
    int64_t held_ns, outside_ns;           /* of an op, as asked for */
    int64_t held_took_ns, outside_took_ns; /* of all ops, without the wait for the GIL */
    uint64_t late;                         /* ops that took over 5 % more, with it */
};

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void sleep_until(int64_t at_ns)
{
    struct timespec at = {.tv_sec = at_ns / 1000000000, .tv_nsec = at_ns % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL))
        ; /* a signal; the instant stays */
}

static int begin(struct gilscale_worker *worker)
{
    struct waiter *waiter = aligned_alloc(128, 128); /* the process's to free: check() comes after end() */
    _Static_assert(sizeof *waiter <= 128, "a waiter has cache lines of its own");

    if (!waiter) {
        strcpy(worker->error, "out of memory");
        return -1;
    }
    int64_t op_ns = 1000 * gilscale_parameter(worker->cell, "op_us");
    *waiter = (struct waiter){.held_ns = held_part(worker->cell, op_ns)};
    waiter->outside_ns = op_ns - waiter->held_ns;
    worker->state = waiter;
    prctl(PR_SET_TIMERSLACK, 1UL); /* this thread's; without it, every sleep may last 50 us longer */
    return 0;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    struct waiter *waiter = worker->state;
    int64_t op_ns = waiter->held_ns + waiter->outside_ns;

    while (n--) {
        int64_t start = now_ns(), held = start;
        if (waiter->held_ns > AWAKE_NS)
            sleep_until(start + waiter->held_ns - AWAKE_NS);
        while (held - start < waiter->held_ns)
            held = now_ns();

        PyThreadState *python = PyEval_SaveThread();
        int64_t left = now_ns(), back = left;
        if (waiter->outside_ns) {
            sleep_until(left + waiter->outside_ns);
            back = now_ns();
        }
        PyEval_RestoreThread(python);

        waiter->held_took_ns += held - start;
        waiter->outside_took_ns += back - left;
        waiter->late += now_ns() - start > op_ns + op_ns / 20;
    }
    return 0;
}

static int check_worker(struct gilscale_cell *cell, const struct gilscale_worker *worker)
{
    const struct waiter *waiter = worker->state;
    int64_t ops = (int64_t)worker->ops;

    if (waiter->held_took_ns < ops * waiter->held_ns || waiter->outside_took_ns < ops * waiter->outside_ns) {
        strcpy(cell->error, "a worker's ops took less time than their waits");
        return -1;
    }
    if (cell->workers == 1 && waiter->late > worker->ops / 2) {
        snprintf(cell->error, sizeof cell->error,
                 "one worker alone held the GIL for %" PRId64 " us and was outside for %" PRId64
                 " us of an op, not for %" PRId64 " and %" PRId64
                 ": this machine wakes it up too late for so short an op",
                 waiter->held_took_ns / ops / 1000, waiter->outside_took_ns / ops / 1000,
                 waiter->held_ns / 1000, waiter->outside_ns / 1000);
        return -1;
    }
    return 0;
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    for (int i = 0; i < cell->workers; i++)
        if (check_worker(cell, workers[i]) < 0)
            return -1;
    return 0;
}

static const struct gilscale_parameter parameters[] = {
    HELD_PARAMETER,
    {"op_us", 10000, 100, 1000000, "length of an op at N=1", "us"},
    {0},
};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .begin = begin, .run = run,
                  .check = check);
