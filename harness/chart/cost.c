/* What one thread costs on a free-threaded build: horizontal bars. */
#include "chart/bars.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "chart/sheet.h"

enum { BAR = 14, GAP = 8, AXIS = 24, VALUE_LETTERS = 6, LABEL_MOST = 44 };

/* A free-threaded build in one state of the GIL, held against a GIL build: what has one colour. */
struct cost_series {
    const struct curve_key *free_threaded, *gil;
    unsigned colour;
    bool forced; /* the GIL of the free-threaded build was forced on */
};

struct cost_row {
    const struct curve_key *key; /* NULL: the geometric mean */
    struct interval *ratios;     /* one a series, middle NAN where there is none */
};

struct cost_panel {
    const struct curve_key *key; /* its mode, axes and placement */
    struct cost_row *rows;       /* the mean last, where there is one */
    size_t count;
};

struct cost_chart {
    struct cost_series *series;
    size_t series_count;
    struct cost_panel *panels;
    size_t panel_count;
    double low, high;  /* of the axis */
    bool modes_differ; /* do the panels need titles? */
};

static bool same_series(const struct cost_series *series, const struct curve_key *free_threaded,
                        const struct curve_key *gil)
{
    return strcmp(series->free_threaded->build, free_threaded->build) == 0 &&
           strcmp(series->free_threaded->gil, free_threaded->gil) == 0 &&
           strcmp(series->gil->build, gil->build) == 0;
}

static size_t series_of(struct cost_chart *chart, const struct curves *curves, const struct cost *cost,
                        const struct text_list *builds)
{
    const struct curve_key *key = &curves->items[cost->free_threaded].key,
                           *gil = &curves->items[cost->gil].key;

    for (size_t i = 0; i < chart->series_count; i++)
        if (same_series(&chart->series[i], key, gil))
            return i;
    chart->series = text_grow(chart->series, chart->series_count + 1, sizeof *chart->series);
    chart->series[chart->series_count] = (struct cost_series){
        key, gil, palette_builds[palette_place(builds, key->build) % PALETTE_BUILDS].light,
        strcmp(key->gil, "on") == 0};
    return chart->series_count++;
}

static struct cost_panel *panel_of(struct cost_chart *chart, const struct curve_key *key)
{
    for (size_t i = 0; i < chart->panel_count; i++)
        if (sheet_order(chart->panels[i].key, key) == 0)
            return &chart->panels[i];
    chart->panels = text_grow(chart->panels, chart->panel_count + 1, sizeof *chart->panels);
    chart->panels[chart->panel_count] = (struct cost_panel){.key = key};
    return &chart->panels[chart->panel_count++];
}

/* NULL for the key: the row of the means. */
static struct cost_row *row_of(struct cost_panel *panel, const struct curve_key *key, size_t series_count)
{
    for (size_t i = 0; i < panel->count; i++) {
        const struct curve_key *own = panel->rows[i].key;
        if (own == key || (own && key && strcmp(own->workload, key->workload) == 0 &&
                           strcmp(own->params, key->params) == 0))
            return &panel->rows[i];
    }
    panel->rows = text_grow(panel->rows, panel->count + 1, sizeof *panel->rows);
    struct cost_row *row = &panel->rows[panel->count++];
    *row = (struct cost_row){key, text_grow(NULL, series_count, sizeof *row->ratios)};
    for (size_t i = 0; i < series_count; i++)
        row->ratios[i] = (struct interval){NAN, NAN, NAN, NAN, 0};
    return row;
}

/* The dearest first, by the first series that both have; the mean last. */
struct ranked {
    struct cost_row row;
    double ratio;
    size_t place;
};

