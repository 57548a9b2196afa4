#include "report/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/html.h"

struct table_cell {
    char *text;
    double value; /* NAN: sorted by its text */
};

void table_add_number(struct table *table, double value, const char *text)
{
    if (table->cell_count % table->column_count == 0) {
        size_t row = table->cell_count / table->column_count;
        table->marks = text_grow(table->marks, row + 1, sizeof *table->marks);
        table->marks[row] = TABLE_PLAIN;
    }
    table->cells = text_grow(table->cells, table->cell_count + 1, sizeof *table->cells);
    table->cells[table->cell_count++] = (struct table_cell){text_format("%s", text), value};
}

void table_add(struct table *table, const char *text)
{
    table_add_number(table, NAN, text);
}

void table_mark(struct table *table, enum table_mark mark)
{
    table->marks[(table->cell_count - 1) / table->column_count] = mark;
}

static const struct table_cell *cell_at(const struct table *table, size_t row, size_t column)
{
    return &table->cells[row * table->column_count + column];
}

static bool is_same_everywhere(const struct table *table, size_t column, size_t rows)
{
    for (size_t row = 1; row < rows; row++)
        if (strcmp(cell_at(table, row, column)->text, cell_at(table, 0, column)->text) != 0)
            return false;
    return true;
}

/* Is the column one of the table itself? */
static bool is_shown(const struct table *table, size_t column, size_t rows)
{
    if (!is_same_everywhere(table, column, rows))
        return true;
    return !table->columns[column].common && *cell_at(table, 0, column)->text;
}

/* "build 3.13.15, mode threads" */
static void put_common(const struct table *table, size_t rows, FILE *to)
{
    const char *before = "<span class=\"common\">On all rows: ";
    bool any = false;

    for (size_t column = 0; column < table->column_count; column++) {
        if (is_shown(table, column, rows) || !*cell_at(table, 0, column)->text)
            continue;
        fprintf(to, "%s%s ", before, table->columns[column].title);
        html_text(to, cell_at(table, 0, column)->text);
        before = ", ";
        any = true;
    }
    fputs(any ? "</span>" : "", to);
}

static const char *const kinds[] = {"", " class=\"number\"", " class=\"text\""};

static void put_head(const struct table *table, size_t rows, FILE *to)
{
    fputs("<thead>\n<tr>", to);
    for (size_t column = 0; column < table->column_count; column++)
        if (is_shown(table, column, rows)) {
            fprintf(to, "<th scope=\"col\"%s>", kinds[table->columns[column].kind]);
            html_text(to, table->columns[column].title);
            fputs("</th>", to);
        }
    fputs("</tr>\n</thead>\n", to);
}

static void put_row(const struct table *table, size_t row, size_t rows, FILE *to)
{
    static const char *const classes[] = {"", " class=\"bad\"", " class=\"good\"", " class=\"differs\""};
    bool first = true;

    fprintf(to, "<tr%s>", classes[table->marks[row]]);
    for (size_t column = 0; column < table->column_count; column++) {
        const struct table_cell *cell = cell_at(table, row, column);
        if (!is_shown(table, column, rows))
            continue;
        fputs(first ? "<th scope=\"row\"" : "<td", to);
        fputs(kinds[table->columns[column].kind], to);
        if (isfinite(cell->value))
            fprintf(to, " data-value=\"%.9g\"", cell->value);
        fputs(">", to);
        html_text(to, cell->text);
        fputs(first ? "</th>" : "</td>", to);
        first = false;
    }
    fputs("</tr>\n", to);
}

void table_write(const struct table *table, const char *caption, bool small, struct document *document)
{
    size_t rows = table->cell_count / table->column_count;
    unsigned number = ++document->regions;
    FILE *to = document->to;

    if (!rows)
        return;
    fprintf(
        to,
        "<div class=\"scroll\" role=\"region\" aria-labelledby=\"caption-%u\" tabindex=\"0\">\n<table%s>\n"
        "<caption><span id=\"caption-%u\">",
        number, small ? "" : " class=\"sortable\"", number);
    html_text(to, caption);
    fputs("</span>", to);
    put_common(table, rows, to);
    fputs("</caption>\n", to);
    put_head(table, rows, to);
    fputs("<tbody>\n", to);
    for (size_t row = 0; row < rows; row++)
        put_row(table, row, rows, to);
    fputs("</tbody>\n</table>\n</div>\n", to);
}

void table_free(struct table *table)
{
    for (size_t i = 0; i < table->cell_count; i++)
        free(table->cells[i].text);
    free(table->cells);
    free(table->marks);
    table->cells = NULL;
    table->marks = NULL;
    table->cell_count = 0;
}
