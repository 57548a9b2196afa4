/* compare_export.h - a comparison for programs. Columns and keys: results/README.md.
 *
 * CSV is one table: of cells, of curves, or of geometric means. JSON is all of it in one object. What is not known is an empty cell in CSV
 * and null in JSON. Names are in both as they came, but that JSON must be UTF-8.
 */
#ifndef GILSCALE_COMPARE_EXPORT_H
#define GILSCALE_COMPARE_EXPORT_H

#include <stdio.h>

#include "cli/compare_report.h"

/* The table that the request asks for. Columns are added at the end only. */
void compare_export_csv(const struct compare_report *report, FILE *to);

/* -1 when there is no memory, or on a stream error. */
int compare_export_json(const struct compare_report *report, FILE *to, struct error *e);

#endif
