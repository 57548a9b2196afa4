/* html.h - text on a page: whatever is not our own markup goes through here, and comes out as text.
 *
 * Markup is fputs() with a constant; names, details, numbers and sentences are written with these. What they write is safe as the text of an
 * element and as the value of an attribute in double quotes, and nowhere else: never in a comment, a script, a style, or a URL. A character
 * that is not printable (shown.h) becomes '?'. Any thread may call.
 */
#ifndef GILSCALE_HTML_H
#define GILSCALE_HTML_H

#include <stdio.h>

void html_text(FILE *to, const char *text);
void html_format(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same with its lines and tabs kept, for <pre>. */
void html_lines(FILE *to, const char *text);

/* A sentence with SHOWN_DATA (shown.h): the data stands in an element of its own, so that one can see where it begins and ends. */
void html_sentence(FILE *to, const char *sentence);

#endif
