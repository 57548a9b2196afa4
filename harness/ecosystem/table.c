#include "ecosystem/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/ceiling.h"

const char *const ecosystem_verdict_names[ECOSYSTEM_VERDICTS] = {"",      "ok",   "skipped", "failed",
                                                                 "wrong", "hung", "crashed"};

/* ---- all of them */

static int ascending(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void add_threads(struct ecosystem *all, int threads)
{
    for (size_t i = 0; i < all->thread_count; i++)
        if (all->threads[i] == threads)
            return;
    all->threads = text_grow(all->threads, all->thread_count + 1, sizeof *all->threads);
    all->threads[all->thread_count++] = threads;
}

void ecosystem_count_threads(struct ecosystem *all)
{
    for (size_t i = 0; i < all->count; i++)
        for (size_t k = 0; k < all->items[i].curves.count; k++) {
            const struct curve *curve = &all->items[i].curves.items[k];
            for (size_t n = 0; n < curve->count; n++)
                if (curve->points[n].threads > 1)
                    add_threads(all, curve->points[n].threads);
        }
    if (all->thread_count)
        qsort(all->threads, all->thread_count, sizeof *all->threads, ascending);
}

void ecosystem_free(struct ecosystem *all)
{
    for (size_t i = 0; i < all->count; i++) {
        struct ecosystem_library *library = &all->items[i];
        import_checks_free(&library->checks);
        curves_free(&library->curves);
        free(library->name);
        free(library->reason);
        free(library->date);
    }
    free(all->items);
    free(all->threads);
    free(all->version);
    text_list_free(&all->machines);
    text_list_free(&all->builds);
    *all = (struct ecosystem){0};
}

/* ---- one row */

bool ecosystem_row_has(const struct ecosystem_row *row, const struct curve *curve)
{
    return strcmp(curve->key.build, row->build) == 0 && strcmp(curve->key.gil, row->gil) == 0;
}

static void take_figure(struct ecosystem_span *span, const struct interval *figure)
{
    if (!isfinite(figure->middle))
        return;
    if (!span->count || figure->middle < span->least.middle)
        span->least = *figure;
    if (!span->count || figure->middle > span->most.middle)
        span->most = *figure;
    span->count++;
}

struct interval ecosystem_held(const struct curve *curve)
{
    const struct curve_point *one = curve_at(curve, 1);
    const char *why;

    ceiling_of(curve, &why);
    if (one && !why)
        return one->measures[MEASURE_GIL_HELD];
    return (struct interval){NAN, NAN, NAN, NAN, 0};
}

static enum ecosystem_verdict verdict_of(const struct curve_point *point)
{
    static const struct {
        const char *status;
        enum ecosystem_verdict verdict;
    } verdicts[] = {{"skipped", ECOSYSTEM_SKIPPED}, {"failed", ECOSYSTEM_FAILED},
                    {"wrong", ECOSYSTEM_WRONG},     {"timeout", ECOSYSTEM_HUNG},
                    {"crashed", ECOSYSTEM_CRASHED}, {"", ECOSYSTEM_FINE}};

    if (strcmp(point->status, "unfinished") == 0)
        return ECOSYSTEM_UNKNOWN;
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
        if (strcmp(point->failure, verdicts[i].status) == 0)
            return verdicts[i].verdict;
    return ECOSYSTEM_FAILED;
}

static enum ecosystem_verdict worst_of(const struct ecosystem_use *use)
{
    return use->alone > use->together ? use->alone : use->together;
}

static void take_verdict(struct ecosystem_use *use, enum ecosystem_verdict *so_far,
                         enum ecosystem_verdict verdict, const char *detail)
{
    if (verdict > worst_of(use) && verdict > ECOSYSTEM_FINE)
        use->detail = detail;
    *so_far = verdict > *so_far ? verdict : *so_far;
}

struct ecosystem_use ecosystem_use_of(const struct curve *curve)
{
    struct ecosystem_use use = {.detail = ""};

    for (size_t i = 0; i < curve->count; i++) {
        const struct curve_point *point = &curve->points[i];
        take_verdict(&use, point->threads > 1 ? &use.together : &use.alone, verdict_of(point), point->detail);
    }
    return use;
}

static void take_curve(struct ecosystem_row *row, const struct curve *curve)
{
    struct ecosystem_use use = ecosystem_use_of(curve);
    struct interval held = ecosystem_held(curve);

    row->workloads++;
    take_figure(&row->held, &held);
    take_verdict(&row->use, &row->use.alone, use.alone, use.detail);
    take_verdict(&row->use, &row->use.together, use.together, use.detail);
    for (size_t i = 0; i < curve->count; i++) {
        const struct curve_point *point = &curve->points[i];
        if (!*row->enabled_by)
            row->enabled_by = point->gil_enabled_by;
        row->invocations += point->invocations;
        row->disturbed += point->disturbed;
        row->own_threads = row->own_threads || curve_point_has_flag(point, "foreign_threads");
    }
}

static struct interval turned_around(const struct interval *ratio)
{
    return (struct interval){1 / ratio->middle, 1 / ratio->high, 1 / ratio->low, ratio->coverage,
                             ratio->values};
}

/* Of one workload its own, of several their geometric mean. */
static void take_ratio(struct ecosystem_row *row, const struct curves *curves)
{
    const struct costs *costs = &curves->costs;

    row->ratio.middle = row->ratio.low = row->ratio.high = NAN;
    for (size_t i = 0; i < costs->count; i++)
        if (ecosystem_row_has(row, &curves->items[costs->items[i].free_threaded]) &&
            isfinite(costs->items[i].ratio.middle)) {
            row->ratio = turned_around(&costs->items[i].ratio);
            row->ratios++;
        }
    for (size_t i = 0; i < costs->mean_count && row->ratios > 1; i++)
        if (ecosystem_row_has(row, &curves->items[costs->items[costs->means[i].cost].free_threaded]))
            row->ratio = turned_around(&costs->means[i].ratio);
}

static void fill_row(struct ecosystem_row *row, const struct ecosystem *all)
{
    const struct curves *curves = &row->library->curves;

    row->speedups = text_grow(NULL, all->thread_count + 1, sizeof *row->speedups);
    memset(row->speedups, 0, (all->thread_count + 1) * sizeof *row->speedups);
    for (size_t i = 0; i < curves->count; i++) {
        const struct curve *curve = &curves->items[i];
        if (!ecosystem_row_has(row, curve))
            continue;
        take_curve(row, curve);
        for (size_t k = 0; k < all->thread_count; k++) {
            const struct curve_point *point = curve_at(curve, all->threads[k]);
            if (point)
                take_figure(&row->speedups[k], &point->speedup);
        }
    }
    take_ratio(row, curves);
}

/* ---- all rows */

static void add_row(struct ecosystem_rows *rows, const struct ecosystem *all,
                    const struct ecosystem_library *library, const char *build, const char *gil)
{
    struct ecosystem_row row = {.library = library,
                                .check = import_checks_find(&library->checks, build),
                                .build = build,
                                .gil = gil,
                                .enabled_by = "",
                                .use = {.detail = ""}};

    if (row.check)
        row.enabled_by = row.check->ways[IMPORT_DEFAULT].enabled_by;
    row.forced = row.check && row.check->ft && row.check->ways[IMPORT_DEFAULT].gil_after == 1 &&
                 strcmp(gil, "off") == 0;
    fill_row(&row, all);
    rows->items = text_grow(rows->items, rows->count + 1, sizeof *rows->items);
    rows->items[rows->count++] = row;
}

static bool was_measured(const struct ecosystem_library *library, const char *build, const char *gil)
{
    const struct ecosystem_row row = {.build = build, .gil = gil};

    for (size_t i = 0; i < library->curves.count; i++)
        if (ecosystem_row_has(&row, &library->curves.items[i]))
            return true;
    return false;
}

static void add_build(struct ecosystem_rows *rows, const struct ecosystem *all,
                      const struct ecosystem_library *library, const char *build)
{
    static const char *const states[] = {"on", "off"};
    const struct import_check *check = import_checks_find(&library->checks, build);
    bool any = false;

    for (size_t i = 0; i < 2; i++)
        if (was_measured(library, build, states[i])) {
            add_row(rows, all, library, build, states[i]);
            any = true;
        }
    int after = check ? check->ways[IMPORT_DEFAULT].gil_after : -1;
    if (!any)
        add_row(rows, all, library, build, after < 0 ? "" : after ? "on" : "off");
}

void ecosystem_summarise(struct ecosystem_rows *rows, const struct ecosystem *all)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct ecosystem_library *library = &all->items[i];
        struct text_list builds = {0};
        for (size_t k = 0; k < library->checks.count; k++) {
            text_list_add(&builds, library->checks.items[k].build);
            add_build(rows, all, library, library->checks.items[k].build);
        }
        for (size_t k = 0; k < library->curves.count; k++) {
            const char *build = library->curves.items[k].key.build;
            if (text_list_has(&builds, build))
                continue;
            text_list_add(&builds, build);
            add_build(rows, all, library, build);
        }
        text_list_free(&builds);
    }
}

