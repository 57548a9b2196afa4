/* home_processes.c - members that are processes, each with the only interpreter that it has. */
#include "runner/forked.h"
#include "runner/home.h"
#include "runner/options.h"

static enum work_status processes_open(struct crew_member *m, struct interpreter_thread *python,
                                       bool *entered, struct error *e)
{
    const struct options *options = m->crew->options;

    if (interpreter_start(&options->interpreter, e) < 0)
        return e->status == EXIT_MISSING ? WORK_SKIPPED : WORK_FAILED;
    /* The thread that made the interpreter is attached to it, by a state that it was given. */
    python->state = NULL;
    *entered = true;
    return home_furnish_own(m, e);
}

/* Nothing to leave: the process ends. */
static void processes_close(struct crew_member *m, struct interpreter_thread *python)
{
    (void)python;
    home_check_own(m);
}

const struct home home_processes = {.mode = MODE_PROCESSES,
                                    .make = forked_make,
                                    .watch = forked_watch,
                                    .open = processes_open,
                                    .close = processes_close};
