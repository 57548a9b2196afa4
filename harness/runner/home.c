#include "runner/home.h"

#include "runner/loop.h"
#include "runner/options.h"
#include "runner/slot.h"

const struct home *home_of(enum mode mode)
{
    static const struct home *const homes[MODE_COUNT] = {[MODE_THREADS] = &home_threads,
                                                         [MODE_PROCESSES] = &home_processes,
                                                         [MODE_SUBINTERPRETERS] = &home_subinterpreters};
    return homes[mode];
}

enum work_status home_furnish(const struct crew *crew, int group, int workers, struct work *work,
                              struct account *account, struct error *e)
{
    const struct options *options = crew->options;
    const struct option_group *asked = &options->groups[group];

    account_open(account);
    *work = (struct work){.kind = work_kind_of(asked->workload),
                          .workers = workers,
                          .mode = crew->home->mode,
                          .modes = MODE_ALL};
    enum work_status status = work->kind->load(work, asked->workload, &asked->parameters, e);
    if (status == WORK_OK)
        status = work_fit_mode(work, crew->home->mode, e);
    if (status == WORK_OK)
        status = work_fit_roles(work, e);
    if (status == WORK_OK)
        status = loop_fit(options, work, group, e);
    if (status == WORK_OK)
        status = work->kind->setup(work, e);
    if (status == WORK_OK && interpreter_set_gc(options->gc, e) < 0)
        status = WORK_FAILED;
    account_refresh(account);
    return status;
}

enum work_status home_furnish_own(struct crew_member *m, struct error *e)
{
    m->work = text_grow(NULL, 1, sizeof *m->work);
    enum work_status status = home_furnish(m->crew, m->group, 1, m->work, &m->account, e);
    snprintf(m->parameters, sizeof m->parameters, "%s", m->work->parameters);
    m->phases = m->work->phases;
    return status;
}

void home_check_own(struct crew_member *m)
{
    uint64_t ops = slot_read(&m->crew->slots[m->index]).ops;

    account_close(&m->account);
    if (m->status == WORK_OK && m->let_go_ns)
        m->status = m->work->kind->check(m->work, &ops, &m->why);
}
