/* results.h - what a person sees of a run: curves.csv and charts in its folder, a table, a chart and
 * sentences on the terminal.
 */
#ifndef GILSCALE_RESULTS_H
#define GILSCALE_RESULTS_H

#include <stdio.h>

#include "stats/curves.h"

/* Reads a run's samples, writes curves.csv and draws the charts into its folder, and prints the rest to `to`.
 * A missing gnuplot costs the charts and a warning on standard error, not the table. `*bad` gets the number
 * of cells that did not end well. */
int results_show(const char *folder, const char *root, FILE *to, size_t *bad, struct error *e);

/* The table: one block a workload, one line a cell. Fits 80 columns. */
void results_table(const struct curves *curves, FILE *to);

/* One plain sentence a workload. */
void results_sentences(const struct curves *curves, FILE *to);

#endif
