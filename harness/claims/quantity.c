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

#define MADE(name, kind, dimension, make, means)                                                             \
    {                                                                                                        \
        name, QUANTITY_##kind, QUANTITY_##dimension, -1, make, means                                         \
    }
#define READ(name, dimension, measure, means)                                                                \
    {                                                                                                        \
        name, QUANTITY_OWN, QUANTITY_##dimension, MEASURE_##measure, NULL, means                             \
    }

const struct quantity quantities[] = {
    MADE("speedup", SPEEDUP, NUMBER, rate_of,
         "throughput over that of one worker of the same curve, block by block"),
    MADE("ops_per_s", OWN, RATE, rate_of, "operations a second of all workers together"),
    MADE("ns_per_op", OWN, SECONDS, op_time_of, "a worker's time for one operation: N over the rate of all"),
    MADE("ns_between_ops", OWN, SECONDS, between_of,
         "from one operation of any worker to the next: 1 over the rate of all"),
    MADE("seconds", OWN, SECONDS, seconds_of,
         "from the first worker's start to the last one's end, for a fixed amount of work"),
    MADE("cpu_use", OWN, NUMBER, cpu_use_of, "CPU seconds a second"),
    MADE("cpu_share", OWN, SHARE, cpu_share_of,
         "CPU seconds a second, over the CPUs that the workers can have"),
    MADE("fairness", OWN, SHARE, fairness_of, "the slowest worker's rate over the fastest's"),
    MADE("pss_bytes", OWN, BYTES, pss_of,
         "memory of all processes of the cell, shared pages counted in proportion"),
    MADE("pss_per_worker", PER_WORKER, BYTES, pss_of, "memory that each worker beyond the first adds"),
    MADE("wrong_share", WRONG, SHARE, NULL, "of the processes, those whose check failed"),
    READ("gil_wait_share", SHARE, GIL_WAIT, "of a worker's time, waiting for the GIL"),
    READ("gil_held_share", SHARE, GIL_HELD, "of a worker's time, holding the GIL; with phases = \"yes\""),
    READ("beside_ops_per_s", RATE, BESIDE, "operations a second of the group beside"),
    READ("latency_p50_s", SECONDS, LATENCY_P50, "half of the requests took no longer"),
    READ("latency_p90_s", SECONDS, LATENCY_P90, "nine of ten requests took no longer"),
    READ("latency_p99_s", SECONDS, LATENCY_P99, "99 of 100 requests took no longer"),
    READ("latency_p999_s", SECONDS, LATENCY_P999, "999 of 1000 requests took no longer"),
    READ("latency_max_s", SECONDS, LATENCY_MAX, "the longest request"),
    READ("peak_rss_bytes", BYTES, PEAK_RSS, "the most memory that was resident at a time"),
    READ("start_create_s", SECONDS, START_CREATE, "from before a worker is created to its first instruction"),
    READ("start_ready_s", SECONDS, START_READY, "until its interpreter and workload are ready"),
    READ("start_first_op_s", SECONDS, START_FIRST_OP, "that, and its first operation"),
    READ("gc_pause_share", SHARE, GC_PAUSE, "of the time, in the garbage collector"),
    {0}};

double quantity_of(const struct quantity *quantity, const struct measured_invocation *invocation,
                   const struct quantity_cell *cell)
{
    if (quantity->measure < 0)
        return quantity->make(invocation, cell);
    return invocation->measures ? invocation->measures[quantity->measure] : NAN;
}

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
