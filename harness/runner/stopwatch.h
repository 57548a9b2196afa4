/* stopwatch.h - how long a thread has spent at something, read from outside while it goes on.
 *
 * One writer, the thread; any reader, of any process that maps it. A stretch that goes on counts up to the instant of the reading, so a window
 * is not off by the stretch that lies across its edge. The numbers belong together, so they are read as those of slot.h.
 */
#ifndef GILSCALE_STOPWATCH_H
#define GILSCALE_STOPWATCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Starts as zeros. */
struct stopwatch {
    atomic_uint sequence;      /* odd while the writer is at it */
    _Atomic int64_t since_ns;  /* when the stretch that goes on began; 0: none does */
    _Atomic int64_t passed_ns; /* in all that are over */
};

static inline void stopwatch_store(struct stopwatch *watch, int64_t since_ns, int64_t passed_ns)
{
    unsigned sequence = atomic_load_explicit(&watch->sequence, memory_order_relaxed);

    atomic_store_explicit(&watch->sequence, sequence + 1, memory_order_relaxed);
    atomic_store_explicit(&watch->since_ns, since_ns, memory_order_release);
    atomic_store_explicit(&watch->passed_ns, passed_ns, memory_order_release);
    atomic_store_explicit(&watch->sequence, sequence + 2, memory_order_release);
}

/* The writer only: is a stretch going on? */
static inline bool stopwatch_runs(const struct stopwatch *watch)
{
    return atomic_load_explicit(&watch->since_ns, memory_order_relaxed) != 0;
}

/* The writer only, while none goes on; and while one does. */
static inline void stopwatch_start(struct stopwatch *watch, int64_t now_ns)
{
    stopwatch_store(watch, now_ns, atomic_load_explicit(&watch->passed_ns, memory_order_relaxed));
}

static inline void stopwatch_stop(struct stopwatch *watch, int64_t now_ns)
{
    int64_t took_ns = now_ns - atomic_load_explicit(&watch->since_ns, memory_order_relaxed);

    stopwatch_store(watch, 0, atomic_load_explicit(&watch->passed_ns, memory_order_relaxed) + took_ns);
}

/* Any thread: nanoseconds until `at_ns`, an instant of clock_now_ns() that is just gone. */
static inline int64_t stopwatch_ns(const struct stopwatch *watch, int64_t at_ns)
{
    unsigned before, after;
    int64_t since_ns, passed_ns;

    do {
        before = atomic_load_explicit(&watch->sequence, memory_order_acquire);
        since_ns = atomic_load_explicit(&watch->since_ns, memory_order_acquire);
        passed_ns = atomic_load_explicit(&watch->passed_ns, memory_order_acquire);
        after = atomic_load_explicit(&watch->sequence, memory_order_relaxed);
    } while (before != after || before & 1);
    return since_ns && at_ns > since_ns ? passed_ns + at_ns - since_ns : passed_ns;
}

#endif
