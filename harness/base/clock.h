/* clock.h - the one clock of all measurements: CLOCK_MONOTONIC_RAW, in nanoseconds since boot.
 *
 * Raw, because the plain monotonic clock is slewed by NTP while we measure. Served by the vDSO (about 20 ns a
 * call, no syscall), the same for all processes of a machine. Any thread may call.
 */
#ifndef GILSCALE_CLOCK_H
#define GILSCALE_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t clock_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

#endif
