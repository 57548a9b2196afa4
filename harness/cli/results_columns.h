/* results_columns.h - what the tables of a run's cells have for columns, each with the function that puts a row's value into words. */
#ifndef GILSCALE_RESULTS_COLUMNS_H
#define GILSCALE_RESULTS_COLUMNS_H

#include "cli/grid.h"
#include "cli/results_view.h"

struct results_column {
    struct grid_column grid;
    char *(*text)(const struct results_row *row); /* the caller frees */
    const char *means; /* for who sees it for the first time; NULL: it says it itself */
    bool names;        /* says which cell it is, not what came out: also where nothing did */
    bool of_block;     /* left out where a heading between the rows says it */
    bool markdown;     /* for Markdown alone */
    const char *key;   /* of results_view_sort(): sorted by it, this is the first column to be there */
};

struct results_columns {
    const char *heading; /* NULL: the table of rates, which has all rows */
    const struct results_column *items;
    size_t count;
    bool (*has)(const struct results_row *row); /* which rows; NULL: all */
    size_t (*lines)(
        const struct results_row *row); /* NULL: one a row; else each gets its number in row->phase */
    bool (*wanted)(const struct results_view *view); /* NULL: always, when there are rows */
};

/* First the table of rates, then those of what was measured beside. */
extern const struct results_columns results_tables[];
extern const size_t results_table_count;

/* "fib (n=18)"; the caller frees. */
char *results_work(const struct results_row *row);

/* Do enough of its requests lie beyond a percentile, which leaves out this share of them? */
bool results_enough_requests(const struct curve_point *point, double share);

/* Did its workers wait for the GIL for a part of their time that is worth a word? */
bool results_waits(const struct results_row *row);

/* A text of the row's curve_key, by its offset there. */
const char *results_name_at(const struct results_row *row, size_t offset);

#endif
