#include "runner/crew.h"

#include "base/clock.h"
#include "runner/calibrate.h"
#include "runner/interpreter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The same on every build; versions up to 3.13 count calls instead of bytes, and overflow a small stack. */
#define STACK_BYTES (16u << 20)

static void ring(struct crew *crew)
{
    pthread_mutex_lock(&crew->bell_mutex);
    crew->ended++;
    pthread_cond_signal(&crew->bell);
    pthread_mutex_unlock(&crew->bell_mutex);
}

/* The timed part. */
static int work_until_stopped(struct crew *crew, void *mine, struct slot *slot, struct error *e)
{
    int (*const run)(void *, uint64_t, struct error *) = crew->work->kind->run;
    const uint64_t batch = crew->batch_ops;
    uint64_t ops = 0;

    while (!atomic_load_explicit(&crew->stop, memory_order_relaxed)) {
        if (run(mine, batch, e) < 0)
            return -1;
        ops += batch;
        slot_publish(slot, ops, clock_now_ns());
    }
    return 0;
}

static int work_for_calibration(struct crew *crew, void *mine, struct slot *slot, struct error *e)
{
    uint64_t ops;
    int result = calibrate(crew->work->kind->run, mine, crew->batch_target_ns, &crew->batch_ops, &ops, e);
    slot_publish(slot, ops, clock_now_ns());
    return result;
}

static void *member_main(void *argument)
{
    struct crew_member *member = argument;
    struct crew *crew = member->crew;
    struct slot *slot = &crew->slots[member->index];
    struct work *work = crew->work;
    struct interpreter_thread python;
    void *mine;

    member->tid = gettid();
    if (member->cpu >= 0 && topology_bind_self(crew->topology, member->cpu, &member->why) < 0) {
        member->failed = 1;
        gate_report(&crew->gate, &member->why);
        return NULL;
    }
    interpreter_enter(&python);
    mine = work->kind->begin(work, member->index, &member->why);
    interpreter_detach(&python);

    member->failed = !mine;
    if (gate_report(&crew->gate, mine ? NULL : &member->why) == 0) {
        int result;
        if (work->attached)
            interpreter_attach(&python);
        if (crew->batch_ops)
            result = work_until_stopped(crew, mine, slot, &member->why);
        else
            result = work_for_calibration(crew, mine, slot, &member->why);
        member->failed = result < 0;
        if (work->attached)
            interpreter_detach(&python);
        ring(crew);
    }
    interpreter_attach(&python);
    if (mine)
        work->kind->end(mine);
    interpreter_leave(&python);
    return NULL;
}

static int bell_init(struct crew *crew, struct error *e)
{
    pthread_condattr_t attributes;

    /* The wall clock may jump while we sleep; the raw clock is not on offer here, and the difference between
     * the two is a few parts per million of one sleep. */
    if (pthread_mutex_init(&crew->bell_mutex, NULL) || pthread_condattr_init(&attributes) ||
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) ||
        pthread_cond_init(&crew->bell, &attributes))
        return error_set(e, "cannot make the crew's bell");
    pthread_condattr_destroy(&attributes);
    return 0;
}

int crew_start(struct crew *crew, const int *cpus, struct error *e)
{
    size_t n = (size_t)crew->workers;
    pthread_attr_t attributes;

    crew->members = calloc(n, sizeof *crew->members);
    crew->slots = aligned_alloc(_Alignof(struct slot), n * sizeof *crew->slots);
    if (!crew->members || !crew->slots)
        return error_set(e, "out of memory for %d workers", crew->workers);
    memset(crew->slots, 0, n * sizeof *crew->slots);
    if (bell_init(crew, e) < 0 || gate_init(&crew->gate, crew->workers, e) < 0)
        return -1;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    for (int i = 0; i < crew->workers; i++) {
        struct crew_member *member = &crew->members[i];
        *member = (struct crew_member){.crew = crew, .index = i, .cpu = cpus ? cpus[i] : -1};
        int code = pthread_create(&member->thread, &attributes, member_main, member);
        if (code) {
            error_set(e, "cannot start worker %d of %d: %s", i + 1, crew->workers, strerror(code));
            break;
        }
        crew->started++;
    }
    pthread_attr_destroy(&attributes);

    /* Those that could not be started report through us, so that the others do not wait for them. */
    if (crew->started < crew->workers)
        gate_give_up(&crew->gate, crew->workers - crew->started, e);
    int result = gate_open(&crew->gate, e);
    crew->let_go = result == 0;
    return result;
}

int crew_sleep(struct crew *crew, int64_t until_ns)
{
    int result = 0;

    pthread_mutex_lock(&crew->bell_mutex);
    for (;;) {
        int64_t left = until_ns - clock_now_ns();
        if (crew->ended)
            result = -1;
        if (crew->ended || left <= 0)
            break;
        struct timespec at;
        clock_gettime(CLOCK_MONOTONIC, &at);
        left += at.tv_nsec;
        at.tv_sec += left / 1000000000;
        at.tv_nsec = left % 1000000000;
        pthread_cond_timedwait(&crew->bell, &crew->bell_mutex, &at);
    }
    pthread_mutex_unlock(&crew->bell_mutex);
    return result;
}

/* Workers that wait for each other inside a batch do not look at the stop flag. */
static int wake(struct crew *crew, struct error *e)
{
    struct interpreter_thread python;

    if (!crew->let_go || !crew->work->stops)
        return 0;
    interpreter_enter(&python);
    int result = crew->work->kind->stop(crew->work, e);
    interpreter_leave(&python);
    return result;
}

int crew_stop(struct crew *crew, struct error *e)
{
    struct error why;
    int result = 0;

    atomic_store(&crew->stop, true);
    bool woken = wake(crew, &why) == 0;
    for (int i = 0; i < crew->started; i++)
        pthread_join(crew->members[i].thread, NULL);
    for (int i = 0; i < crew->started && !result; i++)
        if (crew->members[i].failed) {
            *e = crew->members[i].why;
            result = -1;
        }
    if (!result && !woken) {
        *e = why;
        result = -1;
    }
    return result;
}

void crew_free(struct crew *crew)
{
    gate_destroy(&crew->gate);
    pthread_cond_destroy(&crew->bell);
    pthread_mutex_destroy(&crew->bell_mutex);
    free(crew->members);
    free(crew->slots);
}
