/* skipped.h - what stands in the place of a workload where the Python that it is compiled for has no such thing: it is skipped, and says why.
 * Its check fails, should it run all the same. It takes the same parameters, so that a suite need not know which build has it.
 */
#ifndef GILSCALE_SKIPPED_H
#define GILSCALE_SKIPPED_H

#include "gilscale_workload.h"

/* `list` of parameters, or NULL; `why` is a string literal. */
#define SKIPPED_WORKLOAD(list, why)                                                                          \
    static int skipped_setup(struct gilscale_cell *cell)                                                     \
    {                                                                                                        \
        strcpy(cell->error, why);                                                                            \
        return GILSCALE_SKIP;                                                                                \
    }                                                                                                        \
    static int skipped_run(struct gilscale_worker *worker, uint64_t n)                                       \
    {                                                                                                        \
        (void)n;                                                                                             \
        strcpy(worker->error, why);                                                                          \
        return -1;                                                                                           \
    }                                                                                                        \
    static int skipped_check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)             \
    {                                                                                                        \
        (void)workers;                                                                                       \
        strcpy(cell->error, why);                                                                            \
        return -1;                                                                                           \
    }                                                                                                        \
    GILSCALE_WORKLOAD(.parameters = list, .setup = skipped_setup, .run = skipped_run, .check = skipped_check)

#endif
