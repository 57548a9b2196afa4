/* compare.h - two measurements of the same cells: judged cell by cell and curve by curve with one rule (verdict.h), and summed up over
 * workloads.
 *
 * Either two files, base and new, or two builds inside one file, whose invocations of one block then form pairs. Curves correspond when
 * workload, parameters, placement, mode and axes are the same, and their cells when N is. Between two files the state of the GIL and the kind of
 * build are the same too, and the build's tag, unless each side has but one build of the kind: 3.13.14t corresponds to 3.13.15t. Files
 * that hold one build each, as pyperf's do, correspond whatever the builds are (any_build). Between two builds the GIL's state is the same
 * where both have several; a build that has one only is compared in that one. What has no counterpart is named, never guessed at. Pure: any
 * thread may call.
 */
#ifndef GILSCALE_COMPARE_H
#define GILSCALE_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "stats/curvechange.h"
#include "stats/invocations.h"
#include "stats/verdict.h"

struct noise; /* stats/noise.h */

struct compare_row {
    const struct measured_cell *base, *new;
    struct verdict_cell judged; /* its values are owned */
    double floor;               /* the noise floor, .04 for 4 %; NAN where it is not known */
    bool changed;               /* the workload itself is not the same on both sides (or on one of them) */
};

/* Cells that are not judged: of one side only, the other is NULL; or of both, and one has no invocation that counts. */
struct compare_left {
    const struct measured_cell *base, *new;
};

/* A curve with N=1 and a larger N on both sides. */
struct compare_curve {
    size_t one, most; /* rows: its cells at N=1, and at the largest N of both sides */
    struct curve_change change;
    /* Of the two cells' floors the root of the sum of squares, as two differences that do not know of each other add up. */
    double floor;
};

/* The geometric mean of the ratios of all workloads at one N, where at least two were compared. */
struct compare_mean {
    size_t row; /* the first of its rows: says the builds, the GIL's states, placement, mode, axes, N */
    struct interval ratio; /* `values` is the number of workloads; each set of parameters is one */
};

/* Start from {0}. Points into the cells it was made of. */
struct compare {
    struct compare_row *rows; /* curve by curve, in the order of the base's cells */
    size_t count;
    struct compare_left *left; /* the base's first */
    size_t left_count;
    size_t only_base, only_new,
        unmeasured; /* of those: in one side only; without an invocation that counts */
    size_t missing; /* cells that only base measured: new has none of them, or skipped them */
    size_t failed;  /* cells of both sides, judged or not, that failed in new and not in base */
    struct compare_curve *curves;
    size_t curve_count;
    struct compare_mean *means; /* by N within the same builds, states, placement, mode and axes */
    size_t mean_count;
    size_t tally[4], curve_tally[4]; /* rows, and curves, of each verdict */
    double threshold;                /* the smallest effect that counts, as asked for */
};

struct compare_options {
    const char *base_build,
        *new_build;            /* tags, to compare two builds within one file; NULL: as they correspond */
    double threshold;          /* smallest effect that counts, 0.02 for 2 % */
    bool force;                /* compare workloads that have changed, too */
    const struct noise *noise; /* NULL: no floor is known */
    bool any_build;            /* each side is one build, and they correspond whatever they are; not paired */
    bool without_laws;         /* leave the curves' change.law out: fitting takes as long as all the rest */
    const char *machine;       /* whose floor, as noise_floor() wants it; NULL: not known */
};

/* -1 when nothing corresponds, or when a workload is not the same on both sides. `base` and `new` are the same for two builds of a file. */
int compare_make(struct compare *c, const struct measured_cells *base, const struct measured_cells *new,
                 const struct compare_options *options, struct error *e);
void compare_free(struct compare *c);

/* Did any of its invocations fail, crash, hang or compute something wrong? One that was skipped (a library is missing there) did not. */
bool compare_has_failed(const struct measured_cell *cell);

#endif
