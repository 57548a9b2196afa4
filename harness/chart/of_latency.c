/* Requests' times as percentiles: against N, or, where one N was measured under several settings, setting by setting. */
#include "chart/of.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chart/palette.h"
#include "chart/series.h"

/* A percentile wants so many requests beyond it; else it is the few slowest by chance. */
enum { BEYOND = 10 };

static const struct percentile {
    const char *name;
    enum measure measure;
    double beyond; /* share of the requests */
    int mark;
    bool banded; /* with its interval: more of them would cover each other */
} percentiles[] = {{"p50", MEASURE_LATENCY_P50, .5, MARK_CIRCLE, true},
                   {"p90", MEASURE_LATENCY_P90, .1, MARK_TRIANGLE, false},
                   {"p99", MEASURE_LATENCY_P99, .01, MARK_SQUARE, true},
                   {"p99.9", MEASURE_LATENCY_P999, .001, MARK_LOZENGE, false}};

enum { PERCENTILES = sizeof percentiles / sizeof *percentiles };

/* The percentile's own shape; open where the GIL is forced on, as everywhere. */
static struct line_style style_of(const struct series *series, const struct curve_key *key,
                                  const struct percentile *percentile)
{
    struct line_style style = series_style(series, key);

    style.mark = percentile->mark - (style.dash == DASH_LONG ? 1 : 0);
    style.width = percentile == &percentiles[0] ? 2 : 1.2;
    return style;
}

static struct interval value_of(const struct curve_point *point, const struct percentile *percentile)
{
    struct interval shown = point->measures[percentile->measure];
    bool enough = point->measures[MEASURE_REQUESTS].middle * percentile->beyond >= BEYOND;

    if (strcmp(point->status, "ok") != 0 || !(enough && shown.middle > 0))
        shown.middle = NAN;
    if (!percentile->banded)
        shown.low = shown.high = NAN;
    return shown;
}

static bool is_timed(const struct curve *curve)
{
    for (size_t i = 0; i < curve->count; i++)
        if (isfinite(value_of(&curve->points[i], &percentiles[0]).middle))
            return true;
    return false;
}

/* ---- words */

static void tell_point(FILE *to, const struct curve_point *point)
{
    char middle[32], low[32], high[32];

    for (size_t p = 0, told = 0; p < PERCENTILES; p++) {
        struct interval shown = value_of(point, &percentiles[p]);
        if (!isfinite(shown.middle))
            continue;
        fprintf(to, "%s %s %s", told++ ? "," : "", percentiles[p].name,
                axis_text(UNIT_SECONDS, shown.middle, middle, sizeof middle));
        if (isfinite(shown.low))
            fprintf(to, " (%s to %s)", axis_text(UNIT_SECONDS, shown.low, low, sizeof low),
                    axis_text(UNIT_SECONDS, shown.high, high, sizeof high));
    }
}

static void tell(const struct series *series, struct panel *panel, size_t from, size_t end)
{
    size_t size, told = 0;
    FILE *to = open_memstream(&panel->text, &size);

    if (!to)
        abort(); /* no memory, as in text_grow */
    fprintf(to, "%s, a request's time", panel->title);
    for (size_t i = from; i < end; i++) {
        const struct curve *curve = &series->curves->items[i];
        if (!is_timed(curve))
            continue;
        char *name = series_name(series, &curve->key);
        fprintf(to, "%s on %s at %d worker%s", told++ ? ";" : ":", name,
                curve->points[curve->count - 1].threads,
                curve->points[curve->count - 1].threads > 1 ? "s" : "");
        tell_point(to, &curve->points[curve->count - 1]);
        free(name);
    }
    fputs(".", to);
    fclose(to);
}

/* ---- the panels */

static struct frame *add_frame(struct panel *panel)
{
    struct frame *frame = lines_add_frame(panel, "time of a request", UNIT_SECONDS, 1);

    frame->log = true;
    frame->low = frame->high = NAN;
    return frame;
}

/* Colours and percentiles apart: all pairs of them would fill the picture. */
static void add_key(const struct series *series, struct frame *frame, size_t from, size_t end)
{
    for (size_t i = from; i < end; i++) {
        const struct curve_key *key = &series->curves->items[i].key;
        struct curve_key plain = *key; /* the panel's title or its categories say mode and axes */
        plain.mode = (char *)"threads";
        plain.axes = (char *)"";
        struct line_style style = series_style(series, key);
        char *name = series_name(series, &plain);
        style.mark = MARK_NONE;
        if (is_timed(&series->curves->items[i]))
            lines_add(frame, name, NULL, style)->sample = true;
        free(name);
    }
    for (size_t p = 0; p < PERCENTILES; p++) {
        struct line_style style = {palette_neutrals[PALETTE_MUTED].light, DASH_NONE, percentiles[p].mark,
                                   1.2};
        bool any = false;
        for (size_t i = from; i < end; i++)
            for (size_t k = 0; k < series->curves->items[i].count; k++)
                any = any || isfinite(value_of(&series->curves->items[i].points[k], &percentiles[p]).middle);
        if (any)
            lines_add(frame, percentiles[p].name, NULL, style)->sample = true;
    }
}

