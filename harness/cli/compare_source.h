/* compare_source.h - what `gilscale compare` is given: a run by its folder, its samples.csv or its name as a baseline, with what else the
 * folder tells of how it was measured, or a file of pyperf's; and in what two of them differ that is no part of a cell.
 */
#ifndef GILSCALE_COMPARE_SOURCE_H
#define GILSCALE_COMPARE_SOURCE_H

#include "base/text.h"
#include "machine/facts.h"
#include "stats/compare.h"

enum source_kind {
    SOURCE_RUN,    /* a run's rows */
    SOURCE_PYPERF, /* pyperf's JSON, as pyperf wrote it */
    SOURCE_EXPORT  /* pyperf's JSON by `gilscale export` */
};

/* Start from {0}. Owns everything. */
struct compare_source {
    char *name;   /* as it was typed */
    char *folder; /* NULL for a file that is not in a run's folder: it tells nothing but its rows */
    struct measured_cells cells;
    struct facts facts; /* of environment.csv, or of pyperf's metadata; empty without */
    enum source_kind kind;
    struct text_list left; /* what a file of pyperf's has that is no time: sentences with SHOWN_DATA */
};

/* -1 when there is no such run, when it was cut off, or is none. */
int compare_source_open(struct compare_source *source, const char *name, struct error *e);
/* As compare_source_open(), of a run only, with its rows: see cells_read_rows(). */
int compare_source_open_rows(struct compare_source *source, const char *name, struct error *e);
/* Do the cells come from one build each, out of pyperf's files? Then that is what is compared, whatever the builds are called. */
bool compare_source_is_build(const struct compare_source *source);
void compare_source_free(struct compare_source *source);

/* -1 when no cell is of that build, with the nearest name. */
int compare_source_check_build(const struct compare_source *source, const char *build, struct error *e);

/* Adds a sentence, with SHOWN_DATA, for each hidden dimension in which the two differ: workload, machine, how the builds were made, the
 * design of the run, flags of a cell that say what CPUs it had. For two builds of one run `new` is `base`. */
void compare_source_differences(const struct compare_source *base, const struct compare_source *new,
                                const struct compare *compare, struct text_list *differences);

#endif
