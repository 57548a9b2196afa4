#include "stats/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/csvfile.h"
#include "stats/blocks.h"
#include "stats/geomean.h"
#include "stats/noise.h"

/* A curve: cells that stand together, as the list is sorted. */
struct span {
    const struct measured_cells *cells;
    size_t first, count;
    bool used;
};

struct spans {
    struct span *items;
    size_t count;
};

static const struct curve_key *key_of(const struct span *span)
{
    return &span->cells->items[span->first]->key;
}

static struct spans find_spans(const struct measured_cells *cells, const char *build)
{
    struct spans spans = {0};

    for (size_t first = 0, next; first < cells->count; first = next) {
        const struct curve_key *key = &cells->items[first]->key;
        for (next = first + 1; next < cells->count; next++)
            if (curve_key_compare(key, &cells->items[next]->key) != 0)
                break;
        if (build && strcmp(key->build, build) != 0)
            continue;
        spans.items = text_grow(spans.items, spans.count + 1, sizeof *spans.items);
        spans.items[spans.count++] = (struct span){cells, first, next - first, false};
    }
    return spans;
}

/* ---- what corresponds to what */

static bool same_work(const struct curve_key *a, const struct curve_key *b)
{
    return strcmp(a->workload, b->workload) == 0 && strcmp(a->params, b->params) == 0 &&
           strcmp(a->placement, b->placement) == 0 && strcmp(a->mode, b->mode) == 0 &&
           strcmp(a->axes, b->axes) == 0;
}

/* Is there one build of this kind only? Then its tag does not matter: 3.13.14t corresponds to 3.13.15t. */
static bool is_only_build(const struct spans *spans, const struct curve_key *key)
{
    for (size_t i = 0; i < spans->count; i++)
        if (key_of(&spans->items[i])->ft == key->ft &&
            strcmp(key_of(&spans->items[i])->build, key->build) != 0)
            return false;
    return true;
}

/* Was this work measured in one state of the GIL only? */
static bool is_only_state(const struct spans *spans, const struct curve_key *key)
{
    for (size_t i = 0; i < spans->count; i++)
        if (same_work(key_of(&spans->items[i]), key) && strcmp(key_of(&spans->items[i])->gil, key->gil) != 0)
            return false;
    return true;
}

static bool correspond_by_build(const struct spans *bases, const struct curve_key *a,
                                const struct spans *news, const struct curve_key *b)
{
    return same_work(a, b) &&
           (strcmp(a->gil, b->gil) == 0 || is_only_state(bases, a) || is_only_state(news, b));
}

static bool correspond(const struct spans *bases, const struct curve_key *a, const struct spans *news,
                       const struct curve_key *b)
{
    return same_work(a, b) && a->ft == b->ft && strcmp(a->gil, b->gil) == 0 &&
           (strcmp(a->build, b->build) == 0 || (is_only_build(bases, a) && is_only_build(news, b)));
}

/* Of several that would do (one tag for two versions of Python) the one of the same version. */
static struct span *counterpart(const struct spans *bases, const struct span *base, const struct spans *news,
                                bool any_build)
{
    struct span *found = NULL;

    for (size_t j = 0; j < news->count; j++) {
        struct span *span = &news->items[j];
        if (span->used || !(any_build ? same_work(key_of(base), key_of(span))
                                      : correspond(bases, key_of(base), news, key_of(span))))
            continue;
        if (!found || strcmp(key_of(span)->python, key_of(base)->python) == 0)
            found = span;
    }
    return found;
}

/* ---- cells */

bool compare_has_failed(const struct measured_cell *cell)
{
    return cell->failed && strcmp(cell->status, "skipped") != 0;
}

static void leave(struct compare *c, const struct measured_cell *base, const struct measured_cell *new)
{
    c->left = text_grow(c->left, c->left_count + 1, sizeof *c->left);
    c->left[c->left_count++] = (struct compare_left){base, new};
    c->only_base += !new;
    c->only_new += !base;
    c->unmeasured += base && new;
    c->missing += base && base->count && (!new || !compare_has_failed(new));
}

static double floor_of(const struct compare_options *options, const struct measured_cell *base,
                       const struct measured_cell *new)
{
    if (!options->noise || !options->machine)
        return NAN;
    /* fmax passes over a NAN: what is known of one is the least for both. */
    bool turns = cells_took_turns(base, new);
    return fmax(noise_floor(options->noise, options->machine, base, turns),
                noise_floor(options->noise, options->machine, new, turns));
}

