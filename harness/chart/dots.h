/* dots.h - ratios of many things on several builds, as dots with their intervals: a row a thing, a column a ratio, a mark a build.
 *
 * For tables that are no run's curves; what a run or a comparison has is drawn by kinds.h. All names are data.
 */
#ifndef GILSCALE_DOTS_H
#define GILSCALE_DOTS_H

#include "base/text.h"
#include "chart/kinds.h"
#include "stats/median.h"

struct dots_row {
    char *name;
    bool heading; /* of the rows below it; it has no values */
    struct interval *
        values; /* columns x series, a column's next to each other; middle NAN where there is none; NULL of a heading */
};

/* All owned but for the three texts. Start from {.name, .title, .subtitle}. */
struct dots {
    const char *name; /* of the files */
    const char *title, *subtitle;
    struct text_list columns; /* what is beneath each axis */
    double *marks;            /* for each column, where a dashed line stands beside that at 1; NAN for none */
    struct text_list series;
    struct dots_row *rows;
    size_t count;
};

/* A new last row, whose values are all missing. */
struct dots_row *dots_add(struct dots *dots, const char *name, bool heading);
struct interval *dots_value(struct dots *dots, struct dots_row *row, size_t column, size_t series);

/* As chart_draw(), onto one sheet. Nothing where no row has a value. */
int dots_draw(const struct dots *dots, const char *root, const char *folder, unsigned forms,
              struct pictures *pictures, struct error *e);
void dots_free(struct dots *dots);

#endif
