#include "cli/grid.h"

#include "base/text.h"
#include "base/shown.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Longer names are cut in their middle: a terminal wraps lines, a pull request scrolls. Where a terminal's width is known a name gets a part
 * of it, but not less than NAME_LEAST. A note below a row is wrapped to no less than NOTE_LEAST. */
enum { TERMINAL_MOST = 40, MARKDOWN_MOST = 100, NAME_PART = 4, NAME_LEAST = 8, NOTE_LEAST = 20, GAP = 2 };

static void add_cell(struct grid *grid, char *text)
{
    if (grid->cell_count % grid->column_count == 0) {
        size_t row = grid->cell_count / grid->column_count;
        grid->cells = text_grow(grid->cells, grid->cell_count + grid->column_count, sizeof *grid->cells);
        grid->colours = text_grow(grid->colours, row + 1, sizeof *grid->colours);
        grid->colours[row] = GRID_NO_COLOUR;
    }
    grid->cells[grid->cell_count++] = text;
}

void grid_add(struct grid *grid, const char *text)
{
    add_cell(grid, text_format("%s", text));
}

void grid_span(struct grid *grid, const char *text)
{
    grid_add(grid, text);
    while (grid->cell_count % grid->column_count)
        add_cell(grid, NULL);
}

void grid_colour_row(struct grid *grid, enum grid_colour colour)
{
    grid->colours[(grid->cell_count - 1) / grid->column_count] = colour;
}

static size_t rows_of(const struct grid *grid)
{
    return grid->cell_count / grid->column_count;
}

static const char *cell_of(const struct grid *grid, size_t row, size_t column)
{
    return grid->cells[row * grid->column_count + column];
}

/* Does the cell reach over the ones to its right? */
static bool is_span(const struct grid *grid, size_t row, size_t column)
{
    return cell_of(grid, row, column) && column + 1 < grid->column_count && !cell_of(grid, row, column + 1);
}

static bool is_common(const struct grid *grid, size_t column)
{
    if (!grid->columns[column].common)
        return false;
    for (size_t row = 1; row < rows_of(grid); row++)
        if (!cell_of(grid, row, column) || !cell_of(grid, 0, column) ||
            strcmp(cell_of(grid, row, column), cell_of(grid, 0, column)) != 0)
            return false;
    return true;
}

static bool is_empty(const struct grid *grid, size_t column)
{
    for (size_t row = 0; row < rows_of(grid); row++)
        if (cell_of(grid, row, column) && !is_span(grid, row, column) && *cell_of(grid, row, column))
            return false;
    return true;
}

/* To begin with. */
static size_t name_part(const struct grid *grid)
{
    if (!grid->width || grid->width / NAME_PART > TERMINAL_MOST)
        return TERMINAL_MOST;
    return grid->width / NAME_PART > NAME_LEAST ? grid->width / NAME_PART : NAME_LEAST;
}

/* Names of at most `most` characters, but for Markdown. The caller frees. */
static char *cell_text(const struct grid *grid, size_t row, size_t column, bool markdown, size_t most)
{
    const char *text = cell_of(grid, row, column);

    if (!text)
        return text_format("%s", "");
    if (!grid->columns[column].data && !is_span(grid, row, column))
        return text_format("%s", text);
    return markdown ? shown_code(text, MARKDOWN_MOST, true) : shown_plain(text, most);
}

