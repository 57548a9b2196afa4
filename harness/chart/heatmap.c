/* Speedups as a map: workloads down, workers across. */
#include "chart/bars.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "chart/axis.h"
#include "chart/diverging.h"
#include "chart/of.h"
#include "chart/series.h"
#include "chart/sheet.h"

enum {
    CELL = 46,
    CELL_NARROW = 34,
    ROW = 22,
    COLUMNS_MOST = 12,
    LABEL_MOST = 40,
    AXIS = 34,
    SHEET_WIDTH = 1000
};

/* One build, state of the GIL, mode, axes and placement. */
struct heat_panel {
    const struct curve_key *key;
    const struct curve **rows;
    size_t count;
};

struct heat_chart {
    struct heat_panel *panels;
    size_t panel_count;
    int *threads; /* ascending, each once; without 1, where the speedup is 1 */
    size_t thread_count;
    double low, high;     /* where the colours end, 0.5 and 2 at least */
    bool has_gaps;        /* cells without a speedup */
    struct series series; /* names */
};

static bool same_panel(const struct curve_key *a, const struct curve_key *b)
{
    return strcmp(a->build, b->build) == 0 && strcmp(a->gil, b->gil) == 0 && sheet_order(a, b) == 0;
}

static struct heat_panel *panel_of(struct heat_chart *chart, const struct curve_key *key)
{
    for (size_t i = 0; i < chart->panel_count; i++)
        if (same_panel(chart->panels[i].key, key))
            return &chart->panels[i];
    chart->panels = text_grow(chart->panels, chart->panel_count + 1, sizeof *chart->panels);
    chart->panels[chart->panel_count] = (struct heat_panel){.key = key};
    return &chart->panels[chart->panel_count++];
}

/* As the builds' versions, then the GIL; the list of curves is sorted by workload. */
static int by_build(const void *a, const void *b)
{
    const struct curve_key *x = ((const struct heat_panel *)a)->key, *y = ((const struct heat_panel *)b)->key;
    int order = sheet_order(x, y);

    order = order ? order : strverscmp(x->build, y->build);
    return order ? order : strcmp(x->gil, y->gil);
}

static void add_threads(struct heat_chart *chart, int threads)
{
    size_t at = 0;

    while (at < chart->thread_count && chart->threads[at] < threads)
        at++;
    if (threads == 1 || (at < chart->thread_count && chart->threads[at] == threads))
        return;
    chart->threads = text_grow(chart->threads, chart->thread_count + 1, sizeof *chart->threads);
    memmove(chart->threads + at + 1, chart->threads + at,
            (chart->thread_count - at) * sizeof *chart->threads);
    chart->threads[at] = threads;
    chart->thread_count++;
}

static bool same_work(const struct curve_key *a, const struct curve_key *b)
{
    return strcmp(a->workload, b->workload) == 0 && strcmp(a->params, b->params) == 0;
}

static bool has_any(const struct curve *curve)
{
    for (size_t i = 0; i < curve->count; i++)
        if (curve->points[i].threads > 1 && !curve_is_open_loop(curve) &&
            of_speedup_drawable(&curve->points[i]))
            return true;
    return false;
}

/* A row that any of the maps has is in all where it was measured, so that their rows stand side by side: curves of one workload are
 * neighbours. */
static bool has_row(const struct curves *curves, size_t i)
{
    const struct curve_key *key = &curves->items[i].key;
    size_t from = i;

    while (from > 0 && same_work(&curves->items[from - 1].key, key))
        from--;
    for (; from < curves->count && same_work(&curves->items[from].key, key); from++)
        if (has_any(&curves->items[from]))
            return !curve_is_open_loop(&curves->items[i]);
    return false;
}

static void arrange(struct heat_chart *chart, const struct curves *curves)
{
    for (size_t i = 0; i < curves->count; i++) {
        const struct curve *curve = &curves->items[i];
        if (!has_row(curves, i))
            continue;
        struct heat_panel *panel = panel_of(chart, &curve->key);
        panel->rows = text_grow(panel->rows, panel->count + 1, sizeof(const struct curve *));
        panel->rows[panel->count++] = curve;
        for (size_t k = 0; k < curve->count; k++) {
            const struct curve_point *point = &curve->points[k];
            add_threads(chart, point->threads);
            if (of_speedup_drawable(point)) {
                chart->high = fmax(chart->high, point->speedup.middle);
                chart->low = fmin(chart->low, point->speedup.middle);
            }
        }
    }
    for (size_t i = 0; i < chart->panel_count; i++)
        for (size_t k = 0; k < chart->panels[i].count; k++)
            for (size_t t = 0; t < chart->thread_count; t++) {
                const struct curve_point *point = curve_at(chart->panels[i].rows[k], chart->threads[t]);
                chart->has_gaps = chart->has_gaps || !point || !of_speedup_drawable(point);
            }
    chart->low = fmax(chart->low, 0.01); /* a rate of 0 has no place on a scale of ratios */
    if (chart->panel_count)
        qsort(chart->panels, chart->panel_count, sizeof *chart->panels, by_build);
    series_make(&chart->series, curves);
}

