/* member.h - one worker of a crew, from its first instruction to its last: it binds itself, finds its interpreter
 * and its work where its mode keeps them (home.h), reports at the gate, works (loop.h), and leaves.
 *
 * In processes mode a member lies in memory that it shares with the main process: what is written here is read there.
 * Pointers to what a member made itself (work) mean something in its own process only.
 */
#ifndef GILSCALE_MEMBER_H
#define GILSCALE_MEMBER_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "runner/account.h"
#include "runner/work.h"

struct crew;

struct crew_member {
    struct crew *crew;
    pthread_t thread; /* it; in processes mode the main process's thread that waits for it, */
    bool lost;        /* unless that could not be started */
    sem_t wake;       /* ends its rest */
    pid_t pid, tid;   /* the kernel's ids; valid once the gate is open */
    int index;        /* in the crew */
    int group;        /* of crew->groups */
    int place;        /* of its work: which worker; 0 where that has only one */
    int cpu;          /* to bind to, or -1 */

    bool times_requests;                   /* its ops are timed one by one, in crew->requests */
    uint64_t share;                        /* of crew_share(): ops, */
    int64_t share_from_ns, share_until_ns; /* when it was woken for them, and when the last one ended */

    struct work *work;       /* the group's, or its own where each has its own interpreter */
    char parameters[256];    /* the work's, canonical, where it is its own, */
    struct phases phases;    /* and its names for them */
    struct account account;  /* of its own interpreter; empty where there is one for all */
    enum work_status status; /* what became of it; with `why` unless it is OK */
    struct error why;
    atomic_bool finished; /* it ended as it should, whatever its status */

    /* clock_now_ns(): just before it was made, at its first instruction, when its interpreter and its work were ready, when
     * the gate let it go, after its first op. 0: it did not come so far. */
    int64_t born_ns, awake_ns, ready_ns, let_go_ns, first_op_ns;
    int64_t queued_ns; /* how long it waited, before it was ready, for others to get ready */
};

/* All of it, on its own thread. */
void member_live(struct crew_member *m);

#endif