static void print_common(const struct grid *grid, bool markdown, FILE *to)
{
    const char *before = markdown ? "All rows: " : "  all rows: ";

    for (size_t column = 0; column < grid->column_count; column++) {
        if (!is_common(grid, column) || !*cell_of(grid, 0, column))
            continue;
        char *text = cell_text(grid, 0, column, false, TERMINAL_MOST);
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
            char *text = cell_text(grid, row, column, true, 0);
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

/* What is printed on a terminal, and how wide. Owned. */
struct layout {
    bool *hidden;   /* of each column */
    size_t *widths; /* of each column */
    size_t name_most;
};

/* How wide each column is, of those that are shown or may be. The caller frees. */
static size_t *measure(const struct grid *grid, size_t most)
{
    size_t *widths = text_grow(NULL, grid->column_count, sizeof *widths);

    for (size_t column = 0; column < grid->column_count; column++) {
        widths[column] = strlen(grid->columns[column].title);
        for (size_t row = 0; row < rows_of(grid); row++) {
            if (!cell_of(grid, row, column) || is_span(grid, row, column))
                continue;
            char *text = cell_text(grid, row, column, false, most);
            size_t width = shown_width(text);
            widths[column] = width > widths[column] ? width : widths[column];
            free(text);
        }
    }
    return widths;
}

static size_t line_width(const struct grid *grid, const bool *hidden, const size_t *widths)
{
    size_t width = 0;

    for (size_t column = 0; column < grid->column_count; column++)
        width += hidden[column] ? 0 : GAP + widths[column];
    return width;
}

/* Shows the column, if the lines still fit. */
static void try_to_show(const struct grid *grid, size_t column, bool *hidden, const size_t *widths)
{
    bool instead = grid->columns[column].instead, was_hidden = column && hidden[column - 1];

    hidden[column] = false;
    if (instead)
        hidden[column - 1] = true;
    if (line_width(grid, hidden, widths) <= grid->width)
        return;
    hidden[column] = true;
    if (instead)
        hidden[column - 1] = was_hidden;
}

/* Where there is a limit: first what is always there, then the others in their order. Hidden columns stay hidden. */
static void choose_columns(const struct grid *grid, bool *hidden, const size_t *widths)
{
    bool *out = text_grow(NULL, grid->column_count, sizeof *out);
    int most = 0;

    for (size_t column = 0; column < grid->column_count; column++) {
        const struct grid_column *about = &grid->columns[column];
        most = about->rank > most ? about->rank : most;
        out[column] = hidden[column];
        hidden[column] = hidden[column] || (grid->width && about->rank);
        if (!hidden[column] && about->instead)
            hidden[column - 1] = out[column - 1] = true;
    }
    for (int rank = 1; rank <= most && grid->width; rank++)
        for (size_t column = 0; column < grid->column_count; column++)
            if (!out[column] && grid->columns[column].rank == rank)
                try_to_show(grid, column, hidden, widths);
    free(out);
}

/* Words that are longer than a line are cut in their middle. The caller frees. */
static char *cut_words(const char *text, size_t most)
{
    char *plain = shown_plain(text, 0), *all = text_format("%s", "");

    for (char *at = plain, *word; (word = strtok_r(at, " ", &at));) {
        char *cut = shown_plain(word, most), *longer = text_format("%s%s%s", all, *all ? " " : "", cut);
        free(cut);
        free(all);
        all = longer;
    }
    free(plain);
    return all;
}

/* From column `at` of the line on, where the cursor is. */
static void print_span(const struct grid *grid, const char *text, size_t at, FILE *to)
{
    size_t blanks = at ? 0 : strspn(text, " "), indent = at + blanks;
    size_t width = !grid->width ? SIZE_MAX : grid->width;

    if (width < indent + NOTE_LEAST) { /* a very narrow terminal: below its own row */
        indent = GAP;
        fprintf(to, "\n%*s", (int)indent, "");
    } else {
        fprintf(to, "%*s", (int)blanks, "");
    }
    char *cut = cut_words(text, grid->width ? width - indent : 0);
    shown_wrapped(cut, indent, width, to);
    free(cut);
}

static void print_row(const struct grid *grid, size_t row, const struct layout *layout, bool colour, FILE *to)
{
    const bool *hidden = layout->hidden;
    const size_t *widths = layout->widths;
    size_t last = 0, at = 0;

    for (size_t column = 0; column < grid->column_count; column++)
        if (!hidden[column] && cell_of(grid, row, column) && *cell_of(grid, row, column))
            last = column;
    for (size_t column = 0; column <= last; column++) {
        if (is_span(grid, row, column)) {
            bool heading = colour && column == 0 && *cell_of(grid, row, column) != ' ';
            fprintf(to, "%*s%s", column ? GAP : 0, "", heading ? "\033[1m" : "");
            print_span(grid, cell_of(grid, row, column), column ? at + GAP : 0, to);
            fputs(heading ? "\033[0m" : "", to);
            return;
        }
        if (hidden[column])
            continue;
        char *text = cell_text(grid, row, column, false, layout->name_most);
        const char *code = colour && column == last ? colour_code(grid->colours[row]) : "";
        fprintf(to, "%*s%s", GAP, "", code);
        put_cell(text, widths[column], grid->columns[column].right, column == last, to);
        fputs(*code ? "\033[0m" : "", to);
        at += GAP + widths[column];
        free(text);
    }
    fputc('\n', to);
}

static void print_titles(const struct grid *grid, const bool *hidden, const size_t *widths, FILE *to)
{
    size_t last = 0;

    for (size_t column = 0; column < grid->column_count; column++)
        last = hidden[column] ? last : column;
    for (size_t column = 0; column <= last; column++) {
        if (hidden[column])
            continue;
        fprintf(to, "%*s", GAP, "");
        put_cell(grid->columns[column].title, widths[column], grid->columns[column].right, column == last,
                 to);
    }
    fputc('\n', to);
}

static void print_terminal(const struct grid *grid, const struct layout *layout, bool colour, FILE *to)
{
    print_titles(grid, layout->hidden, layout->widths, to);
    for (size_t row = 0; row < rows_of(grid); row++)
        print_row(grid, row, layout, colour, to);
}

/* Names are cut further only where the lines would else be too long. */
static struct layout lay_out(const struct grid *grid)
{
    struct layout layout = {.hidden = text_grow(NULL, grid->column_count, sizeof *layout.hidden),
                            .name_most = name_part(grid)};

    for (;; layout.name_most--) {
        layout.widths = measure(grid, layout.name_most);
        for (size_t column = 0; column < grid->column_count; column++)
            layout.hidden[column] =
                is_common(grid, column) || (grid->columns[column].sparse && is_empty(grid, column));
        choose_columns(grid, layout.hidden, layout.widths);
        if (!grid->width || layout.name_most <= NAME_LEAST ||
            line_width(grid, layout.hidden, layout.widths) <= grid->width)
            return layout;
        free(layout.widths);
    }
}

static void layout_free(struct layout *layout)
{
    free(layout->hidden);
    free(layout->widths);
}

void grid_shown(const struct grid *grid, bool *shown)
{
    struct layout layout = {0};

    if (rows_of(grid))
        layout = lay_out(grid);
    for (size_t column = 0; column < grid->column_count; column++)
        shown[column] = layout.hidden && !layout.hidden[column];
    layout_free(&layout);
}

void grid_print(const struct grid *grid, const char *heading, bool markdown, bool colour, FILE *to)
{
    if (!rows_of(grid))
        return;
    struct layout layout = lay_out(grid);
    if (heading)
        fprintf(to, markdown ? "### %s\n\n" : "%s\n", heading);
    print_common(grid, markdown, to);
    if (markdown)
        print_markdown(grid, layout.hidden, to);
    else
        print_terminal(grid, &layout, colour, to);
    fputc('\n', to);
    layout_free(&layout);
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