static void add_row(struct compare *c, const struct measured_cell *base, const struct measured_cell *new,
                    const struct compare_options *options)
{
    struct block_values before = blocks_log_rates(base), after = blocks_log_rates(new);

    c->rows = text_grow(c->rows, c->count + 1, sizeof *c->rows);
    struct compare_row *row = &c->rows[c->count++];
    *row = (struct compare_row){.base = base,
                                .new = new,
                                .judged = {.paired = options->base_build != NULL},
                                .floor = floor_of(options, base, new),
                                .changed =
                                    strcmp(base->hash, new->hash) != 0 || strcmp(base->hash, "mixed") == 0};
    blocks_fill(&row->judged, &before, &after);
    blocks_free(&before);
    blocks_free(&after);
}

/* Rows from `first` on are those of one curve. */
static void add_curve(struct compare *c, size_t first, const struct compare_options *options)
{
    size_t count = c->count - first;

    if (count < 2 || c->rows[first].base->threads != 1)
        return;
    struct measured_cell **base = text_grow(NULL, count, sizeof(struct measured_cell *)),
                         **new = text_grow(NULL, count, sizeof(struct measured_cell *));
    for (size_t i = 0; i < count; i++) {
        base[i] = (struct measured_cell *)c->rows[first + i].base;
        new[i] = (struct measured_cell *)c->rows[first + i].new;
    }
    c->curves = text_grow(c->curves, c->curve_count + 1, sizeof *c->curves);
    struct compare_curve *curve = &c->curves[c->curve_count++];
    *curve = (struct compare_curve){.one = first,
                                    .most = first + count - 1,
                                    .floor = hypot(c->rows[first].floor, c->rows[first + count - 1].floor)};
    curve_change_make(&curve->change, base, new, count, options->base_build != NULL);
    if (!options->without_laws)
        curve->change.law = laws_compare(base, count, new, count);
    free(base);
    free(new);
}

/* Both are sorted by N. */
static void merge(struct compare *c, const struct span *base, const struct span *new,
                  const struct compare_options *options)
{
    size_t first = c->count, i = 0, j = 0;

    while (i < base->count || j < new->count) {
        const struct measured_cell *mine = i < base->count ? base->cells->items[base->first + i] : NULL;
        const struct measured_cell *theirs = j < new->count ? new->cells->items[new->first + j] : NULL;
        if (mine && theirs && mine->threads != theirs->threads) {
            if (mine->threads < theirs->threads)
                theirs = NULL;
            else
                mine = NULL;
        }
        i += mine != NULL;
        j += theirs != NULL;
        c->failed += mine && theirs && compare_has_failed(theirs) && !compare_has_failed(mine);
        if (mine && theirs && mine->count && theirs->count)
            add_row(c, mine, theirs, options);
        else
            leave(c, mine, theirs);
    }
    add_curve(c, first, options);
}

static void leave_unused(struct compare *c, const struct spans *spans, bool base)
{
    for (size_t i = 0; i < spans->count; i++)
        for (size_t k = 0; k < spans->items[i].count && !spans->items[i].used; k++) {
            const struct measured_cell *cell = spans->items[i].cells->items[spans->items[i].first + k];
            leave(c, base ? cell : NULL, base ? NULL : cell);
        }
}

static void pair_up(struct compare *c, struct spans *bases, struct spans *news,
                    const struct compare_options *options)
{
    for (size_t i = 0; i < bases->count; i++) {
        struct span *base = &bases->items[i], *new = NULL;
        for (size_t j = 0; j < news->count && options->base_build; j++)
            if (correspond_by_build(bases, key_of(base), news, key_of(&news->items[j]))) {
                base->used = news->items[j].used = true;
                merge(c, base, &news->items[j], options);
            }
        if (!options->base_build && (new = counterpart(bases, base, news, options->any_build))) {
            base->used = new->used = true;
            merge(c, base, new, options);
        }
    }
    leave_unused(c, bases, true);
    leave_unused(c, news, false);
}

static int check_hashes(const struct compare *c, struct error *e)
{
    char name[64], mine[64], theirs[64];

    for (size_t i = 0; i < c->count; i++)
        if (c->rows[i].changed)
            return error_set(e,
                             "workload '%s' is not the same on both sides (%s, %s): its own change would be "
                             "taken for the build's; --force compares all the same",
                             csvfile_shown(c->rows[i].base->key.workload, name, sizeof name),
                             csvfile_shown(c->rows[i].base->hash, mine, sizeof mine),
                             csvfile_shown(c->rows[i].new->hash, theirs, sizeof theirs));
    return 0;
}

/* ---- verdicts */

static void judge_rows(struct compare *c, double threshold)
{
    struct verdict_cell *cells = text_grow(NULL, c->count, sizeof *cells);
    double *floors = text_grow(NULL, c->count, sizeof *floors);

    for (size_t i = 0; i < c->count; i++) {
        cells[i] = c->rows[i].judged;
        floors[i] = c->rows[i].floor;
    }
    verdict_table(cells, c->count, threshold, floors);
    for (size_t i = 0; i < c->count; i++) {
        c->rows[i].judged = cells[i];
        c->tally[cells[i].verdict]++;
    }
    free(cells);
    free(floors);
}

