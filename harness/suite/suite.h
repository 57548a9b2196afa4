/* suite.h - what a person asked to be measured: the words of a suite file and of the command line, checked
 * one by one.
 *
 * Each setting has one name, one parser and one check, whether it stands in a file (`window = "100ms";`) or
 * on the command line
 * (`--window 100ms`). What a setting means on this machine (how many CPUs `auto` is) is decided in plan.h.
 */
#ifndef GILSCALE_SUITE_H
#define GILSCALE_SUITE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/text.h"
#include "suite/axes.h"
#include "suite/catalog.h"

struct suite_workload {
    struct workload workload;    /* owned */
    struct text_list parameters; /* "size=16" */
    uint64_t batch_ops;          /* 0: to be calibrated */
    uint64_t total;              /* ops of a makespan cell, all workers together; 0: to be calibrated */
    bool total_asked;            /* a person said so; then it stands in the column `axes` */
    double op_ns;                /* one op at one worker, from calibration, for deadlines; 0: not known */
};

/* A second group of workers in a cell. */
struct suite_beside {
    long workers; /* 0: none, the neutral value */
    struct suite_workload work;
};

#define SUITE_AUTO (-1)

/* Workers of a cell, ops of a makespan. */
#define SUITE_MOST_THREADS 4096
#define SUITE_MOST_TOTAL   INT64_C(1000000000000000)

struct suite {
    char *name; /* of the file, or "run" for workloads named on the command line */
    char *description;
    struct suite_workload *workloads;
    size_t workload_count;
    struct text_list pythons;          /* as they were named; empty: the newest pair */
    struct text_list threads;          /* "4", "1..8", "auto" */
    struct text_list placements;       /* policies of placement.h */
    struct text_list gils;             /* "default", "on", "off" */
    struct text_list axes[AXIS_COUNT]; /* canonical values, as they were named; empty: the neutral one */
    struct suite_beside
        *besides; /* one for each value of AXIS_BESIDE, once suite_resolve() has found their workloads */
    size_t beside_count;
    long invocations,
        windows; /* SUITE_AUTO: decided before the run, from the table's size and from a pilot */
    int64_t window_ns, warmup_ns; /* these two too */
    int64_t timeout_ns, batch_ns;
    double
        until; /* half width of every interval that the run goes on for, as a share; 0: no further than invocations */
    int64_t budget_ns; /* the time after which `until` gives up */
    bool
        turns; /* cells that differ in build and GIL alone are measured in turns, window by window; runner/turns.h */
    uint64_t total;            /* of makespan cells whose workload says no other; 0: calibrated */
    bool per_worker, counters; /* rows of each worker; the CPU's counters */
    bool phases;               /* how long phases take, and workers hold the GIL */
    double deviation, drift;   /* what makes windows unsteady, as shares; runner/steady.h */
    uint64_t seed;             /* 0: choose one */
};

/* One setting, for the help and for "did you mean". */
struct suite_setting {
    const char *name;  /* "batch-time" */
    const char *value; /* "TIME" */
    const char *help;
    bool list; /* may be given again, to add */
    bool axis; /* of axes.h */
};
extern const struct suite_setting suite_settings[]; /* ends with {0} */

/* All at their defaults, no workload. */
struct suite suite_default(const char *name);
void suite_free(struct suite *suite);

/* Sets one by its name, or adds to it where it is a list. */
int suite_set(struct suite *suite, const char *setting, const char *value, struct error *e);

/* Empties a list setting, so that the command line's replaces the file's; nothing for others. */
void suite_clear(struct suite *suite, const char *setting);

/* Adds a workload by its name in the catalog or by its path. */
int suite_add_workload(struct suite *suite, const struct catalog *catalog, const char *name, struct error *e);

/* Finds the workloads that AXIS_BESIDE names, where that is not done yet. */
int suite_resolve(struct suite *suite, const struct catalog *catalog, struct error *e);

/* Adds a value of AXIS_BESIDE with its workload found already, and takes it over; only frees it when it is not `wanted`. */
void suite_add_beside(struct suite *suite, struct suite_beside *beside, bool wanted);

/* -1 when settings contradict each other. Once all are set. */
int suite_check(const struct suite *suite, struct error *e);

/* Is a fixed amount of work timed, not a rate? */
bool suite_is_makespan(const struct suite *suite);

/* What the cell's column `axes` says of the group beside: "2*fib(n=18)", with all that calibration has spelt out. The caller frees. */
char *suite_beside_text(const struct suite_beside *beside);

/* Sets a parameter ("size=16") of one workload, in place of what it had. The workload itself checks it when it runs. */
int suite_workload_parameter(struct suite_workload *workload, const char *assignment, struct error *e);

/* Each workload from index `from` on becomes one for every value, in their order; each value once. */
int suite_sweep(struct suite *suite, size_t from, const char *name, const struct text_list *values,
                struct error *e);

/* As on the command line: sets "size=16" for all workloads, sweeps "size=16,32" over all ("\\," is a comma within a value). Workloads that differed in this parameter alone
 * become one. */
int suite_add_parameter(struct suite *suite, const char *assignment, struct error *e);

/* -1 when a workload, or a group beside, is there twice with the same parameters: its rows would make one curve with twice the invocations. */
int suite_refuse_twins(const struct suite *suite, struct error *e);

/* What to call a workload to a person: "fib", and "held (held=25)" where the suite has other variants of it. The caller frees. */
char *suite_label(const struct suite *suite, size_t index);

/* Reads a suite file; errors name file and line. */
int suite_read(struct suite *suite, const char *path, const struct catalog *catalog, struct error *e);

/* Writes the suite as a file that suite_read() takes: what was asked for with everything decided, to repeat
 * or resume it. */
void suite_write(const struct suite *suite, FILE *to);

#endif
