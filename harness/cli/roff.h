/* roff.h - plain text as roff: nothing in it is a request, an escape or a typographic dash. Any thread may call.
 */
#ifndef GILSCALE_ROFF_H
#define GILSCALE_ROFF_H

#include <stdbool.h>
#include <stdio.h>

/* A line or a part of one; a newline becomes a blank. `code` in backquotes becomes bold, without them. */
void roff_text(const char *text, FILE *to);

/* Help text as argp wants it: each line is a paragraph; those that begin with a blank stand as they are. `first`: right behind
 * a section's heading. */
void roff_help(const char *text, bool first, FILE *to);

#endif
