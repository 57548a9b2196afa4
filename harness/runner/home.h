/* home.h - where the members of a crew live, one kind for each mode.
 *
 *   threads           pthreads of one interpreter, which the main thread made and where it loaded the work
 *   subinterpreters   pthreads, each with an interpreter of its own, which has a GIL of its own
 *   processes         processes, forked before any Python is there, each with an interpreter
 *
 * In the last two each member loads the work itself, as a cell of one worker, and checks it itself.
 */
#ifndef GILSCALE_HOME_H
#define GILSCALE_HOME_H

#include <string.h>

#include "runner/crew.h"
#include "runner/interpreter.h"
#include "runner/mode.h"

struct home {
    enum mode mode;

    /* Main thread, detached: makes the member exist, which calls member_live() on its own thread. m->thread is
     * then to be joined, unless there is a watch(). */
    int (*make)(struct crew_member *m, const pthread_attr_t *attributes, struct error *e);

    /* Main thread, once all are made: starts m->thread where that is not the member itself. May be NULL. */
    int (*watch)(struct crew_member *m, struct error *e);

    /* The member's thread: enters its interpreter, and sees to it that m->work is there. Attached when *entered is true then,
     * whatever it returns. */
    enum work_status (*open)(struct crew_member *m, struct interpreter_thread *python, bool *entered,
                             struct error *e);

    /* The member's thread, attached: checks what only it can check (m->status says whether there is something to check),
     * and leaves. */
    void (*close)(struct crew_member *m, struct interpreter_thread *python);
};

/* For those whose members are threads. */
int home_make_thread(struct crew_member *m, const pthread_attr_t *attributes, struct error *e);

extern const struct home home_threads, home_processes, home_subinterpreters;

const struct home *home_of(enum mode mode);

/* Attached, in the interpreter that is to run it: loads and sets up the work of a group, for so many workers, and applies
 * what the cell asks of the interpreter (crew->options). The account is open then. */
enum work_status home_furnish(const struct crew *crew, int group, int workers, struct work *work,
                              struct account *account, struct error *e);

/* What a failure is worth there: a module that does not allow to be loaded in a subinterpreter, a call that it forbids, both of
 * which say so with that word (ImportError, RuntimeError), are no fault of the workload's. */
static inline enum work_status home_judge(const struct home *home, enum work_status status,
                                          const struct error *why)
{
    bool refused = home->mode == MODE_SUBINTERPRETERS && strstr(why->text, "subinterpreter");
    return status == WORK_FAILED && refused ? WORK_SKIPPED : status;
}

/* For homes whose members have an interpreter each: furnish it, and check it in the end. */
enum work_status home_furnish_own(struct crew_member *m, struct error *e);
void home_check_own(struct crew_member *m);

#endif
