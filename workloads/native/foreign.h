/* foreign.h - for each worker a thread that Python has never seen, which does the worker's batches.
 *
 * The harness gives its workers a thread state for life, and PyGILState_Ensure finds that one again. A thread that comes from outside, a callback
 * of some native library, has none. So the worker hands a batch to a thread of its own and sleeps until it is done: two wake-ups a batch, some 10
 * us of a millisecond. The thread inherits the worker's CPU.
 */
#ifndef GILSCALE_FOREIGN_H
#define GILSCALE_FOREIGN_H

#include "lines.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>

struct foreign {
    pthread_t thread;
    sem_t asked, done; /* what else is here belongs to the thread between the two */
    int (*work)(struct foreign *foreign, uint64_t n);
    void *data;      /* for work() */
    uint64_t n;      /* ops of the batch, 0 to leave */
    uint64_t result; /* work() adds to it */
    int status;
    char error[256];
};

static inline void foreign_wait(sem_t *semaphore)
{
    while (sem_wait(semaphore) < 0 && errno == EINTR)
        ; /* a signal */
}

static inline void *foreign_main(void *argument)
{
    struct foreign *foreign = argument;

    for (;;) {
        foreign_wait(&foreign->asked);
        if (!foreign->n)
            return NULL;
        foreign->status = foreign->work(foreign, foreign->n);
        sem_post(&foreign->done);
    }
}

/* For begin(); the worker's state is then a struct foreign. */
static inline int foreign_start(struct gilscale_worker *worker, int (*work)(struct foreign *, uint64_t),
                                void *data)
{
    if (lines_state(worker, sizeof(struct foreign)) < 0)
        return -1;
    struct foreign *foreign = worker->state;
    foreign->work = work;
    foreign->data = data;
    sem_init(&foreign->asked, 0, 0);
    sem_init(&foreign->done, 0, 0);
    int code = pthread_create(&foreign->thread, NULL, foreign_main, foreign);
    if (!code)
        return 0;
    strcpy(worker->error, "cannot start a thread");
    return -1;
}

/* The run() of a detached workload. */
static inline int foreign_run(struct gilscale_worker *worker, uint64_t n)
{
    struct foreign *foreign = worker->state;

    if (!n)
        return 0;
    foreign->n = n;
    sem_post(&foreign->asked);
    foreign_wait(&foreign->done);
    worker->result = foreign->result;
    if (foreign->status < 0)
        strcpy(worker->error, foreign->error);
    return foreign->status;
}

/* For end(). The thread waits without a thread state, so it does not matter that we are attached. */
static inline void foreign_stop(struct gilscale_worker *worker)
{
    struct foreign *foreign = worker->state;

    foreign->n = 0;
    sem_post(&foreign->asked);
    pthread_join(foreign->thread, NULL);
}

#endif
