/* compare.h - two measurements of the same cells, judged cell by cell with one rule (verdict.h).
 *
 * Either two files, base and new, or two builds inside one file, whose invocations of one block then form pairs. Cells correspond when
 * workload, parameters, placement, mode and number of workers are the same, and the GIL's state where builds are not what is compared. What
 * has no counterpart is counted, never guessed at. Pure but for reading nothing: any thread may call.
 */
#ifndef GILSCALE_COMPARE_H
#define GILSCALE_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "stats/invocations.h"
#include "stats/verdict.h"

struct compare_row {
    const struct measured_cell *base, *new;
    struct verdict_cell judged; /* its values are owned */
};

/* Start from {0}. Points into the cells it was made of. */
struct compare {
    struct compare_row *rows; /* in the order of the base's cells */
    size_t count;
    size_t only_base, only_new; /* cells without a counterpart */
    size_t unmeasured;          /* pairs of which one side has no invocation that counts */
    size_t tally[4];            /* rows of each verdict */
};

struct compare_options {
    const char *base_build,
        *new_build;   /* tags, to compare two builds within one file; NULL: as they correspond */
    double threshold; /* smallest effect that counts, 0.02 for 2 % */
    bool force;       /* compare workloads that have changed, too */
};

/* -1 when nothing corresponds, or when a workload is not the same on both sides. */
int compare_make(struct compare *c, const struct measured_cells *base, const struct measured_cells *new,
                 const struct compare_options *options, struct error *e);
void compare_free(struct compare *c);

#endif
