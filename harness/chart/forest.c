/* A comparison as a forest plot. */
#include "chart/bars.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "chart/diverging.h"
#include "chart/canvas.h"
#include "chart/sheet.h"

enum {
    ROW = 18,
    AXIS = 24,
    LABEL_MOST = 44,
    FIGURES = 20,      /* letters of "0.948 (0.893 to 0.984)", without its blanks */
    SHEET_ROWS = 1400, /* of a sheet: what is more cannot be looked at */
    PANEL_ROWS = 16,   /* and so many of a panel in any case */
    TEXT_NAME = 200,   /* letters of a row's name in the text */
    TEXT_ROWS = 60,    /* told one by one; of more, only those that have changed */
    TWO_COLUMNS = 60   /* rows from which on panels stand side by side */
};

/* A cell, or a mean. */
struct forest_row {
    const struct compare_row *cell;  /* of a mean, the first of its cells */
    const struct compare_mean *mean; /* NULL for a cell */
};

struct forest_panel {
    int threads;                    /* 0: all of one workload, or the means alone */
    const struct compare_row *cell; /* its workload; NULL for the means */
    struct forest_row *rows;        /* the slowest first, means last */
    size_t count, left_out;
};

/* What tells rows apart, and so has to stand in their names. */
enum { DIFFERS_BUILD = 1, DIFFERS_GIL = 2, DIFFERS_MODE = 4, DIFFERS_AXES = 8, DIFFERS_PLACEMENT = 16 };

struct forest_chart {
    const struct compare *compare;
    struct forest_panel *panels;
    size_t panel_count;
    bool by_threads;
    unsigned differs;
    bool has_floor;
    double low, high; /* of the axis */
};

static const struct mark {
    int point;
    double size;
    unsigned colour;
} marks[] = {[VERDICT_FASTER] = {9, 0.8, DIVERGING_BETTER},
             [VERDICT_SLOWER] = {11, 0.8, DIVERGING_WORSE},
             [VERDICT_EQUIVALENT] = {5, 0.6, 0x222222},
             [VERDICT_INCONCLUSIVE] = {6, 0.6, 0x555555}},
  mean_mark = {13, 1.1, 0x222222};

static const struct interval *ratio_of(const struct forest_row *row)
{
    return row->mean ? &row->mean->ratio : &row->cell->judged.ratio;
}

static bool drawable(const struct interval *ratio)
{
    return isfinite(ratio->middle) && ratio->middle > 0;
}

static unsigned differences(const struct compare *compare)
{
    unsigned differs = 0;
    const struct curve_key *a = &compare->rows[0].new->key, *b = &compare->rows[0].base->key;

    for (size_t i = 1; i < compare->count; i++) {
        const struct curve_key *key = &compare->rows[i].new->key, *base = &compare->rows[i].base->key;
        if (strcmp(a->build, key->build) != 0 || strcmp(b->build, base->build) != 0)
            differs |= DIFFERS_BUILD;
        if (strcmp(a->mode, key->mode) != 0)
            differs |= DIFFERS_MODE;
        if (strcmp(a->axes, key->axes) != 0)
            differs |= DIFFERS_AXES;
        if (strcmp(a->placement, key->placement) != 0)
            differs |= DIFFERS_PLACEMENT;
        /* A GIL that only another build has needs no word. */
        for (size_t k = 0; k < i && !(differs & DIFFERS_GIL); k++)
            if (strcmp(compare->rows[k].new->key.build, key->build) == 0 &&
                strcmp(compare->rows[k].new->key.gil, key->gil) != 0)
                differs |= DIFFERS_GIL;
    }
    return differs;
}

static bool same_work(const struct compare_row *a, const struct compare_row *b)
{
    return strcmp(a->base->key.workload, b->base->key.workload) == 0 &&
           strcmp(a->base->key.params, b->base->key.params) == 0;
}

/* ---- panels */

static struct forest_panel *panel_of(struct forest_chart *chart, const struct compare_row *cell, bool mean)
{
    int threads = chart->by_threads ? cell->base->threads : 0;

    for (size_t i = 0; i < chart->panel_count; i++) {
        struct forest_panel *panel = &chart->panels[i];
        if (chart->by_threads ? panel->threads == threads
            : mean            ? !panel->cell
                              : panel->cell && same_work(panel->cell, cell))
            return panel;
    }
    chart->panels = text_grow(chart->panels, chart->panel_count + 1, sizeof *chart->panels);
    chart->panels[chart->panel_count] =
        (struct forest_panel){.threads = threads, .cell = mean && !threads ? NULL : cell};
    return &chart->panels[chart->panel_count++];
}

