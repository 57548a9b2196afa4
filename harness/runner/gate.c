#include "runner/gate.h"

#include <string.h>

int gate_init(struct gate *g, int workers, struct error *e)
{
    *g = (struct gate){.missing = workers};
    int code = pthread_mutex_init(&g->mutex, NULL);
    if (code)
        return error_set(e, "cannot make the gate's mutex: %s", strerror(code));
    code = pthread_cond_init(&g->changed, NULL);
    if (code) {
        pthread_mutex_destroy(&g->mutex);
        return error_set(e, "cannot make the gate's condition: %s", strerror(code));
    }
    return 0;
}

/* With the mutex held. */
static void count_in(struct gate *g, int workers, const struct error *why)
{
    if (why && !g->failed) {
        g->failed = 1;
        g->why = *why;
    }
    g->missing -= workers;
    if (g->missing == 0)
        pthread_cond_broadcast(&g->changed);
}

int gate_report(struct gate *g, const struct error *why)
{
    pthread_mutex_lock(&g->mutex);
    count_in(g, 1, why);
    while (!g->open)
        pthread_cond_wait(&g->changed, &g->mutex);
    int answer = g->failed ? -1 : 0;
    pthread_mutex_unlock(&g->mutex);
    return answer;
}

void gate_give_up(struct gate *g, int workers, const struct error *why)
{
    pthread_mutex_lock(&g->mutex);
    count_in(g, workers, why);
    pthread_mutex_unlock(&g->mutex);
}

int gate_open(struct gate *g, struct error *e)
{
    pthread_mutex_lock(&g->mutex);
    while (g->missing > 0)
        pthread_cond_wait(&g->changed, &g->mutex);
    g->open = 1;
    int answer = g->failed ? -1 : 0;
    if (g->failed)
        *e = g->why;
    pthread_cond_broadcast(&g->changed);
    pthread_mutex_unlock(&g->mutex);
    return answer;
}

void gate_destroy(struct gate *g)
{
    pthread_cond_destroy(&g->changed);
    pthread_mutex_destroy(&g->mutex);
}
