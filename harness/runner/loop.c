#include "runner/loop.h"

#include "base/clock.h"
#include "runner/calibrate.h"
#include "runner/crew.h"

#include <errno.h>

/* Until we are woken: for the next turn, or to stop. */
static void rest(struct crew_member *m, struct slot *slot, struct interpreter_thread *python)
{
    struct crew *crew = m->crew;

    if (m->work->attached)
        interpreter_detach(python);
    atomic_fetch_add(&crew->board->resting, 1);
    crew_ring(crew);
    while (sem_wait(&m->wake) < 0 && errno == EINTR)
        ;
    if (m->work->attached)
        interpreter_attach(python);
    slot_restart(slot, clock_now_ns());
}

static int work_until_stopped(struct crew_member *m, void *mine, struct slot *slot,
                              struct interpreter_thread *python)
{
    int (*const run)(void *, uint64_t, struct error *) = m->work->kind->run;
    const uint64_t batch = m->crew->groups[m->group].batch_ops;
    atomic_int *const where = &m->crew->board->orders;
    uint64_t ops = 1;
    int orders;

    if (run(mine, 1, &m->why) < 0)
        return -1;
    m->first_op_ns = clock_now_ns();
    slot_publish(slot, ops, m->first_op_ns);
    while ((orders = atomic_load_explicit(where, memory_order_relaxed)) != CREW_STOP) {
        if (orders == CREW_PAUSE) {
            rest(m, slot, python);
            continue;
        }
        if (run(mine, batch, &m->why) < 0)
            return -1;
        ops += batch;
        slot_publish(slot, ops, clock_now_ns());
    }
    return 0;
}

static int work_for_calibration(struct crew_member *m, void *mine, struct slot *slot)
{
    struct crew *crew = m->crew;
    uint64_t ops;
    int result = calibrate(m->work->kind->run, mine, crew->batch_target_ns, &crew->groups[m->group].batch_ops,
                           &ops, &m->why);
    slot_publish(slot, ops, clock_now_ns());
    return result;
}

int loop_run(struct crew_member *m, void *mine, struct interpreter_thread *python)
{
    struct slot *slot = &m->crew->slots[m->index];
    int result;

    if (m->work->attached)
        interpreter_attach(python);
    if (m->crew->groups[m->group].batch_ops)
        result = work_until_stopped(m, mine, slot, python);
    else
        result = work_for_calibration(m, mine, slot);
    if (m->work->attached)
        interpreter_detach(python);
    return result;
}
