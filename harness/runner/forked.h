/* forked.h - a member as a process: forked by the main thread, and watched by a thread that waits for its end.
 *
 * A member that is killed, or that leaves on its own, is reported at the gate and rings the crew's bell through its
 * watcher; so nobody waits for it. Members die with the main process (PR_SET_PDEATHSIG).
 */
#ifndef GILSCALE_FORKED_H
#define GILSCALE_FORKED_H

#include <pthread.h>

#include "base/error.h"
#include "runner/member.h"

/* Main thread, before any other thread that holds locks: forks. The child lives on a thread with these attributes, and never
 * returns. */
int forked_make(struct crew_member *m, const pthread_attr_t *attributes, struct error *e);

/* Main thread, after all members were forked: starts the watcher, m->thread. */
int forked_watch(struct crew_member *m, struct error *e);

#endif
