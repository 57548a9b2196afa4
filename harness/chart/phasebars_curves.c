/* Measured speedups below the ceilings that the GIL sets. */
#include "chart/phasebars.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "chart/axis.h"
#include "chart/of.h"
#include "stats/ceiling.h"

enum { LEFT = 34, BELOW = 34, LABELS = 12 };

struct plot {
    double left, right, top, bottom; /* pixels */
    double low, high, most;          /* N; the highest speedup */
    bool log;
};

static double x_of(const struct plot *plot, double n)
{
    double at = plot->log                ? log(n / plot->low) / log(plot->high / plot->low)
                : plot->high > plot->low ? (n - plot->low) / (plot->high - plot->low)
                                         : 0.5;
    return plot->left + LABELS + at * (plot->right - plot->left - 2 * LABELS);
}

static double y_of(const struct plot *plot, double speedup)
{
    return plot->bottom - speedup / plot->most * (plot->bottom - plot->top);
}

/* ---- what is to be seen */

static void note_curve(struct plot *plot, const struct curve *curve)
{
    for (size_t i = 0; i < curve->count; i++) {
        const struct curve_point *point = &curve->points[i];
        if (!of_speedup_drawable(point))
            continue;
        double n = point->threads, ceiling = ceiling_at(curve, point->threads).middle;
        plot->low = fmin(plot->low, n);
        plot->high = fmax(plot->high, n);
        plot->most = fmax(plot->most, point->speedup.middle);
        /* An interval that is many times as wide is cut. */
        if (isfinite(point->speedup.high))
            plot->most = fmax(plot->most, fmin(point->speedup.high, 1.5 * point->speedup.middle));
        if (isfinite(ceiling))
            plot->most = fmax(plot->most, fmin(ceiling, 3 * point->speedup.middle));
    }
}

static struct plot plot_of(const struct phasebars_chart *chart, const struct phasebars_panel *panel,
                           double left, double top, double width, double height)
{
    struct plot plot = {.left = left + LEFT,
                        .right = left + width,
                        .top = top + 4,
                        .bottom = top + height,
                        .low = INFINITY,
                        .most = 1};

    for (size_t i = panel->from; i < panel->end; i++)
        if (phasebars_has_line(&chart->series.curves->items[i]))
            note_curve(&plot, &chart->series.curves->items[i]);
    plot.most *= 1.08;
    plot.log = plot.high >= AXIS_LOG_FROM;
    return plot;
}

/* ---- axes */

