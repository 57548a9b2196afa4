/* compare_print.h - a comparison for people: columns on a terminal, or Markdown for a pull request, with the same sections. */
#ifndef GILSCALE_COMPARE_PRINT_H
#define GILSCALE_COMPARE_PRINT_H

#include <stdio.h>

#include "cli/compare_report.h"
#include "cli/grid.h"

/* The request says which of both. */
void compare_print(const struct compare_report *report, FILE *to);

/* The tables of one part, each with its heading; none without rows. The grid is gone after the call. */
typedef void (*compare_take_table)(const struct grid *grid, const char *heading, void *context);
void compare_tables(const struct compare *compare, enum compare_part part, compare_take_table take_table,
                    void *context);

/* All for the caller to free. "BASE is ..., NEW is ...", with SHOWN_DATA; how many cells of each verdict, how many curves. */
char *compare_title_words(const struct compare_request *request);
char *compare_count_words(const struct compare_report *report);
char *compare_curve_count_words(const struct compare_report *report);

/* The last line: "exit code 1: 2 cells slower"; the caller frees. */
char *compare_exit_words(const struct compare_report *report);

#endif