static void add_row(struct forest_chart *chart, const struct compare_row *cell,
                    const struct compare_mean *mean)
{
    struct forest_panel *panel = panel_of(chart, cell, mean != NULL);
    struct forest_row row = {cell, mean};
    const struct interval *ratio = ratio_of(&row);

    panel->rows = text_grow(panel->rows, panel->count + 1, sizeof *panel->rows);
    panel->rows[panel->count++] = row;
    if (!drawable(ratio))
        return;
    chart->low = fmin(chart->low, ratio->middle);
    chart->high = fmax(chart->high, ratio->middle);
    if (isfinite(ratio->low) && isfinite(ratio->high)) { /* a very long one is cut */
        chart->low = fmin(chart->low, fmax(ratio->low, ratio->middle / 2));
        chart->high = fmax(chart->high, fmin(ratio->high, ratio->middle * 2));
    }
}

static double distance(const struct forest_row *row)
{
    const struct interval *ratio = ratio_of(row);
    return drawable(ratio) ? fabs(log(ratio->middle)) : -1;
}

static int most_changed_first(const void *a, const void *b)
{
    double x = distance(a), y = distance(b);
    return (x < y) - (x > y);
}

/* The means last; those that cannot be drawn before them. By name, as the comparison has them, where the ratios are the same. */
static int slowest_first(const void *a, const void *b)
{
    const struct forest_row *x = a, *y = b;
    double one = ratio_of(x)->middle, other = ratio_of(y)->middle;

    if (!x->mean != !y->mean)
        return x->mean ? 1 : -1;
    if (!x->mean && isfinite(one) != isfinite(other))
        return isfinite(one) ? -1 : 1;
    if (!x->mean && one != other)
        return one < other ? -1 : 1;
    if (x->mean && x->cell->base->threads != y->cell->base->threads)
        return x->cell->base->threads < y->cell->base->threads ? -1 : 1;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

static int panels_in_order(const void *a, const void *b)
{
    const struct forest_panel *x = a, *y = b;

    if (x->threads != y->threads)
        return x->threads < y->threads ? -1 : 1;
    if (!x->cell || !y->cell)
        return (y->cell != NULL) - (x->cell != NULL);
    return (x->cell > y->cell) - (x->cell < y->cell);
}

/* Leaves out the cells that have changed least where there are more than can be looked at; the means stay. */
static void shorten(struct forest_panel *panel, size_t most)
{
    size_t cells = 0;

    for (size_t i = 0; i < panel->count; i++) {
        struct forest_row row = panel->rows[i];
        if (!row.mean) { /* cells to the front */
            panel->rows[i] = panel->rows[cells];
            panel->rows[cells++] = row;
        }
    }
    if (cells > most) {
        qsort(panel->rows, cells, sizeof *panel->rows, most_changed_first);
        memmove(panel->rows + most, panel->rows + cells, (panel->count - cells) * sizeof *panel->rows);
        panel->left_out = cells - most;
        panel->count -= panel->left_out;
    }
    qsort(panel->rows, panel->count, sizeof *panel->rows, slowest_first);
}

static bool more_threads_than_workloads(const struct compare *compare)
{
    size_t threads = 0, workloads = 0;

    for (size_t i = 0; i < compare->count; i++) {
        bool new_threads = true, new_work = true;
        for (size_t k = 0; k < i && (new_threads || new_work); k++) {
            new_threads = new_threads && compare->rows[k].base->threads != compare->rows[i].base->threads;
            new_work = new_work && !same_work(&compare->rows[k], &compare->rows[i]);
        }
        threads += new_threads;
        workloads += new_work;
    }
    return threads > workloads;
}

static void arrange(struct forest_chart *chart)
{
    const struct compare *compare = chart->compare;

    chart->by_threads = !more_threads_than_workloads(compare);
    chart->differs = differences(compare);
    for (size_t i = 0; i < compare->count; i++) {
        add_row(chart, &compare->rows[i], NULL);
        chart->has_floor = chart->has_floor || isfinite(compare->rows[i].floor);
    }
    for (size_t i = 0; i < compare->mean_count; i++)
        add_row(chart, &compare->rows[compare->means[i].row], &compare->means[i]);
    qsort(chart->panels, chart->panel_count, sizeof *chart->panels, panels_in_order);
    size_t most = SHEET_ROWS / chart->panel_count;
    for (size_t i = 0; i < chart->panel_count; i++)
        shorten(&chart->panels[i], most < PANEL_ROWS ? PANEL_ROWS : most);
    const double band = 1 + 2 * compare->threshold;
    chart->low = fmin(chart->low, 1 / band) / 1.01;
    chart->high = fmax(chart->high, band) * 1.01;
}

/* ---- words */

/* What the row is of; *tail gets what tells it apart from others of the same. Where a panel's title says it, nothing. */
static char *row_name(const struct forest_chart *chart, const struct forest_panel *panel,
                      const struct forest_row *row, char **tail)
{
    const struct curve_key *key = &row->cell->new->key;
    char *n = panel->threads ? text_format("%s", "") : text_format("N=%d", row->cell->base->threads);
    const char *parts[] = {n,
                           chart->differs & DIFFERS_BUILD ? key->build : "",
                           !(chart->differs & DIFFERS_GIL) ? ""
                           : strcmp(key->gil, "on") == 0   ? "GIL on"
                                                           : "GIL off",
                           chart->differs & DIFFERS_MODE ? key->mode : "",
                           chart->differs & DIFFERS_AXES ? key->axes : "",
                           chart->differs & DIFFERS_PLACEMENT ? key->placement : ""};

    *tail = text_format("%s", "");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char *longer = text_format("%s%s%s", *tail, **tail && *parts[i] ? ", " : "", parts[i]);
        free(*tail);
        *tail = longer;
    }
    free(n);
    if (row->mean)
        return text_format("geometric mean");
    return panel->threads ? text_format("%s%s%s", key->workload, *key->params ? "  " : "", key->params)
                          : text_format("%s", "");
}

