/* warnings.h - what a reader has to know before believing a run's figures, most alarming first.
 *
 * Sentences with SHOWN_DATA (shown.h). An empty list says that nothing was seen, not that nothing was there.
 */
#ifndef GILSCALE_WARNINGS_H
#define GILSCALE_WARNINGS_H

#include <stdbool.h>

#include "base/text.h"
#include "machine/facts.h"
#include "stats/curves.h"

/* `facts` are of environment.csv, empty without it; `cut_off`: the run is not complete. */
void warnings_of_run(struct text_list *warnings, const struct curves *curves, const struct facts *facts,
                     bool cut_off);

/* What a flag of a row means; NULL for one that this gilscale does not know. */
const char *warnings_flag_meaning(const char *flag);

/* "unsteady (5 of 10), stolen (1 of 10)" of a cell; the caller frees. */
char *warnings_flags(const struct curve_point *point);

#endif
