/* pools.h - the thread pools that libraries make for themselves, by the environment variables that say how large: one thread each.
 *
 * A matrix product on a pool of eight threads keeps eight CPUs busy for one worker, so that a curve over N workers would be the library's and not
 * Python's. What a person has set is kept. Where a library has one pool for the whole process and does all of a call there, as Polars has, its one thread
 * then serves all workers. And not every pool has a variable (DuckDB's, PyTorch's between ops, Arrow's for input). runner/foreign.h looks whether any of them
 * worked, and such rows are flagged.
 *
 * Set in the runner, before Python or a library is there to read them, so that it holds for a runner that was started by hand as well.
 */
#ifndef GILSCALE_POOLS_H
#define GILSCALE_POOLS_H

#include "machine/facts.h"

struct pools_variable {
    const char *name;
    const char *instead; /* what its library reads where `name` is not set; NULL: nothing */
    const char *read_by; /* a person's words for those libraries */
};

/* Ends with {0}. */
extern const struct pools_variable pools_variables[];

/* Sets each variable to 1 that is not set, or is empty, but where a person has set the one that its library reads instead: that is what they asked of it,
 * too. Changes the environment: one thread only, before there are others. */
void pools_limit(void);

/* "pools.OMP_NUM_THREADS" for each variable that is set, with a worry unless it is 1. Before pools_limit(). */
void pools_facts(struct facts *facts);

#endif
