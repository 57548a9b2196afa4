/* The phases of an op as bars, what of them holds the GIL, and beside them how far that lets the curve rise. */
#include "chart/phasebars.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "chart/axis.h"
#include "chart/bars.h"
#include "chart/of.h"
#include "chart/sheet.h"
#include "stats/ceiling.h"

enum {
    BAR = 16,
    SEAM = 2,
    LABEL = 18,
    GAP = 12,
    AXIS = 34,
    CURVES = 190,
    BETWEEN = 34,
    NAME_MOST = 20,
    LABEL_MOST = 60
};

/* ---- what there is */

static bool is_clocked(const struct curve_point *one)
{
    return one->phases.count || isfinite(one->measures[MEASURE_GIL_HELD].middle);
}

const struct curve_point *phasebars_of(const struct curve *curve)
{
    const struct curve_point *one = curve_at(curve, 1);
    bool drawable = one && one->invocations && one->rate.middle > 0;

    return drawable && (is_clocked(one) || strcmp(curve->key.gil, "off") == 0) ? one : NULL;
}

bool phasebars_has_line(const struct curve *curve)
{
    size_t drawable = 0;

    for (size_t i = 0; i < curve->count; i++)
        drawable += of_speedup_drawable(&curve->points[i]);
    return phasebars_of(curve) && drawable > 1;
}

static void arrange(struct phasebars_chart *chart, const struct curves *curves)
{
    series_make(&chart->series, curves);
    for (size_t from = 0, end; from < curves->count; from = end) {
        bool any = false;
        end = series_panel_end(curves, from);
        for (size_t i = from; i < end; i++) {
            const struct curve_point *one = phasebars_of(&curves->items[i]);
            any = any || (one && is_clocked(one));
        }
        for (size_t i = from; any && i < end; i++) {
            chart->has_curves = chart->has_curves || phasebars_has_line(&curves->items[i]);
            chart->has_ceiling = chart->has_ceiling || (phasebars_has_line(&curves->items[i]) &&
                                                        !isnan(ceiling_of(&curves->items[i], NULL).middle));
        }
        if (!any)
            continue;
        chart->panels = text_grow(chart->panels, chart->panel_count + 1, sizeof *chart->panels);
        chart->panels[chart->panel_count++] = (struct phasebars_panel){from, end};
    }
}

/* ---- a bar: the part with the GIL held solid, the rest hatched */

/* gnuplot's SVG knows one colour of hatching; the line around it says whose it is. */
static void fill(struct shapes *shapes, double left, double top, double right, double bottom, bool held,
                 unsigned colour)
{
    if (right - left < 0.2)
        return; /* of no width: gnuplot passes over it */
    if (held) {
        shapes_rectangle(shapes, left, top, right, bottom, colour);
        return;
    }
    shapes_hatching(shapes, left, top, right, bottom, SHAPES_MUTED);
    for (int side = 0; side < 2; side++) {
        double x = side ? right - 0.5 : left + 0.5, y = side ? bottom - 0.5 : top + 0.5;
        shapes_line(shapes, x, top, x, bottom, colour, SHAPES_THIN);
        shapes_line(shapes, left, y, right, y, colour, SHAPES_THIN);
    }
}

/* A part of the bar, its held part first. Without a GIL nothing is held. */
static void draw_part(struct shapes *shapes, double left, double right, double y, double held,
                      unsigned colour)
{
    double share = isfinite(held) ? fmin(fmax(held, 0), 1) : 0, middle = left + share * (right - left);

    fill(shapes, left, y, middle, y + BAR, true, colour);
    fill(shapes, middle, y, right, y + BAR, false, colour);
}

/* "prepare 1.5 ms, native 7.6 ms"; "1.5 ms, GIL held 25 %" or "1.5 ms, no GIL" where an op has no phases. The caller frees. */
static char *bar_words(const struct curve_point *one)
{
    char time[32], share[32], *all = text_format("%s", "");
    double held = one->measures[MEASURE_GIL_HELD].middle;

    for (size_t i = 0; i < one->phases.count; i++) {
        const struct phase_time *phase = &one->phases.items[i];
        char *longer = text_format("%s%s%.*s %s", all, i ? ", " : "", NAME_MOST, phase->name,
                                   axis_text(UNIT_SECONDS, phase->seconds.middle, time, sizeof time));
        free(all);
        all = longer;
    }
    if (!one->phases.count) {
        free(all);
        all = text_format("%s, %s%s", axis_text(UNIT_SECONDS, 1 / one->rate.middle, time, sizeof time),
                          isfinite(held) ? "GIL held " : "no GIL",
                          isfinite(held) ? axis_text(UNIT_SHARE, held, share, sizeof share) : "");
    }
    return all;
}

