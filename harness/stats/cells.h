/* cells.h - what was measured, cell by cell, one value an invocation; how cells and invocations are ordered and told apart. Read from rows
 * by invocations.h. Pure; any thread may use its own.
 */
#ifndef GILSCALE_CELLS_H
#define GILSCALE_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "stats/curves.h"

/* One that counts. The rate is its `end` row's; each other value, and the rate where that row has none, is the median over its `measure`
 * windows, NAN when not measured. */
struct measured_invocation {
    char *run;
    int64_t block, number;   /* columns block and invocation */
    double rate;             /* ops/s, all workers together */
    double cpu_use;          /* CPU seconds per wall second */
    double fairness;         /* slowest worker's rate / fastest's */
    double slowest, fastest; /* a worker's rate / that of the mean worker, total / N */
    double pss_bytes;        /* the largest that any of its rows shows: what the work needs */
    double *measures;        /* MEASURE_COUNT of them, see measures.h; NULL when only rates were wanted */
    double seconds;          /* its windows together; NAN when one does not say how long it was */
    bool disturbed; /* any of its rows, warm-up and end too, carries a flag of disturbance; see below */
};

struct measured_cell {
    struct curve_key key;
    int threads;
    char *hash; /* of the workload; "mixed" when rows of two versions of it stand under one name */
    char
        *cpus; /* of its workers, as the rows have them; "mixed" as above, NULL or "" where they do not say */
    struct measured_invocation **invocations; /* those that count, by run, block and number */
    size_t count, room;
    char *gil_enabled_by;   /* the module, or NULL; "mixed" as above */
    size_t failed;          /* that ended in another status than ok */
    char *status, *detail;  /* of the first of those; NULL when there is none */
    size_t disturbed;       /* how many of `invocations` were */
    struct text_list flags; /* of all rows, each once; those of invocations that do not count as well */
    size_t *flag_counts;    /* for each of `flags`, how many of `invocations` carry it: 0 to `count` */
};

/* Does the flag say that something outside the work came between? stolen, throttled, busy, unsteady, preempted, slowed, migrated. The
 * others say what was measured (smt_shared, quota, debug_build), which is the same in all invocations of a cell. */
bool flag_is_disturbance(const char *flag);

/* Were all invocations of both measured in turns, in the same run? Then a pair's ratio is free of much that a machine does. */
bool cells_took_turns(const struct measured_cell *a, const struct measured_cell *b);

/* Start from {0}. Sorted by workload, params, placement, mode, axes, build (as versions: 3.9 before 3.13), gil, then N. */
struct measured_cells {
    struct measured_cell **items;
    size_t count, room;
};

void cells_free(struct measured_cells *cells);

struct curve_key curve_key_copy(const struct curve_key *key);
void curve_key_free(struct curve_key *key);
int curve_key_compare(const struct curve_key *a, const struct curve_key *b);

/* Are they neighbours in time: of the same run and block (without block: of the same number)? <0, 0, >0, the order of their lists. */
int invocation_compare_block(const struct measured_invocation *a, const struct measured_invocation *b);

/* Of two pointers to pointers, for qsort(): as struct measured_cells is sorted, and as a cell's invocations are. */
int cells_compare_items(const void *a, const void *b);
int invocations_compare_items(const void *a, const void *b);

#endif
