/* results_phases.h - the GIL and the phases of an op in words: for the tables of results_columns.c, and as a sentence.
 *
 * Functions for columns give their text away; "" where there is nothing to say.
 */
#ifndef GILSCALE_RESULTS_PHASES_H
#define GILSCALE_RESULTS_PHASES_H

#include <stdio.h>

#include "cli/results_view.h"

/* ---- a line a phase, and one for the whole op; row->phase says which */

/* How many lines; 0 for a cell of more than one worker, and without phases. */
size_t results_phase_lines(const struct results_row *row);
char *results_phase_name(const struct results_row *row);
char *results_phase_time(const struct results_row *row); /* of one op, by one worker */
char *results_phase_time_in_full(const struct results_row *row);
char *results_phase_part(const struct results_row *row);
char *results_phase_held(const struct results_row *row); /* the share of it that the GIL is held */
char *results_phase_held_in_full(const struct results_row *row);

/* ---- a line a cell: how busy its GIL is, and how far that lets the speedup rise */

bool results_knows_held(const struct results_row *row);
char *results_gil_held(const struct results_row *row); /* of a worker's time */
char *results_gil_busy(const struct results_row *row); /* of the time, by any of the workers that share it */
char *results_ceiling(const struct results_row *row);
char *results_ceiling_in_full(const struct results_row *row);
char *results_of_ceiling(const struct results_row *row); /* the speedup's part of it */

/* "on 3.13.15 an op holds the GIL for 25 % of its time: at most 4.00x", with "; " before it where something was written already. Nothing
 * without a ceiling; where it cannot be told, why not. */
void results_say_ceiling(const struct curve *curve, FILE *to);

#endif
