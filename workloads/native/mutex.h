/* mutex.h - the cases of one lock, for both kinds: the includer defines MUTEX (the type), MUTEX_LOCK and MUTEX_UNLOCK before, or none of them
 * where there is no such lock; then it gets the parameter only.
 *
 * What the lock guards is a plain counter beside it, so an update that the lock failed to guard is missing at the end. All cases run detached:
 * neither lock needs a thread state, and none of Python's locks is between the workers.
 */
#ifndef GILSCALE_MUTEX_H
#define GILSCALE_MUTEX_H

#include "lcg.h"
#include "lines.h"

/* The parameter of the shared case. */
#define MUTEX_OUTSIDE                                                                                        \
    {                                                                                                        \
        .name = "outside", .value = 20, .low = 0, .high = 1000000000, .unit = "steps",                       \
        .help = "steps of a generator between two ops, about a nanosecond each"                              \
    }

#ifdef MUTEX

/* Zeroed is unlocked, for both kinds. */
struct mutex_counter {
    MUTEX lock;
    uint64_t count;
};

/* A worker's own lock. */
static inline int mutex_begin_private(struct gilscale_worker *worker)
{
    return lines_state(worker, sizeof(struct mutex_counter));
}

/* One lock for all workers. */
static inline int mutex_setup_shared(struct gilscale_cell *cell)
{
    return lines_shared(cell, sizeof(struct mutex_counter));
}

static inline int mutex_run_private(struct gilscale_worker *worker, uint64_t n)
{
    struct mutex_counter *counter = worker->state;

    while (n--) {
        MUTEX_LOCK(&counter->lock);
        counter->count++;
        MUTEX_UNLOCK(&counter->lock);
    }
    return 0;
}

static inline int mutex_run_shared(struct gilscale_worker *worker, uint64_t n)
{
    struct mutex_counter *counter = worker->cell->shared;
    uint64_t outside = (uint64_t)gilscale_parameter(worker->cell, "outside");

    while (n--) {
        MUTEX_LOCK(&counter->lock);
        counter->count++;
        MUTEX_UNLOCK(&counter->lock);
        lcg_run(worker, outside);
    }
    return 0;
}

static inline int mutex_run_relock(struct gilscale_worker *worker, uint64_t n)
{
    struct mutex_counter *counter = worker->cell->shared;

    MUTEX_LOCK(&counter->lock);
    while (n--) {
        MUTEX_UNLOCK(&counter->lock);
        MUTEX_LOCK(&counter->lock);
        counter->count++;
    }
    MUTEX_UNLOCK(&counter->lock);
    return 0;
}

static inline int mutex_check_private(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    for (int i = 0; i < cell->workers; i++)
        if (((struct mutex_counter *)workers[i]->state)->count != workers[i]->ops) {
            strcpy(cell->error, "a worker's counter is not the number of its ops");
            return -1;
        }
    return 0;
}

static inline int mutex_check_shared(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    const struct mutex_counter *counter = cell->shared;
    uint64_t ops = 0, outside = (uint64_t)gilscale_parameter(cell, "outside");

    for (int i = 0; i < cell->workers; i++) {
        ops += workers[i]->ops;
        if (workers[i]->result != lcg_after(workers[i]->ops * outside)) {
            strcpy(cell->error, "a worker did not do its steps outside the lock");
            return -1;
        }
    }
    if (counter->count == ops)
        return 0;
    strcpy(cell->error, "the counter under the lock is not the number of all ops");
    return -1;
}

#endif
#endif