/* At most `most` characters: what is cut is the name, as the end tells rows apart. */
static char *row_words(const struct forest_chart *chart, const struct forest_panel *panel,
                       const struct forest_row *row, size_t most)
{
    enum { NAME_LEAST = 8 };
    char *tail, *name = row_name(chart, panel, row, &tail);
    size_t room = strlen(tail) + 2 + NAME_LEAST < most ? most - strlen(tail) - 2 : NAME_LEAST;
    char *shown = canvas_name(name, room);
    char *words = text_format("%s%s%s", shown, *shown && *tail ? ", " : "", tail);

    free(name);
    free(shown);
    free(tail);
    return words;
}

/* "0.948 (0.893 to 0.984)" */
static char *figures_of(const struct interval *ratio, bool with_interval)
{
    if (!drawable(ratio))
        return text_format("%s", with_interval ? "not to be told" : "-");
    if (!with_interval || !isfinite(ratio->low) || !isfinite(ratio->high))
        return text_format("%.3f", ratio->middle);
    return text_format("%.3f (%.3f to %.3f)", ratio->middle, ratio->low, ratio->high);
}

/* ---- drawing */

static double draw_key(struct shapes *shapes, void *context, double left, double top, double width)
{
    const struct forest_chart *chart = context;
    struct sheet_key key = {left, width, left, top + SHEET_KEY_ROW / 2.0};
    const enum verdict order[] = {VERDICT_SLOWER, VERDICT_FASTER, VERDICT_EQUIVALENT, VERDICT_INCONCLUSIVE};
    char *band = text_format("too small to count (%.3g %%)", 100 * chart->compare->threshold);

    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        double x = sheet_key_next(shapes, &key, verdict_name(order[i]));
        const struct mark *mark = &marks[order[i]];
        shapes_line(shapes, x, key.y, x + SHEET_KEY_MARK, key.y, mark->colour, SHAPES_THIN);
        shapes_mark(shapes, x + SHEET_KEY_MARK / 2.0, key.y, mark->point, mark->size, mark->colour);
    }
    if (chart->compare->mean_count) {
        double x = sheet_key_next(shapes, &key, "geometric mean");
        shapes_mark(shapes, x + SHEET_KEY_MARK / 2.0, key.y, mean_mark.point, mean_mark.size,
                    mean_mark.colour);
    }
    double x = sheet_key_next(shapes, &key, band);
    shapes_rectangle(shapes, x, key.y - 6, x + SHEET_KEY_MARK, key.y + 6, SHAPES_GRID);
    if (chart->has_floor) {
        x = sheet_key_next(shapes, &key, "noise floor");
        shapes_hatching(shapes, x, key.y - 5, x + SHEET_KEY_MARK, key.y + 5, SHAPES_DIM);
    }
    free(band);
    return key.y + SHEET_KEY_ROW / 2.0;
}

