/* compare_print.h - a comparison for people: columns on a terminal, or Markdown for a pull request, with the same sections. */
#ifndef GILSCALE_COMPARE_PRINT_H
#define GILSCALE_COMPARE_PRINT_H

#include <stdio.h>

#include "cli/compare_report.h"

/* The request says which of both. */
void compare_print(const struct compare_report *report, FILE *to);

/* The last line: "exit code 1: 2 cells slower"; the caller frees. */
char *compare_exit_words(const struct compare_report *report);

#endif
