/* loop.h - the timed part of a worker's life: from when the gate lets it go until it is told to stop.
 *
 * One op first, whose end says when the worker was up; then batches, each published with its end; or, where ops are requests, each
 * of them timed, in batches of a closed loop or one by one as they are due (requests.h). A worker writes its own slot and its own requests,
 * and nothing that anybody else writes.
 */
#ifndef GILSCALE_LOOP_H
#define GILSCALE_LOOP_H

#include "runner/interpreter.h"
#include "runner/member.h"

struct options;

/* SKIPPED, with the reason, when a crew cannot work on this as the cell asks: attach to it in that way, or do a total of it. `work` is
 * loaded, `group` says of which group it is the work, and `workers` how many that has. */
enum work_status loop_fit(const struct options *options, const struct work *work, int group, struct error *e);

/* The worker's own thread, detached on entry and on return. `mine` is what the work's begin() gave it. -1 with m->why when a batch failed. */
int loop_run(struct crew_member *m, void *mine, struct interpreter_thread *python);

#endif
