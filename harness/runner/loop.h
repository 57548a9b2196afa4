/* loop.h - the timed part of a worker's life: from when the gate lets it go until it is told to stop.
 *
 * One op first, whose end says when the worker was up; then batches, each published with its end. A worker writes its own slot and
 * nothing that anybody else writes.
 */
#ifndef GILSCALE_LOOP_H
#define GILSCALE_LOOP_H

#include "runner/interpreter.h"
#include "runner/member.h"

/* The worker's own thread, detached on entry and on return. `mine` is what the work's begin() gave it. -1 with m->why when a batch failed. */
int loop_run(struct crew_member *m, void *mine, struct interpreter_thread *python);

#endif
