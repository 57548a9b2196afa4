/* compare_imported.h - what to know of a comparison whose sides, or one of them, are files of pyperf's. */
#ifndef GILSCALE_COMPARE_IMPORTED_H
#define GILSCALE_COMPARE_IMPORTED_H

#include "cli/compare_report.h"

/* Adds to the remarks what such a file does not tell, and to `left` what in it is no time. */
void compare_imported_say(struct compare_report *report);

/* Two exports of the same run? They were measured at one time. */
bool compare_imported_of_one_run(const struct compare_report *report);

#endif
