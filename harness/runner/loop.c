#include "runner/loop.h"

#include "base/clock.h"
#include "runner/calibrate.h"
#include "runner/crew.h"
#include "runner/options.h"
#include "runner/requests.h"

#include <errno.h>

/* What a worker has at hand while it works. */
struct loop {
    struct crew_member *m;
    struct crew_board *board;
    struct slot *slot;
    struct attachment attachment;
    struct requests *requests; /* NULL: ops are not timed one by one */
    bool open;                 /* requests come by these: */
    struct arrivals arrivals;
    uint64_t ops, left; /* done so far; still to do of a share */
    int64_t last_ns;    /* the last batch or rest ended */
};

enum work_status loop_fit(const struct options *options, const struct work *work, int group, struct error *e)
{
    const struct option_group *own = &options->groups[0];
    const char *why = NULL;

    if (group > 0)
        return WORK_OK; /* what is beside does not stand in the way */
    if (options->attach != ATTACH_ONCE && !work->attached)
        why = "this workload runs detached: there is nothing to attach";
    else if (options->attach != ATTACH_ONCE && options->mode == MODE_SUBINTERPRETERS)
        why = "PyGILState_Ensure always attaches to the main interpreter, never to a worker's own";
    else if (options->attach != ATTACH_ONCE && options->mode == MODE_PROCESSES)
        why = "a process's worker is its interpreter's main thread, which keeps its thread state";
    else if (options->total_ops && options->arrivals_per_s > 0)
        why = "a total is done as fast as it can be, so it has no arrivals";
    else if (options->total_ops && options->groups[1].workload)
        why = "a total is measured without other workers beside";
    else if (options->arrivals_per_s > 0 && work->stops)
        why = "its workers wait for each other, so each cannot begin when it is due";
    if (why) {
        error_set(e, "%s", why);
        return WORK_SKIPPED;
    }
    if (work->stops && options->total_ops % (uint64_t)own->workers) {
        error_set(e, "its %d workers wait for each other, and %llu ops cannot be split evenly among them",
                  own->workers, (unsigned long long)options->total_ops);
        return WORK_SKIPPED;
    }
    return WORK_OK;
}

/* Until we are woken: for the next turn, for a share, or to stop. */
static void rest(struct loop *l)
{
    struct crew_member *m = l->m;

    if (l->open)
        requests_settle(l->requests, l->board, &l->arrivals);
    attach_let_go(&l->attachment);
    phaseclock_stop(l->last_ns);
    atomic_fetch_add(&l->board->resting, 1);
    crew_ring(m->crew);
    while (sem_wait(&m->wake) < 0 && errno == EINTR)
        ;
    l->left = m->share;
    m->share_from_ns = m->share_until_ns = clock_now_ns(); /* the wait for the GIL is part of the share */
    attach_take_back(&l->attachment);
    l->last_ns = clock_now_ns();
    slot_restart(l->slot, l->last_ns);
    if (l->open)
        arrivals_restart(&l->arrivals, l->last_ns);
    else
        phaseclock_start(m->share_from_ns);
}

static int batch(struct loop *l, uint64_t n)
{
    attach_begin(&l->attachment);
    int result = l->requests ? requests_run(l->requests, l->board, &l->attachment, n, &l->last_ns)
                             : attach_run(&l->attachment, n);
    attach_end(&l->attachment);
    if (result < 0)
        return -1;
    if (!l->requests) {
        l->last_ns = clock_now_ns();
        phaseclock_start(l->last_ns); /* the next one begins */
    }
    l->ops += n;
    slot_publish(l->slot, l->ops, l->last_ns);
    return 0;
}

static int next_request(struct loop *l)
{
    int result = requests_next(l->requests, l->board, &l->attachment, &l->arrivals, &l->last_ns);

    if (result > 0)
        slot_publish(l->slot, ++l->ops, l->last_ns);
    return result < 0 ? -1 : 0;
}

/* As much of the worker's share as a batch is. */
static int part_of_share(struct loop *l, uint64_t most)
{
    uint64_t n = l->left < most ? l->left : most;
    int result = batch(l, n);

    l->left -= n;
    l->m->share_until_ns = l->last_ns;
    return result;
}

/* Batches were calibrated attached. A thread state for each op may take a thousand times as long as the op, and a batch is to end in a time
 * that windows can wait for; beside those states the clock is nothing. */
static uint64_t batch_of(const struct loop *l)
{
    const uint64_t most = 100, ops = l->m->crew->groups[l->m->group].batch_ops;

    return l->attachment.wanted && l->attachment.policy == ATTACH_CALL && ops > most ? most : ops;
}

static int work_until_stopped(struct loop *l)
{
    const uint64_t ops = batch_of(l);
    int orders, result = batch(l, 1);

    l->m->first_op_ns = l->last_ns;
    if (l->open) {
        arrivals_restart(&l->arrivals, l->last_ns);
        phaseclock_stop(l->last_ns); /* until the next is due */
    }
    while (result == 0 &&
           (orders = atomic_load_explicit(&l->board->orders, memory_order_relaxed)) != CREW_STOP) {
        if (orders == CREW_PAUSE || (orders == CREW_SHARE && !l->left))
            rest(l);
        else if (orders == CREW_SHARE)
            result = part_of_share(l, ops);
        else if (l->open)
            result = next_request(l);
        else
            result = batch(l, ops);
    }
    if (l->open)
        requests_settle(l->requests, l->board, &l->arrivals);
    return result;
}

static int work_for_calibration(struct loop *l)
{
    struct crew *crew = l->m->crew;
    int result = calibrate(l->attachment.run, l->attachment.worker, crew->batch_target_ns,
                           &crew->groups[l->m->group].batch_ops, &l->ops, &l->m->why);

    slot_publish(l->slot, l->ops, clock_now_ns());
    return result;
}

int loop_run(struct crew_member *m, void *mine, struct interpreter_thread *python)
{
    struct crew *crew = m->crew;
    const struct crew_group *group = &crew->groups[m->group];
    const bool calibrates = !group->batch_ops;
    struct loop l = {.m = m, .board = crew->board, .slot = &crew->slots[m->index], .last_ns = m->let_go_ns};

    l.attachment = (struct attachment){.run = m->work->kind->run,
                                       .worker = mine,
                                       .why = &m->why,
                                       .wanted = m->work->attached,
                                       .policy = calibrates ? ATTACH_ONCE : group->attach,
                                       .python = python};
    l.open = group->arrivals_per_s > 0;
    if (m->group == 0 && !calibrates && (l.open || m->work->requests)) {
        m->times_requests = true;
        l.requests = &crew->requests[m->index];
        requests_open(l.requests);
        l.arrivals = arrivals_of(l.open ? group->arrivals_per_s : 1, group->workers, m->index);
    }
    phaseclock_start(l.last_ns);
    attach_open(&l.attachment);
    int result = calibrates ? work_for_calibration(&l) : work_until_stopped(&l);
    attach_close(&l.attachment);
    phaseclock_stop(l.last_ns);
    return result;
}
