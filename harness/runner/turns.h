/* turns.h - the runner's side of measuring in turns: several runners live at once on the same CPUs, and one at a time works.
 *
 * Two builds whose windows of some milliseconds alternate see the same machine: what a neighbour, a clock or a hypervisor does for longer than
 * that hits both, and leaves their ratio alone (Bulej et al., "Duet benchmarking", ICPE 2020, run the two side by side; in turns they cannot
 * disturb each other). The driver holds the other end of a socket: a byte from it is our turn, a byte to it ends our turn. Our end, whatever its
 * cause, ends it as well. Main thread.
 */
#ifndef GILSCALE_TURNS_H
#define GILSCALE_TURNS_H

#include "base/error.h"

/* Waits for the turn. -1 when the driver is gone. */
int turns_wait(int fd, struct error *e);

/* Ends the turn and waits for the next. */
int turns_next(int fd, struct error *e);

#endif
