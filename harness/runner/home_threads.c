#include "runner/home.h"

#include <string.h>

static void *thread_main(void *member)
{
    member_live(member);
    return NULL;
}

int home_make_thread(struct crew_member *m, const pthread_attr_t *attributes, struct error *e)
{
    int code = pthread_create(&m->thread, attributes, thread_main, m);

    return code ? error_set(e, "cannot start worker %d of %d: %s", m->index + 1, m->crew->workers,
                            strerror(code))
                : 0;
}

/* The work is there already: the main thread has loaded it. */
static enum work_status threads_open(struct crew_member *m, struct interpreter_thread *python, bool *entered,
                                     struct error *e)
{
    (void)m;
    (void)e;
    interpreter_enter(python);
    *entered = true;
    return WORK_OK;
}

static void threads_close(struct crew_member *m, struct interpreter_thread *python)
{
    (void)m;
    interpreter_leave(python);
}

const struct home home_threads = {
    .mode = MODE_THREADS, .make = home_make_thread, .open = threads_open, .close = threads_close};
