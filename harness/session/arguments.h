/* arguments.h - the runner's command line for a cell. */
#ifndef GILSCALE_ARGUMENTS_H
#define GILSCALE_ARGUMENTS_H

#include "session/session.h"

/* How the runner begins a sentence about what it was asked for. */
#define ARGUMENTS_COMPLAINT "gilscale-runner: "

/* One worker of this work, nothing beside it, all axes neutral: its batch is the same in all cells. */
void arguments_to_calibrate(const struct session *session, size_t build, size_t work, struct text_list *argv);

/* All but what arguments_to_measure() adds: the batch, the seed, the windows and the turns. */
void arguments_of_cell(const struct session *session, const struct cell *cell, struct text_list *argv);
void arguments_to_measure(const struct session *session, const struct cell *cell, long block, bool in_turns,
                          struct text_list *argv);

/* "0,1", or "" without binding. The caller frees. */
char *arguments_cpus(const struct placement *placement, int threads, char separator);

#endif
