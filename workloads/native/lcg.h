/* lcg.h - a loop that only a core can make faster: each step of the generator needs the one before.
 *
 * x' = a x + c modulo 2^64 (constants of Knuth's MMIX). Its n-th value also comes in log n steps by squaring,
 * so a worker's millions of steps are checked exactly and at once: a batch that was skipped, or run twice,
 * shows.
 */
#ifndef GILSCALE_LCG_H
#define GILSCALE_LCG_H

#include "gilscale_workload.h"

#define LCG_A UINT64_C(6364136223846793005)
#define LCG_C UINT64_C(1442695040888963407)

static inline int lcg_run(struct gilscale_worker *worker, uint64_t n)
{
    uint64_t x = worker->result;
    while (n--)
        x = x * LCG_A + LCG_C;
    worker->result = x;
    return 0;
}

/* The value after n steps from 0: composes the affine map with itself, bit by bit of n. */
static inline uint64_t lcg_after(uint64_t n)
{
    uint64_t x = 0, a = LCG_A, c = LCG_C;
    for (; n; n >>= 1) {
        if (n & 1)
            x = x * a + c;
        c *= a + 1;
        a *= a;
    }
    return x;
}

/* Of ops of so many steps each. */
static inline int lcg_check_steps(struct gilscale_cell *cell, struct gilscale_worker *const *workers,
                                  uint64_t steps)
{
    for (int i = 0; i < cell->workers; i++)
        if (workers[i]->result != lcg_after(workers[i]->ops * steps)) {
            strcpy(cell->error, "a worker's generator is not where its number of steps would put it");
            return -1;
        }
    return 0;
}

static inline int lcg_check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    return lcg_check_steps(cell, workers, 1);
}

#endif
