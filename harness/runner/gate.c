#include "runner/gate.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

enum { MISSING, READY, FAILED };

size_t gate_size(int workers)
{
    return sizeof(struct gate) + (size_t)workers * sizeof(atomic_int);
}

int gate_init(struct gate *g, int workers, struct error *e)
{
    memset(g, 0, gate_size(workers));
    g->workers = workers;
    atomic_flag_clear(&g->told);
    if (sem_init(&g->reported, 1, 0) < 0 || sem_init(&g->go, 1, 0) < 0)
        return error_set(e, "cannot make the gate's semaphores: %s", strerror(errno));
    return 0;
}

static void wait_for(sem_t *semaphore)
{
    while (sem_wait(semaphore) < 0 && errno == EINTR)
        ;
}

static void note(struct gate *g, int index, const struct error *why)
{
    int missing = MISSING;

    if (why && !atomic_flag_test_and_set(&g->told))
        g->why = *why;
    atomic_compare_exchange_strong(&g->states[index], &missing, why ? FAILED : READY);
    sem_post(&g->reported);
}

int gate_report(struct gate *g, int index, const struct error *why)
{
    note(g, index, why);
    wait_for(&g->go);
    return atomic_load(&g->answer);
}

void gate_give_up(struct gate *g, int index, const struct error *why)
{
    if (atomic_load(&g->states[index]) == MISSING)
        note(g, index, why);
}

static bool all_have_reported(struct gate *g, int *failed)
{
    int missing = 0;

    *failed = 0;
    for (int i = 0; i < g->workers; i++) {
        int state = atomic_load(&g->states[i]);
        missing += state == MISSING;
        *failed += state == FAILED;
    }
    return !missing;
}

int gate_open(struct gate *g, struct error *e)
{
    int failed;

    while (!all_have_reported(g, &failed))
        wait_for(&g->reported);
    atomic_store(&g->answer, failed ? -1 : 0);
    if (failed)
        *e = g->why;
    for (int i = 0; i < g->workers; i++)
        sem_post(&g->go);
    return failed ? -1 : 0;
}

void gate_destroy(struct gate *g)
{
    sem_destroy(&g->go);
    sem_destroy(&g->reported);
}
