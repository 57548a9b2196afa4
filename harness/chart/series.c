#include "chart/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/palette.h"

/* Filled; the open one is one less. */
static const int marks[] = {MARK_CIRCLE, MARK_SQUARE, MARK_TRIANGLE, MARK_LOZENGE, 11, 15};

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static bool is_forced(const struct curve_key *key)
{
    return key->ft && strcmp(key->gil, "on") == 0;
}

static bool has_mode(const struct curve_key *key)
{
    return strcmp(key->mode, "threads") != 0;
}

bool series_placements_differ(const struct curves *curves)
{
    for (size_t i = 1; i < curves->count; i++)
        if (strcmp(curves->items[i].key.placement, curves->items[0].key.placement) != 0)
            return true;
    return false;
}

static char *kind_of(const struct curve_key *key)
{
    return text_format("%s %s %s", key->mode, key->placement, key->axes);
}

/* The plain ones first, so that they have the same marks in all charts of all runs. */
static void list_kinds(struct series *series)
{
    for (int modes = 0; modes <= 1; modes++)
        for (int axes = 0; axes <= 1; axes++)
            for (size_t i = 0; i < series->curves->count; i++) {
                const struct curve_key *key = &series->curves->items[i].key;
                char *kind = kind_of(key);
                if (has_mode(key) == modes && (*key->axes != '\0') == axes &&
                    !text_list_has(&series->kinds, kind))
                    text_list_add(&series->kinds, kind);
                free(kind);
            }
}

void series_make(struct series *series, const struct curves *curves)
{
    const struct chart_source source = {.curves = curves};

    series->curves = curves;
    series->placements_differ = series_placements_differ(curves);
    palette_list_builds(&source, &series->builds);
    list_kinds(series);
}

void series_free(struct series *series)
{
    text_list_free(&series->builds);
    text_list_free(&series->kinds);
    *series = (struct series){0};
}

static int dash_of(const struct curve_key *key)
{
    if (is_forced(key))
        return DASH_LONG;
    return !has_mode(key) ? DASH_SOLID : strcmp(key->mode, "processes") == 0 ? DASH_DOT : DASH_DOTS;
}

struct line_style series_style(const struct series *series, const struct curve_key *key)
{
    char *kind = kind_of(key);
    size_t build = palette_place(&series->builds, key->build), mark = 0;

    while (mark < series->kinds.count && strcmp(series->kinds.items[mark], kind) != 0)
        mark++;
    free(kind);
    /* Where colours begin anew, marks are others. */
    mark += build / PALETTE_BUILDS;
    return (struct line_style){.colour = palette_builds[build % PALETTE_BUILDS].light,
                               .dash = dash_of(key),
                               .mark = marks[mark % LENGTH(marks)] - (is_forced(key) ? 1 : 0),
                               .width = 2};
}

char *series_setting(const struct series *series, const struct curve_key *key)
{
    const char *mode = has_mode(key) ? key->mode : "",
               *placement = series->placements_differ ? key->placement : "";

    return text_format("%s%s%s%s%s", mode, *mode && *key->axes ? ", " : "", key->axes,
                       *placement && (*mode || *key->axes) ? ", " : "", placement);
}

char *series_name(const struct series *series, const struct curve_key *key)
{
    const char *gil = !key->ft ? " GIL" : is_forced(key) ? " free-threaded, GIL forced on" : " free-threaded";
    char *rest = series_setting(series, key);
    char *name = text_format("%s%s%s%s", key->build, gil, *rest ? ", " : "", rest);

    free(rest);
    return name;
}

char *series_label(const struct series *series, const struct curve_key *key)
{
    char *rest = series_setting(series, key);
    char *label =
        text_format("%s%s%s%s", key->build, is_forced(key) ? " GIL on" : "", *rest ? " " : "", rest);

    free(rest);
    return label;
}

size_t series_panel_end(const struct curves *curves, size_t from)
{
    const struct curve_key *first = &curves->items[from].key;
    size_t end = from + 1;

    while (end < curves->count && strcmp(curves->items[end].key.workload, first->workload) == 0 &&
           strcmp(curves->items[end].key.params, first->params) == 0)
        end++;
    return end;
}

char *series_panel_title(const struct curve_key *key)
{
    return text_format("%s%s%s", key->workload, *key->params ? "  " : "", key->params);
}

/* What the first N beyond the regime has that those before have not. */
static const struct regime {
    const char *flag, *label, *words;
} regimes[] = {{"oversubscribed", "N > CPUs", "more workers than CPUs"},
               {"quota", "N > quota", "more workers than the CPU quota"},
               {"smt_shared", "SMT", "workers share cores (SMT)"},
               {"mixed_kinds", "other cores", "cores of another kind"}};

