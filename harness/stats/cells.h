/* cells.h - what was measured, cell by cell, one value an invocation; how cells and invocations are ordered and told apart. Read from rows
 * by invocations.h. Pure; any thread may use its own.
 */
#ifndef GILSCALE_CELLS_H
#define GILSCALE_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "record/phases.h"
#include "record/sample.h"
#include "stats/curves.h"

/* A window as its row has it. */
struct measured_window {
    double rate, seconds; /* ops/s of all workers; NAN where the row does not say how long it was */
};

/* What an invocation's rows say beside its one value, for who writes them out again; see cells_read_rows(). Owned. */
struct invocation_rows {
    struct sample end; /* a copy of its last row */
    struct measured_window *warmups, *windows;
    size_t warmup_count, window_count;
};

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
    struct phases *
        phases; /* of all its workers, over its windows; NULL when not measured, or a window did not say. Owned */
    struct invocation_rows *rows; /* NULL unless asked for */
    uint64_t flags;               /* of all its rows: bit i is the cell's flags.items[i] */
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
    char *gil_enabled_by;              /* the module, or NULL; "mixed" as above */
    size_t failed;                     /* that ended in another status than ok */
    size_t wrong;                      /* of those, the ones whose check failed */
    struct invocation_rows **failures; /* those, in the order of the file; NULL unless asked for */
    char *status, *detail;             /* of the first of those; NULL when there is none */
    size_t disturbed;                  /* how many of `invocations` were */
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
/* Of cells that are made by hand: a new one, owned by the list, with a copy of the key. */
struct measured_cell *cells_add(struct measured_cells *cells, const struct curve_key *key, int threads);
/* Takes what `invocation` points to. */
void cell_add_invocation(struct measured_cell *cell, const struct measured_invocation *invocation);
/* Into the promised order; the lists may have been filled in any. */
void cells_sort(struct measured_cells *cells);
/* What should be the same in all rows of a cell: "mixed" when it is not. `noted` is owned. */
void cell_note_same(char **noted, const char *now);
/* A list of flags, separated by ';' or blanks, as bits: where each stands among the cell's, which gets those that are new. */
uint64_t cell_flags(struct measured_cell *cell, const char *flags);
/* Those again as text, separated by ';'; the caller frees. */
char *cell_flags_text(const struct measured_cell *cell, uint64_t flags);
/* Gives an invocation its flags, counts them, and whether any says that it was disturbed. */
void cell_count_flags(struct measured_cell *cell, struct measured_invocation *invocation, uint64_t flags);

struct curve_key curve_key_copy(const struct curve_key *key);
void curve_key_free(struct curve_key *key);
int curve_key_compare(const struct curve_key *a, const struct curve_key *b);
/* Do its requests come at a given rate? Then its rate is that one. */
bool curve_key_is_open_loop(const struct curve_key *key);

/* Are they neighbours in time: of the same run and block (without block: of the same number)? <0, 0, >0, the order of their lists. */
int invocation_compare_block(const struct measured_invocation *a, const struct measured_invocation *b);

/* Of two pointers to pointers, for qsort(): as struct measured_cells is sorted, and as a cell's invocations are. */
int cells_compare_items(const void *a, const void *b);
int invocations_compare_items(const void *a, const void *b);

#endif