/* Which columns there is room for. Returns how many are `shown`. */
static size_t choose_columns(const struct heat_chart *chart, size_t most, bool *shown)
{
    double *place = text_grow(NULL, chart->thread_count, sizeof *place);
    size_t count = 0;

    for (size_t i = 0; i < chart->thread_count; i++)
        place[i] = log2(chart->threads[i]);
    /* The larger the factor between neighbours that is asked for, the fewer they are. */
    for (double room = 0;; room += 0.05) {
        axis_choose(chart->threads, place, chart->thread_count, room, shown);
        count = 0;
        for (size_t i = 0; i < chart->thread_count; i++)
            count += shown[i];
        if (count <= most || count <= 1)
            break;
    }
    free(place);
    return count;
}

static double place_of(const struct heat_chart *chart, double speedup)
{
    if (!(speedup > 0))
        return -1;
    return speedup >= 1 ? log(speedup) / log(chart->high) : -log(speedup) / log(chart->low);
}

static void number_of(double speedup, char *to, size_t size)
{
    snprintf(to, size, speedup < 9.995 ? "%.2f" : speedup < 99.95 ? "%.1f" : "%.0f", speedup);
}

static double draw_key(struct shapes *shapes, void *context, double left, double top, double width)
{
    enum { STEPS = 24, HEIGHT = 12, MISSING = 120 };
    const struct heat_chart *chart = context;
    double bar = fmin(320, width - MISSING - 40), x = left + 18, step = bar / STEPS;
    char text[32];

    for (int i = 0; i < STEPS; i++)
        shapes_rectangle(shapes, x + i * step, top, x + (i + 1) * step + 0.5, top + HEIGHT,
                         diverging_colour((i + 0.5) / STEPS * 2 - 1));
    /* Powers of two, those that have room. */
    double last = -INFINITY;
    for (int power = (int)ceil(log2(chart->low)); power <= (int)floor(log2(chart->high)); power++) {
        double at = x + (place_of(chart, exp2(power)) + 1) / 2 * bar;
        if (at < last + 34 || (power < 0 && at > x + bar / 2 - 34))
            continue;
        snprintf(text, sizeof text, "%gx", exp2(power));
        shapes_text(shapes, at, top + HEIGHT + 10, SHAPES_CENTRE, SHAPES_SMALL, SHAPES_INK, text, 12);
        last = at;
    }
    x += bar + 30;
    if (chart->has_gaps)
        shapes_hatching(shapes, x, top, x + 24, top + HEIGHT, SHAPES_GRID);
    if (chart->has_gaps)
        shapes_text(shapes, x + 30, top + HEIGHT / 2.0, SHAPES_LEFT, SHAPES_SMALL, SHAPES_INK, "no speedup",
                    16);
    return top + HEIGHT + 20;
}

static char *row_words(const struct curve *curve)
{
    return text_format("%s%s%s", curve->key.workload, *curve->key.params ? "  " : "", curve->key.params);
}

static size_t longest_label(const struct heat_panel *panel)
{
    size_t longest = 0;

    for (size_t i = 0; i < panel->count; i++) {
        char *words = row_words(panel->rows[i]);
        longest = strlen(words) > longest ? strlen(words) : longest;
        free(words);
    }
    return longest < LABEL_MOST ? longest : LABEL_MOST;
}

/* Why there is no number: not measured, or how it ended. */
static const char *reason_of(const struct curve_point *point)
{
    return !point ? "-" : strcmp(point->status, "ok") == 0 ? "no N=1" : point->status;
}

static void draw_cell(struct shapes *shapes, const struct heat_chart *chart, const struct curve *curve,
                      int threads, double left, double top, double width)
{
    const struct curve_point *point = curve_at(curve, threads);
    double middle = left + width / 2, y = top + ROW / 2.0;
    char text[32];

    if (!point || !of_speedup_drawable(point)) {
        shapes_hatching(shapes, left, top, left + width - 1, top + ROW - 1, SHAPES_GRID);
        const char *reason = reason_of(point);
        bool fits = shapes_text_width(SHAPES_SMALL, strlen(reason)) <= width;
        shapes_text(shapes, middle, y, SHAPES_CENTRE, SHAPES_SMALL, SHAPES_MUTED, fits ? reason : "-", 8);
        return;
    }
    unsigned colour = diverging_colour(place_of(chart, point->speedup.middle));
    shapes_rectangle(shapes, left, top, left + width - 1, top + ROW - 1, colour);
    number_of(point->speedup.middle, text, sizeof text);
    shapes_text(shapes, middle, y, SHAPES_CENTRE, SHAPES_SMALL, diverging_ink(colour), text, 8);
}

