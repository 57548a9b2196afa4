#include "runner/gate.h"

#include <errno.h>
#include <string.h>

int gate_init(struct gate *g, int workers, struct error *e)
{
    *g = (struct gate){.workers = workers, .missing = workers};
    int code = pthread_mutex_init(&g->mutex, NULL);
    if (code)
        return error_set(e, "cannot make the gate's mutex: %s", strerror(code));
    code = pthread_cond_init(&g->all_reported, NULL);
    if (code) {
        pthread_mutex_destroy(&g->mutex);
        return error_set(e, "cannot make the gate's condition: %s", strerror(code));
    }
    if (sem_init(&g->go, 0, 0) < 0) {
        code = errno;
        pthread_cond_destroy(&g->all_reported);
        pthread_mutex_destroy(&g->mutex);
        return error_set(e, "cannot make the gate's semaphore: %s", strerror(code));
    }
    return 0;
}

static void count_in(struct gate *g, int workers, const struct error *why)
{
    pthread_mutex_lock(&g->mutex);
    if (why && !g->failed) {
        g->failed = true;
        g->why = *why;
    }
    g->missing -= workers;
    if (g->missing == 0)
        pthread_cond_signal(&g->all_reported);
    pthread_mutex_unlock(&g->mutex);
}

int gate_report(struct gate *g, const struct error *why)
{
    count_in(g, 1, why);
    while (sem_wait(&g->go) < 0 && errno == EINTR)
        ;
    return g->failed ? -1 : 0; /* nobody writes it any more */
}

void gate_give_up(struct gate *g, int workers, const struct error *why)
{
    count_in(g, workers, why);
}

int gate_open(struct gate *g, struct error *e)
{
    pthread_mutex_lock(&g->mutex);
    while (g->missing > 0)
        pthread_cond_wait(&g->all_reported, &g->mutex);
    int answer = g->failed ? -1 : 0;
    if (g->failed)
        *e = g->why;
    pthread_mutex_unlock(&g->mutex);
    for (int i = 0; i < g->workers; i++)
        sem_post(&g->go);
    return answer;
}

void gate_destroy(struct gate *g)
{
    sem_destroy(&g->go);
    pthread_cond_destroy(&g->all_reported);
    pthread_mutex_destroy(&g->mutex);
}
