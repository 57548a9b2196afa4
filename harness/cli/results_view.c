#include "cli/results_view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool results_same_block(const struct curve *a, const struct curve *b)
{
    return strcmp(a->key.workload, b->key.workload) == 0 && strcmp(a->key.params, b->key.params) == 0 &&
           strcmp(a->key.placement, b->key.placement) == 0 && strcmp(a->key.mode, b->key.mode) == 0 &&
           strcmp(a->key.axes, b->key.axes) == 0;
}

static const struct interval unknown = {.middle = NAN, .low = NAN, .high = NAN, .coverage = NAN};

struct interval results_cost(const struct curves *curves, const struct curve *curve)
{
    for (size_t i = 0; i < curves->costs.count; i++)
        if (&curves->items[curves->costs.items[i].free_threaded] == curve)
            return curves->costs.items[i].ratio;
    return unknown;
}

void results_view_all(struct results_view *view, const struct curves *curves)
{
    size_t cells = 0;

    for (size_t i = 0; i < curves->count; i++)
        cells += curves->items[i].count;
    *view = (struct results_view){.curves = curves, .rows = text_grow(NULL, cells + 1, sizeof *view->rows)};
    for (size_t i = 0; i < curves->count; i++) {
        const struct curve *curve = &curves->items[i];
        struct interval cost = results_cost(curves, curve);
        for (size_t k = 0; k < curve->count; k++) {
            struct results_row *row = &view->rows[view->count++];
            *row = (struct results_row){.curve = curve, .point = &curve->points[k], .cost = unknown};
            if (row->point->threads == 1)
                row->cost = cost;
        }
    }
}

bool results_view_has(const struct results_view *view, const struct curve *curve)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->rows[i].curve == curve)
            return true;
    return false;
}

/* ---- sorting */

static double threads_of(const struct results_row *row)
{
    return row->point->threads;
}

static double rate_of(const struct results_row *row)
{
    return row->point->rate.middle;
}

static double speedup_of(const struct results_row *row)
{
    return row->point->speedup.middle;
}

static double efficiency_of(const struct results_row *row)
{
    return row->point->efficiency;
}

static double cost_value(const struct results_row *row)
{
    return row->cost.middle;
}

static double width_of(const struct results_row *row)
{
    const struct interval *rate = &row->point->rate;
    return (rate->high - rate->low) / rate->middle;
}

static double cpu_of(const struct results_row *row)
{
    return row->point->cpu_use;
}

static double wait_of(const struct results_row *row)
{
    return row->point->measures[MEASURE_GIL_WAIT].middle;
}

static double latency_of(const struct results_row *row)
{
    return row->point->measures[MEASURE_LATENCY_P99].middle;
}

static double memory_of(const struct results_row *row)
{
    return row->point->pss_bytes;
}

static double fairness_of(const struct results_row *row)
{
    return row->point->fairness;
}

static double disturbed_of(const struct results_row *row)
{
    return row->point->invocations ? (double)row->point->disturbed / (double)row->point->invocations : NAN;
}

/* Texts that are equal leave the order as it was, so a name needs no function. */
static const struct {
    const char *name;
    double (*value)(
        const struct results_row *row); /* NULL: the build's name, or the order that the rows had */
} keys[] = {{"name", NULL},
            {"build", NULL},
            {"threads", threads_of},
            {"rate", rate_of},
            {"speedup", speedup_of},
            {"efficiency", efficiency_of},
            {"cost", cost_value},
            {"interval", width_of},
            {"cpu", cpu_of},
            {"gil-wait", wait_of},
            {"latency", latency_of},
            {"memory", memory_of},
            {"fairness", fairness_of},
            {"disturbed", disturbed_of}};
#define KEY_COUNT (sizeof keys / sizeof *keys)

char *results_sort_keys(void)
{
    char *all = text_format("%s", "");

    for (size_t i = 0; i < KEY_COUNT; i++) {
        char *longer = text_format("%s%s%s", all, i ? ", " : "", keys[i].name);
        free(all);
        all = longer;
    }
    return all;
}

struct placed {
    struct results_row row;
    size_t place; /* before */
    const char *text;
    double value;
    bool reverse;
};

static int by_key(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    int order = 0;

    if (isnan(x->value) != isnan(y->value)) /* unknown is last, whichever way */
        return isnan(x->value) ? 1 : -1;
    if (x->text)
        order = strcmp(x->text, y->text);
    else if (!isnan(x->value))
        order = (x->value < y->value) - (x->value > y->value);
    if (order == 0)
        order = (x->place > y->place) - (x->place < y->place);
    return x->reverse && !isnan(x->value) ? -order : order;
}

int results_view_sort(struct results_view *view, const char *key, bool reverse, struct error *e)
{
    struct text_list names = {0};
    size_t chosen = 0;

    while (chosen < KEY_COUNT && strcmp(keys[chosen].name, key) != 0)
        text_list_add(&names, keys[chosen++].name);
    if (chosen == KEY_COUNT) {
        const char *nearest = text_nearest(key, &names);
        char *all = results_sort_keys();
        error_set(e, "--sort does not know '%s'%s%s%s; there are %s", key, nearest ? "; did you mean '" : "",
                  nearest ? nearest : "", nearest ? "'?" : "", all);
        free(all);
    }
    text_list_free(&names);
    if (chosen == KEY_COUNT)
        return -1;
    bool by_build = strcmp(key, "build") == 0;
    struct placed *placed = text_grow(NULL, view->count + 1, sizeof *placed);
    for (size_t i = 0; i < view->count; i++)
        placed[i] = (struct placed){.row = view->rows[i],
                                    .place = i,
                                    .text = by_build ? view->rows[i].curve->key.build : NULL,
                                    .value = keys[chosen].value ? keys[chosen].value(&view->rows[i]) : 0,
                                    .reverse = reverse};
    qsort(placed, view->count, sizeof *placed, by_key);
    for (size_t i = 0; i < view->count; i++)
        view->rows[i] = placed[i].row;
    free(placed);
    view->sort = keys[chosen].name;
    return 0;
}

void results_view_free(struct results_view *view)
{
    free(view->rows);
    *view = (struct results_view){0};
}
