/* shown.h - text from files as it may stand on a terminal or in a pull request: data stays data.
 *
 * A samples.csv may come from anybody. On a terminal a control character moves the cursor or worse; in Markdown a name may be a table's
 * edge, a link, HTML or a mention of somebody. CSV and JSON have quoting of their own and keep all of it. Any thread may call.
 */
#ifndef GILSCALE_SHOWN_H
#define GILSCALE_SHOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Printable UTF-8: control characters, those that turn the direction of writing, and bytes that are no UTF-8 become '?'. At most `most`
 * characters (at least 8; 0: all of them), cut in the middle, as names tend to differ at their ends. The caller frees. */
char *shown_plain(const char *text, size_t most);

/* The same as a code span of Markdown, where nothing has a meaning; `in_table` for a cell of a table, where a bar still has one. */
char *shown_code(const char *text, size_t most, bool in_table);

/* One word of a shell's command line, in quotes where it needs them: for commands that a person may paste. The caller frees. */
char *shown_word(const char *text);

/* Valid UTF-8, as JSON demands it, and otherwise unchanged: bytes that are none become U+FFFD. The caller frees. */
char *shown_valid(const char *text);

/* Characters, where bytes would not align. */
size_t shown_width(const char *text);

/* Prints the text and a newline, from column `indent` on, where the cursor is, into lines of at most `width` columns; a word that is longer
 * stays whole. */
void shown_wrapped(const char *text, size_t indent, size_t width, FILE *to);

/* From column 0 on, the lines behind the first indented. */
void shown_hanging(const char *text, size_t indent, size_t width, FILE *to);

/* Is `to` a terminal that understands more than text? One whose owner has not said NO_COLOR may be given colours. */
bool shown_is_terminal(FILE *to);
bool shown_may_colour(FILE *to);

/* The columns of the terminal that `to` is, or what COLUMNS says; 0, no limit, for a file or a pipe: a line that a program reads stays one. */
size_t shown_columns(FILE *to);

/* A sentence of ours, and a newline: on a terminal broken between words, elsewhere in one line as it is. */
void shown_say(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sentences of ours with data in them: SHOWN_DATA in a format stands for a string that shown_plain() made, and shown_sentence() puts it in
 * quotes, or for Markdown into a code span. The caller frees. */
#define SHOWN_DATA "\1%s\2"
char *shown_sentence(const char *sentence, bool markdown);
/* Without the quotes, for sentences that are all about names: "fib: 1.97x on 3.13t". */
char *shown_words(const char *sentence);

#endif
