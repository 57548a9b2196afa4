#include "stats/cost.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "stats/blocks.h"
#include "stats/geomean.h"

static bool same_work(const struct curve_key *a, const struct curve_key *b)
{
    return strcmp(a->workload, b->workload) == 0 && strcmp(a->params, b->params) == 0;
}

static bool same_way(const struct curve_key *a, const struct curve_key *b)
{
    return strcmp(a->placement, b->placement) == 0 && strcmp(a->mode, b->mode) == 0 &&
           strcmp(a->axes, b->axes) == 0;
}

/* Log ratios of each block that both have: how much more the GIL build does. */
static struct block_values differences(const struct measured_cell *gil, const struct measured_cell *ft)
{
    struct block_values mine = blocks_log_rates(ft), theirs = blocks_log_rates(gil);
    struct block_values result = blocks_differences(&mine, &theirs);

    blocks_free(&mine);
    blocks_free(&theirs);
    return result;
}

struct interval cost_ratio(const struct measured_cell *gil, const struct measured_cell *free_threaded)
{
    struct block_values values = differences(gil, free_threaded);
    struct geomean_item item = {.new = values};
    struct interval ratio = geomean_ratio(&item, 1, true); /* of one workload: itself */

    ratio.values = values.count;
    blocks_free(&values);
    return ratio;
}

/* Is `gil` what `ft` is held against? With others beside, which share the GIL with it, a rate does not tell what one thread costs. */
static bool is_partner(const struct measured_cell *gil, const struct measured_cell *ft)
{
    return gil && gil->count && !strstr(gil->key.axes, "beside=") && !gil->key.ft &&
           strcmp(gil->key.python, ft->key.python) == 0 && same_work(&gil->key, &ft->key) &&
           same_way(&gil->key, &ft->key);
}

static void take_mean(struct costs *costs, struct measured_cell *const *ones, size_t first, bool *used)
{
    const struct curve_key *key = &ones[costs->items[first].free_threaded]->key;
    const struct curve_key *base = &ones[costs->items[first].gil]->key;
    struct geomean_item *items = text_grow(NULL, costs->count, sizeof *items);
    size_t count = 0;

    for (size_t i = first; i < costs->count; i++) {
        const struct cost *cost = &costs->items[i];
        const struct measured_cell *ft = ones[cost->free_threaded], *gil = ones[cost->gil];
        if (strcmp(ft->key.build, key->build) != 0 || strcmp(gil->key.build, base->build) != 0 ||
            strcmp(ft->key.gil, key->gil) != 0 || !same_way(&ft->key, key))
            continue;
        used[i] = true;
        if (isfinite(cost->ratio.middle))
            items[count++] = (struct geomean_item){.new = differences(gil, ft)};
    }
    if (count >= 2) {
        struct interval ratio = geomean_ratio(items, count, true);
        costs->means = text_grow(costs->means, costs->mean_count + 1, sizeof *costs->means);
        costs->means[costs->mean_count++] = (struct cost_mean){first, ratio};
    }
    for (size_t i = 0; i < count; i++)
        blocks_free(&items[i].new);
    free(items);
}

void costs_take(struct costs *costs, struct measured_cell *const *ones, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!ones[i] || !ones[i]->count || !ones[i]->key.ft)
            continue;
        size_t gil = 0;
        while (gil < count && !is_partner(ones[gil], ones[i]))
            gil++;
        if (gil == count)
            continue;
        costs->items = text_grow(costs->items, costs->count + 1, sizeof *costs->items);
        costs->items[costs->count++] = (struct cost){gil, i, cost_ratio(ones[gil], ones[i])};
    }
    bool *used = text_grow(NULL, costs->count + 1, sizeof *used);
    memset(used, 0, (costs->count + 1) * sizeof *used);
    for (size_t i = 0; i < costs->count; i++)
        if (!used[i])
            take_mean(costs, ones, i, used);
    free(used);
}

void costs_free(struct costs *costs)
{
    free(costs->items);
    free(costs->means);
    *costs = (struct costs){0};
}
