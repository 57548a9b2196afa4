/* table.h - a table on a page: scrolls by itself where it is wider than the page, and can be sorted by any column where there is a script.
 *
 * A column that says the same on all rows may be said once above; one without any text is left out.
 */
#ifndef GILSCALE_TABLE_H
#define GILSCALE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "report/document.h"

enum table_kind {
    TABLE_WORD,   /* a name or a few words, on one line */
    TABLE_NUMBER, /* stands right, and is sorted as one */
    TABLE_TEXT    /* may be long, and takes several lines */
};

struct table_column {
    const char *title; /* with the unit */
    enum table_kind kind;
    bool common; /* when all rows say the same, it is said once, above */
};

/* What a row is; said in words in the row as well. */
enum table_mark { TABLE_PLAIN, TABLE_BAD, TABLE_GOOD, TABLE_DIFFERS };

/* Start from {.columns, .column_count}. */
struct table {
    const struct table_column *columns;
    size_t column_count;
    struct table_cell *cells; /* row by row; owned */
    size_t cell_count;
    enum table_mark *marks; /* of each row; owned */
};

/* The next cell of the row, from the left; copies. Text may be anything. */
void table_add(struct table *table, const char *text);
/* Sorted by `value`, which may be NAN. */
void table_add_number(struct table *table, double value, const char *text);
/* The row that was begun last. */
void table_mark(struct table *table, enum table_mark mark);

/* Nothing for a table without rows. `small`: it is not to be sorted. */
void table_write(const struct table *table, const char *caption, bool small, struct document *document);
void table_free(struct table *table);

#endif
