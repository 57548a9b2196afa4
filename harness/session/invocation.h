/* invocation.h - one invocation of one cell: the runner's command line, its rows completed with what only we
 * know, and a row for it when it did not live to send its own.
 */
#ifndef GILSCALE_INVOCATION_H
#define GILSCALE_INVOCATION_H

#include "session/session.h"

/* How the runner begins a sentence about what it was asked for. */
#define INVOCATION_COMPLAINT "gilscale-runner: "

/* The runner's arguments for this cell, but for the batch, the seed and the windows. */
void invocation_arguments(const struct session *session, const struct cell *cell, struct text_list *argv);

/* Where in the schedule. */
struct position {
    long block;
    size_t order;
};

/* Runs it and stores its rows. *status gets the status of its `end` row, NULL when it was interrupted. -1
 * when the run cannot go on. */
int invocation_run(struct session *session, const struct cell *cell, struct position at, const char **status,
                   struct error *e);

#endif
