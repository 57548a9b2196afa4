/* The fitted law beside what it was fitted to, and what it leaves over. */
#include "chart/of.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "chart/series.h"

/* More fits than these would hide the residuals behind their intervals. */
enum { STEPS = 48, CROWD = 3 };

/* Only a regular law: of the others the parameters mean nothing. */
bool of_usl_drawable(const struct curve *curve)
{
    return curve->laws.usl.shape == SCALING_REGULAR && curve->laws.most > curve->laws.least;
}

/* Between the N that it was fitted to, and never beyond. Finer than workers can be counted, so that the line is smooth. */
void of_usl_add_points(struct line *line, const struct laws *laws, double one)
{
    for (int step = 0; step <= STEPS; step++) {
        double n = laws->least * pow((double)laws->most / laws->least, (double)step / STEPS);
        lines_add_point(line, n, scaling_rate(&laws->usl, n) / one, NAN, NAN);
    }
}

static struct interval rate_of(const struct curve *curve, const struct curve_point *point)
{
    (void)curve;
    return point->rate;
}

/* Measured over fitted, less 1; within the N of the fit. */
static struct interval bare_residual_of(const struct curve *curve, const struct curve_point *point)
{
    struct interval shown = {.middle = point->rate.middle, .low = NAN, .high = NAN};
    double fitted = scaling_rate(&curve->laws.usl, point->threads);

    if (point->threads < curve->laws.least || point->threads > curve->laws.most)
        shown.middle = NAN;
    shown.middle = shown.middle / fitted - 1;
    return shown;
}

static struct interval residual_of(const struct curve *curve, const struct curve_point *point)
{
    struct interval shown = bare_residual_of(curve, point);
    double fitted = scaling_rate(&curve->laws.usl, point->threads);

    shown.low = point->rate.low / fitted - 1;
    shown.high = point->rate.high / fitted - 1;
    return shown;
}

static void tell_share(FILE *to, const char *what, const struct interval *share)
{
    fprintf(to, "%s %.2g", what, fmax(share->middle, 0));
    if (isfinite(share->low))
        fprintf(to, " (%.2g to %.2g)", fmax(share->low, 0), fmax(share->high, 0));
}

static void tell(const struct series *series, struct panel *panel, size_t from, size_t end)
{
    size_t size;
    FILE *to = open_memstream(&panel->text, &size);

    if (!to)
        abort(); /* no memory, as in text_grow */
    fputs(panel->title, to);
    for (size_t i = from, told = 0; i < end; i++) {
        const struct curve *curve = &series->curves->items[i];
        const struct laws *laws = &curve->laws;
        char *name = series_name(series, &curve->key);
        fprintf(to, "%s on %s ", told++ ? ";" : ":", name);
        free(name);
        if (of_usl_drawable(curve)) {
            tell_share(to, "contention (sigma)", &laws->sigma);
            tell_share(to, ", coherency (kappa)", &laws->kappa);
            fprintf(to, ", fitted to %d to %d workers, missed by %.1f %% (root mean square)", laws->least,
                    laws->most, 100 * laws->usl.residual);
        } else {
            fprintf(to, "no law is drawn (%s)", scaling_shape_name(laws->usl.shape));
        }
    }
    fputs(".", to);
    fclose(to);
}

static void add_curve(const struct series *series, struct panel *panel, const struct curve *curve,
                      bool crowded)
{
    bool fitted = of_usl_drawable(curve);
    char *why =
        fitted ? text_format("%s", "") : text_format(" (%s)", scaling_shape_name(curve->laws.usl.shape));
    struct line *points = series_add_line(series, &panel->frames[0], curve, why);

    free(why);
    points->style.dash = DASH_NONE;
    series_add_points(points, curve, rate_of);
    if (!fitted)
        return;
    struct line_style style = series_style(series, &curve->key);
    struct line *rest = lines_add(&panel->frames[1], NULL, NULL, style);
    rest->style.dash = DASH_NONE;
    series_add_points(rest, curve, crowded ? bare_residual_of : residual_of);
    style.mark = MARK_NONE;
    style.width = 1.4;
    of_usl_add_points(lines_add(&panel->frames[0], NULL, NULL, style), &curve->laws, 1);
}

static bool fill(const struct series *series, struct panel *panel, size_t from, size_t end)
{
    struct frame *below = NULL;
    size_t fits = 0;

    for (size_t i = from; i < end; i++)
        fits += of_usl_drawable(&series->curves->items[i]);
    if (!fits)
        return false;
    lines_add_frame(panel, "ops/s, all workers", UNIT_RATE, .66);
    below = lines_add_frame(panel, "measured / fitted", UNIT_SHARE, .34);
    for (size_t i = from; i < end; i++)
        add_curve(series, panel, &series->curves->items[i], fits > CROWD);
    below->low = -.02;
    below->high = .02;
    series_add_level(below, 0, NULL, NULL);
    tell(series, panel, from, end);
    return true;
}

void of_usl(struct lines_chart *chart, const struct curves *curves)
{
    chart->subtitle = text_format(
        "marks: measured, with 95 %% intervals; lines: X(N) = lambda N / (1 + sigma (N-1) + kappa N (N-1)); "
        "beneath: how far the measured lie from it");
    series_fill_panels(chart, curves, fill);
}
