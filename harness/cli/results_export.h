/* results_export.h - a run's cells for programs: JSON, and CSV as curves.csv has it. Every name in full, as it came. */
#ifndef GILSCALE_RESULTS_EXPORT_H
#define GILSCALE_RESULTS_EXPORT_H

#include "cli/results.h"
#include "cli/results_view.h"

/* One object: `run`, `machine`, `builds`, `cells` (the columns of curves.csv), `sentences`. What is not known is null. */
int results_export_json(const struct results *results, const struct results_view *view,
                        const struct text_list *sentences, FILE *to, struct error *e);

int results_export_csv(const struct results_view *view, FILE *to, struct error *e);

#endif
