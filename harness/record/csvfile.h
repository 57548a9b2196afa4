/* csvfile.h - CSV in and out with the care that a file from another machine needs; a thin layer over libcsv.
 *
 * Reading is a push: bytes come as they come (a file, a pipe), and a row is handed out as soon as its newline
 * has arrived. The first row is the header; every other has as many cells as it. Refused, with the file's
 * name and physical line: a cell over 64 KiB, a row over 1 MiB (so a stray quote costs an error, not the
 * machine's memory), NUL bytes, quotes in the wrong place, a lone carriage return, a column named twice, a
 * row of another length. Passed over: a UTF-8 byte order mark, blank lines, the CR of CRLF.
 *
 * Nothing is shared: any thread may use its own reader. No allocation for a row once the longest has been
 * seen.
 */
#ifndef GILSCALE_CSVFILE_H
#define GILSCALE_CSVFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

#define CSVFILE_CELL_BYTES (64u * 1024)
#define CSVFILE_ROW_BYTES  (1024u * 1024)
#define CSVFILE_CELL_PAD   8

/* Cells belong to the reader and are valid during the call; behind each, CSVFILE_CELL_PAD bytes can be read, of any value. `line` is where the row begins; the file's first
 * is 1. A -1 with an error stops the reading. */
typedef int (*csvfile_on_row)(void *context, const char *const *cells, size_t count, size_t line,
                              struct error *e);

struct csvfile;
/* `name` stands before the line in errors; it is copied. */
struct csvfile *csvfile_new(const char *name, csvfile_on_row on_header, csvfile_on_row on_row, void *context);
int csvfile_feed(struct csvfile *file, const char *bytes, size_t length,
                 struct error *e);                   /* after -1, only csvfile_free */
bool csvfile_inside_row(const struct csvfile *file); /* has a row begun whose newline did not come yet? */
int csvfile_finish(struct csvfile *file, struct error *e); /* the end: -1 inside a row, or without a header */
void csvfile_free(struct csvfile *file);

/* Reads a whole file. With `cut_off_ok` a last row without its newline (the writer was killed) is passed
 * over. */
int csvfile_read(struct csvfile *file, const char *path, bool cut_off_ok, struct error *e);

/* Which of `count` cells reads `name`; -1 when none does. */
int csvfile_find(const char *const *cells, size_t count, const char *name);

/* During on_row: so many of the row's first cells read the same as in the row before, and are the same pointers. 0 when that is not known. */
size_t csvfile_same_cells(const struct csvfile *file);

/* The cell as it may stand in a message: no control characters, cut short. `to` is at least 64 bytes. Returns
 * `to`. */
char *csvfile_shown(const char *cell, char *to, size_t size);

/* One cell. Text is quoted always, numbers never; no text (NULL or ""), and a number that is none (NAN,
 * infinite), is an empty cell. -1 on a stream error. Numbers have a point whatever LC_NUMERIC says, so that a
 * workload that calls setlocale() cannot bend the file. */
int csvfile_put_text(FILE *to, const char *text);
int csvfile_put_whole(FILE *to, int64_t number);
int csvfile_put_real(FILE *to, double number);

#endif
