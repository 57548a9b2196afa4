#include "runner/member.h"

#include "base/clock.h"
#include "runner/crew.h"
#include "runner/gilheld.h"
#include "runner/gilwait.h"
#include "runner/home.h"
#include "runner/loop.h"

#include <unistd.h>

/* Between the gate and its end, detached at both: what it does shows in its own cache lines. */
static void watch(const struct crew_member *m)
{
    const struct crew *crew = m->crew;
    struct slot *slot = &crew->slots[m->index];

    gilwait_watch(&slot->gil_wait);
    if (!crew->times_phases)
        return;
    gilheld_watch(&slot->gil_held);
    if (m->group == 0 && m->work->phases.count)
        phaseclock_watch(&crew->phaseclocks[m->index], &slot->gil_held);
}

static void watch_no_more(void)
{
    gilwait_watch(NULL);
    gilheld_watch(NULL);
    phaseclock_watch(NULL, NULL);
}

/* Up to the gate, detached. Returns what the work's run() takes, or NULL with status and reason. */
static void *get_ready(struct crew_member *m, struct interpreter_thread *python, bool *entered)
{
    const struct crew *crew = m->crew;
    void *mine = NULL;

    m->status = WORK_FAILED;
    if (m->cpu >= 0 && topology_bind_self(crew->topology, m->cpu, &m->why) < 0)
        return NULL;
    m->status = crew->home->open(m, python, entered, &m->why);
    if (m->status == WORK_OK) {
        mine = m->work->kind->begin(m->work, m->place, &m->why);
        if (!mine)
            m->status = m->why.status == EXIT_MISSING ? WORK_SKIPPED : WORK_FAILED;
    }
    m->status = home_judge(crew->home, m->status, &m->why);
    if (*entered)
        interpreter_detach(python);
    m->ready_ns = clock_now_ns();
    return mine;
}

void member_live(struct crew_member *m)
{
    struct crew *crew = m->crew;
    struct interpreter_thread python;
    bool entered = false;

    m->awake_ns = clock_now_ns();
    m->pid = getpid();
    m->tid = gettid();
    void *mine = get_ready(m, &python, &entered);
    if (gate_report(crew->gate, m->index, mine ? NULL : &m->why) == 0) {
        m->let_go_ns = clock_now_ns();
        watch(m);
        if (loop_run(m, mine, &python) < 0)
            m->status = home_judge(crew->home, WORK_FAILED, &m->why);
        watch_no_more();
        atomic_fetch_add(&crew->board->ended, 1);
        crew_ring(crew);
    }
    if (entered) {
        interpreter_attach(&python);
        if (mine)
            m->work->kind->end(mine);
        crew->home->close(m, &python);
    }
    atomic_store(&m->finished, true);
}
