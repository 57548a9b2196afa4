/* witness.h - what else happened on the machine while a cell was measured.
 *
 * Read before and after an invocation; the difference says whether the hypervisor stole time, a quota
 * throttled us, or other programs worked on our CPUs.
 */
#ifndef GILSCALE_WITNESS_H
#define GILSCALE_WITNESS_H

#include <stdbool.h>
#include <stdint.h>

#include "machine/topology.h"

struct witness {
    int64_t at_ns;  /* clock_now_ns() */
    double busy_s;  /* CPU seconds since boot that somebody worked, on the allowed CPUs; NAN when not shown */
    double steal_s; /* the same that went to other guests */
    int64_t throttled; /* quota.h; -1 when not shown */
    double load;       /* load average of the last minute; NAN when not shown */
    int runnable;      /* tasks that could run right now, us included; -1 when not shown */
    int64_t heat;      /* frequency_heat_events() of the allowed CPUs; -1 when not shown */
};

struct witness witness_read(const char *root, const struct topology *t); /* `root` as in quota.h */

/* More than 1 % of the interval's time on `cpus` CPUs was stolen, and more than one tick, the resolution of
 * the counter. false when the machine does not show it; the same for throttling. */
bool witness_stolen(const struct witness *before, const struct witness *after, int cpus);

/* Others than we, who used `own_s` CPU seconds, worked for more than 5 % of the time of the `cpus` CPUs, and more than two ticks on each. */
bool witness_busy(const struct witness *before, const struct witness *after, double own_s, int cpus);

/* The hardware throttled an allowed CPU for heat. */
bool witness_heated(const struct witness *before, const struct witness *after);

bool witness_throttled(const struct witness *before, const struct witness *after);

#endif
