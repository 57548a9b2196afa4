/* results.h - what a person sees of a run: curves.csv and charts in its folder, a table, a chart and
 * sentences on the terminal.
 */
#ifndef GILSCALE_RESULTS_H
#define GILSCALE_RESULTS_H

#include <stdio.h>

#include "stats/curves.h"

/* Reads a run's samples, writes curves.csv and draws the charts into its folder, prints the rest to `to`, and at the end which files there
 * are now. A chart that cannot be drawn costs a warning on standard error, not the table. */
int results_show(const char *folder, const char *root, FILE *to, struct error *e);

/* The table: one block a workload, one line a cell. Fits 80 columns. */
void results_table(const struct curves *curves, FILE *to);

/* One plain sentence a workload. */
void results_sentences(const struct curves *curves, FILE *to);

#endif
