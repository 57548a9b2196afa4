/* Speedup against N: the curves, what an ideal machine and this machine give, and the fitted law. */
#include "chart/of.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/palette.h"
#include "chart/series.h"

#define NATIVE_CEILING "spin"

bool of_speedup_drawable(const struct curve_point *point)
{
    return strcmp(point->status, "ok") == 0 && isfinite(point->speedup.middle);
}

static bool curve_drawable(const struct curve *curve)
{
    for (size_t i = 0; i < curve->count; i++)
        if (of_speedup_drawable(&curve->points[i]))
            return true;
    return false;
}

static struct line_style reference_style(enum palette_neutral colour, int dash)
{
    return (struct line_style){palette_neutrals[colour].light, dash, MARK_NONE, 1.4};
}

static int ascending(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* All N of the panel, ascending, each once. The caller frees. */
static int *list_threads(const struct curves *curves, size_t from, size_t end, size_t *count)
{
    int *threads = NULL;
    size_t room = 0, kept = 0;

    for (size_t i = from; i < end; i++)
        for (size_t k = 0; k < curves->items[i].count; k++)
            if (of_speedup_drawable(&curves->items[i].points[k])) {
                threads = text_grow(threads, room + 1, sizeof *threads);
                threads[room++] = curves->items[i].points[k].threads;
            }
    if (room)
        qsort(threads, room, sizeof *threads, ascending);
    for (size_t i = 0; i < room; i++)
        if (i == 0 || threads[i] != threads[i - 1])
            threads[kept++] = threads[i];
    *count = kept;
    return threads;
}

/* Straight between the N that were measured, as all lines are: against a smooth curve they would seem to beat it. */
static void add_ideal(struct frame *frame, const int *threads, size_t count)
{
    struct line *line = lines_add(frame, "ideal (N workers, N times the rate)", "ideal",
                                  reference_style(PALETTE_DIM, DASH_LONG));

    line->loose = !frame->log; /* there it is straight, and nothing is pressed onto the floor by it */
    for (size_t i = 0; i < count; i++)
        lines_add_point(line, threads[i], threads[i], NAN, NAN);
}

static bool is_native_here(const struct curves *curves, const struct curve *native, size_t from, size_t end)
{
    bool placed_here = false;

    for (size_t i = from; i < end; i++)
        placed_here = placed_here || strcmp(curves->items[i].key.placement, native->key.placement) == 0;
    return placed_here && strcmp(native->key.workload, NATIVE_CEILING) == 0 &&
           strcmp(native->key.mode, "threads") == 0 && !*native->key.axes;
}

/* What the machine itself gives at the placements of this panel: the median over the builds' native curves. */
static void add_ceiling(struct frame *frame, const struct curves *curves, size_t from, size_t end,
                        const int *threads, size_t count)
{
    double *values = text_grow(NULL, curves->count + 1, sizeof *values);
    struct line *line = NULL;

    if (strcmp(curves->items[from].key.workload, NATIVE_CEILING) == 0)
        count = 0;
    for (size_t t = 0; t < count; t++) {
        size_t found = 0;
        for (size_t i = 0; i < curves->count; i++) {
            const struct curve_point *point = curve_at(&curves->items[i], threads[t]);
            if (point && of_speedup_drawable(point) && is_native_here(curves, &curves->items[i], from, end))
                values[found++] = point->speedup.middle;
        }
        if (found && !line) {
            line = lines_add(frame, "native ceiling (workload " NATIVE_CEILING ")", "native ceiling",
                             reference_style(PALETTE_MUTED, DASH_DOTS));
            line->loose = true;
        }
        if (found)
            lines_add_point(line, threads[t], median_of(values, found), NAN, NAN);
    }
    free(values);
}

static void add_law(struct frame *frame, const struct curve *curve)
{
    const struct curve_point *one = curve_at(curve, 1);

    if (!of_usl_drawable(curve) || !one || !(one->rate.middle > 0) || !curve_drawable(curve))
        return;
    of_usl_add_points(
        lines_add(frame, "fitted USL", NULL,
                  (struct line_style){palette_neutrals[PALETTE_INK].light, DASH_SOLID, MARK_NONE, .7}),
        &curve->laws, one->rate.middle);
}

static struct interval speedup_of(const struct curve *curve, const struct curve_point *point)
{
    (void)curve;
    return point->speedup;
}

static bool fill(const struct series *series, struct panel *panel, size_t from, size_t end)
{
    const struct curves *curves = series->curves;
    struct frame *frame = lines_add_frame(panel, "speedup", UNIT_TIMES, 1);
    size_t count;
    int *threads = list_threads(curves, from, end, &count);

    if (count == 0)
        return false;
    frame->high = fmin(threads[count - 1], 2);                 /* so much of the ideal line is always seen */
    frame->log = series_most_threads(curves) >= AXIS_LOG_FROM; /* both axes, so that the ideal is straight */
    frame->low = frame->log ? 1 : 0;
    add_ideal(frame, threads, count);
    add_ceiling(frame, curves, from, end, threads, count);
    for (size_t i = from; i < end; i++)
        series_add_curve(series, frame, &curves->items[i], speedup_of);
    for (size_t i = from; i < end; i++) /* last, so that a good fit is not hidden by its curve */
        add_law(frame, &curves->items[i]);
    free(threads);
    return true;
}

void of_speedup(struct lines_chart *chart, const struct curves *curves)
{
    chart->subtitle =
        text_format("total rate of N workers / rate of one, same build; shaded or bars: 95 %% interval");
    chart->one_scale = true;
    series_fill_panels(chart, curves, fill);
}
