/* The chart in characters: a bar a curve, at its largest N. */
#include "chart/terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "base/text.h"
#include "chart/of.h"
#include "chart/series.h"

enum { LEAST_COLUMNS = 60, INDENT = 2, GAP = 2, SPARKS_MOST = 16 };

struct bar {
    const struct curve *curve;
    const struct curve_point *point;
    char *work, *name; /* of the workload, empty where it is that of the bar before; of the curve; owned */
};

struct bars {
    struct bar *items;
    size_t count;
    size_t work_width, name_width, spark_width;
    double high;  /* where the scale ends */
    int threads;  /* the largest N of all curves, when it is the same; else 0 */
    double ideal; /* where it is in the picture, else 0 */
};

bool chart_terminal_blocks(FILE *to)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    bool utf8 = locale && strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;

    if (locale)
        freelocale(locale);
    return utf8 && shown_is_terminal(to);
}

static const struct curve_point *largest(const struct curve *curve)
{
    for (size_t j = curve->count; j-- > 0;)
        if (of_speedup_drawable(&curve->points[j]))
            return &curve->points[j];
    return NULL;
}

/* "3.13.15t N=8 processes": what tells the curves of a workload apart. The caller frees. */
static char *curve_name(const struct bar *bar, bool with_placement, bool with_threads, size_t most)
{
    const struct curve_key *key = &bar->curve->key;
    bool with_mode = strcmp(key->mode, "threads") != 0, forced = key->ft && strcmp(key->gil, "on") == 0;
    char n[24] = "";

    if (with_threads)
        snprintf(n, sizeof n, " N=%d", bar->point->threads);
    char *name = text_format("%s%s%s%s%s%s%s%s%s", key->build, forced ? " GIL on" : "", n,
                             with_mode ? " " : "", with_mode ? key->mode : "", *key->axes ? " " : "",
                             key->axes, with_placement ? " " : "", with_placement ? key->placement : "");
    char *plain = shown_plain(name, most);
    free(name);
    return plain;
}

static bool same_work(const struct bar *a, const struct bar *b)
{
    return strcmp(a->curve->key.workload, b->curve->key.workload) == 0 &&
           strcmp(a->curve->key.params, b->curve->key.params) == 0;
}

static void name_bars(struct bars *bars, bool with_placement, size_t columns)
{
    size_t most = columns / 4, work_most = columns / 3;

    for (size_t i = 0; i < bars->count; i++) {
        struct bar *bar = &bars->items[i];
        const struct curve_key *key = &bar->curve->key;
        char *work = text_format(*key->params ? "%s (%s)" : "%s", key->workload, key->params);
        bar->work = i && same_work(bar, bar - 1) ? text_format("%s", "") : shown_plain(work, work_most);
        bar->name = curve_name(bar, with_placement, bars->threads == 0, most);
        size_t work_width = shown_width(bar->work), name_width = shown_width(bar->name);
        bars->work_width = work_width > bars->work_width ? work_width : bars->work_width;
        bars->name_width = name_width > bars->name_width ? name_width : bars->name_width;
        free(work);
    }
}

/* How many of a curve's points its small picture has; below three it says no more than the bar. */
static size_t spark_points(const struct curve *curve)
{
    size_t count = 0;

    for (size_t i = 0; i < curve->count; i++)
        count += of_speedup_drawable(&curve->points[i]);
    return count < 3 ? 0 : count < SPARKS_MOST ? count : SPARKS_MOST;
}

static void choose(struct bars *bars, const struct curves *curves, bool blocks)
{
    int most = 0;
    bool same = true;

    bars->items = text_grow(NULL, curves->count + 1, sizeof *bars->items);
    for (size_t i = 0; i < curves->count; i++) {
        const struct curve_point *point = largest(&curves->items[i]);
        if (!point)
            continue;
        bars->items[bars->count++] = (struct bar){.curve = &curves->items[i], .point = point};
        same = same && point->threads == bars->items[0].point->threads;
        most = point->threads > most ? point->threads : most;
        bars->high = fmax(bars->high, point->speedup.middle);
        size_t sparks = blocks ? spark_points(&curves->items[i]) : 0;
        bars->spark_width = sparks > bars->spark_width ? sparks : bars->spark_width;
    }
    bars->threads = same ? most : 0;
    /* The ideal belongs into the picture, unless it would press all bars into its corner. */
    if (bars->threads > 1 && bars->threads <= 2.5 * bars->high)
        bars->ideal = bars->threads;
    bars->high = fmax(fmax(bars->high, bars->ideal), 1);
    if (most < 2)
        bars->count = 0;
}

