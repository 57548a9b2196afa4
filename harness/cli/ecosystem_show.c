/* ecosystem_show.c - the ecosystem's two tables, on a terminal or in Markdown: a row a library and build, and a row a workload. */
#include "cli/ecosystem.h"

#include "cli/grid.h"
#include "cli/results_words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- builds */

static size_t version_length(const char *build)
{
    const char *ending = strrchr(build, '+');
    return ending ? (size_t)(ending - build) : 0;
}

bool ecosystem_may_shorten(const struct ecosystem_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct ecosystem_row *row = &rows->items[i];
        size_t length = version_length(row->build);
        if (!length)
            return false;
        for (size_t k = 0; k < i; k++)
            if (rows->items[k].library == row->library && strcmp(rows->items[k].build, row->build) != 0 &&
                version_length(rows->items[k].build) == length &&
                strncmp(rows->items[k].build, row->build, length) == 0)
                return false;
    }
    return true;
}

char *ecosystem_build_name(const char *build, bool shorten)
{
    size_t length = shorten ? version_length(build) : strlen(build);
    return text_format("%.*s", (int)length, build);
}

/* ---- words */

static const char *import_words(const struct ecosystem_row *row)
{
    static const char *const words[IMPORT_OUTCOMES] = {"", "yes", "fails", "crashes", "hangs", "not there"};

    if (!row->check)
        return "";
    const struct import_answer *ways = row->check->ways;
    enum import_outcome by_itself = ways[IMPORT_DEFAULT].outcome;
    if (by_itself != IMPORT_OK)
        return words[by_itself];
    if (ways[IMPORT_THREADS].outcome > IMPORT_OK)
        return "not in threads";
    if (ways[IMPORT_GIL_OFF].outcome > IMPORT_OK)
        return "not with GIL off";
    return ecosystem_row_is_plain(row) ? "not compiled" : "yes";
}

static const char *gil_words(const struct ecosystem_row *row)
{
    if (!row->check || row->check->ways[IMPORT_DEFAULT].outcome != IMPORT_OK)
        return row->workloads ? row->gil : "";
    if (!row->check->ft)
        return row->gil;
    int after = row->check->ways[IMPORT_DEFAULT].gil_after;
    if (row->forced)
        return "forced off";
    if (after == 1 || strcmp(row->gil, "on") == 0)
        return "comes back on";
    return after < 0 ? "" : *row->check->ways[IMPORT_COMPILED].enabled_by ? "may come back" : "stays off";
}

static const char *enabled_by(const struct ecosystem_row *row)
{
    return *row->enabled_by || !row->check ? row->enabled_by : row->check->ways[IMPORT_COMPILED].enabled_by;
}

static const char *use_words(const struct ecosystem_use *use)
{
    static const char *const alone[ECOSYSTEM_VERDICTS] = {
        "", "", "skipped", "fails with one", "wrong with one", "hangs with one", "crashes with one"};
    static const char *const together[ECOSYSTEM_VERDICTS] = {"",      "ok",    "skipped", "fails",
                                                             "wrong", "hangs", "crashes"};

    return use->alone > ECOSYSTEM_FINE ? alone[use->alone] : together[use->together];
}

/* Of one workload with its interval; of several the least and the most. The caller frees. */
static char *span_words(const struct ecosystem_span *span, char *(*words)(double value), bool in_full)
{
    const struct interval ends = {.low = span->least.middle, .high = span->most.middle};

    if (!span->count)
        return words_none();
    return span->count == 1 ? words_interval(&span->least, words, in_full) : words_ends(&ends, words);
}

/* A share has no reach: "0.1 %+-50 %" would be read as something else. */
static char *held_words(const struct ecosystem_span *held)
{
    return held->count == 1 ? words_share(held->least.middle) : span_words(held, words_share, false);
}

