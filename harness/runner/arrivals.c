#include "runner/arrivals.h"

#include "base/clock.h"

#include <math.h>
#include <sys/prctl.h>

struct arrivals arrivals_of(double per_s, int workers, int index)
{
    return (struct arrivals){.period_ns = workers * 1e9 / per_s, .offset_ns = index * 1e9 / per_s};
}

void arrivals_restart(struct arrivals *arrivals, int64_t from_ns)
{
    arrivals->from_ns = from_ns;
    arrivals->next = 0;
}

int64_t arrivals_due_ns(const struct arrivals *arrivals)
{
    return arrivals->from_ns + llround(arrivals->offset_ns + (double)arrivals->next * arrivals->period_ns);
}

void arrivals_doze(int64_t due_ns)
{
    const int64_t longest_ns = 20000000;
    int64_t left_ns = due_ns - clock_now_ns();
    struct timespec at;

    if (left_ns <= 0)
        return;
    /* The kernel does not sleep by the raw clock; over 20 ms the two differ by less than a microsecond. */
    clock_gettime(CLOCK_MONOTONIC, &at);
    left_ns = at.tv_nsec + (left_ns < longest_ns ? left_ns : longest_ns);
    at.tv_sec += left_ns / 1000000000;
    at.tv_nsec = left_ns % 1000000000;
    /* Without the 50 us by which the kernel is allowed to be late; but the workload's own sleeping, and the GIL's, are left as they are. */
    prctl(PR_SET_TIMERSLACK, 1);
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
    prctl(PR_SET_TIMERSLACK, 0);
}
