#include "stats/blocks.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/text.h"

struct block_values blocks_log_rates(const struct measured_cell *cell)
{
    struct block_values values = {text_grow(NULL, cell->count + 1, sizeof *values.items), cell->count};

    for (size_t i = 0; i < cell->count; i++)
        values.items[i] =
            (struct block_value){cell->invocations[i], log(fmax(cell->invocations[i]->rate, DBL_MIN))};
    return values;
}

/* The next two of one block from `*i` and `*j` on; false when there are none. */
static bool next_pair(const struct block_values *x, const struct block_values *y, size_t *i, size_t *j)
{
    while (*i < x->count && *j < y->count) {
        int order = invocation_compare_block(x->items[*i].invocation, y->items[*j].invocation);
        if (order == 0)
            return true;
        *i += order < 0;
        *j += order > 0;
    }
    return false;
}

struct block_values blocks_differences(const struct block_values *from, const struct block_values *to)
{
    struct block_values result = {text_grow(NULL, to->count + 1, sizeof *result.items), 0};

    for (size_t i = 0, j = 0; next_pair(from, to, &i, &j); i++, j++)
        result.items[result.count++] =
            (struct block_value){to->items[j].invocation, to->items[j].value - from->items[i].value};
    return result;
}

void blocks_free(struct block_values *values)
{
    free(values->items);
    *values = (struct block_values){0};
}

void blocks_fill(struct verdict_cell *cell, const struct block_values *base, const struct block_values *new)
{
    double *a = text_grow(NULL, base->count + 1, sizeof *a), *b = text_grow(NULL, new->count + 1, sizeof *b);

    cell->a_count = cell->b_count = 0;
    if (cell->paired) {
        for (size_t i = 0, j = 0; next_pair(base, new, &i, &j); i++, j++) {
            a[cell->a_count++] = base->items[i].value;
            b[cell->b_count++] = new->items[j].value;
        }
    } else {
        for (size_t i = 0; i < base->count; i++)
            a[cell->a_count++] = base->items[i].value;
        for (size_t j = 0; j < new->count; j++)
            b[cell->b_count++] = new->items[j].value;
    }
    cell->a = a;
    cell->b = b;
}
