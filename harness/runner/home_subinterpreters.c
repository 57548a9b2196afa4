/* home_subinterpreters.c - members that are threads, each with an interpreter whose GIL is its own. The main thread has made the
 * main interpreter, which only lends them the runtime. */
#include "runner/home.h"
#include "runner/options.h"

static enum work_status subinterpreters_open(struct crew_member *m, struct interpreter_thread *python,
                                             bool *entered, struct error *e)
{
    if (interpreter_enter_own(python, &m->crew->options->interpreter, e) < 0)
        return e->status == EXIT_MISSING ? WORK_SKIPPED : WORK_FAILED;
    *entered = true;
    return home_furnish_own(m, e);
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
