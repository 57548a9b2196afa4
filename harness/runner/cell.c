#include <Python.h>

#include "runner/cell.h"

#include "base/clock.h"
#include "runner/crew.h"
#include "runner/foreign.h"
#include "runner/home.h"
#include "runner/interpose.h"
#include "runner/interpreter.h"
#include "runner/makespan.h"
#include "runner/measure.h"
#include "runner/requests.h"
#include "runner/tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A cell while it is run. */
struct cell {
    const struct options *options;
    struct report *report;
    struct crew crew;
    struct work works[CREW_GROUPS]; /* where one interpreter has them all */
    struct account account;         /* of that one */
    struct measure_outcome outcome;
    struct sample *end;
    char phases[PHASES_TEXT]; /* of the end row */
    char *flags;
    size_t flags_size;
};

static void add_flag(struct cell *cell, const char *flag)
{
    size_t used = strlen(cell->flags);
    snprintf(cell->flags + used, cell->flags_size - used, "%s%s", used ? ";" : "", flag);
}

/* Bound, and yet somewhere else: something changed the affinity behind our back. */
static bool has_migrated(const struct crew *crew)
{
    for (int i = 0; i < crew->workers; i++) {
        int last = topology_last_cpu(crew->topology, crew->members[i].tid);
        if (crew->members[i].cpu >= 0 && last >= 0 && last != crew->members[i].cpu)
            return true;
    }
    return false;
}

/* The accounts of all interpreters that measured: one for all, or one a member. */
static const struct account *account_at(const struct cell *cell, int index)
{
    if (cell->crew.home->mode == MODE_THREADS)
        return index ? NULL : &cell->account;
    return cell->crew.members && index < cell->crew.workers ? &cell->crew.members[index].account : NULL;
}

/* The rows' column `gil`, as far as it is known. Nothing before an interpreter is there. */
static void note_gil(struct cell *cell)
{
    const struct account *account;

    for (int i = 0; (account = account_at(cell, i)); i++) {
        if (!account->opened)
            continue;
        if (!*cell->report->cell.gil || account->gil_on)
            cell->report->cell.gil = account->gil_on ? "on" : "off";
        cell->crew.gil_on = cell->crew.gil_on || account->gil_on;
        if (!*cell->report->cell.gil_enabled_by)
            cell->report->cell.gil_enabled_by = account->gil.module;
    }
}

static void sum_collections(struct cell *cell)
{
    const struct account *account;
    struct interpreter_collections sum = {0};

    for (int i = 0; (account = account_at(cell, i)); i++) {
        if (!account->closed || account->before.all < 0 || account->after.all < 0)
            return;
        sum.all += account->after.all - account->before.all;
        sum.full += account->after.full - account->before.full;
    }
    cell->end->gc_collections = sum.all;
    cell->end->gc_full_collections = sum.full;
}

/* Seconds that collections took so far, of all interpreters; NAN when one does not say. */
static double pauses_s(const struct cell *cell)
{
    const struct account *account;
    int64_t sum_ns = 0;

    for (int i = 0; (account = account_at(cell, i)); i++) {
        int64_t ns = gcpause_ns(&account->pause);
        if (ns < 0)
            return NAN;
        sum_ns += ns;
    }
    return (double)sum_ns / 1e9;
}

