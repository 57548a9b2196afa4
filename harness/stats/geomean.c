#include "stats/geomean.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "stats/rank.h"

static const struct block_values *side_of(const struct geomean_item *item, bool base)
{
    return base ? &item->base : &item->new;
}

/* The mean over workloads in each block that has them all: the lists are in the order of blocks, so they are walked side by side. */
static size_t block_means(const struct geomean_item *items, size_t count, bool base, double **means)
{
    size_t *at = text_grow(NULL, count, sizeof *at), found = 0;

    *means = text_grow(NULL, side_of(&items[0], base)->count + 1, sizeof **means);
    memset(at, 0, count * sizeof *at);
    for (bool more = true; more;) {
        const struct measured_invocation *latest = NULL;
        bool all = true;
        double sum = 0;
        for (size_t i = 0; i < count && more; i++) {
            const struct block_values *values = side_of(&items[i], base);
            more = at[i] < values->count;
            if (more && (!latest || invocation_compare_block(values->items[at[i]].invocation, latest) > 0))
                latest = values->items[at[i]].invocation;
        }
        for (size_t i = 0; i < count && more; i++) {
            const struct block_value *value = &side_of(&items[i], base)->items[at[i]];
            all = all && invocation_compare_block(value->invocation, latest) == 0;
            sum += value->value;
        }
        if (more && all)
            (*means)[found++] = sum / (double)count;
        for (size_t i = 0; i < count && more; i++)
            at[i] += all ||
                     invocation_compare_block(side_of(&items[i], base)->items[at[i]].invocation, latest) < 0;
    }
    free(at);
    return found;
}

struct interval geomean_ratio(const struct geomean_item *items, size_t count, bool paired)
{
    struct interval ratio = {NAN, NAN, NAN, NAN, count};
    double *base = NULL, *new = NULL;

    if (count == 0)
        return ratio;
    size_t new_count = block_means(items, count, false, &new);
    size_t base_count = paired ? 0 : block_means(items, count, true, &base);
    ratio =
        paired ? rank_signed_shift(new, new_count) : verdict_group_shift(base, base_count, new, new_count);
    ratio.middle = exp(ratio.middle);
    ratio.low = exp(ratio.low);
    ratio.high = exp(ratio.high);
    ratio.values = count;
    free(base);
    free(new);
    return ratio;
}