static int dearest_first(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (!x->row.key != !y->row.key)
        return x->row.key ? -1 : 1;
    if (x->ratio != y->ratio)
        return x->ratio > y->ratio ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

static void sort_rows(struct cost_panel *panel, size_t series_count)
{
    struct ranked *ranked = text_grow(NULL, panel->count, sizeof *ranked);

    for (size_t i = 0; i < panel->count; i++) {
        double ratio = 0; /* without any: last */
        for (size_t k = series_count; k-- > 0;)
            if (isfinite(panel->rows[i].ratios[k].middle))
                ratio = panel->rows[i].ratios[k].middle;
        ranked[i] = (struct ranked){panel->rows[i], ratio, i};
    }
    qsort(ranked, panel->count, sizeof *ranked, dearest_first);
    for (size_t i = 0; i < panel->count; i++)
        panel->rows[i] = ranked[i].row;
    free(ranked);
}

static bool drawable(const struct interval *ratio)
{
    return isfinite(ratio->middle) && ratio->middle > 0;
}

static void widen(struct cost_chart *chart, const struct interval *ratio)
{
    if (!drawable(ratio))
        return;
    chart->low = fmin(chart->low, ratio->middle);
    chart->high = fmax(chart->high, ratio->middle);
    /* One interval from a hundredth to a hundred would press all others into the middle: it is cut. */
    if (isfinite(ratio->low) && isfinite(ratio->high)) {
        chart->low = fmin(chart->low, fmax(ratio->low, ratio->middle / 2));
        chart->high = fmax(chart->high, fmin(ratio->high, ratio->middle * 2));
    }
}

static int in_order(const void *a, const void *b)
{
    return sheet_order(((const struct cost_panel *)a)->key, ((const struct cost_panel *)b)->key);
}

static void arrange(struct cost_chart *chart, const struct curves *curves, const struct text_list *builds)
{
    const struct costs *costs = &curves->costs;

    for (size_t i = 0; i < costs->count; i++)
        if (drawable(&costs->items[i].ratio))
            series_of(chart, curves, &costs->items[i], builds);
    for (size_t i = 0; i < costs->count; i++) {
        const struct cost *cost = &costs->items[i];
        const struct curve_key *key = &curves->items[cost->free_threaded].key;
        if (!drawable(&cost->ratio))
            continue;
        size_t series = series_of(chart, curves, cost, builds);
        row_of(panel_of(chart, key), key, chart->series_count)->ratios[series] = cost->ratio;
        widen(chart, &cost->ratio);
    }
    for (size_t i = 0; i < costs->mean_count; i++) {
        const struct cost *cost = &costs->items[costs->means[i].cost];
        if (!drawable(&costs->means[i].ratio))
            continue;
        size_t series = series_of(chart, curves, cost, builds);
        struct cost_panel *panel = panel_of(chart, &curves->items[cost->free_threaded].key);
        row_of(panel, NULL, chart->series_count)->ratios[series] = costs->means[i].ratio;
        widen(chart, &costs->means[i].ratio);
    }
    for (size_t i = 0; i < chart->panel_count; i++)
        sort_rows(&chart->panels[i], chart->series_count);
    if (chart->panel_count)
        qsort(chart->panels, chart->panel_count, sizeof *chart->panels, in_order);
    chart->modes_differ = chart->panel_count > 1;
    chart->low = fmin(chart->low, 0.9) / 1.03;
    chart->high = fmax(chart->high, 1.3) * 1.03;
}

/* "3.13.15t, against 3.13.15" */
static char *series_words(const struct cost_series *series)
{
    return text_format("%s%s, against %s", series->free_threaded->build,
                       series->forced ? " with the GIL forced on" : "", series->gil->build);
}

static void fill(struct shapes *shapes, double left, double top, double right, double bottom,
                 const struct cost_series *series)
{
    /* Of no width: gnuplot passes over it. */
    if (fabs(right - left) < 0.5)
        right = left + 0.5;
    if (series->forced)
        shapes_hatching(shapes, left, top, right, bottom, series->colour);
    else
        shapes_rectangle(shapes, left, top, right, bottom, series->colour);
}

static double draw_key(struct shapes *shapes, void *context, double left, double top, double width)
{
    const struct cost_chart *chart = context;
    struct sheet_key key = {left, width, left, top + SHEET_KEY_ROW / 2.0};

    for (size_t i = 0; i < chart->series_count; i++) {
        char *words = series_words(&chart->series[i]);
        double x = sheet_key_next(shapes, &key, words);
        fill(shapes, x, key.y - 5, x + SHEET_KEY_MARK, key.y + 5, &chart->series[i]);
        free(words);
    }
    return key.y + SHEET_KEY_ROW / 2.0;
}

static char *row_words(const struct cost_row *row)
{
    if (!row->key)
        return text_format("geometric mean");
    return text_format("%s%s%s", row->key->workload, *row->key->params ? "  " : "", row->key->params);
}

static void draw_bar(struct shapes *shapes, const struct shapes_axis *axis, double y,
                     const struct cost_series *series, const struct interval *ratio)
{
    char value[32];
    double one = shapes_axis_x(axis, 1), end = shapes_axis_x(axis, ratio->middle), edge = fmax(one, end);

    fill(shapes, fmin(one, end), y - BAR / 2.0 + 1, fmax(one, end), y + BAR / 2.0 - 1, series);
    if (isfinite(ratio->low) && isfinite(ratio->high)) {
        double low = fmax(shapes_axis_x(axis, ratio->low), axis->left),
               high = fmin(shapes_axis_x(axis, ratio->high), axis->right);
        shapes_line(shapes, low, y, high, y, SHAPES_INK, SHAPES_THIN);
        for (int side = 0; side < 2; side++) /* no end where it goes on beyond the axis */
            if (side ? ratio->high <= axis->high : ratio->low >= axis->low)
                shapes_line(shapes, side ? high : low, y - 3, side ? high : low, y + 3, SHAPES_INK,
                            SHAPES_THIN);
        edge = fmax(edge, high);
    }
    snprintf(value, sizeof value, "%.2fx", ratio->middle);
    shapes_text(shapes, edge + 5, y, SHAPES_LEFT, SHAPES_SMALL, SHAPES_INK, value, 12);
}

static size_t longest_label(const struct cost_panel *panel)
{
    size_t longest = 0;

    for (size_t i = 0; i < panel->count; i++) {
        char *words = row_words(&panel->rows[i]);
        longest = strlen(words) > longest ? strlen(words) : longest;
        free(words);
    }
    return longest < LABEL_MOST ? longest : LABEL_MOST;
}

static double draw_panel(struct shapes *shapes, void *context, size_t index, double left, double top,
                         double width)
{
    const struct cost_chart *chart = context;
    const struct cost_panel *panel = &chart->panels[index];
    double labels = fmin(shapes_text_width(SHAPES_PLAIN, longest_label(panel)), 0.42 * width);
    size_t letters = shapes_text_fits(SHAPES_PLAIN, labels);
    struct shapes_axis axis = {chart->low, chart->high, left + labels + 10,
                               left + width - shapes_text_width(SHAPES_SMALL, VALUE_LETTERS) - 5};
    double row_height = BAR * (double)chart->series_count + GAP, bottom = top + 4;

    for (size_t i = 0; i < panel->count; i++)
        bottom += row_height + (panel->rows[i].key ? 0 : GAP);
    shapes_axis_draw(shapes, &axis, top, bottom);
    double y = top + 4;
    for (size_t i = 0; i < panel->count; i++) {
        const struct cost_row *row = &panel->rows[i];
        if (!row->key) {
            shapes_line(shapes, left, y + GAP / 2.0, left + width, y + GAP / 2.0, SHAPES_MUTED, SHAPES_THIN);
            y += GAP;
        }
        char *words = row_words(row);
        shapes_text(shapes, axis.left - 8, y + row_height / 2, SHAPES_RIGHT, SHAPES_PLAIN, SHAPES_INK, words,
                    letters);
        free(words);
        for (size_t k = 0; k < chart->series_count; k++)
            if (drawable(&row->ratios[k]))
                draw_bar(shapes, &axis, y + GAP / 2.0 + BAR * ((double)k + 0.5), &chart->series[k],
                         &row->ratios[k]);
        y += row_height;
    }
    double one = shapes_axis_x(&axis, 1);
    shapes_line(shapes, one, top, one, bottom, SHAPES_INK, SHAPES_THIN);
    return shapes_paragraph(shapes, (axis.left + axis.right) / 2, bottom + AXIS + 6, SHAPES_CENTRE,
                            SHAPES_SMALL, SHAPES_MUTED, "rate with a GIL / rate without",
                            shapes_text_fits(SHAPES_SMALL, axis.right - axis.left + 40));
}

static char *panel_title(void *context, size_t index)
{
    const struct cost_chart *chart = context;
    const struct curve_key *key = chart->panels[index].key;

    if (!chart->modes_differ)
        return text_format("%s", "");
    return text_format("%s%s%s, placement %s", key->mode, *key->axes ? ", " : "", key->axes, key->placement);
}

static char *panel_text(void *context, size_t index)
{
    const struct cost_chart *chart = context;
    const struct cost_panel *panel = &chart->panels[index];
    char *text = text_format("%s", "");

    for (size_t i = 0; i < panel->count; i++)
        for (size_t k = 0; k < chart->series_count; k++) {
            const struct interval *ratio = &panel->rows[i].ratios[k];
            if (!drawable(ratio))
                continue;
            char *row = row_words(&panel->rows[i]), *series = series_words(&chart->series[k]);
            char *range = isfinite(ratio->low) ? text_format(" (%.2f to %.2f)", ratio->low, ratio->high)
                                               : text_format("%s", " (too few invocations for an interval)");
            char *of =
                panel->rows[i].key ? text_format("%s", "") : text_format(" of %zu workloads", ratio->values);
            char *longer = text_format("%s%s%s%s: one thread costs %.2fx%s on %s.", text, *text ? " " : "",
                                       row, of, ratio->middle, range, series);
            free(row);
            free(series);
            free(range);
            free(of);
            free(text);
            text = longer;
        }
    return text;
}

static void chart_free(struct cost_chart *chart)
{
    for (size_t i = 0; i < chart->panel_count; i++) {
        for (size_t k = 0; k < chart->panels[i].count; k++)
            free(chart->panels[i].rows[k].ratios);
        free(chart->panels[i].rows);
    }
    free(chart->panels);
    free(chart->series);
}

int bars_cost(const struct chart_target *target, const struct chart_source *source, struct pictures *pictures,
              struct error *e)
{
    struct cost_chart chart = {.low = 1, .high = 1};
    struct text_list builds = {0};

    palette_list_builds(source, &builds);
    arrange(&chart, source->curves, &builds);
    struct sheet sheet = {.subtitle =
                              "how many times slower one worker is on the free-threaded build than on "
                              "the GIL build of the same version; lines: 95 % interval",
                          .panels = chart.panel_count,
                          .columns = 1,
                          .width = 696,
                          .context = &chart,
                          .draw_key = draw_key,
                          .draw_panel = draw_panel,
                          .panel_title = panel_title,
                          .panel_text = panel_text};
    int result = sheet_draw(&sheet, target, pictures, e);
    chart_free(&chart);
    text_list_free(&builds);
    return result;
}