/* Name above, words below. Returns where the next one begins. */
static double draw_bar(struct shapes *shapes, const struct phasebars_chart *chart, const struct curve *curve,
                       double left, double top, double width, double longest)
{
    const struct curve_point *one = phasebars_of(curve);
    const struct line_style style = series_style(&chart->series, &curve->key);
    const unsigned colour = style.colour;
    const bool has_line = phasebars_has_line(curve);
    char *name = series_name(&chart->series, &curve->key), *words = bar_words(one);
    const double whole = 1 / one->rate.middle / longest * width, y = top + LABEL;
    double at = left, sum = 0;

    for (size_t i = 0; i < one->phases.count; i++)
        sum += one->phases.items[i].part.middle;
    for (size_t i = 0; i < one->phases.count; i++) {
        const struct phase_time *phase = &one->phases.items[i];
        double end = at + whole * phase->part.middle / sum;
        /* Paper between them, so that parts of the same kind are two; none is so short that it is gone. */
        double gap = fmin(SEAM, (end - at) / 2);
        draw_part(shapes, at + (i ? gap : 0), i + 1 < one->phases.count ? end - gap : end, y,
                  phase->held.middle, colour);
        at = end;
    }
    if (!one->phases.count)
        draw_part(shapes, left, left + whole, y, one->measures[MEASURE_GIL_HELD].middle, colour);
    if (has_line) /* so that it is found again among the curves */
        shapes_mark(shapes, left + 5, top + LABEL / 2.0 - 2, style.mark, 0.7, colour);
    shapes_text(shapes, left + (has_line ? 14 : 0), top + LABEL / 2.0 - 2, SHAPES_LEFT, SHAPES_PLAIN,
                SHAPES_INK, name, shapes_text_fits(SHAPES_PLAIN, width - 14));
    double below = shapes_paragraph(shapes, left, y + BAR + 10, SHAPES_LEFT, SHAPES_SMALL, SHAPES_MUTED,
                                    words, shapes_text_fits(SHAPES_SMALL, width));
    free(name);
    free(words);
    return below - 10 + GAP;
}

static void draw_time_axis(struct shapes *shapes, double left, double top, double bottom, double width,
                           double longest)
{
    struct axis_tick ticks[TICKS_MOST];
    size_t count = axis_ticks(UNIT_SECONDS, 0, longest, false, ticks);
    double free_from = -INFINITY;

    for (size_t i = 0; i < count; i++) {
        double x = left + ticks[i].at / longest * width,
               half = shapes_text_width(SHAPES_SMALL, strlen(ticks[i].text)) / 2;
        shapes_rectangle(shapes, x - 0.5, top, x + 0.5, bottom, SHAPES_GRID); /* below bars */
        if (x - half < free_from || x + half > left + width + 12)
            continue;
        shapes_text(shapes, x, bottom + 11, SHAPES_CENTRE, SHAPES_SMALL, SHAPES_INK, ticks[i].text, 12);
        free_from = x + half + 6;
    }
    shapes_text(shapes, left + width / 2, bottom + 27, SHAPES_CENTRE, SHAPES_SMALL, SHAPES_MUTED,
                "time of one op, one worker", 40);
}

static double draw_all_bars(struct shapes *shapes, const struct phasebars_chart *chart,
                            const struct phasebars_panel *panel, double left, double top, double width,
                            double longest)
{
    for (size_t i = panel->from; i < panel->end; i++)
        if (phasebars_of(&chart->series.curves->items[i]))
            top = draw_bar(shapes, chart, &chart->series.curves->items[i], left, top, width, longest);
    return top;
}

static double draw_bars(struct shapes *shapes, const struct phasebars_chart *chart,
                        const struct phasebars_panel *panel, double left, double top, double width)
{
    struct shapes tried = {0};
    double longest = 0;

    for (size_t i = panel->from; i < panel->end; i++) {
        const struct curve_point *one = phasebars_of(&chart->series.curves->items[i]);
        longest = one ? fmax(longest, 1 / one->rate.middle) : longest;
    }
    /* The axis lies below the bars, and how far down it goes they say. */
    double bottom = draw_all_bars(&tried, chart, panel, left, top + 4, width, longest);
    shapes_free(&tried);
    draw_time_axis(shapes, left, top, bottom, width, longest);
    draw_all_bars(shapes, chart, panel, left, top + 4, width, longest);
    return bottom + AXIS;
}

/* ---- a panel */

static bool has_lines(const struct phasebars_chart *chart, const struct phasebars_panel *panel)
{
    for (size_t i = panel->from; i < panel->end; i++)
        if (phasebars_has_line(&chart->series.curves->items[i]))
            return true;
    return false;
}

