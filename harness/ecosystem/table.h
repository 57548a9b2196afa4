/* table.h - libraries and builds, and what came out: does it import, what becomes of the GIL, what does one thread cost, does it scale, is it
 * still right when several threads use it?
 *
 * A row is a library on one build in one state of its GIL. Where several workloads measure a library, nothing of them is averaged but the
 * price of one thread, whose geometric mean over the same blocks is a figure in itself (stats/cost.h): a speedup is told as that of the
 * workload that gains least and of the one that gains most, since a mean would say of a library that half of it scales. What went wrong is
 * told as the worst that happened, with one thread and with several apart: what fails alone says nothing about threads.
 *
 * Pure; any thread may call. All text in it came from files or from libraries.
 */
#ifndef GILSCALE_ECOSYSTEM_TABLE_H
#define GILSCALE_ECOSYSTEM_TABLE_H

#include <stdio.h>

#include "ecosystem/import_check.h"
#include "stats/curves.h"

/* As it was read from its folder. Owns its strings. */
struct ecosystem_library {
    char *name;
    struct import_checks checks;
    struct curves curves; /* {0} without a run */
    char *reason;         /* why there is no run, or "" */
    char *date;           /* when its run began, or "" */
    bool cut_off;         /* the run is not complete */
};

/* Start from {0}. */
struct ecosystem {
    struct ecosystem_library *items;
    size_t count;
    int *threads; /* the numbers of threads beyond one that were measured, ascending */
    size_t thread_count;
    struct text_list machines, builds; /* where, in words */
    char *version;                     /* of gilscale, NULL: not known */
};

/* Once all libraries are there: fills in `threads`. */
void ecosystem_count_threads(struct ecosystem *all);
void ecosystem_free(struct ecosystem *all);

/* Of several workloads, the one with the smallest figure and the one with the largest. */
struct ecosystem_span {
    struct interval least, most;
    size_t count; /* workloads that have the figure */
};

/* From bad to worse. */
enum ecosystem_verdict {
    ECOSYSTEM_UNKNOWN,
    ECOSYSTEM_FINE,
    ECOSYSTEM_SKIPPED,
    ECOSYSTEM_FAILED,
    ECOSYSTEM_WRONG, /* a check of what was computed failed */
    ECOSYSTEM_HUNG,
    ECOSYSTEM_CRASHED,
    ECOSYSTEM_VERDICTS
};
extern const char *const ecosystem_verdict_names[ECOSYSTEM_VERDICTS]; /* "" for unknown */

/* What became of the work, the worst of it. */
struct ecosystem_use {
    enum ecosystem_verdict alone, together; /* with one thread, with several */
    const char *detail;                     /* of the worst, or "" */
};

struct ecosystem_row {
    const struct ecosystem_library *library;
    const struct import_check *check; /* NULL: the build was not asked */
    const char *build;
    const char *gil;        /* "on", "off", or "" when not known */
    const char *enabled_by; /* the module that switched it on in the import or in a workload, or "" */
    bool forced;            /* an import switches it on, and here it was forced off */
    size_t workloads;       /* that were tried */
    struct interval ratio;  /* one thread: its rate over that of the GIL build */
    size_t ratios;          /* how many workloads that is of; beyond one a geometric mean */
    struct ecosystem_span *speedups; /* for each of the ecosystem's `threads`; owned */
    struct ecosystem_span held;      /* share of one worker's time that it held the GIL */
    struct ecosystem_use use;        /* the worst of its workloads */
    size_t invocations, disturbed;
    bool own_threads; /* a cell has the flag foreign_threads */
};

/* Start from {0}. */
struct ecosystem_rows {
    struct ecosystem_row *items;
    size_t count;
};

/* In the order of libraries, builds, GIL on before off. Point into `all`. */
void ecosystem_summarise(struct ecosystem_rows *rows, const struct ecosystem *all);
void ecosystem_rows_free(struct ecosystem_rows *rows);

/* Is the curve one of the row's? */
bool ecosystem_row_has(const struct ecosystem_row *row, const struct curve *curve);

struct ecosystem_use ecosystem_use_of(const struct curve *curve);

/* The share of one worker's time that it held the GIL; middle NAN where there is none, or where others held it, too, so that it cannot be told. */
struct interval ecosystem_held(const struct curve *curve);

/* Has the package no compiled module on this row's build, and some on another? Then its figures here may be those of plain Python,
 * unless a workload compiles code of its own, as Cython's do. */
bool ecosystem_row_is_plain(const struct ecosystem_row *row);

/* Did anything go wrong on this row: an import that fails where the library is installed, a cell that failed? */
bool ecosystem_row_is_bad(const struct ecosystem_row *row);

/* A row a library, build, state of its GIL, workload and number of threads, with all that is known of it; where nothing was measured, one
 * with the import alone. Columns are described in results/README.md. */
int ecosystem_write_csv(FILE *to, void *all); /* a store_writer; the context is the struct ecosystem */
void ecosystem_visit(const struct ecosystem *all, void (*on_row)(void *context),
                     const struct curves_visitor *visitor);

#endif
