/* report_run.h - a run as one page: what to know before believing it, what came out, on what, and how to measure it again. */
#ifndef GILSCALE_REPORT_RUN_H
#define GILSCALE_REPORT_RUN_H

#include "report/document.h"

/* Fills the document, which the caller frees. `root` holds scripts/. -1 when the folder holds no run that can be read. */
int report_run(struct document *document, const char *folder, const char *root, struct error *e);

/* The name of a run's folder, whatever the path to it is; the caller frees. */
char *report_run_name(const char *folder);

#endif
