#include "chart/panels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Okabe and Ito's palette, told apart by colour-blind readers too; without its yellow, which is lost on
 * white. */
static const unsigned palette[] = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000};

/* Filled circle, square, triangle, lozenge, inverted triangle, pentagon; the open one is one less. */
static const int marks[] = {7, 5, 9, 13, 11, 15};

#define LENGTH(array)  (sizeof(array) / sizeof *(array))
#define NATIVE_CEILING "spin"

enum { TITLE_MOST = 46, SERIES_MOST = 60, LAW_STEPS = 48 };

static const struct style ideal_style = {0xAAAAAA, 2, 0}, ceiling_style = {0x777777, 3, 0},
                          law_style = {0x111111, 1, -1};

bool panels_drawable(const struct curve_point *point)
{
    return strcmp(point->status, "ok") == 0 && isfinite(point->speedup.middle);
}

static bool curve_drawable(const struct curve *curve)
{
    for (size_t i = 0; i < curve->count; i++)
        if (panels_drawable(&curve->points[i]))
            return true;
    return false;
}

char *panels_name(const char *name, size_t most)
{
    char *safe = text_format("%s%s", name, "..."); /* room for the dots of a short name that is cut */
    size_t length = strlen(name);

    if (length > most) {
        memcpy(safe + most - 3, "...", 4);
        length = most;
    } else {
        safe[length] = '\0';
    }
    for (size_t i = 0; i < length; i++) {
        char c = safe[i];
        if (c == '"')
            safe[i] = '\'';
        else if (c == '\\') /* gnuplot makes a line break of \n in a heading */
            safe[i] = '/';
        else if (c < ' ' || c > '~')
            safe[i] = '?';
    }
    return safe;
}

char *panels_series_name(const struct curve_key *key, bool with_placement)
{
    const char *gil = !key->ft                      ? " GIL"
                      : strcmp(key->gil, "on") == 0 ? " free-threaded, GIL forced on"
                                                    : " free-threaded";
    bool with_mode = strcmp(key->mode, "threads") != 0;
    char *long_name = text_format("%s%s%s%s%s%s%s%s", key->build, gil, with_mode ? ", " : "",
                                  with_mode ? key->mode : "", *key->axes ? ", " : "", key->axes,
                                  with_placement ? ", " : "", with_placement ? key->placement : "");
    char *name = panels_name(long_name, SERIES_MOST);

    free(long_name);
    return name;
}

bool panels_placements_differ(const struct curves *curves)
{
    for (size_t i = 1; i < curves->count; i++)
        if (strcmp(curves->items[i].key.placement, curves->items[0].key.placement) != 0)
            return true;
    return false;
}

static bool same_panel(const struct curve *a, const struct curve *b)
{
    return strcmp(a->key.workload, b->key.workload) == 0 && strcmp(a->key.params, b->key.params) == 0;
}

static struct block *add_block(struct panels *panels, char *name, struct style style)
{
    panels->blocks = text_grow(panels->blocks, panels->count + 1, sizeof *panels->blocks);
    struct block *block = &panels->blocks[panels->count++];
    *block = (struct block){.name = name, .style = style};
    return block;
}

static size_t list_index(struct text_list *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return i;
    text_list_add(list, text);
    return list->count - 1;
}

/* The lists remember which build got which colour, and which mode, placement and axes which mark. */
static struct style style_of(const struct curve_key *key, struct text_list *builds, struct text_list *kinds)
{
    char *kind = text_format("%s %s %s", key->mode, key->placement, key->axes);
    bool forced = key->ft && strcmp(key->gil, "on") == 0;
    struct style style = {.colour = palette[list_index(builds, key->build) % LENGTH(palette)],
                          .dash = forced ? 2 : 1,
                          .point = marks[list_index(kinds, kind) % LENGTH(marks)] - (forced ? 1 : 0)};
    free(kind);
    return style;
}

