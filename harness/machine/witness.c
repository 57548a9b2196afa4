#include "machine/witness.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "machine/quota.h"
#include "machine/sysfile.h"

/* "cpu user nice system idle iowait irq softirq steal ...", in ticks. */
static double steal_seconds(const char *root)
{
    char text[512];
    unsigned long long ticks;

    if (!sysfile_read(text, sizeof text, root, "/proc/stat") ||
        sscanf(text, "cpu %*u %*u %*u %*u %*u %*u %*u %llu", &ticks) != 1)
        return NAN;
    return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

struct witness witness_read(const char *root)
{
    struct witness now = {
        .steal_s = steal_seconds(root), .throttled = quota_read(root).throttled, .load = NAN, .runnable = -1};
    char text[128];
    int whole, hundredths, runnable;

    /* As whole numbers, because %lf wants a comma in some locales. */
    if (sysfile_read(text, sizeof text, root, "/proc/loadavg") &&
        sscanf(text, "%d.%2d %*s %*s %d/", &whole, &hundredths, &runnable) == 3) {
        now.load = whole + hundredths / 100.0;
        now.runnable = runnable;
    }
    now.at_ns = clock_now_ns();
    return now;
}

bool witness_stolen(const struct witness *before, const struct witness *after, int cpus)
{
    double available_s = (double)(after->at_ns - before->at_ns) / 1e9 * cpus;
    double stolen_s = after->steal_s - before->steal_s;
    double tick_s = 1.0 / (double)sysconf(_SC_CLK_TCK);

    /* One tick may be next to nothing, rounded up. Both comparisons are false when a side did not show its
     * steal (NAN). */
    return stolen_s > 0.01 * available_s && stolen_s > 1.5 * tick_s;
}

bool witness_throttled(const struct witness *before, const struct witness *after)
{
    return before->throttled >= 0 && after->throttled > before->throttled;
}
