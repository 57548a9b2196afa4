/* curves.h - from rows to scaling curves.
 *
 * Rows of samples.csv -> one median a (cell, invocation) over its `measure` windows -> per cell a median over invocations with its interval
 * -> per curve the speedup over its one-worker cell. Speedups are ratios within one block (neighbours in time), then a median over the
 * blocks, so a drift of the machine cancels. An invocation counts only when its `end` row says ok.
 */
#ifndef GILSCALE_CURVES_H
#define GILSCALE_CURVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"
#include "stats/cost.h"
#include "stats/laws.h"
#include "stats/measures.h"
#include "stats/median.h"
#include "stats/phase_times.h"

/* What identifies a curve: all of a cell but N. */
struct curve_key {
    char *build, *python, *gil, *mode, *axes, *workload, *params, *placement;
    int ft;
};

struct curve_point {
    int threads;
    struct interval rate;    /* ops/s, all workers together */
    struct interval speedup; /* over the curve's own N=1; middle NAN without that cell */
    double efficiency;       /* speedup / N */
    double cpu_use;          /* CPU seconds per wall second; 2.0 is two CPUs busy */
    double pss_bytes;        /* the largest of an invocation, median of those; NAN when not measured */
    double fairness;         /* slowest worker's rate / fastest worker's, median; NAN when not measured */
    /* The rates of the slowest and the fastest worker over the mean worker's, total / N, as medians; middle NAN when not measured. What lies
     * between them the rows do not say. */
    struct interval slowest, fastest;
    struct interval gil_ratio; /* of a free-threaded build: its rate over that of `gil_build`; see cost.h */
    struct interval serial;    /* Karp and Flatt's serial fraction; NAN at N=1 and without a speedup */
    struct interval measures[MEASURE_COUNT]; /* over invocations; middle NAN when not measured */
    struct phase_times phases;               /* of an op; none when not measured */
    struct interval makespan;                /* s, of cells that measure one; NAN for others */
    char *gil_enabled_by; /* on a free-threaded build the module whose import switched the GIL on, or "" */
    size_t invocations;   /* that count */
    size_t failed;        /* that ended in another status */
    size_t disturbed;     /* of those that count, that carry a flag of disturbance */
    char status
        [16]; /* ok when any counts; else that of the first that ended otherwise; `unfinished` when none ended */
    char failure[16];    /* the status of the first that ended otherwise (also beside ok), or "" */
    char *detail;        /* of the same one, or "" */
    char *flags;         /* all that its rows carry, each once, sorted, separated by ';' */
    size_t *flag_counts; /* for each of those, how many of `invocations` carry it */
};

struct curve {
    struct curve_key key;
    struct curve_point *points; /* by threads, ascending */
    size_t count;
    char *
        gil_build; /* of a free-threaded build: the first GIL build of its version, all else alike; NULL: none was measured */
    struct laws laws; /* fitted to the points of one placement regime */
};

/* Start from {0}. Owns everything. Sorted by workload, params, placement, mode, axes, build (as versions: 3.9 before 3.13) and gil, as the
 * order of a file's rows is random. */
struct curves {
    struct curve *items;
    size_t count;
    struct costs
        costs; /* of one thread, on each free-threaded build beside a GIL build; none of open loops */
};

/* Reads samples.csv; `cut_off_ok` for a file whose writer may have been killed. */
int curves_read(struct curves *curves, const char *samples_csv, bool cut_off_ok, struct error *e);

/* Writes curves.csv, one row a cell; columns in results/README.md, `coverage` is that of the rate's interval. -1 on a stream error. */
int curves_write(const struct curves *curves, FILE *to);
/* The same in parts, for who wants some of the rows. */
int curves_write_header(FILE *to);
int curves_write_point(const struct curve *curve, const struct curve_point *point, FILE *to);

/* The same columns for another form: called for each in its order. "" and NAN are unknown. */
struct curves_visitor {
    void *context;
    void (*text)(void *context, const char *name, const char *value);
    void (*whole)(void *context, const char *name, int64_t value);
    void (*real)(void *context, const char *name, double value);
};
void curves_visit(const struct curve *curve, const struct curve_point *point,
                  const struct curves_visitor *visitor);

/* Were its ops requests that came at a given rate? Then its rate is that one, whatever the number of workers, and there is no speedup. */
bool curve_is_open_loop(const struct curve *curve);

/* Do any of its rows carry the flag? */
bool curve_point_has_flag(const struct curve_point *point, const char *flag);

const struct curve_point *curve_at(const struct curve *curve, int threads);
void curves_free(struct curves *curves);

#endif
