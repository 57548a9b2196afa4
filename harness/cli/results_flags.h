/* results_flags.h - the flags of a cell, as short as a table wants them and as long as a person does. */
#ifndef GILSCALE_RESULTS_FLAGS_H
#define GILSCALE_RESULTS_FLAGS_H

#include "cli/results_view.h"

/* "e5 s2 u5": a letter each, and how many of the invocations carry it; without a number all of them do. The caller frees. */
char *results_flags_short(const struct curve_point *point);

/* "extended (5 of 10), stolen (2 of 10)". The caller frees. */
char *results_flags_words(const struct curve_point *point);

/* A line for each flag of the rows: its letter, its name, in how many invocations, what it means. Lines are at most `width` characters. */
void results_flags_legend(const struct results_view *view, size_t width, FILE *to);

/* "78 of 240 invocations were disturbed (flags stolen, unsteady)", or NULL when none was: a table without flags is not thereby clean. The
 * caller frees. */
char *results_disturbed(const struct results_view *view);

#endif
