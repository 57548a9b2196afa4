#include "runner/gilwait.h"

#include "base/clock.h"
#include "runner/interpose.h"

#include <pthread.h>

#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#endif

static _Thread_local struct stopwatch *mine;

void gilwait_watch(struct stopwatch *wait)
{
    mine = wait;
}

#ifndef __SANITIZE_THREAD__

/* The calling thread's counter, if this call counts. */
static struct stopwatch *counter_of(const void *caller)
{
    return mine && interpose_is_python(caller) ? mine : NULL;
}

static void begin_wait(struct stopwatch *wait)
{
    if (wait)
        stopwatch_start(wait, clock_now_ns());
}

static void end_wait(struct stopwatch *wait)
{
    if (wait)
        stopwatch_stop(wait, clock_now_ns());
}

/* In the places of libc's functions of these names. Looked up at the first call, which may come from any thread and before main. */
int pthread_cond_wait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex)
{
    static int (*_Atomic real)(pthread_cond_t *restrict, pthread_mutex_t *restrict);
    struct stopwatch *wait = counter_of(__builtin_return_address(0));
    int (*call)(pthread_cond_t *restrict, pthread_mutex_t *restrict) =
        atomic_load_explicit(&real, memory_order_relaxed);

    if (!call) {
        *(void **)&call = interpose_real("pthread_cond_wait");
        atomic_store_explicit(&real, call, memory_order_relaxed);
    }
    begin_wait(wait);
    int result = call(condition, mutex);
    end_wait(wait);
    return result;
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until)
{
    static int (*_Atomic real)(pthread_cond_t *restrict, pthread_mutex_t *restrict,
                               const struct timespec *restrict);
    struct stopwatch *wait = counter_of(__builtin_return_address(0));
    int (*call)(pthread_cond_t *restrict, pthread_mutex_t *restrict, const struct timespec *restrict) =
        atomic_load_explicit(&real, memory_order_relaxed);

    if (!call) {
        *(void **)&call = interpose_real("pthread_cond_timedwait");
        atomic_store_explicit(&real, call, memory_order_relaxed);
    }
    begin_wait(wait);
    int result = call(condition, mutex, until);
    end_wait(wait);
    return result;
}
#endif
