/* What a single worker gets: its share of the work, how long it waits, and what memory all of them take. */
#include "chart/of.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "chart/series.h"

/* A second line of the same curve: in its colour, and not in the key. */
static void add_second(const struct series *series, struct frame *frame, const struct curve *curve,
                       struct line_style style, series_value value)
{
    style.colour = series_style(series, &curve->key).colour;
    series_add_points(lines_add(frame, NULL, NULL, style), curve, value);
}

/* ---- fairness */

/* The band is what the workers' rates span. */
static struct interval slowest_of(const struct curve *curve, const struct curve_point *point)
{
    (void)curve;
    return (struct interval){
        .middle = point->slowest.middle, .low = point->slowest.middle, .high = point->fastest.middle};
}

static struct interval fastest_of(const struct curve *curve, const struct curve_point *point)
{
    (void)curve;
    return (struct interval){.middle = point->fastest.middle, .low = NAN, .high = NAN};
}

static const struct curve_point *last_unequal(const struct curve *curve)
{
    for (size_t i = curve->count; i > 0; i--)
        if (curve->points[i - 1].threads > 1 && isfinite(curve->points[i - 1].slowest.middle))
            return &curve->points[i - 1];
    return NULL;
}

static void tell_fairness(const struct series *series, struct panel *panel, size_t from, size_t end)
{
    size_t size, told = 0;
    FILE *to = open_memstream(&panel->text, &size);

    if (!to)
        abort(); /* no memory, as in text_grow */
    fputs(panel->title, to);
    for (size_t i = from; i < end; i++) {
        const struct curve_point *point = last_unequal(&series->curves->items[i]);
        if (!point)
            continue;
        char *name = series_name(series, &series->curves->items[i].key);
        fprintf(
            to,
            "%s on %s at %d workers the slowest did %.0f %% of the mean worker's ops, the fastest %.0f %%",
            told++ ? "," : ":", name, point->threads, 100 * point->slowest.middle,
            100 * point->fastest.middle);
        free(name);
    }
    fputs(".", to);
    fclose(to);
}

static bool fill_fairness(const struct series *series, struct panel *panel, size_t from, size_t end)
{
    struct frame *frame = lines_add_frame(panel, "rate / mean worker's", UNIT_SHARE, 1);
    bool any = false;

    for (size_t i = from; i < end; i++) {
        const struct curve *curve = &series->curves->items[i];
        if (!last_unequal(curve) || !series_add_curve(series, frame, curve, slowest_of))
            continue;
        add_second(series, frame, curve, series_style(series, &curve->key), fastest_of);
        any = true;
    }
    frame->high = 1.2;
    if (!any)
        return false;
    series_add_level(frame, 1, "the mean worker, total rate / N", "mean");
    tell_fairness(series, panel, from, end);
    return true;
}

void of_fairness(struct lines_chart *chart, const struct curves *curves)
{
    chart->subtitle = text_format("the rates of the slowest and of the fastest worker over the mean "
                                  "worker's; shaded: what lies between them");
    chart->one_scale = true;
    series_fill_panels(chart, curves, fill_fairness);
}

/* ---- waiting */

static struct interval gil_wait_of(const struct curve *curve, const struct curve_point *point)
{
    (void)curve;
    return point->measures[MEASURE_GIL_WAIT];
}

static struct interval runqueue_wait_of(const struct curve *curve, const struct curve_point *point)
{
    (void)curve;
    return point->measures[MEASURE_RUNQUEUE_WAIT];
}

static bool fill_gil_wait(const struct series *series, struct panel *panel, size_t from, size_t end)
{
    const struct line_style thin = {0, DASH_DOTS, MARK_NONE, 1.2};
    struct frame *frame = lines_add_frame(panel, "share of time in wait", UNIT_SHARE, 1);
    bool any = false;

    for (size_t i = from; i < end; i++) {
        const struct curve *curve = &series->curves->items[i];
        if (!series_add_curve(series, frame, curve, gil_wait_of))
            continue;
        add_second(series, frame, curve, thin, runqueue_wait_of);
        any = true;
    }
    frame->high = .1;
    return any;
}

void of_gil_wait(struct lines_chart *chart, const struct curves *curves)
{
    chart->subtitle = text_format(
        "share of a worker's time that it waited for the GIL; shaded or bars: 95 %% interval; thin "
        "dotted: that it was ready to run and had no CPU");
    chart->one_scale = true;
    series_fill_panels(chart, curves, fill_gil_wait);
}

/* ---- memory */

static struct interval pss_of(const struct curve *curve, const struct curve_point *point)
{
    (void)curve;
    return (struct interval){.middle = point->pss_bytes, .low = NAN, .high = NAN};
}

static bool fill_memory(const struct series *series, struct panel *panel, size_t from, size_t end)
{
    struct frame *frame = lines_add_frame(panel, "memory (PSS), all workers", UNIT_BYTES, 1);
    bool any = false;

    for (size_t i = from; i < end; i++)
        any = series_add_curve(series, frame, &series->curves->items[i], pss_of) != NULL || any;
    return any;
}

void of_memory(struct lines_chart *chart, const struct curves *curves)
{
    chart->subtitle =
        text_format("proportional set size of all that workers live in, with all of them alive; median");
    series_fill_panels(chart, curves, fill_memory);
}