static void judge_curves(struct compare *c, double threshold)
{
    struct verdict_cell *cells = text_grow(NULL, c->curve_count + 1, sizeof *cells);
    double *floors = text_grow(NULL, c->curve_count + 1, sizeof *floors);

    for (size_t i = 0; i < c->curve_count; i++) {
        cells[i] = c->curves[i].change.judged;
        floors[i] = c->curves[i].floor;
    }
    verdict_table(cells, c->curve_count, threshold, floors);
    for (size_t i = 0; i < c->curve_count; i++) {
        c->curves[i].change.judged = cells[i];
        c->curve_tally[cells[i].verdict]++;
    }
    free(cells);
    free(floors);
}

/* ---- means */

/* <0, 0, >0: of one mean all is the same but the workload and its parameters. */
static int mean_order(const struct compare_row *x, const struct compare_row *y)
{
    const struct curve_key *a = &x->base->key, *b = &y->base->key, *c = &x->new->key, *d = &y->new->key;
    int order = strcmp(a->placement, b->placement);

    if (!order)
        order = strcmp(a->mode, b->mode);
    if (!order)
        order = strverscmp(a->axes, b->axes);
    if (!order)
        order = strverscmp(a->build, b->build);
    if (!order)
        order = strverscmp(c->build, d->build);
    if (!order)
        order = strcmp(a->gil, b->gil);
    if (!order)
        order = strcmp(c->gil, d->gil);
    return order ? order : x->base->threads - y->base->threads;
}

struct ranked_row {
    const struct compare_row *row;
    size_t at;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked_row *x = a, *y = b;
    int order = mean_order(x->row, y->row);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

static void add_mean(struct compare *c, const struct ranked_row *rows, size_t count)
{
    struct geomean_item *items = text_grow(NULL, count, sizeof *items);
    bool paired = rows[0].row->judged.paired;
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        struct geomean_item item = {.base = blocks_log_rates(rows[i].row->base),
                                    .new = blocks_log_rates(rows[i].row->new)};
        if (paired) {
            struct block_values differences = blocks_differences(&item.base, &item.new);
            blocks_free(&item.base);
            blocks_free(&item.new);
            item.new = differences;
        }
        /* Two builds that never ran in the same block have no ratio. */
        if (item.new.count && (paired || item.base.count))
            items[used++] = item;
        else
            blocks_free(&item.new);
    }
    if (used >= 2) {
        c->means = text_grow(c->means, c->mean_count + 1, sizeof *c->means);
        c->means[c->mean_count++] = (struct compare_mean){rows[0].at, geomean_ratio(items, used, paired)};
    }
    for (size_t i = 0; i < used; i++) {
        blocks_free(&items[i].base);
        blocks_free(&items[i].new);
    }
    free(items);
}

static void take_means(struct compare *c)
{
    struct ranked_row *sorted = text_grow(NULL, c->count, sizeof *sorted);

    for (size_t i = 0; i < c->count; i++)
        sorted[i] = (struct ranked_row){&c->rows[i], i};
    qsort(sorted, c->count, sizeof *sorted, compare_ranked);
    for (size_t first = 0, next; first < c->count; first = next) {
        for (next = first + 1; next < c->count; next++)
            if (mean_order(sorted[first].row, sorted[next].row) != 0)
                break;
        if (next - first >= 2)
            add_mean(c, sorted + first, next - first);
    }
    free(sorted);
}

int compare_make(struct compare *c, const struct measured_cells *base, const struct measured_cells *new,
                 const struct compare_options *options, struct error *e)
{
    struct spans bases = find_spans(base, options->base_build);
    struct spans news = find_spans(new, options->new_build);
    int result = -1;

    c->threshold = options->threshold;
    pair_up(c, &bases, &news, options);
    if (!c->count) {
        error_set(e,
                  "nothing to compare: no cell of the one has a counterpart in the other that was measured");
        goto out;
    }
    if (!options->force && check_hashes(c, e) < 0)
        goto out;
    judge_rows(c, options->threshold);
    judge_curves(c, options->threshold);
    take_means(c);
    result = 0;
out:
    free(bases.items);
    free(news.items);
    return result;
}

void compare_free(struct compare *c)
{
    for (size_t i = 0; i < c->count; i++) {
        free((void *)c->rows[i].judged.a);
        free((void *)c->rows[i].judged.b);
    }
    for (size_t i = 0; i < c->curve_count; i++)
        curve_change_free(&c->curves[i].change);
    free(c->rows);
    free(c->left);
    free(c->curves);
    free(c->means);
    *c = (struct compare){0};
}