static const struct regime *regime_of(const struct curve_point *point)
{
    static const struct regime unknown = {"", "other CPUs", "CPUs that differ from those before"};
    const struct regime *found = &unknown;
    struct text_list flags = {0};

    text_split(&flags, point->flags, ";");
    for (size_t i = LENGTH(regimes); i > 0; i--)
        if (text_list_has(&flags, regimes[i - 1].flag))
            found = &regimes[i - 1];
    text_list_free(&flags);
    return found;
}

/* With its placement, where there are several. */
static char *mark_text(const struct series *series, const char *what, const char *before,
                       const struct curve *curve)
{
    if (!series->placements_differ)
        return text_format("%s", what);
    return text_format("%s (%s%s)", what, before, curve->key.placement);
}

/* Between the two N: nobody measured where it bends. */
static void mark_regime(const struct series *series, struct panel *panel, const struct curve *curve)
{
    size_t regime = curve->laws.regime;

    if (!curve->laws.left_regime || regime == 0 || regime >= curve->count)
        return;
    const struct regime *what = regime_of(&curve->points[regime]);
    char *label = mark_text(series, what->label, "", curve);
    char *words = mark_text(series, what->words, "placement ", curve);
    lines_add_mark(panel, (curve->points[regime - 1].threads + curve->points[regime].threads) / 2., label,
                   words);
    free(label);
    free(words);
}

struct panel *series_add_panel(const struct series *series, struct lines_chart *chart, size_t from,
                               size_t end)
{
    char *title = series_panel_title(&series->curves->items[from].key);
    struct panel *panel = lines_add_panel(chart, title);

    free(title);
    for (size_t i = from; i < end; i++)
        mark_regime(series, panel, &series->curves->items[i]);
    return panel;
}

struct line *series_add_line(const struct series *series, struct frame *frame, const struct curve *curve,
                             const char *suffix)
{
    char *plain = series_name(series, &curve->key), *short_name = series_label(series, &curve->key);
    char *name = text_format("%s%s", plain, suffix), *label = text_format("%s%s", short_name, suffix);
    struct line *line = lines_add(frame, name, label, series_style(series, &curve->key));

    line->told = true;
    free(plain);
    free(short_name);
    free(name);
    free(label);
    return line;
}

size_t series_add_points(struct line *line, const struct curve *curve, series_value value)
{
    for (size_t i = 0; i < curve->count; i++) {
        const struct curve_point *point = &curve->points[i];
        struct interval shown =
            strcmp(point->status, "ok") == 0 ? value(curve, point) : (struct interval){.middle = NAN};
        if (isfinite(shown.middle))
            lines_add_point(line, point->threads, shown.middle, shown.low, shown.high);
    }
    return line->count;
}

struct line *series_add_curve(const struct series *series, struct frame *frame, const struct curve *curve,
                              series_value value)
{
    struct line *line = series_add_line(series, frame, curve, "");

    return series_add_points(line, curve, value) ? line : NULL;
}

void series_fill_panels(struct lines_chart *chart, const struct curves *curves, series_fill fill)
{
    struct series series = {0};

    series_make(&series, curves);
    chart->x_title = text_format("workers (N)");
    for (size_t from = 0, end; from < curves->count; from = end) {
        end = series_panel_end(curves, from);
        struct panel *panel = series_add_panel(&series, chart, from, end);
        if (!fill(&series, panel, from, end))
            lines_drop_panel(chart);
        else if (!panel->text)
            lines_tell(panel);
    }
    series_free(&series);
}

void series_add_level(struct frame *frame, double y, const char *name, const char *label)
{
    double first = INFINITY, last = -INFINITY;

    for (size_t i = 0; i < frame->count; i++)
        for (size_t k = 0; k < frame->lines[i].count; k++) {
            first = fmin(first, frame->lines[i].points[k].x);
            last = fmax(last, frame->lines[i].points[k].x);
        }
    struct line *line =
        lines_add(frame, name, label,
                  (struct line_style){palette_neutrals[PALETTE_MUTED].light, DASH_LONG, MARK_NONE, 1.2});
    lines_add_point(line, first, y, NAN, NAN);
    if (last > first)
        lines_add_point(line, last, y, NAN, NAN);
}

int series_most_threads(const struct curves *curves)
{
    int most = 0;

    for (size_t i = 0; i < curves->count; i++)
        for (size_t k = 0; k < curves->items[i].count; k++)
            if (strcmp(curves->items[i].points[k].status, "ok") == 0 &&
                curves->items[i].points[k].threads > most)
                most = curves->items[i].points[k].threads;
    return most;
}
