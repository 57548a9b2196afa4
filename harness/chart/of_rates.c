/* What the whole crew does: total rate, efficiency, and the free-threaded build's rate over the GIL build's. */
#include "chart/of.h"

#include <math.h>
#include <stdlib.h>

#include "chart/series.h"

/* A line for each curve that has the value; returns whether there are any. */
static bool add_lines(const struct series *series, struct frame *frame, size_t from, size_t end,
                      series_value value)
{
    bool any = false;

    for (size_t i = from; i < end; i++)
        any = series_add_curve(series, frame, &series->curves->items[i], value) != NULL || any;
    return any;
}

/* ---- throughput */

static struct interval rate_of(const struct curve *curve, const struct curve_point *point)
{
    (void)curve;
    return point->rate;
}

static bool fill_throughput(const struct series *series, struct panel *panel, size_t from, size_t end)
{
    return add_lines(series, lines_add_frame(panel, "ops/s, all workers", UNIT_RATE, 1), from, end, rate_of);
}

void of_throughput(struct lines_chart *chart, const struct curves *curves)
{
    chart->subtitle = text_format("ops per second of all N workers together; shaded or bars: 95 %% interval");
    series_fill_panels(chart, curves, fill_throughput);
}

/* ---- efficiency */

static struct interval efficiency_of(const struct curve *curve, const struct curve_point *point)
{
    struct interval shown = point->speedup;

    (void)curve;
    shown.middle /= point->threads;
    shown.low /= point->threads;
    shown.high /= point->threads;
    return shown;
}

static bool fill_efficiency(const struct series *series, struct panel *panel, size_t from, size_t end)
{
    struct frame *frame = lines_add_frame(panel, "speedup / N", UNIT_SHARE, 1);
    bool any = add_lines(series, frame, from, end, efficiency_of);

    frame->high = 1;
    if (any)
        series_add_level(frame, 1, "ideal: each worker does what one alone does", "ideal");
    return any;
}

void of_efficiency(struct lines_chart *chart, const struct curves *curves)
{
    chart->subtitle =
        text_format("speedup over one worker of the same build, a worker; shaded or bars: 95 %% interval");
    chart->one_scale = true;
    series_fill_panels(chart, curves, fill_efficiency);
}

/* ---- free-threaded over GIL */

/* Where requests come at a given rate, so do both. */
static struct interval ratio_of(const struct curve *curve, const struct curve_point *point)
{
    const struct interval none = {NAN, NAN, NAN, NAN, 0};

    return curve_is_open_loop(curve) ? none : point->gil_ratio;
}

static bool fill_ratio(const struct series *series, struct panel *panel, size_t from, size_t end)
{
    struct frame *frame = lines_add_frame(panel, "rate / the GIL build's", UNIT_TIMES, 1);
    bool any = false;

    for (size_t i = from; i < end; i++) {
        const struct curve *curve = &series->curves->items[i];
        if (!curve->gil_build)
            continue;
        char *suffix = text_format(" / %s", curve->gil_build);
        any = series_add_points(series_add_line(series, frame, curve, suffix), curve, ratio_of) > 0 || any;
        free(suffix);
    }
    int most = series_most_threads(series->curves);
    frame->high = 1.2;
    frame->log = most >= AXIS_LOG_FROM; /* both axes, as for speedups */
    frame->low = frame->log ? .8 : 0;
    if (any)
        series_add_level(frame, 1, "1.0: as fast as the GIL build", "GIL build");
    return any;
}

void of_ratio(struct lines_chart *chart, const struct curves *curves)
{
    chart->subtitle = text_format("rate of the free-threaded build / rate of the GIL build of the same "
                                  "version, at the same N; shaded or bars: 95 %% interval");
    chart->one_scale = true;
    series_fill_panels(chart, curves, fill_ratio);
}
