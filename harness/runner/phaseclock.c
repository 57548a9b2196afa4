#include "runner/phaseclock.h"

#include "base/clock.h"

static _Thread_local struct {
    struct phaseclock *clock; /* NULL: not watched */
    const struct stopwatch *held;
} mine;

void phaseclock_watch(struct phaseclock *clock, const struct stopwatch *held)
{
    mine.clock = clock;
    mine.held = held;
}

static void add(_Atomic int64_t *sum, int64_t ns)
{
    int64_t before = atomic_load_explicit(sum, memory_order_relaxed);

    atomic_store_explicit(sum, before + ns, memory_order_release);
}

/* Ends the phase that goes on, if one does, and begins another. */
static void turn(int next, bool running, int64_t now_ns)
{
    struct phaseclock *clock = mine.clock;
    int64_t held_ns = stopwatch_ns(mine.held, now_ns);
    unsigned sequence = atomic_load_explicit(&clock->sequence, memory_order_relaxed);
    int last = atomic_load_explicit(&clock->now, memory_order_relaxed);

    atomic_store_explicit(&clock->sequence, sequence + 1, memory_order_relaxed);
    if (atomic_load_explicit(&clock->running, memory_order_relaxed)) {
        int64_t since_ns = atomic_load_explicit(&clock->since_ns, memory_order_relaxed);
        int64_t before_ns = atomic_load_explicit(&clock->held_before_ns, memory_order_relaxed);
        add(&clock->passed_ns[last], now_ns - since_ns);
        add(&clock->held_ns[last], held_ns - before_ns);
    }
    atomic_store_explicit(&clock->running, running, memory_order_release);
    atomic_store_explicit(&clock->now, next, memory_order_release);
    atomic_store_explicit(&clock->since_ns, now_ns, memory_order_release);
    atomic_store_explicit(&clock->held_before_ns, held_ns, memory_order_release);
    atomic_store_explicit(&clock->sequence, sequence + 2, memory_order_release);
}

void phaseclock_mark(int phase)
{
    if (mine.clock)
        turn(phase, true, clock_now_ns());
}

void phaseclock_start(int64_t now_ns)
{
    if (mine.clock)
        turn(0, true, now_ns);
}

void phaseclock_stop(int64_t now_ns)
{
    if (mine.clock)
        turn(0, false, now_ns);
}

struct phaseclock_reading phaseclock_read(const struct phaseclock *clock, const struct stopwatch *held,
                                          int64_t at_ns)
{
    struct phaseclock_reading reading;
    unsigned before, after;
    bool running;
    int now;
    int64_t since_ns, held_before_ns, held_now_ns;

    do {
        before = atomic_load_explicit(&clock->sequence, memory_order_acquire);
        for (int i = 0; i < PHASES_MOST; i++) {
            reading.passed_ns[i] = atomic_load_explicit(&clock->passed_ns[i], memory_order_acquire);
            reading.held_ns[i] = atomic_load_explicit(&clock->held_ns[i], memory_order_acquire);
        }
        running = atomic_load_explicit(&clock->running, memory_order_acquire);
        now = atomic_load_explicit(&clock->now, memory_order_acquire);
        since_ns = atomic_load_explicit(&clock->since_ns, memory_order_acquire);
        held_before_ns = atomic_load_explicit(&clock->held_before_ns, memory_order_acquire);
        held_now_ns = stopwatch_ns(held, at_ns);
        after = atomic_load_explicit(&clock->sequence, memory_order_relaxed);
    } while (before != after || before & 1);
    if (running && at_ns > since_ns) {
        reading.passed_ns[now] += at_ns - since_ns;
        reading.held_ns[now] += held_now_ns - held_before_ns;
    }
    return reading;
}
