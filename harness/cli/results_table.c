#include "cli/results_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "cli/grid.h"
#include "cli/results_columns.h"
#include "cli/results_flags.h"

/* Characters of a placement or the like, where it is the same in all rows. */
enum { NAME_MOST = 40 };

/* A table while it is made. */
struct making {
    const struct results_view *view;
    const struct results_columns *columns;
    struct text_list *means; /* of the columns that are shown, each once */
    struct grid grid;
    bool markdown, blocks;
};

/* ---- what is the same in all rows is said once, above */

static bool differs(const struct results_view *view, size_t offset)
{
    for (size_t i = 1; i < view->count; i++)
        if (strcmp(results_name_at(&view->rows[i], offset), results_name_at(&view->rows[0], offset)) != 0)
            return true;
    return false;
}

/* "Medians of 10 invocations, mode threads, placement cores"; `flat`: the grid itself says what is the same in all rows. */
static void print_common(const struct results_view *view, bool flat, size_t width, FILE *to)
{
    static const struct {
        size_t offset;
        const char *what;
    } names[] = {{offsetof(struct curve_key, mode), "mode "},
                 {offsetof(struct curve_key, axes), ""},
                 {offsetof(struct curve_key, placement), "placement "}};
    size_t least = SIZE_MAX, most = 0;
    char *line;

    for (size_t i = 0; i < view->count; i++) {
        size_t invocations = view->rows[i].point->invocations;
        least = invocations && invocations < least ? invocations : least;
        most = invocations > most ? invocations : most;
    }
    if (!most)
        line = text_format("No invocation counts");
    else if (least == most)
        line = text_format("Medians of %zu invocation%s", most, most == 1 ? "" : "s");
    else
        line = text_format("Medians of %zu to %zu invocations", least, most);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *name = results_name_at(&view->rows[0], names[i].offset);
        if (flat || !*name || differs(view, names[i].offset))
            continue;
        char *shown = shown_plain(name, NAME_MOST);
        char *longer = text_format("%s, %s%s", line, names[i].what, shown);
        free(shown);
        free(line);
        line = longer;
    }
    shown_wrapped(line, 0, width, to);
    fputc('\n', to);
    free(line);
}

/* ---- rows */

/* "fib (n=18), processes, placement smt": the name, and of the rest what differs between the rows. The caller frees. */
static char *heading_of(const struct results_view *view, const struct results_row *row)
{
    const struct curve_key *key = &row->curve->key;
    bool mode = differs(view, offsetof(struct curve_key, mode)),
         axes = *key->axes && differs(view, offsetof(struct curve_key, axes)),
         placement = differs(view, offsetof(struct curve_key, placement));
    char *work = results_work(row);
    char *heading =
        text_format("%s%s%s%s%s%s%s", work, mode ? ", " : "", mode ? key->mode : "", axes ? ", " : "",
                    axes ? key->axes : "", placement ? ", placement " : "", placement ? key->placement : "");
    free(work);
    return heading;
}

/* Which columns a table has: of those that name the row, the ones that it needs. */
static bool is_left_out(const struct making *making, const struct results_column *column)
{
    return (making->blocks && column->of_block) || (column->markdown && !making->markdown);
}

static void add_row(struct making *making, const struct results_row *row)
{
    const struct results_columns *columns = making->columns;

    for (size_t i = 0; i < columns->count; i++) {
        const struct results_column *column = &columns->items[i];
        if (is_left_out(making, column))
            continue;
        char *text = column->text(row);
        bool failed = !row->point->invocations && !column->names;
        if (failed) {
            char *why = text_format("%s: %s", row->point->status,
                                    *row->point->detail ? row->point->detail : "no reason given");
            grid_span(&making->grid, why);
            free(why);
        } else {
            grid_add(&making->grid, text);
        }
        free(text);
        if (failed)
            return;
    }
}

/* Below a row what its figures do not say; in Markdown it would break the table, so it is said below that. */
static void add_notes(struct making *making, const struct results_row *row)
{
    const struct curve_point *point = row->point;

    if (point->invocations && point->failed) {
        char *note = text_format("    %zu of %zu invocations did not end well: %s", point->failed,
                                 point->failed + point->invocations, point->detail);
        grid_span(&making->grid, note);
        free(note);
    }
    if (point->gil_enabled_by && *point->gil_enabled_by) {
        char *note = text_format("    the GIL was switched on by module %s", point->gil_enabled_by);
        grid_span(&making->grid, note);
        free(note);
    }
}

/* Of the columns that are printed. */
static void add_means(const struct making *making, const size_t *places)
{
    bool *shown = text_grow(NULL, making->grid.column_count, sizeof *shown);

    grid_shown(&making->grid, shown);
    for (size_t i = 0; i < making->columns->count; i++) {
        const struct results_column *column = &making->columns->items[i];
        if (!is_left_out(making, column) && column->means && shown[places[i]] &&
            !text_list_has(making->means, column->means))
            text_list_add(making->means, column->means);
    }
    free(shown);
}

