/* counters.h - the CPU's own counters for one thread, through perf_event_open.
 *
 * Counted in user space only, which an ordinary user may ask for (perf_event_paranoid up to 2), and all of a thread's counters as one group, so
 * that they ran at the same time and their ratios hold. Many machines have none of them, or not all (virtual ones, sandboxes): each event is
 * tried by itself, what cannot be counted stays empty, and nothing fails. A group that had to share the hardware with others and was not on it
 * all the time is empty, too: a number scaled up from a part of the time is a guess.
 *
 * What they cost: nothing while a thread runs; each switch of threads saves and loads them, about a microsecond, which a workload that
 * switches often would feel. So they are off unless somebody asks. Opened and read from outside, by the main thread; the worker knows nothing.
 */
#ifndef GILSCALE_COUNTERS_H
#define GILSCALE_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

#define COUNTERS_MOST 4

/* As in struct perf_event_attr. */
struct counters_event {
    uint32_t type;
    uint64_t config;
};

enum { COUNTERS_INSTRUCTIONS, COUNTERS_CYCLES, COUNTERS_CACHE_MISSES, COUNTERS_BRANCH_MISSES };

/* By the numbers above. */
extern const struct counters_event counters_hardware[COUNTERS_MOST];

/* Tries each of the events on the calling thread. Returns how many can be counted; says in `why` what stands in the way of the first that
 * cannot, with a remedy where there is one. */
int counters_probe(const struct counters_event *events, bool can[COUNTERS_MOST], struct error *why);

/* One thread's group; as counters_none() until it is opened. */
struct counters {
    int fds[COUNTERS_MOST];   /* -1: not counted */
    int order[COUNTERS_MOST]; /* which event is the group's i-th */
    int count;                /* of those that are counted */
};

struct counters counters_none(void);

/* Starts to count for a thread of this process or of a child, by the kernel's id. -1 when none of the events can be counted. */
int counters_open(struct counters *counters, const struct counters_event *events, pid_t tid,
                  struct error *why);

/* All of the group at one instant; one system call. */
struct counters_reading {
    int64_t values[COUNTERS_MOST]; /* since the start; INT64_MIN: not counted */
    uint64_t enabled_ns, running_ns;
};

struct counters_reading counters_read(const struct counters *counters);

/* What an event counted between two readings; INT64_MIN when it was not counted, or not all the time. */
int64_t counters_between(const struct counters_reading *from, const struct counters_reading *to, int event);

void counters_close(struct counters *counters);

#endif