/* An end that lies beyond the axis has an arrow's head in place of a bar. */
static void draw_interval(struct shapes *shapes, const struct shapes_axis *axis, double y,
                          const struct interval *ratio, unsigned colour)
{
    double ends[2] = {shapes_axis_x(axis, fmax(ratio->low, axis->low)),
                      shapes_axis_x(axis, fmin(ratio->high, axis->high))};
    bool beyond[2] = {ratio->low<axis->low, ratio->high> axis->high};

    shapes_line(shapes, ends[0], y, ends[1], y, colour, SHAPES_THIN);
    for (int i = 0; i < 2; i++)
        if (beyond[i]) {
            double inwards = i ? -4 : 4;
            shapes_line(shapes, ends[i], y, ends[i] + inwards, y - 4, colour, SHAPES_THIN);
            shapes_line(shapes, ends[i], y, ends[i] + inwards, y + 4, colour, SHAPES_THIN);
        } else {
            shapes_line(shapes, ends[i], y - 3, ends[i], y + 3, colour, SHAPES_THIN);
        }
}

static void draw_row(struct shapes *shapes, const struct shapes_axis *axis, double y,
                     const struct forest_row *row)
{
    const struct interval *ratio = ratio_of(row);
    const struct mark *mark = row->mean ? &mean_mark : &marks[row->cell->judged.verdict];

    if (!row->mean && isfinite(row->cell->floor)) {
        double floor = 1 + row->cell->floor;
        shapes_hatching(shapes, shapes_axis_x(axis, fmax(1 / floor, axis->low)), y - ROW / 2.0 + 4,
                        shapes_axis_x(axis, fmin(floor, axis->high)), y + ROW / 2.0 - 4, SHAPES_DIM);
    }
    if (!drawable(ratio))
        return;
    if (isfinite(ratio->low) && isfinite(ratio->high))
        draw_interval(shapes, axis, y, ratio, mark->colour);
    shapes_mark(shapes, shapes_axis_x(axis, ratio->middle), y, mark->point, mark->size, mark->colour);
}

static size_t longest_label(const struct forest_chart *chart, const struct forest_panel *panel)
{
    size_t longest = 0;

    for (size_t i = 0; i < panel->count; i++) {
        char *words = row_words(chart, panel, &panel->rows[i], LABEL_MOST);
        longest = strlen(words) > longest ? strlen(words) : longest;
        free(words);
    }
    return longest < LABEL_MOST ? longest : LABEL_MOST;
}

static double draw_panel(struct shapes *shapes, void *context, size_t index, double left, double top,
                         double width)
{
    const struct forest_chart *chart = context;
    const struct forest_panel *panel = &chart->panels[index];
    const bool wide = width > SHEET_SINGLE; /* else the intervals are told by the lines alone */
    double labels =
        fmin(shapes_text_width(SHAPES_PLAIN, longest_label(chart, panel)), (wide ? 0.36 : 0.5) * width);
    size_t letters = shapes_text_fits(SHAPES_PLAIN, labels);
    struct shapes_axis axis = {chart->low, chart->high, left + labels + 14,
                               left + width - shapes_text_width(SHAPES_SMALL, wide ? FIGURES : 5) - 12};
    double bottom = top + 4 + ROW * (double)panel->count, y = top + 4 + ROW / 2.0, band[2];
    bool was_cell = false;

    for (int i = 0; i < 2; i++)
        band[i] =
            shapes_axis_x(&axis, i ? 1 + chart->compare->threshold : 1 / (1 + chart->compare->threshold));
    shapes_rectangle(shapes, band[0], top, band[1], bottom, SHAPES_GRID);
    shapes_axis_draw(shapes, &axis, top, bottom);
    shapes_line(shapes, shapes_axis_x(&axis, 1), top, shapes_axis_x(&axis, 1), bottom, SHAPES_MUTED,
                SHAPES_THIN);
    for (size_t i = 0; i < panel->count; i++, y += ROW) {
        const struct forest_row *row = &panel->rows[i];
        char *words = row_words(chart, panel, row, letters), *figures = figures_of(ratio_of(row), wide);
        if (row->mean && was_cell)
            shapes_line(shapes, left, y - ROW / 2.0, left + width, y - ROW / 2.0, SHAPES_DIM, SHAPES_THIN);
        was_cell = !row->mean;
        shapes_text(shapes, left + labels + 2, y, SHAPES_RIGHT, SHAPES_PLAIN, SHAPES_INK, words, letters);
        shapes_text(shapes, left + width, y, SHAPES_RIGHT, SHAPES_SMALL, SHAPES_INK, figures, 40);
        draw_row(shapes, &axis, y, row);
        free(words);
        free(figures);
    }
    bottom += AXIS + 4;
    shapes_text(shapes, (axis.left + axis.right) / 2, bottom, SHAPES_CENTRE, SHAPES_SMALL, SHAPES_MUTED,
                "rate, new / base", 40);
    if (panel->left_out) {
        char *note = text_format("and %zu cells that have changed less", panel->left_out);
        bottom += 16;
        shapes_text(shapes, left, bottom, SHAPES_LEFT, SHAPES_SMALL, SHAPES_MUTED, note, 60);
        free(note);
    }
    return bottom + 8;
}