static void print(struct making *making, size_t width, FILE *to)
{
    struct grid_column *columns = text_grow(NULL, making->columns->count, sizeof *columns);
    const struct results_row *before = NULL;
    size_t *places = text_grow(NULL, making->columns->count, sizeof *places), count = 0;

    for (size_t i = 0; i < making->columns->count; i++) {
        const struct results_column *column = &making->columns->items[i];
        places[i] = count;
        if (is_left_out(making, column))
            continue;
        columns[count] = column->grid;
        /* What the rows are sorted by comes first. */
        if (column->key && making->view->sort && strcmp(column->key, making->view->sort) == 0)
            columns[count].rank = 1;
        count++;
    }
    making->grid = (struct grid){.columns = columns, .column_count = count, .width = width};
    for (size_t i = 0; i < making->view->count; i++) {
        const struct results_row *row = &making->view->rows[i];
        if (making->columns->has && !making->columns->has(row))
            continue;
        if (making->blocks && (!before || !results_same_block(row->curve, before->curve))) {
            char *heading = heading_of(making->view, row);
            grid_span(&making->grid, heading);
            free(heading);
        }
        size_t lines = making->columns->lines ? making->columns->lines(row) : 1;
        for (size_t line = 0; line < lines; line++) {
            struct results_row one = *row;
            one.phase = line;
            add_row(making, &one);
        }
        if (!making->markdown && !making->columns->has)
            add_notes(making, row);
        before = row;
    }
    grid_print(&making->grid, making->columns->heading, making->markdown,
               !making->markdown && shown_may_colour(to), to);
    add_means(making, places);
    grid_free(&making->grid);
    free(columns);
    free(places);
}

static void print_all(const struct results_view *view, bool markdown, size_t width, struct text_list *means,
                      FILE *to)
{
    for (size_t i = 0; i < results_table_count; i++) {
        struct making making = {.view = view,
                                .columns = &results_tables[i],
                                .means = means,
                                .markdown = markdown,
                                .blocks = !markdown && !view->sort};
        if (!results_tables[i].wanted || results_tables[i].wanted(view))
            print(&making, width, to);
    }
}

/* ---- what the words mean */

/* "N: workers; ops/s: of all of them together; ..." The caller frees. */
static char *reading(const struct results_view *view, const struct text_list *means)
{
    char *all = text_format("%s", "");
    bool interval = false;

    for (size_t i = 0; i < means->count; i++) {
        char *longer = text_format("%s%s%s", all, i ? "; " : "", means->items[i]);
        free(all);
        all = longer;
    }
    for (size_t i = 0; i < view->count; i++)
        interval = interval || isfinite(view->rows[i].point->rate.low);
    char *line =
        text_format("%s.%s", all, interval ? "" : " Fewer than 6 invocations are too few for an interval.");
    free(all);
    return line;
}

void results_table_print(const struct results_view *view, size_t width, FILE *to)
{
    if (!view->count)
        return;
    print_common(view, view->sort, width, to);
    struct text_list means = {0};
    print_all(view, false, width, &means, to);
    char *words = reading(view, &means), *disturbed = results_disturbed(view);
    shown_wrapped(words, 0, width, to);
    results_flags_legend(view, width, to);
    if (disturbed)
        shown_wrapped(disturbed, 0, width, to);
    free(disturbed);
    free(words);
    text_list_free(&means);
}

static void print_failures(const struct results_view *view, FILE *to)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct results_row *row = &view->rows[i];
        if (!row->point->failed || !row->point->invocations)
            continue;
        char *work = results_work(row), *name = shown_code(work, 0, false),
             *build = shown_code(row->curve->key.build, 0, false),
             *detail = shown_code(row->point->detail, 0, false);
        fprintf(to, "- %s on %s, N=%d: %zu of %zu invocations did not end well%s%s\n", name, build,
                row->point->threads, row->point->failed, row->point->failed + row->point->invocations,
                *detail ? ": " : "", detail);
        free(work);
        free(name);
        free(build);
        free(detail);
    }
}

void results_table_markdown(const struct results_view *view, FILE *to)
{
    if (!view->count)
        return;
    print_common(view, true, SIZE_MAX, to);
    struct text_list means = {0};
    print_all(view, true, 0, &means, to);
    print_failures(view, to);
    char *words = reading(view, &means), *disturbed = results_disturbed(view);
    fprintf(to, "%s\n\n", words);
    if (disturbed) {
        char *code = shown_plain(disturbed, 0);
        fprintf(to, "%s\n\n", code);
        free(code);
    }
    free(disturbed);
    free(words);
    text_list_free(&means);
}