static void add_percentiles(const struct series *series, struct frame *frame, const struct curve *curve)
{
    for (size_t p = 0; p < PERCENTILES; p++) {
        struct line *line = lines_add(frame, NULL, NULL, style_of(series, &curve->key, &percentiles[p]));
        for (size_t i = 0; i < curve->count; i++) {
            struct interval shown = value_of(&curve->points[i], &percentiles[p]);
            if (isfinite(shown.middle))
                lines_add_point(line, curve->points[i].threads, shown.middle, shown.low, shown.high);
        }
    }
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool same_setting(const struct curve_key *a, const struct curve_key *b)
{
    return same_text(a->mode, b->mode) && same_text(a->axes, b->axes) &&
           same_text(a->placement, b->placement);
}

/* Builds of one setting against N. */
static void add_panel(struct lines_chart *chart, const struct series *series, size_t from, size_t end)
{
    const struct curve_key *key = &series->curves->items[from].key;
    char *plain = series_panel_title(key), *setting = series_setting(series, key);
    char *title = text_format("%s%s%s", plain, *setting ? ", " : "", setting);
    bool timed = false;

    free(plain);
    free(setting);
    for (size_t i = from; i < end; i++)
        timed = timed || is_timed(&series->curves->items[i]);
    if (timed) {
        struct panel *panel = lines_add_panel(chart, title);
        struct frame *frame = add_frame(panel);
        for (size_t i = from; i < end; i++)
            add_percentiles(series, frame, &series->curves->items[i]);
        add_key(series, frame, from, end);
        tell(series, panel, from, end);
    }
    free(title);
}

/* ---- one N: settings side by side */

static bool has_one_n(const struct curves *curves, size_t from, size_t end)
{
    size_t settings = 1;

    for (size_t i = from; i < end; i++) {
        if (curves->items[i].count != 1 ||
            curves->items[i].points[0].threads != curves->items[from].points[0].threads)
            return false;
        settings += i > from && !same_setting(&curves->items[i].key, &curves->items[i - 1].key);
    }
    return settings > 1;
}

/* From the median to the highest percentile, so that the marks of one build read as one. */
static void add_stem(struct frame *frame, const struct curve_point *point, double x, struct line_style style)
{
    double top = NAN, bottom = NAN;

    for (size_t p = 0; p < PERCENTILES; p++) {
        double value = value_of(point, &percentiles[p]).middle;
        top = fmax(top, value);
        bottom = fmin(bottom, value);
    }
    style.mark = MARK_NONE;
    struct line *line = lines_add(frame, NULL, NULL, style);
    lines_add_point(line, x, bottom, NAN, NAN);
    lines_add_point(line, x, top, NAN, NAN);
}

/* Of the axes' items (and mode and placement) those that all these curves have, or those that not all have, a line each; the caller frees. */
static char *list_items(const struct series *series, size_t from, size_t end, const struct curve_key *key,
                        bool common)
{
    char *text = text_format("%s", common || strcmp(key->mode, "threads") == 0 ? "" : key->mode);
    struct text_list items = {0};

    text_split(&items, key->axes, ";");
    if (series->placements_differ && !common)
        text_list_add(&items, key->placement);
    for (size_t i = 0; i < items.count; i++) {
        bool all = true;
        for (size_t k = from; k < end && all; k++)
            all = strstr(series->curves->items[k].key.axes, items.items[i]) != NULL;
        if (all != common)
            continue;
        char *longer = text_format("%s%s%s", text, *text ? common ? ";" : "\n" : "", items.items[i]);
        free(text);
        text = longer;
    }
    text_list_free(&items);
    return text;
}

static void add_settings(const struct series *series, struct panel *panel, size_t from, size_t end)
{
    struct frame *frame = add_frame(panel);
    double builds = (double)series->builds.count;
    int category = 0;

    for (size_t i = from; i < end; i++) {
        const struct curve *curve = &series->curves->items[i];
        if (i == from || !same_setting(&curve->key, &series->curves->items[i - 1].key)) {
            char *setting = list_items(series, from, end, &curve->key, false);
            text_list_add(&panel->categories, *setting ? setting : "defaults");
            free(setting);
            category++;
        }
        double place = (double)palette_place(&series->builds, curve->key.build);
        double x = category + (builds > 1 ? (place / (builds - 1) - .5) * .4 : 0);
        if (!is_timed(curve))
            continue;
        add_stem(frame, &curve->points[0], x, style_of(series, &curve->key, &percentiles[1]));
        for (size_t p = 0; p < PERCENTILES; p++) {
            struct interval shown = value_of(&curve->points[0], &percentiles[p]);
            struct line *line = lines_add(frame, NULL, NULL, style_of(series, &curve->key, &percentiles[p]));
            line->style.dash = DASH_NONE;
            lines_add_point(line, x, shown.middle, NAN, NAN);
        }
    }
    add_key(series, frame, from, end);
    tell(series, panel, from, end);
}

void of_latency(struct lines_chart *chart, const struct curves *curves)
{
    struct series series = {0};

    series_make(&series, curves);
    chart->x_title = text_format("workers (N)");
    chart->subtitle = text_format(
        "percentiles of all requests' times, from when a request was due where it came at a time of its own");
    for (size_t from = 0, end; from < curves->count; from = end) {
        end = series_panel_end(curves, from);
        bool timed = false;
        for (size_t i = from; i < end; i++)
            timed = timed || is_timed(&curves->items[i]);
        if (timed && has_one_n(curves, from, end)) {
            char *plain = series_panel_title(&curves->items[from].key),
                 *common = list_items(&series, from, end, &curves->items[from].key, true);
            char *title = text_format("%s%s%s", plain, *common ? ", " : "", common);
            free(plain);
            free(common);
            add_settings(&series, lines_add_panel(chart, title), from, end);
            free(title);
            continue;
        }
        for (int other = 0; other <= 1; other++) /* threads first */
            for (size_t i = from, next; i < end; i = next) {
                for (next = i + 1;
                     next < end && same_setting(&curves->items[i].key, &curves->items[next].key);)
                    next++;
                if (other == (strcmp(curves->items[i].key.mode, "threads") != 0))
                    add_panel(chart, &series, i, next);
            }
    }
    series_free(&series);
}
