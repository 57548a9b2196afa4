/* terminal.h - speedups as bars of characters, for a terminal or a text file.
 */
#ifndef GILSCALE_TERMINAL_H
#define GILSCALE_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

#include "stats/curves.h"

/* A line a curve, no longer than `columns` (60 at least): its name, its speedup at its largest N, and a bar as long as that. With `blocks`
 * the bars are Unicode's block elements, and where there are at least three N a small picture of the whole curve stands before each;
 * else all is ASCII. Prints nothing where no curve has a speedup of more than one worker. */
void chart_terminal(const struct curves *curves, size_t columns, bool blocks, FILE *to);

/* Is `to` a terminal that shows block elements, by its locale and TERM? */
bool chart_terminal_blocks(FILE *to);

#endif