void ecosystem_rows_free(struct ecosystem_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        free(rows->items[i].speedups);
    free(rows->items);
    *rows = (struct ecosystem_rows){0};
}

static long compiled_of(const struct import_check *check)
{
    const struct import_answer *answer = &check->ways[IMPORT_DEFAULT];
    return answer->outcome == IMPORT_OK ? answer->compiled : 0;
}

bool ecosystem_row_is_plain(const struct ecosystem_row *row)
{
    const struct import_checks *checks = &row->library->checks;
    bool elsewhere = false;

    for (size_t i = 0; i < checks->count; i++)
        elsewhere = elsewhere || compiled_of(&checks->items[i]) > 0;
    return elsewhere && row->check && row->check->ways[IMPORT_DEFAULT].outcome == IMPORT_OK &&
           compiled_of(row->check) == 0;
}

bool ecosystem_row_is_bad(const struct ecosystem_row *row)
{
    if (worst_of(&row->use) > ECOSYSTEM_SKIPPED)
        return true;
    for (int way = 0; row->check && way <= IMPORT_THREADS; way++) {
        enum import_outcome outcome = row->check->ways[way].outcome;
        if (outcome == IMPORT_FAILED || outcome == IMPORT_CRASHED || outcome == IMPORT_HUNG)
            return true;
    }
    return false;
}
