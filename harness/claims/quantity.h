/* quantity.h - what a public figure can be about: throughput, time, CPU use, memory, latency; each read off one invocation.
 *
 * Values are in base units: seconds, bytes, shares (1 is 100 %), operations a second. A quantity of pairs is made of two cells' invocations
 * of the same block. Pure; any thread may call.
 */
#ifndef GILSCALE_QUANTITY_H
#define GILSCALE_QUANTITY_H

#include "base/error.h"
#include "stats/invocations.h"

enum quantity_kind {
    QUANTITY_OWN,       /* of each invocation by itself */
    QUANTITY_SPEEDUP,   /* over the same curve's N=1 */
    QUANTITY_WRONG,     /* of the cell's invocations together: how many came out wrong */
    QUANTITY_PER_WORKER /* what each worker beyond the first adds: (value(N) - value(1)) / (N - 1) */
};

enum quantity_dimension { QUANTITY_NUMBER, QUANTITY_SECONDS, QUANTITY_BYTES, QUANTITY_SHARE, QUANTITY_RATE };

/* What an invocation is one of. */
struct quantity_cell {
    int threads;
    int cpus; /* that the machine lets us use */
};

struct quantity {
    const char *name;
    enum quantity_kind kind;
    enum quantity_dimension dimension;
    int measure; /* of stats/measures.h; negative: made by `make` */
    double (*make)(const struct measured_invocation *invocation, const struct quantity_cell *cell);
    const char *means; /* for the page and for errors */
};

/* Ends with {0}. */
extern const struct quantity quantities[];

/* In base units; NAN when not measured. */
double quantity_of(const struct quantity *quantity, const struct measured_invocation *invocation,
                   const struct quantity_cell *cell);

/* -1 with the nearest name when there is none of this name. */
int quantity_find(const struct quantity **quantity, const char *name, struct error *e);

/* What a value in base units is multiplied by to be in `unit`: "ms" for seconds gives 1000. -1 when the unit is none of this dimension.
 * A rate takes any unit that ends in "/s", a number any at all. */
int quantity_scale(enum quantity_dimension dimension, const char *unit, double *scale, struct error *e);

#endif