/* The whole curve, from its first N to its last, its largest speedup being the highest block. */
static void put_spark(const struct bars *bars, const struct curve *curve, FILE *to)
{
    static const char *const levels[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const struct curve_point **points = text_grow(NULL, curve->count + 1, sizeof(struct curve_point *));
    size_t count = 0, width = spark_points(curve);

    for (size_t i = 0; i < curve->count; i++)
        if (of_speedup_drawable(&curve->points[i]))
            points[count++] = &curve->points[i];
    for (size_t i = 0; i < width; i++) {
        const struct curve_point *point = points[i * (count - 1) / (width - 1)];
        double share = point->speedup.middle / bars->high;
        size_t level = (size_t)fmin(fmax(floor(share * 8), 0), 7);
        fputs(levels[level], to);
    }
    fprintf(to, "%*s", (int)(bars->spark_width - width) + GAP, "");
    free(points);
}

static void put_bar(const struct bars *bars, const struct bar *bar, size_t room, bool blocks, FILE *to)
{
    static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const bool off = strcmp(bar->curve->key.gil, "off") == 0;
    const char *full = blocks ? (off ? "█" : "░") : off ? "#" : "*";
    double length = fmax(bar->point->speedup.middle, 0) / bars->high * (double)room;
    bool partial = blocks && off;
    size_t eighths = (size_t)llround(length * 8), cells = partial ? eighths / 8 : (size_t)llround(length);
    size_t ideal = bars->ideal > 0 ? (size_t)llround(bars->ideal / bars->high * (double)room) : 0;
    size_t at = 0;

    for (; at < cells; at++)
        fputs(full, to);
    if (partial && eighths % 8 && cells < room) {
        fputs(parts[eighths % 8], to);
        at++;
    }
    if (ideal > at)
        fprintf(to, "%*s%s", (int)(ideal - at - 1), "", blocks ? "▕" : "|");
    fputc('\n', to);
}

static void put_titles(const struct bars *bars, bool blocks, FILE *to)
{
    if (bars->threads)
        fprintf(to, "Speedup of %d workers over one%s\n", bars->threads,
                bars->spark_width ? ", and before each bar from one worker to all" : "");
    else
        fprintf(to, "Speedup over one worker\n");
    fprintf(to, "%*s%s GIL off   %s GIL on%s\n", INDENT, "", blocks ? "█" : "#", blocks ? "░" : "*",
            bars->ideal <= 0 ? ""
            : blocks         ? "   ▕ ideal"
                             : "   | ideal");
}

void chart_terminal(const struct curves *curves, size_t columns, bool blocks, FILE *to)
{
    struct bars bars = {0};

    columns = columns < LEAST_COLUMNS ? LEAST_COLUMNS : columns;
    choose(&bars, curves, blocks);
    name_bars(&bars, series_placements_differ(curves), columns);
    if (bars.count)
        put_titles(&bars, blocks, to);
    for (size_t i = 0; i < bars.count; i++) {
        const struct bar *bar = &bars.items[i];
        char value[24];
        snprintf(value, sizeof value, "%5.2f", bar->point->speedup.middle);
        int work = (int)(bars.work_width - shown_width(bar->work)),
            name = (int)(bars.name_width - shown_width(bar->name));
        fprintf(to, "%*s%s%*s%s%*s%s%*s", INDENT, "", bar->work, work + GAP, "", bar->name, name + GAP, "",
                value, GAP, "");
        if (bars.spark_width)
            put_spark(&bars, bar->curve, to);
        size_t before = INDENT + bars.work_width + GAP + bars.name_width + GAP + strlen(value) + GAP +
                        (bars.spark_width ? bars.spark_width + GAP : 0);
        put_bar(&bars, bar, columns > before ? columns - before : 1, blocks, to);
    }
    for (size_t i = 0; i < bars.count; i++) {
        free(bars.items[i].work);
        free(bars.items[i].name);
    }
    free(bars.items);
}
