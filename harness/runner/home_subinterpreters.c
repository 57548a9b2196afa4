/* home_subinterpreters.c - members that are threads, each with an interpreter whose GIL is its own. The main thread has made the
 * main interpreter, which only lends them the runtime. */
#include "base/clock.h"
#include "runner/home.h"
#include "runner/options.h"

/* One at a time: CPython 3.12 aborts, and 3.13 was seen to fail, when interpreters that import the same modules begin at once (types that all
 * of them share are made ready then). What is measured comes later, and the time in this queue is no part of a member's start. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static enum work_status subinterpreters_open(struct crew_member *m, struct interpreter_thread *python,
                                             bool *entered, struct error *e)
{
    int64_t queued_ns = clock_now_ns();
    enum work_status status = WORK_FAILED;

    pthread_mutex_lock(&one_at_a_time);
    m->queued_ns = clock_now_ns() - queued_ns;
    if (interpreter_enter_own(python, &m->crew->options->interpreter, e) == 0) {
        *entered = true;
        status = home_furnish_own(m, e);
    } else if (e->status == EXIT_MISSING) {
        status = WORK_SKIPPED;
    }
    pthread_mutex_unlock(&one_at_a_time);
    return status;
}

/* The interpreter stays as it is: to end one takes milliseconds, may run code, and the process is about to leave without ending any. */
static void subinterpreters_close(struct crew_member *m, struct interpreter_thread *python)
{
    home_check_own(m);
    interpreter_detach(python);
}

const struct home home_subinterpreters = {.mode = MODE_SUBINTERPRETERS,
                                          .make = home_make_thread,
                                          .open = subinterpreters_open,
                                          .close = subinterpreters_close};
