/* invocation.h - one invocation of one cell: the runner's command line, its rows completed with what only we
 * know, and a row for it when it did not live to send its own.
 */
#ifndef GILSCALE_INVOCATION_H
#define GILSCALE_INVOCATION_H

#include "session/session.h"

/* How the runner begins a sentence about what it was asked for. */
#define INVOCATION_COMPLAINT "gilscale-runner: "

/* The runner's arguments for this cell, but for what invocation_arguments_to_measure() adds: the batch, the seed and the windows. */
void invocation_arguments(const struct session *session, const struct cell *cell, struct text_list *argv);
void invocation_arguments_to_measure(const struct session *session, const struct cell *cell, long block,
                                     bool in_turns, struct text_list *argv);

/* Which cell, where in the schedule. */
struct position {
    size_t cell; /* of the plan */
    long block;
    size_t order;
};

struct invocation_result {
    const char *status; /* of its `end` row; NULL when it was interrupted */
    double rate;        /* its level over its windows (stats/paired.h), ops/s; NAN unless the status is ok */
};

/* Runs one, or several in turns, and stores their rows. Fills one result each. -1 when the run cannot go on. */
int invocation_run(struct session *session, const struct position *at, size_t count,
                   struct invocation_result *results, struct error *e);

#endif
