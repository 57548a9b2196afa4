/* grid.h - a table of text, as columns on a terminal or as Markdown for a pull request: the same rows for both.
 *
 * A column that is the same on all rows may be said once instead of on each. On a terminal of a given width columns that matter less are
 * left out, long names are cut, and what still does not fit is wrapped: no line is longer than that.
 */
#ifndef GILSCALE_GRID_H
#define GILSCALE_GRID_H

#include <stdbool.h>
#include <stdio.h>

struct grid_column {
    const char *title;
    bool right;  /* numbers */
    bool data;   /* text that came from a file: see shown.h. Other columns are ours */
    bool common; /* when all rows say the same, it is said once, above */
    bool sparse; /* left out where no row says anything */
    /* 0: always there. The others come in this order, 1 first, as long as the lines fit; in Markdown all of them. */
    int rank;
    bool instead; /* where it is shown, the column before it is not */
};

enum grid_colour { GRID_NO_COLOUR, GRID_RED, GRID_GREEN };

/* Start from {.columns, .column_count}. */
struct grid {
    const struct grid_column *columns;
    size_t column_count;
    size_t width; /* of the terminal, characters; 0: no limit, and every column is there */
    char **cells; /* row by row; NULL: the cell before it reaches over this one; owned */
    size_t cell_count;
    enum grid_colour *colours; /* of each row's last column; owned */
};

/* The next cell of the row, from the left; copies. */
void grid_add(struct grid *grid, const char *text);
/* The rest of the row is this text, which came from a file. Of a whole row it stands alone: a heading between rows, or below one a note,
 * which begins with blanks. */
void grid_span(struct grid *grid, const char *text);
/* Of the row that was begun last. */
void grid_colour_row(struct grid *grid, enum grid_colour colour);

/* Nothing for a grid without rows. `colour`: the terminal wants it. `heading` may be NULL. */
void grid_print(const struct grid *grid, const char *heading, bool markdown, bool colour, FILE *to);
/* Which columns it prints, into an array of column_count. */
void grid_shown(const struct grid *grid, bool *shown);
void grid_free(struct grid *grid);

#endif
