#include "runner/attach.h"

#include "runner/phaseclock.h"

void attach_open(struct attachment *a)
{
    if (!a->wanted)
        return;
    interpreter_attach(a->python);
    /* The state that the worker has is dropped, else each Ensure would find it. */
    if (a->policy != ATTACH_ONCE)
        interpreter_leave(a->python);
}

void attach_close(struct attachment *a)
{
    if (!a->wanted)
        return;
    if (a->policy != ATTACH_ONCE)
        interpreter_enter(a->python);
    interpreter_detach(a->python);
}

void attach_let_go(struct attachment *a)
{
    if (a->wanted && a->policy == ATTACH_ONCE)
        interpreter_detach(a->python);
}

void attach_take_back(struct attachment *a)
{
    if (a->wanted && a->policy == ATTACH_ONCE)
        interpreter_attach(a->python);
}

void attach_begin(struct attachment *a)
{
    if (a->wanted && a->policy == ATTACH_BATCH)
        interpreter_ensure(a->python);
}

void attach_end(struct attachment *a)
{
    if (a->wanted && a->policy == ATTACH_BATCH)
        interpreter_leave(a->python);
}

int attach_run(struct attachment *a, uint64_t n)
{
    if (!a->wanted || a->policy != ATTACH_CALL)
        return a->run(a->worker, n, a->why);
    while (n--) {
        phaseclock_mark(0); /* each call of run() begins there */
        interpreter_ensure(a->python);
        int result = a->run(a->worker, 1, a->why);
        interpreter_leave(a->python);
        if (result < 0)
            return -1;
    }
    return 0;
}
