/* measures.h - what an invocation shows beside its rate: latency, waiting, start-up, memory, faults, counters. One row of one table each:
 * which column it comes from, and how one value of an invocation is made of it.
 */
#ifndef GILSCALE_MEASURES_H
#define GILSCALE_MEASURES_H

#include <stdbool.h>
#include <stdint.h>

#include "record/sample.h"

/* How an invocation's one value is made of its rows. Where only the `end` row has the column, that and its duration serve for the windows. */
enum measure_how {
    MEASURE_AT_END,     /* as the `end` row says */
    MEASURE_RATE,       /* as the `end` row says, else the median over the windows */
    MEASURE_SHARE,      /* sum over the windows / their time: seconds a second of the whole crew */
    MEASURE_PER_WORKER, /* that / N: a share of a worker's time */
    MEASURE_PER_OP      /* sum over the windows / their ops */
};

/* Identifier, name (of the column in curves.csv), column of samples.csv and its kind, how. */
#define MEASURES(MEASURE)                                                                                    \
    MEASURE(GIL_WAIT, gil_wait, REAL, gil_wait_s, PER_WORKER)                                                \
    MEASURE(RUNQUEUE_WAIT, runqueue_wait, REAL, runqueue_wait_s, PER_WORKER)                                 \
    MEASURE(BESIDE, beside_ops_per_s, REAL, beside_ops_per_s, RATE)                                          \
    MEASURE(REQUESTS, requests, WHOLE, requests, AT_END)                                                     \
    MEASURE(LATENCY_P50, latency_p50_s, REAL, latency_p50_s, AT_END)                                         \
    MEASURE(LATENCY_P90, latency_p90_s, REAL, latency_p90_s, AT_END)                                         \
    MEASURE(LATENCY_P99, latency_p99_s, REAL, latency_p99_s, AT_END)                                         \
    MEASURE(LATENCY_P999, latency_p999_s, REAL, latency_p999_s, AT_END)                                      \
    MEASURE(LATENCY_MAX, latency_max_s, REAL, latency_max_s, AT_END)                                         \
    MEASURE(MINOR_FAULTS, minor_faults_per_s, WHOLE, minor_faults, SHARE)                                    \
    MEASURE(MAJOR_FAULTS, major_faults_per_s, WHOLE, major_faults, SHARE)                                    \
    MEASURE(PEAK_RSS, peak_rss_bytes, WHOLE, peak_rss_bytes, AT_END)                                         \
    MEASURE(START_CREATE, start_create_s, REAL, start_create_s, AT_END)                                      \
    MEASURE(START_READY, start_ready_s, REAL, start_ready_s, AT_END)                                         \
    MEASURE(START_FIRST_OP, start_first_op_s, REAL, start_first_op_s, AT_END)                                \
    MEASURE(GC_PAUSE, gc_pause, REAL, gc_pause_s, SHARE)                                                     \
    MEASURE(INSTRUCTIONS, instructions_per_op, WHOLE, instructions, PER_OP)                                  \
    MEASURE(CYCLES, cycles_per_op, WHOLE, cycles, PER_OP)                                                    \
    MEASURE(CACHE_MISSES, cache_misses_per_op, WHOLE, cache_misses, PER_OP)                                  \
    MEASURE(BRANCH_MISSES, branch_misses_per_op, WHOLE, branch_misses, PER_OP)                               \
    MEASURE(GIL_HELD, gil_held, REAL, gil_held_s, PER_WORKER)

enum measure {
#define MEASURE_ID(id, ...) MEASURE_##id,
    MEASURES(MEASURE_ID)
#undef MEASURE_ID
        MEASURE_COUNT
};

/* While the rows of one invocation come in. */
struct measures {
    double sums[MEASURE_COUNT]; /* over the windows; of MEASURE_RATE a list's, see `rates` */
    bool seen[MEASURE_COUNT];
    double seconds, ops; /* of the windows */
    double *rates;       /* of MEASURE_BESIDE, a window each; owned */
    size_t rate_count;
};

/* Which columns hold numbers with a fraction, as bits for sample_read_some(). */
uint64_t measures_columns(void);

void measures_restart(struct measures *measures);
void measures_add_window(struct measures *measures, const struct sample *row);

/* `values` gets one number for each measure, NAN where it was not measured. */
void measures_end(struct measures *measures, const struct sample *end, int workers,
                  double values[MEASURE_COUNT]);
void measures_free(struct measures *measures);

#endif