static double draw_panel(struct shapes *shapes, void *context, size_t index, double left, double top,
                         double width)
{
    const struct phasebars_chart *chart = context;
    const struct phasebars_panel *panel = &chart->panels[index];
    bool beside = width > SHEET_SINGLE && has_lines(chart, panel);
    double half = beside ? (width - BETWEEN) / 2 : width;
    double bottom = draw_bars(shapes, chart, panel, left, top, half);

    if (!has_lines(chart, panel))
        return bottom;
    if (!beside)
        return phasebars_draw_curves(shapes, chart, panel, left, bottom + GAP, width, CURVES);
    double height = fmax(CURVES, bottom - top - AXIS);
    return fmax(bottom,
                phasebars_draw_curves(shapes, chart, panel, left + half + BETWEEN, top, half, height));
}

static double draw_key(struct shapes *shapes, void *context, double left, double top, double width)
{
    const struct phasebars_chart *chart = context;
    struct sheet_key key = {left, width, left, top + SHEET_KEY_ROW / 2.0};
    double x = sheet_key_next(shapes, &key, "GIL held");

    shapes_rectangle(shapes, x, key.y - 5, x + SHEET_KEY_MARK, key.y + 5, SHAPES_MUTED);
    x = sheet_key_next(shapes, &key, "GIL not held");
    shapes_hatching(shapes, x, key.y - 5, x + SHEET_KEY_MARK, key.y + 5, SHAPES_MUTED);
    if (chart->has_curves) {
        x = sheet_key_next(shapes, &key, "measured speedup");
        shapes_line(shapes, x, key.y, x + SHEET_KEY_MARK, key.y, SHAPES_MUTED, SHAPES_THICK);
    }
    if (chart->has_ceiling) {
        x = sheet_key_next(shapes, &key, "ceiling: 1 / share held, at most N");
        shapes_line(shapes, x, key.y, x + SHEET_KEY_MARK, key.y, SHAPES_MUTED, SHAPES_DASHED);
    }
    return key.y + SHEET_KEY_ROW / 2.0;
}

/* ---- texts */

static char *panel_title(void *context, size_t index)
{
    const struct phasebars_chart *chart = context;
    return series_panel_title(&chart->series.curves->items[chart->panels[index].from].key);
}

static void tell_phases(const struct curve_point *one, FILE *to)
{
    char text[32];

    fprintf(to, " an op takes %s", axis_text(UNIT_SECONDS, 1 / one->rate.middle, text, sizeof text));
    for (size_t i = 0; i < one->phases.count; i++) {
        const struct phase_time *phase = &one->phases.items[i];
        fprintf(to, "%s %s %.0f %%", i ? "," : ":", phase->name, 100 * phase->part.middle);
        if (isfinite(phase->held.middle))
            fprintf(to, " (GIL held for %.0f %% of it)", 100 * phase->held.middle);
    }
}

static void tell_curve(const struct curve *curve, FILE *to)
{
    const struct interval ceiling = ceiling_of(curve, NULL);
    const struct curve_point *last = &curve->points[curve->count - 1];

    if (isfinite(ceiling.middle))
        fprintf(to, "; the GIL is held for %.0f %% of it, so at most %.2fx", 100 / ceiling.middle,
                ceiling.middle);
    if (last->threads > 1 && of_speedup_drawable(last))
        fprintf(to, "; measured %.2fx at %d workers", last->speedup.middle, last->threads);
}

static char *panel_text(void *context, size_t index)
{
    const struct phasebars_chart *chart = context;
    const struct phasebars_panel *panel = &chart->panels[index];
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);

    if (!to)
        abort(); /* no memory, as in text_grow */
    for (size_t i = panel->from; i < panel->end; i++) {
        const struct curve *curve = &chart->series.curves->items[i];
        if (!phasebars_of(curve))
            continue;
        char *name = series_name(&chart->series, &curve->key);
        fprintf(to, "%s%s:", ftell(to) ? " " : "", name);
        free(name);
        tell_phases(phasebars_of(curve), to);
        tell_curve(curve, to);
        fputs(".", to);
    }
    fclose(to);
    return text;
}

int bars_phases(const struct chart_target *target, const struct chart_source *source,
                struct pictures *pictures, struct error *e)
{
    struct phasebars_chart chart = {0};

    arrange(&chart, source->curves);
    struct sheet sheet = {.subtitle = "one op of one worker, and how far the GIL lets the speedup of many "
                                      "rise; bars at points: 95 % interval",
                          .panels = chart.panel_count,
                          .columns = 1,
                          .width = 736,
                          .context = &chart,
                          .draw_key = draw_key,
                          .draw_panel = draw_panel,
                          .panel_title = panel_title,
                          .panel_text = panel_text};
    int result = sheet_draw(&sheet, target, pictures, e);
    series_free(&chart.series);
    free(chart.panels);
    return result;
}
