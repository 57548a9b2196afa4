/* report_comparison.h - a comparison as one page: the verdict, its rows, what to know before believing it, and both environments. */
#ifndef GILSCALE_REPORT_COMPARISON_H
#define GILSCALE_REPORT_COMPARISON_H

#include "cli/compare_report.h"
#include "report/document.h"

/* Fills the document, which the caller frees. `root` holds scripts/. -1 when there is no room for temporary files. */
int report_comparison(struct document *document, const struct compare_report *report, const char *root,
                      struct error *e);

#endif