static void add(struct grid *grid, char *text)
{
    grid_add(grid, text);
    free(text);
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Columns before and behind those of the numbers of threads, "2 threads" and so on. Owns their titles; close_grid() frees it. */
struct threads_grid {
    struct grid grid;
    struct grid_column *columns;
    struct text_list titles;
};

static void open_grid(struct threads_grid *open, const struct ecosystem *all,
                      const struct grid_column *before, size_t before_count, const struct grid_column *behind,
                      size_t behind_count, size_t width)
{
    const size_t count = before_count + all->thread_count + behind_count;

    *open = (struct threads_grid){.columns = text_grow(NULL, count, sizeof *open->columns)};
    memcpy(open->columns, before, before_count * sizeof *before);
    for (size_t i = 0; i < all->thread_count; i++) {
        char *title = text_format("%d threads", all->threads[i]);
        text_list_add(&open->titles, title);
        free(title);
    }
    for (size_t i = 0; i < all->thread_count; i++)
        open->columns[before_count + i] =
            (struct grid_column){.title = open->titles.items[i],
                                 .right = true,
                                 .sparse = true,
                                 .rank = i + 1 == all->thread_count ? 0 : 5 + (int)(all->thread_count - i)};
    memcpy(open->columns + before_count + all->thread_count, behind, behind_count * sizeof *behind);
    open->grid = (struct grid){.columns = open->columns, .column_count = count, .width = width};
}

static void close_grid(struct threads_grid *open)
{
    grid_free(&open->grid);
    free(open->columns);
    text_list_free(&open->titles);
}

/* ---- a row a library and build */

static void add_row(struct grid *grid, const struct ecosystem *all, const struct ecosystem_row *row,
                    bool shorten, bool markdown)
{
    grid_add(grid, row->library->name);
    grid_add(grid, row->check ? row->check->version : "");
    add(grid, ecosystem_build_name(row->build, shorten));
    grid_add(grid, import_words(row));
    grid_add(grid, gil_words(row));
    grid_add(grid, enabled_by(row));
    add(grid, words_interval(&row->ratio, words_ratio, markdown));
    for (size_t i = 0; i < all->thread_count; i++)
        add(grid, span_words(&row->speedups[i], words_ratio, markdown));
    add(grid, held_words(&row->held));
    add(grid, row->workloads ? text_format("%zu", row->workloads) : words_none());
    grid_add(grid, row->own_threads ? "yes" : "");
    grid_add(grid, use_words(&row->use));
    grid_colour_row(grid, ecosystem_row_is_bad(row) ? GRID_RED
                          : row->use.together == ECOSYSTEM_FINE && row->check && row->check->ft
                              ? GRID_GREEN
                              : GRID_NO_COLOUR);
}

void ecosystem_print_table(const struct ecosystem *all, size_t width, bool markdown, bool colour, FILE *to)
{
    static const struct grid_column before[] = {
        {.title = "library", .data = true},
        {.title = "version", .data = true, .rank = 3},
        {.title = "build", .data = true, .common = true},
        {.title = "imports"},
        {.title = "GIL"},
        {.title = "switched on by", .data = true, .sparse = true, .rank = 2},
        {.title = "one thread", .right = true, .sparse = true},
    };
    static const struct grid_column behind[] = {
        {.title = "GIL held", .right = true, .sparse = true, .rank = 6},
        {.title = "workloads", .right = true, .sparse = true, .rank = 4},
        {.title = "own threads", .sparse = true, .rank = 5},
        {.title = "in threads", .sparse = true, .rank = 1},
    };
    struct ecosystem_rows rows = {0};
    struct threads_grid open;

    open_grid(&open, all, before, COUNT(before), behind, COUNT(behind), width);
    ecosystem_summarise(&rows, all);
    /* Longer names would be cut in their middle, and look alike. */
    bool shorten = !markdown && ecosystem_may_shorten(&rows);
    for (size_t i = 0; i < rows.count; i++)
        add_row(&open.grid, all, &rows.items[i], shorten, markdown);
    grid_print(&open.grid, shorten ? "builds: the environments of these versions" : NULL, markdown, colour,
               to);
    ecosystem_rows_free(&rows);
    close_grid(&open);
}

/* ---- a row a workload */

static void add_workload(struct grid *grid, const struct ecosystem *all, const struct curve *curve,
                         bool shorten, bool markdown)
{
    const struct curve_point *one = curve_at(curve, 1);
    struct ecosystem_use use = ecosystem_use_of(curve);
    enum ecosystem_verdict worst = use.alone > use.together ? use.alone : use.together;
    size_t disturbed = 0, invocations = 0;

    for (size_t i = 0; i < curve->count; i++) {
        disturbed += curve->points[i].disturbed;
        invocations += curve->points[i].invocations;
    }
    grid_add(grid, curve->key.workload);
    grid_add(grid, curve->key.params);
    add(grid, ecosystem_build_name(curve->key.build, shorten));
    grid_add(grid, curve->key.gil);
    add(grid, words_rate(one ? one->rate.middle : (double)NAN));
    add(grid, one && curve->key.ft ? words_interval(&one->gil_ratio, words_ratio, markdown) : words_none());
    for (size_t i = 0; i < all->thread_count; i++) {
        const struct curve_point *point = curve_at(curve, all->threads[i]);
        add(grid, point ? words_interval(&point->speedup, words_ratio, markdown) : words_none());
    }
    const struct interval held = ecosystem_held(curve);
    add(grid, words_share(held.middle));
    add(grid, disturbed ? text_format("%zu of %zu", disturbed, invocations) : words_none());
    grid_add(grid, use_words(&use));
    grid_colour_row(grid, worst > ECOSYSTEM_SKIPPED ? GRID_RED : GRID_NO_COLOUR);
}

void ecosystem_print_workloads(const struct ecosystem *all, size_t width, bool markdown, bool colour,
                               FILE *to)
{
    static const struct grid_column before[] = {
        {.title = "workload", .data = true},
        {.title = "params", .data = true, .sparse = true, .rank = 8},
        {.title = "build", .data = true, .common = true},
        {.title = "GIL"},
        {.title = "ops/s", .right = true, .rank = 3},
        {.title = "one thread", .right = true, .sparse = true},
    };
    static const struct grid_column behind[] = {
        {.title = "GIL held", .right = true, .sparse = true, .rank = 2},
        {.title = "disturbed", .right = true, .sparse = true, .rank = 4},
        {.title = "in threads"}};
    struct ecosystem_rows rows = {0};
    struct threads_grid open;

    open_grid(&open, all, before, COUNT(before), behind, COUNT(behind), width);
    ecosystem_summarise(&rows, all);
    bool shorten = !markdown && ecosystem_may_shorten(&rows);
    for (size_t i = 0; i < all->count; i++)
        for (size_t k = 0; k < all->items[i].curves.count; k++) {
            if (k == 0)
                grid_span(&open.grid, all->items[i].name);
            add_workload(&open.grid, all, &all->items[i].curves.items[k], shorten, markdown);
        }
    grid_print(&open.grid, NULL, markdown, colour, to);
    ecosystem_rows_free(&rows);
    close_grid(&open);
}
