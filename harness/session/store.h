/* store.h - the folder that a run leaves: rows that reach the disk as they are measured, and files that carry
 * their final name only when they are complete.
 *
 *   samples.csv.partial   while the run goes on, or after it was cut off; every row in one write
 *   samples.csv           when it is complete
 *   suite.cfg             what was asked for, with everything decided; what --resume reads
 *   environment.csv       the machine, the builds, the command
 *   runner.log            what runners printed whose invocation did not end well
 */
#ifndef GILSCALE_STORE_H
#define GILSCALE_STORE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "record/sample.h"

struct store {
    char *folder;
    char *run; /* the folder's own name; stands in the run column */
    int fd;    /* samples.csv.partial */
    int lock;  /* the folder, locked as long as we write there; gone with the process, however that ends */
    int64_t synced_ns;
    FILE *row; /* a row is put together in memory, and written at once */
    char *text;
    size_t length;
};

/* Makes base/<time>-<suite>, with a number behind it when two start within a second: results/2026-11-20T14-05-12-quick. The caller frees. */
int store_dated_folder(char **folder, const char *base, const char *suite, struct error *e);

/* Makes base/<time>-<suite>, or `folder` itself when that is not NULL (it must not hold samples yet), and
 * opens the file with its header. */
int store_create(struct store *store, const char *base, const char *suite, const char *folder,
                 struct error *e);

/* Opens a folder whose run was cut off. Rows of invocations without their `end` row are dropped, since those
 * run again; for each invocation that did end, calls `on_end`. */
int store_resume(struct store *store, const char *folder, sample_on_row on_end, void *context,
                 struct error *e);

/* One row, in one write. A full disk is an error, and leaves only whole rows. */
int store_append(struct store *store, const struct sample *row, struct error *e);

/* To the disk itself, when the last time is two seconds ago: a slow disk takes as long as a short invocation. (A killed driver loses nothing by
 * that, only a machine that loses its power does.) Between invocations, never while one measures. */
void store_sync(struct store *store);

/* Appends to runner.log. What cannot be written there is not worth stopping for. */
void store_log(struct store *store, const char *heading, const char *text);

/* Complete: the file gets its final name. */
int store_finish(struct store *store, struct error *e);
void store_close(struct store *store);

/* The path of samples.csv in `folder`, or of samples.csv.partial where the run is not complete; the caller
 * frees. */
int store_find_samples(const char *folder, char **path, bool *partial, struct error *e);

/* Writes a whole file under a temporary name and renames it. */
typedef int (*store_writer)(FILE *to, void *context);
int store_write_file(const char *folder, const char *name, store_writer write, void *context,
                     struct error *e);

#endif
