/* grid.h - a table of text, as columns on a terminal or as Markdown for a pull request: the same rows for both.
 *
 * A column that is the same on all rows may be said once instead of on each.
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
};

enum grid_colour { GRID_NO_COLOUR, GRID_RED, GRID_GREEN };

/* Start from {.columns, .column_count}. */
struct grid {
    const struct grid_column *columns;
    size_t column_count;
    char **cells; /* row by row; owned */
    size_t cell_count;
    enum grid_colour *colours; /* of each row's last column; owned */
};

/* The next cell of the row, from the left; copies. */
void grid_add(struct grid *grid, const char *text);
/* Of the row that was begun last. */
void grid_colour_row(struct grid *grid, enum grid_colour colour);

/* Nothing for a grid without rows. `colour`: the terminal wants it. */
void grid_print(const struct grid *grid, const char *heading, bool markdown, bool colour, FILE *to);
void grid_free(struct grid *grid);

/* Is `to` a terminal that shows colours, whose owner has not said NO_COLOR? */
bool grid_may_colour(FILE *to);

#endif
