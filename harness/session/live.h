/* live.h - a few lines that stand below everything else on a terminal and are renewed in place, without flicker.
 *
 * Each renewal is one write(2) that puts new text over the old and blanks only what is left of that, so nothing is empty in between. The
 * cursor waits at the first line's beginning, not behind the last line: a terminal that wraps our lines anew when it is resized keeps the
 * cursor at its character, so that from there on down all is ours, however many rows that has become. The cursor is never hidden.
 * Ctrl-C, Ctrl-Z and their like take the lines away before they do what they do elsewhere. One at a time in a process; one thread.
 */
#ifndef GILSCALE_LIVE_H
#define GILSCALE_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* At most so many lines. */
#define LIVE_LINES 8

/* Can the cursor go back there? Not in a file, a pipe or a dumb terminal. */
bool live_is_possible(FILE *to);

/* How many columns a line may have now, and how many lines there may be: the terminal may have been resized. At least 19 and 1. */
void live_size(FILE *to, size_t *columns, size_t *lines);

/* Writes `above`, which stays (whole lines, each with its newline, or ""), and below it the lines in place of those that stand there. They
 * are of live_size() at most and may contain colours. In the background, where the terminal is somebody else's, only what stays. */
void live_renew(FILE *to, const char *above, char *const *lines, size_t count);

/* Was the terminal resized since the last renewal? Its signal interrupts whoever waits. */
bool live_is_resized(void);

/* Takes them away. */
void live_clear(FILE *to);

#endif
