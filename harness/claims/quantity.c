#include "claims/quantity.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

static double rate_of(const struct measured_invocation *invocation, const struct quantity_cell *cell)
{
    (void)cell;
    return invocation->rate;
}

static double op_time_of(const struct measured_invocation *invocation, const struct quantity_cell *cell)
{
    return invocation->rate > 0 ? cell->threads / invocation->rate : (double)NAN;
}

static double between_of(const struct measured_invocation *invocation, const struct quantity_cell *cell)
{
    (void)cell;
    return invocation->rate > 0 ? 1 / invocation->rate : (double)NAN;
}

static double seconds_of(const struct measured_invocation *invocation, const struct quantity_cell *cell)
{
    (void)cell;
    return invocation->seconds;
}

static double cpu_use_of(const struct measured_invocation *invocation, const struct quantity_cell *cell)
{
    (void)cell;
    return invocation->cpu_use;
}

/* Eight workers on two CPUs can use two at most. */
static double cpu_share_of(const struct measured_invocation *invocation, const struct quantity_cell *cell)
{
    int most = cell->cpus > 0 && cell->cpus < cell->threads ? cell->cpus : cell->threads;
    return invocation->cpu_use / most;
}

static double fairness_of(const struct measured_invocation *invocation, const struct quantity_cell *cell)
{
    (void)cell;
    return invocation->fairness;
}

static double pss_of(const struct measured_invocation *invocation, const struct quantity_cell *cell)
{
    (void)cell;
    return invocation->pss_bytes;
}

const struct quantity quantities[] = {
    {"speedup", QUANTITY_SPEEDUP, QUANTITY_NUMBER, rate_of,
     "throughput over that of one worker of the same curve, block by block"},
    {"ops_per_s", QUANTITY_OWN, QUANTITY_RATE, rate_of, "operations a second of all workers together"},
    {"ns_per_op", QUANTITY_OWN, QUANTITY_SECONDS, op_time_of,
     "a worker's time for one operation: N over the rate of all"},
    {"ns_between_ops", QUANTITY_OWN, QUANTITY_SECONDS, between_of,
     "from one operation of any worker to the next: 1 over the rate of all"},
    {"seconds", QUANTITY_OWN, QUANTITY_SECONDS, seconds_of,
     "from the first worker's start to the last one's end, for a fixed amount of work"},
    {"cpu_use", QUANTITY_OWN, QUANTITY_NUMBER, cpu_use_of, "CPU seconds a second"},
    {"cpu_share", QUANTITY_OWN, QUANTITY_SHARE, cpu_share_of,
     "CPU seconds a second, over the CPUs that the workers can have"},
    {"fairness", QUANTITY_OWN, QUANTITY_SHARE, fairness_of, "the slowest worker's rate over the fastest's"},
    {"pss_bytes", QUANTITY_OWN, QUANTITY_BYTES, pss_of,
     "memory of all processes of the cell, shared pages counted in proportion"},
    {"pss_per_worker", QUANTITY_PER_WORKER, QUANTITY_BYTES, pss_of,
     "memory that each worker beyond the first adds"},
    {0}};

int quantity_find(const struct quantity **quantity, const char *name, struct error *e)
{
    struct text_list names = {0};

    for (*quantity = quantities; (*quantity)->name; (*quantity)++) {
        if (strcmp((*quantity)->name, name) == 0) {
            text_list_free(&names);
            return 0;
        }
        text_list_add(&names, (*quantity)->name);
    }
    const char *nearest = text_nearest(name, &names);
    error_set(e, "unknown measure '%s'%s%s%s", name, nearest ? "; did you mean '" : "",
              nearest ? nearest : "", nearest ? "'?" : "");
    text_list_free(&names);
    return -1;
}

int quantity_scale(enum quantity_dimension dimension, const char *unit, double *scale, struct error *e)
{
    static const struct {
        enum quantity_dimension dimension;
        const char *unit;
        double scale;
    } known[] = {{QUANTITY_SECONDS, "s", 1},    {QUANTITY_SECONDS, "ms", 1e3}, {QUANTITY_SECONDS, "us", 1e6},
                 {QUANTITY_SECONDS, "ns", 1e9}, {QUANTITY_BYTES, "bytes", 1},  {QUANTITY_BYTES, "KB", 1e-3},
                 {QUANTITY_BYTES, "MB", 1e-6},  {QUANTITY_SHARE, "%", 100},    {QUANTITY_SHARE, "", 1}};
    static const char *const wanted[] = {[QUANTITY_SECONDS] = "s, ms, us or ns",
                                         [QUANTITY_BYTES] = "bytes, KB or MB",
                                         [QUANTITY_SHARE] = "%",
                                         [QUANTITY_RATE] = "one that ends in /s"};
    size_t length = strlen(unit);

    *scale = 1;
    if (dimension == QUANTITY_NUMBER)
        return 0;
    if (dimension == QUANTITY_RATE && length >= 2 && strcmp(unit + length - 2, "/s") == 0)
        return 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].dimension == dimension && strcmp(known[i].unit, unit) == 0) {
            *scale = known[i].scale;
            return 0;
        }
    return error_set(e, "unit '%s': expected %s", unit, wanted[dimension]);
}
