/* phases.h - the column `phases` of samples.csv: what parts an op has by its workload's own names, and how long workers were in each.
 *
 * As text: "prepare=0.0123/0.012;native=0.5/0.001": for each phase seconds, and behind the stroke how many of them with the GIL held; without a
 * GIL "prepare=0.0123;native=0.5". A name is a text_is_name(), so that none holds what separates them. Pure; any thread may use its own.
 */
#ifndef GILSCALE_PHASES_H
#define GILSCALE_PHASES_H

#include <stddef.h>

#include "base/error.h"

#define PHASES_LEAST 2
#define PHASES_MOST  8
#define PHASES_NAME  65 /* bytes, with the one that ends it */
#define PHASES_TEXT  (PHASES_MOST * (PHASES_NAME + 60))

struct phase {
    char name[PHASES_NAME];
    double seconds, held_s; /* held_s: NAN where there is no GIL, or nobody could tell */
};

/* Start from {0}: a workload without phases. */
struct phases {
    int count;
    struct phase items[PHASES_MOST];
};

/* Adds one without any time. -1 when the name is none, is there already, or when there are too many. */
int phases_name(struct phases *phases, const char *name, struct error *e);

/* Into `to`, of PHASES_TEXT bytes; "" when there are none. Returns `to`. */
char *phases_text(const struct phases *phases, char *to);

/* -1, and no phases, when it is not written like that; "" is none. */
int phases_parse(struct phases *phases, const char *text, struct error *e);

/* Adds the times of `more`, which becomes the sum where that has none; -1 when their names differ: then they cannot be added. */
int phases_add(struct phases *sum, const struct phases *more);

/* In all phases together. */
double phases_seconds(const struct phases *phases);

#endif