/* ---- texts */

static char *panel_title(void *context, size_t index)
{
    const struct forest_panel *panel = &((const struct forest_chart *)context)->panels[index];

    if (panel->threads)
        return text_format("%d worker%s", panel->threads, panel->threads == 1 ? "" : "s");
    if (!panel->cell)
        return text_format("geometric means over the workloads");
    const struct curve_key *key = &panel->cell->base->key;
    return text_format("%s%s%s", key->workload, *key->params ? "  " : "", key->params);
}

static void append(char **text, char *more)
{
    char *longer = text_format("%s%s%s", *text, **text ? " " : "", more);

    free(*text);
    free(more);
    *text = longer;
}

static char *panel_text(void *context, size_t index)
{
    const struct forest_chart *chart = context;
    const struct forest_panel *panel = &chart->panels[index];
    size_t tally[4] = {0};
    char *text = text_format("%s", "");

    for (size_t i = 0; i < panel->count; i++)
        if (!panel->rows[i].mean)
            tally[panel->rows[i].cell->judged.verdict]++;
    if (tally[0] + tally[1] + tally[2] + tally[3])
        append(&text,
               text_format("%zu slower, %zu faster, %zu equivalent, %zu inconclusive.", tally[VERDICT_SLOWER],
                           tally[VERDICT_FASTER], tally[VERDICT_EQUIVALENT], tally[VERDICT_INCONCLUSIVE]));
    for (size_t i = 0; i < panel->count; i++) {
        const struct forest_row *row = &panel->rows[i];
        enum verdict verdict = row->cell->judged.verdict;
        if (!row->mean && panel->count > TEXT_ROWS && verdict != VERDICT_SLOWER && verdict != VERDICT_FASTER)
            continue;
        char *words = row_words(chart, panel, row, TEXT_NAME), *figures = figures_of(ratio_of(row), true);
        if (row->mean)
            append(&text, text_format("%s of %zu workloads: %s.", words, row->mean->ratio.values, figures));
        else
            append(&text, text_format("%s: %s, %s.", words, figures, verdict_name(verdict)));
        free(words);
        free(figures);
    }
    if (panel->left_out)
        append(&text, text_format("%zu cells that have changed less are not drawn.", panel->left_out));
    return text;
}

static char *subtitle_of(const struct forest_chart *chart)
{
    const struct compare *compare = chart->compare;
    const struct curve_key *base = &compare->rows[0].base->key, *new = &compare->rows[0].new->key;
    char *builds = !(chart->differs & DIFFERS_BUILD) && strcmp(base->build, new->build) != 0
                       ? text_format("%s (new) against %s (base); ", new->build, base->build)
                       : text_format("%s", "");
    char *left = compare->left_count ? text_format("; %zu cells have no counterpart", compare->left_count)
                                     : text_format("%s", "");
    char *text =
        text_format("%sleft of 1 is slower, right of it faster; lines: 95 %% interval%s", builds, left);

    free(builds);
    free(left);
    return text;
}

int bars_comparison(const struct chart_target *target, const struct chart_source *source,
                    struct pictures *pictures, struct error *e)
{
    struct forest_chart chart = {.compare = source->compare, .low = 1, .high = 1};
    size_t rows = 0;

    if (!source->compare->count)
        return 0;
    arrange(&chart);
    for (size_t i = 0; i < chart.panel_count; i++)
        rows += chart.panels[i].count;
    char *subtitle = subtitle_of(&chart);
    struct sheet sheet = {.subtitle = subtitle,
                          .panels = chart.panel_count,
                          .columns = rows > TWO_COLUMNS && chart.panel_count > 1 ? 2 : 1,
                          .width = rows > TWO_COLUMNS && chart.panel_count > 1 ? 560 : 736,
                          .context = &chart,
                          .draw_key = draw_key,
                          .draw_panel = draw_panel,
                          .panel_title = panel_title,
                          .panel_text = panel_text};
    int result = sheet_draw(&sheet, target, pictures, e);
    free(subtitle);
    for (size_t i = 0; i < chart.panel_count; i++)
        free(chart.panels[i].rows);
    free(chart.panels);
    return result;
}
