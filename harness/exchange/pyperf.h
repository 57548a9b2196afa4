/* pyperf.h - pyperf's JSON (format "1.0", pyperf 1.0 to 2.10), written and read.
 *
 *   pyperf       gilscale
 *   file         one build in one state of the GIL: `pyperf compare_to` compares files, benchmark by benchmark, by name
 *   benchmark    a cell; "dict_churn (size=16), N=2, threads, cores", with the axes behind it where there are any
 *   run          an invocation, one process in both
 *   value        seconds per op of all workers together, 1 / ops_per_s: one value a run, so that pyperf's median, which is over all values of
 *                all runs, is ours, which is over invocations
 *   metadata     what pyperf has a key for, under that key; what makes the cell and the invocation, as gilscale_*; the facts of
 *                environment.csv under their own dotted keys, so that a file that comes back says as much as the run did
 *
 * Reading takes any file of format "1.0". A benchmark of somebody else's becomes a workload of one thread; a run the median of its values;
 * runs that only calibrate, and warm-ups, count for nothing. Any thread may call.
 */
#ifndef GILSCALE_PYPERF_H
#define GILSCALE_PYPERF_H

#include <stdio.h>

#include "exchange/selection.h"
#include "machine/facts.h"

struct pyperf_options {
    bool
        windows; /* a value for each window in place of one a run: pyperf pools them all, so its median is no longer ours */
};

/* Writes the group's cells, which cells_read_rows() made. What has no place in such a file is told in a sentence in `left`, with SHOWN_DATA. -1
 * when no cell is left, or on a stream error. */
int pyperf_write(const struct selection_group *group, const struct facts *facts,
                 const struct pyperf_options *options, FILE *to, struct text_list *left, struct error *e);

/* Is it JSON, by its first byte, or packed JSON (.json.gz)? False for what is no regular file. */
bool pyperf_is_file(const char *path);

/* Start from {0}; freed by cells_free(), facts_free(), text_list_free(). */
struct pyperf_file {
    struct measured_cells cells; /* rates; nothing else is in such a file */
    struct facts facts;          /* of machine and build, under the keys that environment.csv has for them */
    struct text_list left; /* sentences with SHOWN_DATA: benchmarks that measure no time, or have no values */
    bool ours;             /* written by pyperf_write() */
};

/* -1 with the place in the file, as in "a.json: benchmarks[3].runs[2].values[0]: ...", when it is no such file, is cut off, is larger than
 * PYPERF_BYTES_MAX, or holds a value that cannot be a time. */
#define PYPERF_BYTES_MAX (64u << 20)
int pyperf_read(struct pyperf_file *file, const char *path, struct error *e);
void pyperf_file_free(struct pyperf_file *file);

#endif
