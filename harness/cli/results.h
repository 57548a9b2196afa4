/* results.h - what a person sees of a run: a table, a chart and sentences on the terminal, or the same for programs; curves.csv and charts in
 * its folder.
 */
#ifndef GILSCALE_RESULTS_H
#define GILSCALE_RESULTS_H

#include <stdio.h>

#include "cli/results_view.h"
#include "machine/facts.h"
#include "stats/curves.h"

enum results_format { RESULTS_TABLE, RESULTS_CSV, RESULTS_JSON, RESULTS_MARKDOWN, RESULTS_FORMATS };
/* "table", ... */
extern const char *const results_format_names[RESULTS_FORMATS];
/* RESULTS_FORMATS with an error when there is none of that name. */
enum results_format results_format_named(const char *name, struct error *e);

/* A run as it was read. Start from {0}; owns everything. */
struct results {
    char *folder;  /* or NULL: a samples.csv that lies alone */
    char *samples; /* the file */
    bool partial;  /* it was cut off: only invocations that ended count */
    struct curves curves;
    struct facts facts; /* of environment.csv; empty without it */
};

/* Of a folder, or of a samples.csv. */
int results_open(struct results *results, const char *path, struct error *e);
void results_free(struct results *results);

/* The columns of a table on `to`: the terminal's, what COLUMNS says, or those of a usual terminal in a file or a pipe. */
size_t results_width(FILE *to);

/* Prints what the view has. `chart`: of the table's form, a chart in characters between table and sentences. Writes no file. */
int results_print(const struct results *results, const struct results_view *view, enum results_format format,
                  bool chart, FILE *to, struct error *e);

/* The sentences of all cells, one a line, as plain text in which names may stand as they came. */
void results_sentences(const struct curves *curves, FILE *to);

/* A run's end: reads its samples, writes curves.csv and draws the charts into its folder, prints the rest to `to`, and as a table at the end
 * which files there are now. Quiet: no chart in characters and no list of files. A chart that cannot be drawn costs a warning on standard error,
 * not the table. */
int results_finish(const char *folder, const char *root, enum results_format format, bool quiet, FILE *to,
                   struct error *e);

/* That, as a table. */
int results_show(const char *folder, const char *root, FILE *to, struct error *e);

#endif
