#include "runner/gilheld.h"

#include "base/clock.h"
#include "runner/interpose.h"

#include <pthread.h>

#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#endif

/* Its two conditions lie within so many bytes, each with a mutex behind it: 88 apart on x86-64. */
#define NEARBY 512

/* Of a watched thread. */
static _Thread_local struct {
    struct stopwatch *held; /* NULL: not watched */
    const char *taken, *dropped;
} mine;

/* Of the others. */
static _Atomic(_Atomic int64_t *) others_ns;

static atomic_bool anybody; /* is watched, or was */

void gilheld_watch(struct stopwatch *held)
{
    mine.held = held;
    mine.taken = mine.dropped = NULL;
    if (held)
        atomic_store_explicit(&anybody, true, memory_order_relaxed);
}

void gilheld_watch_others(_Atomic int64_t *held_ns)
{
    atomic_store(&others_ns, held_ns);
}

#ifndef __SANITIZE_THREAD__

static _Atomic(const char *) first_taken, first_dropped;
static _Thread_local int64_t other_since_ns;

static bool is_nearby(const char *a, const char *b)
{
    return a > b ? a - b < NEARBY : b - a < NEARBY;
}

/* Which conditions they are, for the others: the first that says it is believed. */
static void show(_Atomic(const char *) *first, const char *condition)
{
    const char *none = NULL;

    atomic_compare_exchange_strong(first, &none, condition);
}

static void note_own(const char *condition)
{
    if (!mine.taken) {
        mine.taken = condition;
        show(&first_taken, condition);
    } else if (!mine.dropped && condition != mine.taken && is_nearby(condition, mine.taken)) {
        mine.dropped = condition;
        if (atomic_load(&first_taken) == mine.taken)
            show(&first_dropped, condition);
    }
    if (condition == mine.taken && !stopwatch_runs(mine.held))
        stopwatch_start(mine.held, clock_now_ns());
    else if (condition == mine.dropped && stopwatch_runs(mine.held))
        stopwatch_stop(mine.held, clock_now_ns());
}

static void note_other(const char *condition)
{
    _Atomic int64_t *sum_ns = atomic_load_explicit(&others_ns, memory_order_acquire);

    if (condition == atomic_load_explicit(&first_taken, memory_order_acquire)) {
        other_since_ns = clock_now_ns();
    } else if (condition == atomic_load_explicit(&first_dropped, memory_order_acquire) && other_since_ns) {
        if (sum_ns)
            atomic_fetch_add(sum_ns, clock_now_ns() - other_since_ns);
        other_since_ns = 0;
    }
}

/* In the place of libc's function of this name; see gilwait.c. */
int pthread_cond_signal(pthread_cond_t *condition)
{
    static int (*_Atomic real)(pthread_cond_t *);
    int (*call)(pthread_cond_t *) = atomic_load_explicit(&real, memory_order_relaxed);

    if (!call) {
        *(void **)&call = interpose_real("pthread_cond_signal");
        atomic_store_explicit(&real, call, memory_order_relaxed);
    }
    if (atomic_load_explicit(&anybody, memory_order_relaxed) &&
        interpose_is_python(__builtin_return_address(0))) {
        if (mine.held)
            note_own((const char *)condition);
        else
            note_other((const char *)condition);
    }
    return call(condition);
}
#endif
