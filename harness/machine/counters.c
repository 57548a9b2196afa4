#include "machine/counters.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

const struct counters_event counters_hardware[COUNTERS_MOST] = {
    [COUNTERS_INSTRUCTIONS] = {PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
    [COUNTERS_CYCLES] = {PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
    [COUNTERS_CACHE_MISSES] = {PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES},
    [COUNTERS_BRANCH_MISSES] = {PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES}};

/* `leader` -1 makes a group. */
static int open_event(const struct counters_event *event, pid_t tid, int leader)
{
    struct perf_event_attr attributes = {.type = event->type,
                                         .size = sizeof attributes,
                                         .config = event->config,
                                         .exclude_kernel = 1,
                                         .exclude_hv = 1,
                                         .read_format = PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED |
                                                        PERF_FORMAT_TOTAL_TIME_RUNNING};

    return (int)syscall(SYS_perf_event_open, &attributes, tid, -1, leader, PERF_FLAG_FD_CLOEXEC);
}

/* For errno as perf_event_open left it. */
static void explain(int code, struct error *why)
{
    switch (code) {
    case EACCES:
    case EPERM:
        error_set(why,
                  "an ordinary user may not count here (kernel.perf_event_paranoid above 2, or a sandbox)");
        break;
    case ENOENT:
    case EOPNOTSUPP:
    case ENODEV:
        error_set(why, "the machine shows no such hardware counter; virtual machines often hide all of them");
        break;
    case ENOSYS:
        error_set(why, "the kernel, or a sandbox around us, has no perf_event_open");
        break;
    default:
        error_set(why, "perf_event_open: %s", strerror(code));
    }
}

int counters_probe(const struct counters_event *events, bool can[COUNTERS_MOST], struct error *why)
{
    int count = 0, first_code = 0;

    for (int i = 0; i < COUNTERS_MOST; i++) {
        int fd = open_event(&events[i], 0, -1);
        if (fd < 0 && !first_code)
            first_code = errno;
        can[i] = fd >= 0;
        count += fd >= 0;
        if (fd >= 0)
            close(fd);
    }
    if (first_code)
        explain(first_code, why);
    return count;
}

struct counters counters_none(void)
{
    return (struct counters){.fds = {-1, -1, -1, -1}};
}

int counters_open(struct counters *counters, const struct counters_event *events, pid_t tid,
                  struct error *why)
{
    int first_code = 0;

    *counters = counters_none();
    for (int i = 0; i < COUNTERS_MOST; i++) {
        int leader = counters->count ? counters->fds[counters->order[0]] : -1;
        counters->fds[i] = open_event(&events[i], tid, leader);
        if (counters->fds[i] >= 0)
            counters->order[counters->count++] = i;
        else if (!first_code)
            first_code = errno;
    }
    if (counters->count)
        return 0;
    explain(first_code, why);
    return -1;
}

struct counters_reading counters_read(const struct counters *counters)
{
    struct counters_reading reading = {.values = {INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN}};
    struct { /* as PERF_FORMAT_GROUP lays it out */
        uint64_t count, enabled_ns, running_ns, values[COUNTERS_MOST];
    } group;

    if (!counters->count || read(counters->fds[counters->order[0]], &group, sizeof group) <= 0 ||
        group.count != (uint64_t)counters->count)
        return reading;
    reading.enabled_ns = group.enabled_ns;
    reading.running_ns = group.running_ns;
    for (int i = 0; i < counters->count; i++)
        reading.values[counters->order[i]] = (int64_t)group.values[i];
    return reading;
}

int64_t counters_between(const struct counters_reading *from, const struct counters_reading *to, int event)
{
    /* The two clocks are read one after the other. */
    uint64_t enabled = to->enabled_ns - from->enabled_ns, running = to->running_ns - from->running_ns;

    if (from->values[event] == INT64_MIN || to->values[event] == INT64_MIN ||
        running + enabled / 1000 < enabled)
        return INT64_MIN;
    return to->values[event] - from->values[event];
}

void counters_close(struct counters *counters)
{
    for (int i = COUNTERS_MOST - 1; i >= 0; i--)
        if (counters->fds[i] >= 0)
            close(counters->fds[i]);
    *counters = counters_none();
}
