#include "cli/grid.h"

#include "base/text.h"
#include "base/shown.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Longer names are cut in their middle: a terminal wraps lines, a pull request scrolls. */
enum { TERMINAL_MOST = 40, MARKDOWN_MOST = 100 };

void grid_add(struct grid *grid, const char *text)
{
    if (grid->cell_count % grid->column_count == 0) {
        size_t row = grid->cell_count / grid->column_count;
        grid->cells = text_grow(grid->cells, grid->cell_count + grid->column_count, sizeof *grid->cells);
        grid->colours = text_grow(grid->colours, row + 1, sizeof *grid->colours);
        grid->colours[row] = GRID_NO_COLOUR;
    }
    grid->cells[grid->cell_count++] = text_format("%s", text);
}

void grid_colour_row(struct grid *grid, enum grid_colour colour)
{
    grid->colours[(grid->cell_count - 1) / grid->column_count] = colour;
}

bool grid_may_colour(FILE *to)
{
    return shown_may_colour(to);
}

static size_t rows_of(const struct grid *grid)
{
    return grid->cell_count / grid->column_count;
}

static const char *cell_of(const struct grid *grid, size_t row, size_t column)
{
    return grid->cells[row * grid->column_count + column];
}

static bool is_common(const struct grid *grid, size_t column)
{
    if (!grid->columns[column].common)
        return false;
    for (size_t row = 1; row < rows_of(grid); row++)
        if (strcmp(cell_of(grid, row, column), cell_of(grid, 0, column)) != 0)
            return false;
    return true;
}

/* The caller frees. */
static char *cell_text(const struct grid *grid, size_t row, size_t column, bool markdown)
{
    const char *text = cell_of(grid, row, column);

    if (!grid->columns[column].data)
        return text_format("%s", text);
    return markdown ? shown_code(text, MARKDOWN_MOST, true) : shown_plain(text, TERMINAL_MOST);
}

static void print_common(const struct grid *grid, bool markdown, FILE *to)
{
    const char *before = markdown ? "All rows: " : "  all rows: ";

    for (size_t column = 0; column < grid->column_count; column++) {
        if (!is_common(grid, column) || !*cell_of(grid, 0, column))
            continue;
        char *text = cell_text(grid, 0, column, false);
        char *code = markdown ? shown_code(text, 0, false) : NULL;
        fprintf(to, "%s%s %s", before, grid->columns[column].title, code ? code : text);
        before = ", ";
        free(code);
        free(text);
    }
    if (*before == ',')
        fputs(markdown ? "\n\n" : "\n", to);
}

static void print_markdown(const struct grid *grid, const bool *hidden, FILE *to)
{
    for (size_t column = 0; column < grid->column_count; column++)
        if (!hidden[column])
            fprintf(to, "| %s ", grid->columns[column].title);
    fputs("|\n", to);
    for (size_t column = 0; column < grid->column_count; column++)
        if (!hidden[column])
            fputs(grid->columns[column].right ? "| ---: " : "| --- ", to);
    fputs("|\n", to);
    for (size_t row = 0; row < rows_of(grid); row++) {
        for (size_t column = 0; column < grid->column_count; column++) {
            if (hidden[column])
                continue;
            char *text = cell_text(grid, row, column, true);
            fprintf(to, "| %s%s", text, *text ? " " : "");
            free(text);
        }
        fputs("|\n", to);
    }
}

static const char *colour_code(enum grid_colour colour)
{
    return colour == GRID_RED ? "\033[31m" : colour == GRID_GREEN ? "\033[32m" : "";
}

/* One cell with the blanks that its column wants; none at the end of a line. */
static void put_cell(const char *text, size_t width, bool right, bool last, FILE *to)
{
    size_t have = shown_width(text);
    int blanks = have < width ? (int)(width - have) : 0;

    if (right)
        fprintf(to, "%*s%s", blanks, "", text);
    else
        fprintf(to, "%s%*s", text, last ? 0 : blanks, "");
}

static void print_terminal(const struct grid *grid, const bool *hidden, bool colour, FILE *to)
{
    size_t *widths = text_grow(NULL, grid->column_count, sizeof *widths), last = 0;

    for (size_t column = 0; column < grid->column_count; column++) {
        widths[column] = strlen(grid->columns[column].title);
        for (size_t row = 0; row < rows_of(grid); row++) {
            char *text = cell_text(grid, row, column, false);
            size_t width = shown_width(text);
            widths[column] = width > widths[column] ? width : widths[column];
            free(text);
        }
        last = hidden[column] ? last : column;
    }
    for (size_t line = 0; line <= rows_of(grid); line++) { /* the titles are line 0 */
        for (size_t column = 0; column < grid->column_count; column++) {
            if (hidden[column])
                continue;
            char *text = line ? cell_text(grid, line - 1, column, false)
                              : text_format("%s", grid->columns[column].title);
            const char *code = colour && line && column == last ? colour_code(grid->colours[line - 1]) : "";
            fputs("  ", to);
            fputs(code, to);
            put_cell(text, widths[column], grid->columns[column].right, column == last, to);
            fputs(*code ? "\033[0m" : "", to);
            free(text);
        }
        fputc('\n', to);
    }
    free(widths);
}

void grid_print(const struct grid *grid, const char *heading, bool markdown, bool colour, FILE *to)
{
    bool *hidden = text_grow(NULL, grid->column_count, sizeof *hidden);

    if (rows_of(grid)) {
        for (size_t column = 0; column < grid->column_count; column++)
            hidden[column] = is_common(grid, column);
        fprintf(to, markdown ? "### %s\n\n" : "%s\n", heading);
        print_common(grid, markdown, to);
        if (markdown)
            print_markdown(grid, hidden, to);
        else
            print_terminal(grid, hidden, colour, to);
        fputc('\n', to);
    }
    free(hidden);
}

void grid_free(struct grid *grid)
{
    for (size_t i = 0; i < grid->cell_count; i++)
        free(grid->cells[i]);
    free(grid->cells);
    free(grid->colours);
    grid->cells = NULL;
    grid->colours = NULL;
    grid->cell_count = 0;
}
