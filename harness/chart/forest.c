/* A comparison as a forest plot. */
#include "chart/bars.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "chart/canvas.h"
#include "chart/diverging.h"
#include "chart/forest.h"
#include "chart/sheet.h"

enum {
    ROW = 18,
    AXIS = 24,
    LABEL_MOST = 44,
    FIGURES = 20,    /* letters of "0.948 (0.893 to 0.984)", without its blanks */
    TEXT_NAME = 200, /* letters of a row's name in the text */
    TEXT_ROWS = 60,  /* told one by one; of more, only those that have changed */
    TWO_COLUMNS = 60 /* rows from which on panels stand side by side */
};

struct mark {
    int point;
    double size;
    unsigned colour;
};

static struct mark mark_of(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_FASTER:
        return (struct mark){9, 0.8, DIVERGING_BETTER};
    case VERDICT_SLOWER:
        return (struct mark){11, 0.8, DIVERGING_WORSE};
    case VERDICT_EQUIVALENT:
        return (struct mark){5, 0.6, SHAPES_INK};
    case VERDICT_INCONCLUSIVE:
        break;
    }
    return (struct mark){6, 0.6, SHAPES_MUTED};
}

static struct mark mean_mark(void)
{
    return (struct mark){13, 1.1, SHAPES_INK};
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
    if (!forest_drawable(ratio))
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
        const struct mark mark = mark_of(order[i]);
        shapes_line(shapes, x, key.y, x + SHEET_KEY_MARK, key.y, mark.colour, SHAPES_THIN);
        shapes_mark(shapes, x + SHEET_KEY_MARK / 2.0, key.y, mark.point, mark.size, mark.colour);
    }
    if (chart->compare->mean_count) {
        const struct mark mark = mean_mark();
        double x = sheet_key_next(shapes, &key, "geometric mean");
        shapes_mark(shapes, x + SHEET_KEY_MARK / 2.0, key.y, mark.point, mark.size, mark.colour);
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
    bool beyond[2];

    beyond[0] = ratio->low < axis->low;
    beyond[1] = ratio->high > axis->high;
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
    const struct interval *ratio = forest_ratio(row);
    const struct mark mark = row->mean ? mean_mark() : mark_of(row->cell->judged.verdict);

    if (!row->mean && isfinite(row->cell->floor)) {
        double floor = 1 + row->cell->floor;
        shapes_hatching(shapes, shapes_axis_x(axis, fmax(1 / floor, axis->low)), y - ROW / 2.0 + 4,
                        shapes_axis_x(axis, fmin(floor, axis->high)), y + ROW / 2.0 - 4, SHAPES_DIM);
    }
    if (!forest_drawable(ratio))
        return;
    if (isfinite(ratio->low) && isfinite(ratio->high))
        draw_interval(shapes, axis, y, ratio, mark.colour);
    shapes_mark(shapes, shapes_axis_x(axis, ratio->middle), y, mark.point, mark.size, mark.colour);
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
        char *words = row_words(chart, panel, row, letters), *figures = figures_of(forest_ratio(row), wide);
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
        char *words = row_words(chart, panel, row, TEXT_NAME), *figures = figures_of(forest_ratio(row), true);
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
    forest_arrange(&chart);
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
    forest_free(&chart);
    return result;
}
