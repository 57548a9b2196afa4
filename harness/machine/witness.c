#include "machine/witness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "machine/frequency.h"
#include "machine/quota.h"
#include "machine/sysfile.h"

/* One line of /proc/stat, "cpu3 user nice system idle iowait irq softirq steal ...", in ticks. A kernel too old to count steal shows
 * fewer numbers. */
static void add_line(const char *line, double tick_s, double *busy_s, double *steal_s)
{
    unsigned long long user, nice, system, irq, softirq, steal;

    if (sscanf(line, "cpu%*d %llu %llu %llu %*u %*u %llu %llu %llu", &user, &nice, &system, &irq, &softirq,
               &steal) == 6) {
        *busy_s = (isnan(*busy_s) ? 0 : *busy_s) + (double)(user + nice + system + irq + softirq) * tick_s;
        *steal_s = (isnan(*steal_s) ? 0 : *steal_s) + (double)steal * tick_s;
    }
}

/* Of the allowed CPUs only: what the rest of a shared machine does is not our noise. */
static void read_cpus(const char *root, const struct topology *t, double *busy_s, double *steal_s)
{
    char *path = text_format("%s/proc/stat", root), *line = NULL;
    double tick_s = 1.0 / (double)sysconf(_SC_CLK_TCK);
    FILE *file = fopen(path, "re");
    size_t size = 0;
    int cpu;

    *busy_s = *steal_s = NAN;
    while (file && getline(&line, &size, file) > 0)
        if (sscanf(line, "cpu%d", &cpu) == 1 && topology_find(t, cpu))
            add_line(line, tick_s, busy_s, steal_s);
    if (file)
        fclose(file);
    free(line);
    free(path);
}

static int64_t read_heat(const char *root, const struct topology *t)
{
    int64_t sum = 0;

    for (int i = 0; i < t->count; i++) {
        int64_t events = frequency_heat_events(root, &t->cpus[i].os, 1);
        if (events < 0)
            return -1;
        sum += events;
    }
    return sum;
}

struct witness witness_read(const char *root, const struct topology *t)
{
    struct witness now = {.throttled = quota_read(root).throttled, .load = NAN, .runnable = -1};
    char text[128];
    int whole, hundredths, runnable;

    /* As whole numbers, because %lf wants a comma in some locales. */
    if (sysfile_read(text, sizeof text, root, "/proc/loadavg") &&
        sscanf(text, "%d.%2d %*s %*s %d/", &whole, &hundredths, &runnable) == 3) {
        now.load = whole + hundredths / 100.0;
        now.runnable = runnable;
    }
    read_cpus(root, t, &now.busy_s, &now.steal_s);
    now.heat = read_heat(root, t);
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

bool witness_busy(const struct witness *before, const struct witness *after, double own_s, int cpus)
{
    double available_s = (double)(after->at_ns - before->at_ns) / 1e9 * cpus;
    double others_s = after->busy_s - before->busy_s - own_s;
    double tick_s = 1.0 / (double)sysconf(_SC_CLK_TCK);

    /* The kernel counts in whole ticks, on each CPU; false when a side is not shown (NAN). */
    return others_s > 0.05 * available_s && others_s > 2 * tick_s * cpus;
}

bool witness_throttled(const struct witness *before, const struct witness *after)
{
    return before->throttled >= 0 && after->throttled > before->throttled;
}

bool witness_heated(const struct witness *before, const struct witness *after)
{
    return before->heat >= 0 && after->heat > before->heat;
}
