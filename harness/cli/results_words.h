/* results_words.h - figures of a run in words, as its tables have them. Every function gives its text away; "" for a figure that is not
 * known. Any thread may call.
 */
#ifndef GILSCALE_RESULTS_WORDS_H
#define GILSCALE_RESULTS_WORDS_H

#include <stdbool.h>

#include "stats/median.h"

char *words_none(void);
char *words_rate(double per_second); /* "1.04 M" */
char *words_time(double seconds);    /* "1.2 ms" */
char *words_ratio(double ratio);     /* "1.97" */
char *words_share(double share);     /* "25 %", and below one percent what is left of it */

/* "8.1 %": how far the farther end of the interval lies from the middle, as a share of that. */
char *words_reach(const struct interval *interval);

/* "1.1 ms to 1.3 ms" */
char *words_ends(const struct interval *interval, char *(*words)(double value));

/* "1.2 ms (1.1 ms to 1.3 ms)", or, not in full, with its reach: "1.2 ms +-8.1 %" */
char *words_interval(const struct interval *interval, char *(*words)(double value), bool in_full);

#endif
