/* noise.h - the noise floor: the difference that two runs of the same thing show on this machine, kept in a file.
 *
 * `gilscale noise` measures each build against itself (A/A): block by block, one invocation as "A-<build>" and one as "B-<build>", of every
 * cell, in random order. What A and B then differ by is noise, whatever its cause. One row a cell is kept; a comparison asks for the floor
 * of its cells, and gives no verdict below it.
 *
 * What a row holds of the difference, and why the floor is made of it:
 *   difference  the estimate that a verdict would rest on (Hodges-Lehmann, over pairs of one block), not its interval. An interval would
 *               forbid what the verdict's own interval has forbidden already; the floor is for what intervals do not see.
 *   expected    how large chance alone makes that estimate: one standard error, from the pairs' median absolute difference (times 1.4826,
 *               its ratio to the standard deviation of normal noise, Hampel 1974, JASA 69; over the root of their number). Two runs of the
 *               same may agree to the last digit by luck; then this stands in.
 *   the floor   the largest of both over all kept rows of a workload. Both stay where they are when a quarter of the pairs goes astray, and
 *               rows of fewer than MEDIAN_MIN_VALUES pairs are not kept. In simulation (normal noise, 6 to 40 pairs a row) another A/A of
 *               the same size differs by more than the floor of one row in 27 to 29 of 100 cases (by more than its `difference` in 50), of
 *               four rows in 12 to 15, of eight in 7 to 10; a verdict wants significance as well.
 *
 * What it is not: A and B were neighbours in time. Runs of two days differ by more (another boot, another temperature, other neighbours on
 * the host), which no A/A of one sitting can see; a floor is the least that is to be doubted, not the most. It falls as the root of the
 * number of invocations, so whoever wants smaller changes judged measures the noise again with more of them.
 *
 * Pure but for the file; any thread may call.
 */
#ifndef GILSCALE_NOISE_H
#define GILSCALE_NOISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "stats/invocations.h"

/* What the two sides of a build are called in a run: "A-3.13.15" and "B-3.13.15". */
#define NOISE_A "A-"
#define NOISE_B "B-"

/* All shares: .012 is 1.2 %. NAN where the pairs are too few, or not there. */
struct noise_row {
    char *machine;        /* what identifies it; see noise_machine() in cli/noise_file.h */
    struct curve_key key; /* the build without A- */
    int threads;
    char *hash;         /* of the workload */
    char *date;         /* when the run began, ISO 8601; "" when nobody knows */
    size_t invocations; /* of each side: pairs of one block */
    double difference;  /* the larger rate over the smaller, less 1, so that A and B may change places */
    double expected;    /* as above */
    double
        tells_from; /* half of the interval's width: an estimate below it does not exclude "no change", in a table of one cell */
    double sd; /* of one side's log rates within blocks, from invocation to invocation */
    bool
        turns; /* A and B were measured in turns, window by window; such a floor is for such comparisons alone */
    bool different; /* it was called faster or slower: a false verdict */
};

/* Start from {0}. Owns everything. */
struct noise {
    struct noise_row *rows;
    size_t count;
};

/* Adds a row for each cell of every build that was measured as A and B, and sorts; one that was not measured well enough
 * has NANs. `different` is judged as `gilscale compare --by build A-x B-x` does it: Holm's correction over the cells of one build. -1 when
 * there is no such build, when a workload changed meanwhile, or for a text that noise_check() refuses. */
int noise_derive(struct noise *noise, const struct measured_cells *cells, const char *machine,
                 const char *date, double threshold, struct error *e);

/* -1 when a text has control characters: it would be kept, and reach terminals. */
int noise_check(const struct noise_row *row, struct error *e);

/* Enough pairs for an interval, and all numbers there? Others are neither kept nor counted. */
bool noise_row_counts(const struct noise_row *row);

/* By machine, then as curves are, then by N. */
void noise_sort(struct noise *noise);

/* Takes copies of the newer rows that count, and sorts. They replace rows of the same machine, workload, parameters, placement, mode, axes, GIL state,
 * Python version and kind, number of workers and turns; not of the same build's tag, which is a name, nor of the same hash: an older version of
 * the workload is gone. */
void noise_replace(struct noise *noise, const struct noise *newer);

/* Reads what noise_write() wrote, and adds it. Columns are found by name, unknown ones passed over. A missing file is an empty one. -1 with
 * file and line for what is no noise file: a missing column, a cell that is no number or out of range, what noise_check() refuses. */
int noise_read(struct noise *noise, const char *path, struct error *e);

/* CSV, columns in results/README.md. -1 on a stream error. */
int noise_write(const struct noise *noise, FILE *to);
void noise_free(struct noise *noise);

/* The floor for a cell on `machine`, as a share: over all rows of its workload (the same version), parameters, placement, mode, axes and GIL
 * state, on any build and any number of workers, measured in turns or not as the comparison is. NAN when that was not measured, or when `machine` is NULL. */
double noise_floor(const struct noise *noise, const char *machine, const struct measured_cell *cell,
                   bool turns);

#endif
