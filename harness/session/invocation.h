/* invocation.h - one invocation of one cell, or of several in turns: its rows completed with what only we know, and a row for it
 * when it did not live to send its own.
 */
#ifndef GILSCALE_INVOCATION_H
#define GILSCALE_INVOCATION_H

#include "session/session.h"

/* Which cell, where in the schedule. */
struct position {
    size_t cell; /* of the plan */
    long block;
    size_t order;
};

struct invocation_result {
    const char *status; /* of its `end` row; NULL when it was interrupted */
    double rate;        /* its level over its windows (stats/paired.h), ops/s; NAN unless the status is ok */
    bool disturbed;     /* something came between: one of its flags says so */
};

/* Runs one, or several in turns, and stores their rows. Fills one result each. -1 when the run cannot go on. */
int invocation_run(struct session *session, const struct position *at, size_t count,
                   struct invocation_result *results, struct error *e);

#endif