static int ascending(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* As many numbers of workers as do not run into each other. */
static void draw_workers(struct shapes *shapes, const struct phasebars_chart *chart,
                         const struct phasebars_panel *panel, const struct plot *plot)
{
    const struct curves *curves = chart->series.curves;
    size_t room = 0, count = 0;
    int *n = NULL;

    for (size_t i = panel->from; i < panel->end; i++)
        for (size_t k = 0; k < curves->items[i].count && phasebars_has_line(&curves->items[i]); k++)
            if (of_speedup_drawable(&curves->items[i].points[k])) {
                n = text_grow(n, room + 1, sizeof *n);
                n[room++] = curves->items[i].points[k].threads;
            }
    if (room)
        qsort(n, room, sizeof *n, ascending);
    for (size_t i = 0; i < room; i++)
        if (i == 0 || n[i] != n[i - 1])
            n[count++] = n[i];
    double *places = text_grow(NULL, count + 1, sizeof *places);
    bool *shown = text_grow(NULL, count + 1, sizeof *shown);
    for (size_t i = 0; i < count; i++)
        places[i] = x_of(plot, n[i]);
    axis_choose(n, places, count, shapes_text_width(SHAPES_SMALL, 3) + 6, shown);
    for (size_t i = 0; i < count; i++) {
        char *text = text_format("%d", n[i]);
        if (shown[i])
            shapes_text(shapes, places[i], plot->bottom + 11, SHAPES_CENTRE, SHAPES_SMALL, SHAPES_INK, text,
                        8);
        free(text);
    }
    shapes_text(shapes, (plot->left + plot->right) / 2, plot->bottom + 27, SHAPES_CENTRE, SHAPES_SMALL,
                SHAPES_MUTED, "workers (N); speedup over one", 40);
    free(n);
    free(places);
    free(shown);
}

static void draw_speedups(struct shapes *shapes, const struct plot *plot)
{
    struct axis_tick ticks[TICKS_MOST];
    size_t count = axis_ticks(UNIT_TIMES, 0, plot->most, false, ticks);

    for (size_t i = 0; i < count; i++) {
        double y = y_of(plot, ticks[i].at);
        shapes_rectangle(shapes, plot->left, y - 0.5, plot->right, y + 0.5, SHAPES_GRID);
        shapes_text(shapes, plot->left - 5, y, SHAPES_RIGHT, SHAPES_SMALL, SHAPES_INK, ticks[i].text, 8);
    }
    shapes_line(shapes, plot->left, plot->bottom, plot->right, plot->bottom, SHAPES_MUTED, SHAPES_THIN);
    shapes_line(shapes, plot->left, plot->top, plot->left, plot->bottom, SHAPES_MUTED, SHAPES_THIN);
}

/* ---- lines */

/* A line from one place to the next, no higher than the frame. */
static void draw_step(struct shapes *shapes, const struct plot *plot, double n, double speedup, double next,
                      double rises, unsigned colour)
{
    if (speedup > plot->most)
        return;
    if (rises > plot->most) {
        next = n + (next - n) * (plot->most - speedup) / (rises - speedup);
        rises = plot->most;
    }
    shapes_line(shapes, x_of(plot, n), y_of(plot, speedup), x_of(plot, next), y_of(plot, rises), colour,
                SHAPES_DASHED);
}

/* min(N, 1/share): up with N, and from where both are the same on level. On a logarithmic axis in pieces, as it bends there. */
static void draw_ceiling(struct shapes *shapes, const struct plot *plot, const struct curve *curve,
                         unsigned colour)
{
    double most = ceiling_of(curve, NULL).middle, n = plot->low;

    if (isnan(most))
        return;
    const double step = plot->log ? 1.25 : 2;
    double knee = fmin(fmax(most, plot->low), plot->high);
    while (n < knee * (1 - 1e-9)) {
        double next = fmin(n * step, knee);
        draw_step(shapes, plot, n, n, next, next, colour);
        n = next;
    }
    if (plot->high > n && isfinite(most))
        draw_step(shapes, plot, n, fmin(most, n), plot->high, fmin(most, n), colour);
}

static void draw_interval(struct shapes *shapes, const struct plot *plot, double x,
                          const struct interval *speedup, unsigned colour)
{
    if (!isfinite(speedup->low) || !isfinite(speedup->high))
        return;
    double low = y_of(plot, fmax(speedup->low, 0)), high = y_of(plot, fmin(speedup->high, plot->most));
    shapes_line(shapes, x, low, x, high, colour, SHAPES_THIN);
    shapes_line(shapes, x - 3, low, x + 3, low, colour, SHAPES_THIN);
    if (speedup->high <= plot->most) /* else it goes on */
        shapes_line(shapes, x - 3, high, x + 3, high, colour, SHAPES_THIN);
}

static void draw_measured(struct shapes *shapes, const struct plot *plot, const struct curve *curve,
                          const struct line_style *style)
{
    const struct curve_point *last = NULL;

    for (size_t i = 0; i < curve->count; i++) {
        const struct curve_point *point = &curve->points[i];
        if (!of_speedup_drawable(point))
            continue;
        double x = x_of(plot, point->threads), y = y_of(plot, point->speedup.middle);
        if (last)
            shapes_line(shapes, x_of(plot, last->threads), y_of(plot, last->speedup.middle), x, y,
                        style->colour, style->dash == DASH_SOLID ? SHAPES_THICK : SHAPES_THIN);
        draw_interval(shapes, plot, x, &point->speedup, style->colour);
        shapes_mark(shapes, x, y, style->mark, 0.7, style->colour);
        last = point;
    }
}

double phasebars_draw_curves(struct shapes *shapes, const struct phasebars_chart *chart,
                             const struct phasebars_panel *panel, double left, double top, double width,
                             double height)
{
    const struct plot plot = plot_of(chart, panel, left, top, width, height);

    draw_speedups(shapes, &plot);
    draw_workers(shapes, chart, panel, &plot);
    for (size_t i = panel->from; i < panel->end; i++) {
        const struct curve *curve = &chart->series.curves->items[i];
        if (!phasebars_has_line(curve))
            continue;
        const struct line_style style = series_style(&chart->series, &curve->key);
        draw_ceiling(shapes, &plot, curve, style.colour);
        draw_measured(shapes, &plot, curve, &style);
    }
    return plot.bottom + BELOW;
}
