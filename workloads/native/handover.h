/* handover.h - for workers that wait for each other: how they wait, and how they count what they did and did not do.
 *
 * From the stop on, a run() that waits returns early. So a worker counts the ops that it was asked for and those that it did; of these only the
 * last batch's may be missing, and only when it was told to stop.
 */
#ifndef GILSCALE_HANDOVER_H
#define GILSCALE_HANDOVER_H

#include "gilscale_workload.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

struct handover_count {
    uint64_t asked, done, batch; /* batch: the last one */
};

static inline void handover_begin(struct handover_count *count, uint64_t n)
{
    count->asked += n;
    count->batch = n;
}

/* For check(). */
static inline bool handover_is_right(const struct handover_count *count, uint64_t ops, bool stopped)
{
    uint64_t missing = count->asked - count->done;
    return count->asked == ops && (missing == 0 || (stopped && missing <= count->batch));
}

/* One of many turns of a waiting loop. When the partner shares our CPU, only sched_yield lets it come. */
static inline void handover_breathe(unsigned *turns)
{
    if (++*turns % 256 == 0) {
        sched_yield();
        return;
    }
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