static int ascending(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

static void note_threads(struct panels *panels, const struct curves *curves)
{
    size_t room = 0;

    for (size_t i = 0; i < curves->count; i++)
        room += curves->items[i].count;
    panels->threads = text_grow(NULL, room, sizeof *panels->threads);
    for (size_t i = 0; i < curves->count; i++)
        for (size_t j = 0; j < curves->items[i].count; j++) {
            const struct curve_point *point = &curves->items[i].points[j];
            if (panels_drawable(point))
                panels->threads[panels->threads_count++] = point->threads;
        }
    qsort(panels->threads, panels->threads_count, sizeof *panels->threads, ascending);
    size_t kept = 0;
    for (size_t i = 0; i < panels->threads_count; i++)
        if (i == 0 || panels->threads[i] != panels->threads[i - 1])
            panels->threads[kept++] = panels->threads[i];
    panels->threads_count = kept;
}

static void add_reference(struct panels *panels, struct style style, struct curve_point *points, size_t count)
{
    struct block *block = add_block(panels, NULL, style);
    block->own = points;
    block->own_count = count;
}

/* Straight between the N that were measured, as all lines are: against a smooth curve they would seem to beat
 * it. */
static void add_ideal(struct panels *panels)
{
    struct curve_point *points = text_grow(NULL, panels->threads_count, sizeof *points);

    for (size_t i = 0; i < panels->threads_count; i++)
        points[i] = (struct curve_point){.threads = panels->threads[i],
                                         .speedup = {.middle = panels->threads[i], .low = NAN, .high = NAN}};
    add_reference(panels, ideal_style, points, panels->threads_count);
}

/* What the machine itself gives at the placements of this panel: the median over the builds' native curves.
 */
static void add_ceiling(struct panels *panels, const struct curves *curves, size_t from, size_t next)
{
    double *values = text_grow(NULL, curves->count, sizeof *values);
    struct curve_point *points = text_grow(NULL, panels->threads_count, sizeof *points);
    size_t count = 0;

    for (size_t t = 0; t < panels->threads_count; t++) {
        size_t found = 0;
        for (size_t i = 0; i < curves->count; i++) {
            const struct curve *native = &curves->items[i];
            bool placed_here = false;
            for (size_t j = from; j < next; j++)
                placed_here =
                    placed_here || strcmp(curves->items[j].key.placement, native->key.placement) == 0;
            const struct curve_point *point = curve_at(native, panels->threads[t]);
            if (placed_here && strcmp(native->key.workload, NATIVE_CEILING) == 0 &&
                strcmp(native->key.mode, "threads") == 0 && !*native->key.axes && point &&
                panels_drawable(point))
                values[found++] = point->speedup.middle;
        }
        if (found)
            points[count++] = (struct curve_point){
                .threads = panels->threads[t],
                .speedup = {.middle = median_of(values, found), .low = NAN, .high = NAN}};
    }
    free(values);
    if (count == 0 || strcmp(curves->items[from].key.workload, NATIVE_CEILING) == 0) {
        free(points);
        return;
    }
    add_reference(panels, ceiling_style, points, count);
}

/* Only a regular law: of the others the parameters mean nothing. */
static bool law_drawable(const struct curve *curve)
{
    const struct curve_point *one = curve_at(curve, 1);

    return curve->laws.usl.shape == SCALING_REGULAR && curve->laws.most > curve->laws.least && one &&
           one->rate.middle > 0 && curve_drawable(curve);
}

/* The N of a fitted line's steps: finer than the workers can be counted, so that the line is smooth. */
static double law_n(const struct laws *laws, int step)
{
    return laws->least * pow((double)laws->most / laws->least, (double)step / LAW_STEPS);
}

static void add_law(struct panels *panels, size_t panel, const struct curve *curve)
{
    struct block *block = add_block(panels, NULL, law_style);

    block->law = &curve->laws;
    block->one = curve_at(curve, 1)->rate.middle;
    for (int step = 0; step <= LAW_STEPS; step++)
        panels->highest[panel] = fmax(panels->highest[panel],
                                      scaling_rate(&block->law->usl, law_n(block->law, step)) / block->one);
}

static void add_panel(struct panels *panels, const struct curves *curves, size_t from, size_t next,
                      struct text_list *builds, struct text_list *kinds)
{
    const struct curve_key *key = &curves->items[from].key;
    char *title = text_format("%s%s%s", key->workload, *key->params ? "  " : "", key->params);

    size_t panel = panels->panel_count++;
    panels->first[panel] = panels->count;
    panels->highest[panel] = 0;
    add_block(panels, panels_name(title, TITLE_MOST), (struct style){0});
    free(title);
    add_ideal(panels);
    add_ceiling(panels, curves, from, next);
    for (size_t i = from; i < next; i++) {
        const struct curve *curve = &curves->items[i];
        if (!curve_drawable(curve))
            continue;
        add_block(panels, NULL, style_of(&curve->key, builds, kinds))->curve = curve;
        for (size_t j = 0; j < curve->count; j++)
            if (panels_drawable(&curve->points[j])) {
                const struct interval *speedup = &curve->points[j].speedup;
                panels->highest[panel] = fmax(panels->highest[panel], fmax(speedup->middle, speedup->high));
            }
    }
    for (size_t i = from; i < next; i++) /* last, so that a good fit is not hidden by its curve */
        if (law_drawable(&curves->items[i]))
            add_law(panels, panel, &curves->items[i]);
}

static void add_keys(struct panels *panels, const struct curves *curves, struct text_list *builds,
                     struct text_list *kinds)
{
    bool with_placement = panels_placements_differ(curves), with_ceiling = false, with_law = false;
    struct text_list names = {0};

    /* By build over all workloads, not workload by workload: the list gives the colours, too. */
    for (size_t i = 0; i < curves->count; i++) {
        const struct curve *curve = &curves->items[i];
        with_ceiling =
            with_ceiling || (strcmp(curve->key.workload, NATIVE_CEILING) == 0 && curve_drawable(curve));
        with_law = with_law || law_drawable(curve);
        if (!curve_drawable(curve))
            continue;
        char *name = panels_series_name(&curve->key, with_placement);
        if (!text_list_has(&names, name)) {
            text_list_add(&names, name);
            add_block(panels, name, style_of(&curve->key, builds, kinds));
        } else {
            free(name);
        }
    }
    add_block(panels, text_format("ideal (N workers, N times the rate)"), ideal_style);
    if (with_ceiling)
        add_block(panels, text_format("native ceiling (workload " NATIVE_CEILING ")"), ceiling_style);
    if (with_law)
        add_block(panels, text_format("fitted USL"), law_style);
    panels->keys = panels->count;
    text_list_free(&names);
}

int panels_arrange(struct panels *panels, const struct curves *curves, struct error *e)
{
    struct text_list builds = {0}, kinds = {0};

    panels->first = text_grow(NULL, curves->count + 1, sizeof *panels->first);
    panels->highest = text_grow(NULL, curves->count + 1, sizeof *panels->highest);
    note_threads(panels, curves);
    if (panels->threads_count == 0)
        return error_set(e, "nothing to draw: no cell ended well together with its partner at one worker");
    add_keys(panels, curves, &builds, &kinds);
    for (size_t from = 0, next; from < curves->count; from = next) {
        bool drawable = false;
        for (next = from; next < curves->count && same_panel(&curves->items[from], &curves->items[next]);
             next++)
            drawable = drawable || curve_drawable(&curves->items[next]);
        if (drawable)
            add_panel(panels, curves, from, next, &builds, &kinds);
    }
    panels->first[panels->panel_count] = panels->count;
    text_list_free(&builds);
    text_list_free(&kinds);
    return 0;
}

static void write_points(const struct curve_point *points, size_t count, FILE *to)
{
    for (size_t i = 0; i < count; i++) {
        const struct interval *speedup = &points[i].speedup;
        if (isfinite(speedup->low) && isfinite(speedup->high))
            fprintf(to, "%d %.6g %.6g %.6g\n", points[i].threads, speedup->middle, speedup->low,
                    speedup->high);
        else
            fprintf(to, "%d %.6g NaN NaN\n", points[i].threads, speedup->middle);
    }
}

static void write_law(const struct block *block, FILE *to)
{
    for (int step = 0; step <= LAW_STEPS; step++) {
        double n = law_n(block->law, step);
        fprintf(to, "%.6g %.6g NaN NaN\n", n, scaling_rate(&block->law->usl, n) / block->one);
    }
}

void panels_write(const struct panels *panels, FILE *to)
{
    for (size_t i = 0; i < panels->count; i++) {
        const struct block *block = &panels->blocks[i];
        fputs(i ? "\n\n" : "", to);
        if (i < panels->keys) /* three points: the line's ends, and its middle for the mark */
            for (int step = 0; step < 3; step++)
                fprintf(to, "%d %d \"%s\"\n", block->x + step * KEY_LINE / 2, block->y, block->name);
        else if (block->own)
            write_points(block->own, block->own_count, to);
        else if (block->law)
            write_law(block, to);
        else if (!block->curve)
            fprintf(to, "0 0 \"%s\"\n", block->name);
        else
            for (size_t j = 0; j < block->curve->count; j++)
                if (panels_drawable(&block->curve->points[j]))
                    write_points(&block->curve->points[j], 1, to);
    }
}

void panels_free(struct panels *panels)
{
    for (size_t i = 0; i < panels->count; i++) {
        free(panels->blocks[i].name);
        free(panels->blocks[i].own);
    }
    free(panels->blocks);
    free(panels->first);
    free(panels->highest);
    free(panels->threads);
    *panels = (struct panels){0};
}
