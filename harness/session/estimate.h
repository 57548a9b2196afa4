/* estimate.h - what a cell has come to so far, told while the run goes on. The table at the end tells it from the rows (stats/curves.h): the
 * same median over invocations, and the same ratios within blocks.
 */
#ifndef GILSCALE_ESTIMATE_H
#define GILSCALE_ESTIMATE_H

#include "session/session.h"
#include "stats/median.h"

/* The cell's rate in ops/s, and its speedup over one worker of the same curve: no values at one worker, in an open loop, and as long as no
 * block has both. */
struct interval estimate_rate(const struct session *session, size_t cell);
struct interval estimate_speedup(const struct session *session, size_t cell);

/* Hands both to the session's progress. */
void estimate_tell(const struct session *session, size_t cell);

#endif
