/* sample.h - one row of samples.csv: its columns, in order, once for everybody.
 *
 * A runner fills what it measures, the session adds what it knows of the cell, the statistics read it back. The same row goes
 * through the runner's pipe and into the file, so there is one format. Meaning and units of each column: results/README.md.
 *
 * Missing values: an empty cell; in memory SAMPLE_NONE for whole numbers, NAN for the others, "" for text.
 *
 * An invocation writes its windows as they end, and closes with one row of phase `end` that carries the verdict on all of them. Without
 * that row the invocation was cut off, and its windows count for nothing.
 */
#ifndef GILSCALE_SAMPLE_H
#define GILSCALE_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

#define SAMPLE_SCHEMA 1
#define SAMPLE_NONE   INT64_MIN

/* Add columns at the end; a change of meaning raises SAMPLE_SCHEMA. Those behind `cpus` came later: a file that was written before has
 * none of them, and reads as if their cells were empty. */
#define SAMPLE_COLUMNS(WHOLE, REAL, TEXT)                                                                    \
    WHOLE(schema)                                                                                            \
    TEXT(run)                                                                                                \
    WHOLE(block)                                                                                             \
    WHOLE(order)                                                                                             \
    WHOLE(invocation)                                                                                        \
    TEXT(build)                                                                                              \
    TEXT(python)                                                                                             \
    WHOLE(ft)                                                                                                \
    TEXT(gil)                                                                                                \
    TEXT(mode)                                                                                               \
    TEXT(workload)                                                                                           \
    TEXT(params)                                                                                             \
    TEXT(workload_hash)                                                                                      \
    TEXT(placement)                                                                                          \
    WHOLE(threads)                                                                                           \
    WHOLE(window)                                                                                            \
    TEXT(phase)                                                                                              \
    WHOLE(start_ns)                                                                                          \
    WHOLE(duration_ns)                                                                                       \
    WHOLE(ops)                                                                                               \
    REAL(ops_per_s)                                                                                          \
    REAL(slowest_ops_per_s)                                                                                  \
    REAL(fastest_ops_per_s)                                                                                  \
    REAL(cpu_s)                                                                                              \
    REAL(gil_wait_s)                                                                                         \
    WHOLE(voluntary_switches)                                                                                \
    WHOLE(involuntary_switches)                                                                              \
    WHOLE(rss_bytes)                                                                                         \
    WHOLE(pss_bytes)                                                                                         \
    TEXT(status)                                                                                             \
    TEXT(flags)                                                                                              \
    TEXT(detail)                                                                                             \
    WHOLE(batch_ops)                                                                                         \
    WHOLE(hash_seed)                                                                                         \
    TEXT(cpus)                                                                                               \
    WHOLE(gc_collections)                                                                                    \
    WHOLE(gc_full_collections)                                                                               \
    REAL(steal_s)                                                                                            \
    REAL(load_average)                                                                                       \
    REAL(cpu_hz)                                                                                             \
    TEXT(axes)                                                                                               \
    REAL(beside_ops_per_s)                                                                                   \
    WHOLE(requests)                                                                                          \
    REAL(latency_p50_s)                                                                                      \
    REAL(latency_p90_s)                                                                                      \
    REAL(latency_p99_s)                                                                                      \
    REAL(latency_p999_s)                                                                                     \
    REAL(latency_max_s)                                                                                      \
    WHOLE(minor_faults)                                                                                      \
    WHOLE(major_faults)                                                                                      \
    WHOLE(peak_rss_bytes)                                                                                    \
    REAL(start_create_s)                                                                                     \
    REAL(start_ready_s)                                                                                      \
    REAL(start_first_op_s)                                                                                   \
    REAL(gc_pause_s)                                                                                         \
    WHOLE(instructions)                                                                                      \
    WHOLE(cycles)                                                                                            \
    WHOLE(cache_misses)                                                                                      \
    WHOLE(branch_misses)                                                                                     \
    WHOLE(worker)                                                                                            \
    REAL(runqueue_wait_s)                                                                                    \
    TEXT(gil_enabled_by)                                                                                     \
    TEXT(phases)                                                                                             \
    REAL(gil_held_s)                                                                                         \
    REAL(foreign_cpu_s)

/* Where a column stands in the list above: SAMPLE_AT_threads. */
enum sample_column {
#define SAMPLE_AT(name) SAMPLE_AT_##name,
    SAMPLE_COLUMNS(SAMPLE_AT, SAMPLE_AT, SAMPLE_AT)
#undef SAMPLE_AT
};

/* Text belongs to whoever made the row; a row that a reader hands out is valid only during the callback. */
struct sample {
#define SAMPLE_WHOLE(name) int64_t name;
#define SAMPLE_REAL(name)  double name;
#define SAMPLE_TEXT(name)  const char *name;
    SAMPLE_COLUMNS(SAMPLE_WHOLE, SAMPLE_REAL, SAMPLE_TEXT)
#undef SAMPLE_WHOLE
#undef SAMPLE_REAL
#undef SAMPLE_TEXT
    size_t
        repeats; /* of a row that a reader hands out: its first columns of the list above that are as in the row before, when known */
};

/* A copy that owns its text, and its end. */
struct sample sample_copy(const struct sample *row);
void sample_free(struct sample *copy);

/* All columns missing; schema set. */
struct sample sample_empty(void);

/* Writes the header, or one row, through libcsv; -1 on a stream error (errno says which). */
int sample_write_header(FILE *to);
int sample_write(FILE *to, const struct sample *row);

/* Called for each row with its line in the file (1 is the header); a -1 with an error stops the reading. */
typedef int (*sample_on_row)(void *context, const struct sample *row, size_t line, struct error *e);

/* Reads the rows of a CSV stream piece by piece: a file, or a runner's pipe. Columns are found by their header name; unknown ones are
 * passed over, missing ones are an error. */
struct sample_reader;
struct sample_reader *sample_reader_new(const char *name, sample_on_row on_row, void *context);
int sample_reader_feed(struct sample_reader *reader, const char *bytes, size_t length, struct error *e);
int sample_reader_finish(struct sample_reader *reader,
                         struct error *e); /* the end of the stream; -1 if it ends inside a row */
void sample_reader_free(struct sample_reader *reader);

/* Of the columns of numbers with a fraction, those whose bit (1 << SAMPLE_AT_name) is set in `unread` are checked, but stay NAN: it saves the
 * conversion. Columns from SAMPLE_UNREAD_BITS on have no bit, and are always read. */
#define SAMPLE_UNREAD_BITS 64
int sample_read_some(const char *path, bool cut_off_ok, uint64_t unread, sample_on_row on_row, void *context,
                     struct error *e);

/* Reads a whole file. With `cut_off_ok` a last line without its newline (the writer was killed) is passed over. */
int sample_read_file(const char *path, bool cut_off_ok, sample_on_row on_row, void *context, struct error *e);

#endif