static bool gil_came_back(const struct cell *cell)
{
    const struct account *account;

    for (int i = 0; (account = account_at(cell, i)); i++)
        if (account->opened && !account->gil_at_start && account->gil_on)
            return true;
    return false;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median of the seconds from a member's birth until one of its moments; NAN when one did not come so far. */
static double median_start(const struct cell *cell, int64_t (*took_ns)(const struct crew_member *m))
{
    int count = cell->crew.groups[0].workers;
    double *all = text_grow(NULL, (size_t)count, sizeof *all);
    double median = NAN;
    int known = 0;

    for (int i = 0; i < count; i++) {
        int64_t ns = took_ns(&cell->crew.members[i]);
        if (ns > 0)
            all[known++] = (double)ns / 1e9;
    }
    if (known == count) {
        qsort(all, (size_t)count, sizeof *all, by_value);
        median = (all[(count - 1) / 2] + all[count / 2]) / 2;
    }
    free(all);
    return median;
}

static int64_t until_awake(const struct crew_member *m)
{
    return m->awake_ns ? m->awake_ns - m->born_ns : 0;
}

/* Without the time that it waited for others, here and at the gate. */
static int64_t until_ready(const struct crew_member *m)
{
    return m->ready_ns ? m->ready_ns - m->born_ns - m->queued_ns : 0;
}

static int64_t until_first_op(const struct crew_member *m)
{
    return m->first_op_ns ? until_ready(m) + m->first_op_ns - m->let_go_ns : 0;
}

/* What the rows before the end row need to know of a cell whose members furnished it themselves. */
static void note_members(struct cell *cell)
{
    const struct crew_member *first = &cell->crew.members[0];

    if (cell->crew.home->mode != MODE_THREADS) {
        cell->report->cell.params = first->parameters;
        cell->crew.phases = first->phases;
    }
    note_gil(cell);
}

/* Shared by threads that ask for it, a GIL sets the shortest window. */
static int64_t shortest_window_ns(const struct cell *cell)
{
    if (cell->crew.home->mode != MODE_THREADS || !cell->account.gil_on || !cell->works[0].attached)
        return 0;
    return measure_shortest_window_ns(cell->crew.workers, cell->account.switch_interval_ns);
}

static int measure(struct cell *cell, struct foreign *foreign, struct error *e)
{
    const struct options *options = cell->options;
    struct crew *crew = &cell->crew;
    /* Workers that wait for each other cannot all rest between two batches: such a cell has one turn, from start to end. One
     * alone waits for nobody. */
    bool may_wait = crew->workers > 1 && (cell->works[0].stops || cell->works[1].stops);
    bool in_turns = options->turn_fd >= 0 && !options->total_ops && !may_wait;
    struct measure_plan plan = {options->warmup_ns,
                                options->window_ns,
                                options->windows,
                                {options->deviation, options->drift},
                                in_turns ? options->turn_fd : -1,
                                options->per_worker,
                                options->counters};
    int64_t shortest = shortest_window_ns(cell);

    (void)e;
    plan.window_ns = plan.window_ns > shortest ? plan.window_ns : shortest;
    if (in_turns)
        add_flag(cell, "turns");
    if (options->total_ops) {
        struct makespan_plan fixed = {options->warmup_ns, options->total_ops, options->per_worker,
                                      options->counters};
        int result = makespan_measure(crew, &fixed, cell->report, foreign);
        cell->outcome.cpu_hz = measure_cpu_hz(crew);
        return result;
    }
    return measure_windows(crew, &plan, cell->report, foreign, &cell->outcome);
}

/* For more than a hundredth of the time: then what workers held is not all that keeps others from it. */
static bool others_held_gil(const struct cell *cell, int64_t before_ns)
{
    int64_t held_ns = atomic_load(&cell->crew.board->others_held_ns) - before_ns;

    return cell->crew.gil_on && held_ns * 100 > clock_now_ns() - cell->end->start_ns;
}

/* The same, with an eye on threads that are not ours. */
static int measure_and_look(struct cell *cell, struct error *e)
{
    struct foreign foreign;

    foreign_open(&foreign, &cell->crew);
    int result = measure(cell, &foreign, e);
    cell->end->foreign_cpu_s = foreign_cpu_s(&foreign);
    if (foreign_found(&foreign))
        add_flag(cell, "foreign_threads");
    foreign_close(&foreign);
    return result;
}

/* Starts the crew, measures, stops it. Detached. */
static int run_crew(struct cell *cell, struct error *e)
{
    struct crew *crew = &cell->crew;
    struct sample *end = cell->end;
    struct error ended;
    int result = crew_start(crew, cell->options->cpus, e);

    if (crew->members)
        note_members(cell);
    if (result == 0) {
        struct usage before = crew_usage(crew);
        double paused_s = pauses_s(cell);
        int64_t others_before_ns = atomic_load(&crew->board->others_held_ns);
        end->start_ns = clock_now_ns();
        if (cell->options->calibrate)
            while (crew_sleep(crew, clock_now_ns() + 1000000000) == 0)
                ; /* until the worker has found the batch */
        else
            result = measure_and_look(cell, e);
        if (has_migrated(crew))
            add_flag(cell, "migrated");
        if (cell->outcome.extended)
            add_flag(cell, "extended");
        if (cell->outcome.unsteady)
            add_flag(cell, "unsteady");
        end->cpu_hz = cell->outcome.cpu_hz;
        struct usage after = crew_usage(crew);
        struct usage used = usage_between(&before, &after);
        end->minor_faults = used.minor_faults;
        end->major_faults = used.major_faults;
        end->gc_pause_s = pauses_s(cell) - paused_s;
        tally_fill_life(crew, end, cell->phases);
        if (others_held_gil(cell, others_before_ns))
            add_flag(cell, "gil_elsewhere");
        struct usage_memory memory = crew_memory(crew);
        end->rss_bytes = memory.rss_bytes;
        end->pss_bytes = memory.pss_bytes;
        end->peak_rss_bytes = memory.peak_bytes;
        end->duration_ns = clock_now_ns() - end->start_ns;
    }
    if (crew_stop(crew, &ended) < 0) {
        *e = ended;
        result = -1;
    }
    return result;
}

static int64_t sum_ops(const struct crew *crew, int group, uint64_t *ops)
{
    int first = group ? crew->groups[0].workers : 0;
    int64_t total = 0;

    for (int i = 0; i < crew->groups[group].workers; i++) {
        ops[i] = slot_read(&crew->slots[first + i]).ops;
        total += (int64_t)ops[i];
    }
    return total;
}

/* Attached where there is an interpreter for all: was the work of its groups done right? The others have checked theirs. */
static enum work_status check(struct cell *cell, struct error *e)
{
    const struct crew *crew = &cell->crew;
    uint64_t *ops = text_grow(NULL, (size_t)crew->workers, sizeof *ops);
    enum work_status status = WORK_OK;

    for (int group = 0; group < CREW_GROUPS && status == WORK_OK; group++) {
        if (!crew->groups[group].workers)
            continue;
        int64_t sum = sum_ops(crew, group, ops);
        cell->end->ops = group ? cell->end->ops : sum;
        if (crew->home->mode == MODE_THREADS)
            status = cell->works[group].kind->check(&cell->works[group], ops, e);
    }
    free(ops);
    return status;
}

/* Where one interpreter has them all: makes it and its works, before anybody is there to use them. Attached on return if *started. */
static enum work_status open_common(struct cell *cell, bool *started, struct error *e)
{
    enum work_status status = WORK_OK;

    if (cell->options->mode == MODE_PROCESSES)
        return WORK_OK;
    if (interpreter_start(&cell->options->interpreter, e) < 0)
        return e->status == EXIT_MISSING ? WORK_SKIPPED : WORK_FAILED;
    *started = true;
    for (int group = 0; group < CREW_GROUPS && cell->options->mode == MODE_THREADS && status == WORK_OK;
         group++) {
        if (!cell->crew.groups[group].workers)
            continue;
        cell->crew.groups[group].work = &cell->works[group];
        status = home_furnish(&cell->crew, group, cell->crew.groups[group].workers, &cell->works[group],
                              &cell->account, e);
    }
    if (cell->options->mode == MODE_THREADS) {
        cell->report->cell.params = cell->works[0].parameters;
        cell->crew.phases = cell->works[0].phases;
    }
    return status;
}

enum work_status cell_run(const struct options *options, const struct topology *topology,
                          struct report *report, struct sample *end, char *flags, size_t flags_size,
                          struct error *e)
{
    static struct cell
        cell; /* its address is where the members look, and the parameters are in rows to the end */
    PyThreadState *attached = NULL;
    bool started = false;

    cell = (struct cell){.options = options,
                         .report = report,
                         .outcome = {.cpu_hz = NAN},
                         .end = end,
                         .flags = flags,
                         .flags_size = flags_size,
                         .crew = {.home = home_of(options->mode),
                                  .options = options,
                                  .topology = topology,
                                  .batch_target_ns = options->batch_ns,
                                  .stack_bytes = options->stack_bytes,
                                  .times_phases = options->phases && !options->calibrate,
                                  .starts_resting = options->total_ops && !options->calibrate}};
    for (int group = 0; group < CREW_GROUPS; group++)
        cell.crew.groups[group] = (struct crew_group){.workers = options->groups[group].workers,
                                                      .attach = options->attach,
                                                      .batch_ops = options->groups[group].batch_ops};
    cell.crew.groups[0].arrivals_per_s = options->arrivals_per_s;
    report->cell.batch_ops = (int64_t)cell.crew.groups[0].batch_ops;

    interpose_init(interpreter_code(), e); /* where it cannot be done, the rows' cells stay empty */
    enum work_status status = open_common(&cell, &started, e);
    note_gil(&cell);
    if (status != WORK_OK)
        goto out;
    if (started)
        attached = PyEval_SaveThread();
    int result = run_crew(&cell, e);
    if (started)
        PyEval_RestoreThread(attached);
    if (cell.account.opened)
        account_close(&cell.account);
    status = crew_status(&cell.crew);
    if (status == WORK_OK && result < 0)
        status = WORK_FAILED;
    if (status == WORK_OK) {
        report->cell.batch_ops = (int64_t)cell.crew.groups[0].batch_ops;
        sum_collections(&cell);
        if (requests_report(&cell.crew, end))
            add_flag(&cell, "overloaded");
        status = check(&cell, e);
    }
    if (cell.crew.members) {
        end->start_create_s = median_start(&cell, until_awake);
        end->start_ready_s = median_start(&cell, until_ready);
        end->start_first_op_s = median_start(&cell, until_first_op);
    }
out:
    note_gil(&cell);
    if (gil_came_back(&cell))
        add_flag(&cell, "gil_reenabled");
    return status;
}