static double draw_panel(struct shapes *shapes, void *context, size_t index, double left, double top,
                         double width)
{
    const struct heat_chart *chart = context;
    const struct heat_panel *panel = &chart->panels[index];
    bool *shown = text_grow(NULL, chart->thread_count, sizeof *shown);
    double labels = fmin(shapes_text_width(SHAPES_PLAIN, longest_label(panel)), 0.62 * width) + 8;
    size_t letters = shapes_text_fits(SHAPES_PLAIN, labels - 8);
    double cell = width - labels < CELL * (double)chart->thread_count ? CELL_NARROW : CELL,
           bottom = top + ROW * (double)panel->count;

    size_t count = choose_columns(chart, (size_t)((width - labels) / cell), shown);
    for (size_t i = 0; i < panel->count; i++) {
        double y = top + ROW * (double)i, x = left + labels;
        char *words = row_words(panel->rows[i]);
        shapes_text(shapes, x - 8, y + ROW / 2.0, SHAPES_RIGHT, SHAPES_PLAIN, SHAPES_INK, words, letters);
        free(words);
        for (size_t k = 0; k < chart->thread_count; k++)
            if (shown[k]) {
                draw_cell(shapes, chart, panel->rows[i], chart->threads[k], x, y, cell);
                x += cell;
            }
    }
    double x = left + labels;
    for (size_t k = 0; k < chart->thread_count; k++)
        if (shown[k]) {
            char text[16];
            snprintf(text, sizeof text, "%d", chart->threads[k]);
            shapes_text(shapes, x + cell / 2, bottom + 9, SHAPES_CENTRE, SHAPES_SMALL, SHAPES_INK, text, 8);
            x += cell;
        }
    char *below = count < chart->thread_count
                      ? text_format("workers (N), %zu of %zu", count, chart->thread_count)
                      : text_format("workers (N)");
    shapes_text(shapes, left + labels + cell * (double)count / 2, bottom + 24, SHAPES_CENTRE, SHAPES_SMALL,
                SHAPES_MUTED, below, 40);
    free(below);
    free(shown);
    return bottom + AXIS;
}

static char *panel_title(void *context, size_t index)
{
    const struct heat_chart *chart = context;

    return series_name(&chart->series, chart->panels[index].key);
}

static char *panel_text(void *context, size_t index)
{
    const struct heat_chart *chart = context;
    const struct heat_panel *panel = &chart->panels[index];
    char *text = text_format("%s", "");

    for (size_t i = 0; i < panel->count; i++) {
        char *name = row_words(panel->rows[i]), *line = text_format("%s%s:", *text ? " " : "", name);
        for (size_t k = 0; k < panel->rows[i]->count; k++) {
            const struct curve_point *point = &panel->rows[i]->points[k];
            if (point->threads == 1)
                continue;
            char *part = of_speedup_drawable(point)
                             ? text_format(" %.2fx at N=%d,", point->speedup.middle, point->threads)
                             : text_format(" no speedup at N=%d (%s),", point->threads, reason_of(point));
            char *longer = text_format("%s%s", line, part);
            free(line);
            free(part);
            line = longer;
        }
        line[strlen(line) - 1] = '.';
        char *longer = text_format("%s%s", text, line);
        free(text);
        free(line);
        free(name);
        text = longer;
    }
    return text;
}

/* Of a sheet: with the longest name and all columns, or as many as people compare. */
static double widest_panel(struct heat_chart *chart)
{
    size_t columns = chart->thread_count < COLUMNS_MOST ? chart->thread_count : COLUMNS_MOST;
    double width = 160;

    for (size_t i = 0; i < chart->panel_count; i++) {
        char *title = panel_title(chart, i);
        double body =
            shapes_text_width(SHAPES_PLAIN, longest_label(&chart->panels[i])) + 8 + CELL * (double)columns;
        width = fmax(width, fmax(body, shapes_text_width(SHAPES_HEADING, strlen(title))));
        free(title);
    }
    return ceil(width);
}

static void chart_free(struct heat_chart *chart)
{
    for (size_t i = 0; i < chart->panel_count; i++)
        free(chart->panels[i].rows);
    free(chart->panels);
    free(chart->threads);
    series_free(&chart->series);
}

/* Maps that were measured in the same way stand in whole rows, where that is possible. */
static size_t choose_side_by_side(const struct heat_chart *chart, double width)
{
    size_t same = 0, most = (size_t)(SHEET_WIDTH / width);

    while (same < chart->panel_count && sheet_order(chart->panels[same].key, chart->panels[0].key) == 0)
        same++;
    most = most < 1 ? 1 : most > chart->panel_count ? chart->panel_count : most;
    for (size_t columns = most; columns > 1; columns--)
        if (same % columns == 0)
            return columns;
    return most;
}

int bars_heatmap(const struct chart_target *target, const struct chart_source *source,
                 struct pictures *pictures, struct error *e)
{
    struct heat_chart chart = {.low = 0.5, .high = 2};

    arrange(&chart, source->curves);
    struct sheet sheet = {.subtitle = "total rate of N workers / rate of one, same build; white: as one "
                                      "does, purple: more, orange: less",
                          .panels = chart.panel_count,
                          .columns = 1,
                          .width = widest_panel(&chart),
                          .context = &chart,
                          .draw_key = draw_key,
                          .draw_panel = draw_panel,
                          .panel_title = panel_title,
                          .panel_text = panel_text};
    sheet.columns = choose_side_by_side(&chart, sheet.width);
    int result = sheet_draw(&sheet, target, pictures, e);
    chart_free(&chart);
    return result;
}
