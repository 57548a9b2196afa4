/* results_table.h - a run's cells as tables: on a terminal as wide as it is, or in Markdown.
 *
 * On a terminal the cells of a workload stand together below its name; sorted by something else, each row says its workload. What was
 * measured beside rates (latencies, start-up and memory, makespans, a group beside) has tables of its own.
 */
#ifndef GILSCALE_RESULTS_TABLE_H
#define GILSCALE_RESULTS_TABLE_H

#include "cli/results_view.h"

/* `width`: no line is longer; 60 at least. */
void results_table_print(const struct results_view *view, size_t width, FILE *to);

/* All columns, flags in full words. */
void results_table_markdown(const struct results_view *view, FILE *to);

#endif
