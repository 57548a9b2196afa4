/* blocks.h - one value an invocation, and the block that it ran in: what pairs are made of.
 *
 * Invocations of one block are neighbours in time, so what drifts on the machine cancels in their difference. Within a block the first
 * goes with the first; who has no partner is not used. Pure; any thread may call.
 */
#ifndef GILSCALE_BLOCKS_H
#define GILSCALE_BLOCKS_H

#include "stats/invocations.h"
#include "stats/verdict.h"

struct block_value {
    const struct measured_invocation *invocation; /* says which block */
    double value;
};

/* In the order of invocation_compare_block(). Points to invocations of the cell it was made of; the list itself is owned. */
struct block_values {
    struct block_value *items;
    size_t count;
};

/* The log of each invocation's rate. A rate of 0 (nothing was done in the windows) has none: it is taken for the smallest rate there is,
 * which is what ranks want to know of it. */
struct block_values blocks_log_rates(const struct measured_cell *cell);

/* to - from, of each block that both have. */
struct block_values blocks_differences(const struct block_values *from, const struct block_values *to);
void blocks_free(struct block_values *values);

/* Fills a, b and their counts, which the caller frees: side by side when the cell says `paired`, else all there are. */
void blocks_fill(struct verdict_cell *cell, const struct block_values *base, const struct block_values *new);

#endif
