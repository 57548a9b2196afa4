/* foreign.h - CPU time that threads used which are neither workers nor gilscale's: a library's pool, a thread that the workload started.
 *
 * Such threads do a part of an op on CPUs that the cell does not count as its own, so N workers are more than N threads: a curve that they bend
 * says nothing of Python. Pools are held to one thread (machine/pools.h); this looks whether they were.
 *
 * It is the CPU time of the processes that workers live in, less that of the workers and of each process's main thread. A list of the threads that
 * there are before and after would miss those that came and went in between, as one does that a library starts for each call.
 *
 * Each look reads the known threads, then their process: some 40 us and one for each worker (256 of them: 0.24 ms); of members that are processes
 * some 65 us each. All between windows, never in one. Main thread.
 */
#ifndef GILSCALE_FOREIGN_H
#define GILSCALE_FOREIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "runner/crew.h"

/* Foreign threads are worth a flag when in one process they used more than this share of one CPU. The interpreters have none, and threads that wait
 * use nothing; a timer that wakes up ten times a second uses 0.1 %. Whoever takes 1 % from a worker changes its rate by as much as we can tell. */
#define FOREIGN_SHARE .01

/* One process at one instant. */
struct foreign_look {
    int64_t at_ns;
    double foreign_s; /* so far; NAN when the kernel does not say */
    double slack_s;   /* up to how much of it is our own, as not all is read at one instant */
};

/* Looks at a process with these threads of ours. */
struct foreign_look foreign_look(pid_t pid, const pid_t *ours, int count);

/* Over all measured windows, of one process. */
struct foreign_sum {
    double cpu_s; /* may come out a little below 0, by slack_s */
    double slack_s, seconds;
};
void foreign_add(struct foreign_sum *sum, const struct foreign_look *from, const struct foreign_look *to);
bool foreign_is_much(const struct foreign_sum *sum); /* false, too, where it cannot be told */

/* All processes of a crew. */
struct foreign {
    const struct crew *crew;
    int processes;
    struct foreign_look *from;
    struct foreign_sum *sums;
};

/* Once the crew has started; frees with foreign_close(). */
void foreign_open(struct foreign *foreign, const struct crew *crew);
void foreign_close(struct foreign *foreign);

/* Just before measured windows, and just after; in turns each time. */
void foreign_begin(struct foreign *foreign);
void foreign_end(struct foreign *foreign);

/* Of all processes together; NAN when one does not say, or when nothing was measured. */
double foreign_cpu_s(const struct foreign *foreign);
bool foreign_found(const struct foreign *foreign); /* in one of them it is much */

#endif
