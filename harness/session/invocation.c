#include "session/invocation.h"

#include "base/clock.h"
#include "machine/witness.h"
#include "session/arguments.h"
#include "stats/cells.h"
#include "stats/paired.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct invocation {
    struct session *session;
    const struct cell *cell;
    struct position at;
    struct witness before;
    char *cpus;
    char *axes;        /* as the column has them */
    char *parameters;  /* as the suite has them, for rows that the runner did not live to send */
    struct sample end; /* a copy of the end row; kept until all that take turns with this one have ended */
    bool has_end;
    bool drifted; /* against those that took turns with it */
    bool disturbed;
    double *rates; /* of the windows so far */
    size_t windows;
    double measured_s;   /* of the windows so far */
    int64_t preemptions; /* in them */
};

static void add_flag(char *flags, size_t size, const char *flag)
{
    size_t used = strlen(flags);
    snprintf(flags + used, size - used, "%s%s", used ? ";" : "", flag);
}

static void take_window(struct invocation *i, const struct sample *row)
{
    i->rates = text_grow(i->rates, i->windows + 1, sizeof *i->rates);
    i->rates[i->windows++] = row->ops_per_s;
    i->measured_s += (double)row->duration_ns / 1e9;
    if (row->involuntary_switches != SAMPLE_NONE)
        i->preemptions += row->involuntary_switches;
}

/* Each worker has a CPU for itself, so that something else must have taken it. The kernel's own threads do so some ten to sixty times a
 * second (measured); one program that wants the CPU all the time, 110 to 170 times. */
static bool is_preempted(const struct invocation *i)
{
    const int64_t many = 10;
    const double per_worker_s = 80;
    /* At each edge our own main thread wakes up, and may have no other CPU than a worker's. */
    int64_t others = i->preemptions - (int64_t)i->windows;

    return !(i->cell->placement_flags & PLACEMENT_OVERSUBSCRIBED) && !i->cell->over_quota && others >= many &&
           (double)others > per_worker_s * i->measured_s * plan_all_workers(i->cell);
}

/* More CPUs at work run at a lower clock; so only invocations of as many workers compare. */
static bool is_slowed(struct session *session, const struct invocation *i, const struct witness *now,
                      double hz)
{
    double *fastest = &session->cells[i->cell - session->plan->cells].fastest_hz;

    if (hz > *fastest)
        *fastest = hz;
    return hz < .9 * *fastest || witness_heated(&i->before, now);
}

/* What the plan knows of the cell, behind what the runner saw. */
static void complete_flags(const struct invocation *i, struct sample *row, char *flags, size_t size)
{
    const struct cell *cell = i->cell;

    snprintf(flags, size, "%s", row->flags);
    row->flags = flags;
    if (cell->placement_flags & PLACEMENT_OVERSUBSCRIBED)
        add_flag(flags, size, "oversubscribed");
    if (cell->placement_flags & PLACEMENT_SMT_SHARED)
        add_flag(flags, size, "smt_shared");
    if (cell->placement_flags & PLACEMENT_MIXED_KINDS)
        add_flag(flags, size, "mixed_kinds");
    if (cell->over_quota)
        add_flag(flags, size, "quota");
    if (i->session->builds->items[cell->build].debug)
        add_flag(flags, size, "debug_build");
}

/* What happened on the machine meanwhile. `ours_s` is the CPU time of all that took turns. */
static void witness_flags(const struct invocation *i, const struct witness *now, double ours_s,
                          struct sample *row, char *flags, size_t size)
{
    row->steal_s = now->steal_s - i->before.steal_s;
    row->load_average = i->before.load;
    if (witness_throttled(&i->before, now))
        add_flag(flags, size, "throttled");
    if (witness_stolen(&i->before, now, i->session->topology->count))
        add_flag(flags, size, "stolen");
    /* Our own share is known only from runners that lived to tell it. */
    if (witness_busy(&i->before, now, ours_s, i->session->topology->count))
        add_flag(flags, size, "busy");
    if (is_preempted(i))
        add_flag(flags, size, "preempted");
    if (is_slowed(i->session, i, now, row->cpu_hz))
        add_flag(flags, size, "slowed");
}

/* Stores a row: what the runner measured, where the cell stands in run and schedule, what the cell is. */
static int store_row(struct invocation *i, struct sample *row, struct error *e)
{
    const struct suite *suite = i->session->suite;
    const struct build *build = &i->session->builds->items[i->cell->build];

    row->run = i->session->store->run;
    row->block = row->invocation = i->at.block;
    row->order = (int64_t)i->at.order;
    row->build = build->tag;
    row->python = build->version;
    row->ft = build->ft;
    if (!*row->gil)
        row->gil = i->cell->gil_on ? "on" : "off";
    row->mode = plan_mode(i->cell);
    row->axes = i->axes;
    row->workload = suite->workloads[i->cell->workload].workload.name;
    char hash[17];
    plan_workload_hash(suite, i->cell, hash);
    row->workload_hash = hash;
    if (!*row->params)
        row->params = i->parameters;
    row->placement = i->session->plan->placements[i->cell->placement].name;
    row->threads = i->cell->threads;
    if (strcmp(row->phase, "worker") != 0) /* there it is that worker's */
        row->cpus = i->cpus;
    row->batch_ops = (int64_t)suite->workloads[i->cell->workload].batch_ops;
    row->hash_seed = plan_hash_seed(suite->seed, i->cell, i->at.block);
    return store_append(i->session->store, row, e);
}

/* The end row waits: what it says of machine and level is known only when all that took turns have ended. */
static int take_row(void *context, const struct sample *measured, size_t line, struct error *e)
{
    struct invocation *i = context;
    struct sample row = *measured;
    char flags[256];

    (void)line;
    complete_flags(i, &row, flags, sizeof flags);
    if (strcmp(row.phase, "end") == 0 && !i->has_end) {
        i->end = sample_copy(&row);
        i->has_end = true;
        return 0;
    }
    if (strcmp(row.phase, "measure") == 0)
        take_window(i, &row);
    return store_row(i, &row, e);
}

/* The last line that it printed which says something. */
static char *last_words(const char *tail)
{
    size_t end = strlen(tail);
    while (end > 0 && strchr(" \r\n\t", tail[end - 1]))
        end--;
    size_t start = end;
    while (start > 0 && tail[start - 1] != '\n')
        start--;
    return text_format("%.*s", (int)(end - start), tail + start);
}

/* The end row of a runner that sent none. */
static int close_for_it(struct invocation *i, const struct child *child, struct error *e)
{
    const struct child_outcome *outcome = &child->outcome;
    struct sample row = sample_empty();
    char *words = last_words(outcome->tail), *detail = NULL, limit[32];
    const char *complaint = strstr(words, ARGUMENTS_COMPLAINT);

    row.phase = "end";
    row.status = "crashed";
    if (outcome->end == CHILD_TIMED_OUT) {
        row.status = "timeout";
        detail = text_format("no end within %s", text_from_ns(child->timeout_ns, limit, sizeof limit));
    } else if (outcome->end == CHILD_SIGNALLED) {
        const char *name = sigabbrev_np(outcome->code);
        detail = text_format("SIG%s (%s)", name ? name : "?", strsignal(outcome->code));
    } else if (complaint) {
        row.status = "failed";
        detail = text_format("%s", complaint + strlen(ARGUMENTS_COMPLAINT));
    } else {
        detail = text_format("left with exit code %d before it was done", outcome->code);
    }
    row.detail = detail;
    int result = take_row(i, &row, 0, e);
    free(detail);
    free(words);
    return result;
}

static bool is_ok(const struct invocation *i)
{
    return strcmp(i->end.status, "ok") == 0;
}

static void log_it(const struct invocation *i, const struct child_outcome *outcome)
{
    if (is_ok(i) || strcmp(i->end.status, "skipped") == 0)
        return;
    char *label = session_label(i->session, i->cell);
    char *heading =
        text_format("block %ld, order %zu: %s: %s", i->at.block, i->at.order, label, i->end.status);
    store_log(i->session->store, heading, outcome->tail);
    free(label);
    free(heading);
}

/* "size=16;held=25"; the caller frees. */
static char *join_parameters(const struct text_list *parameters)
{
    char *joined = text_format("%s", "");
    for (size_t i = 0; i < parameters->count; i++) {
        char *longer = text_format("%s%s%s", joined, i ? ";" : "", parameters->items[i]);
        free(joined);
        joined = longer;
    }
    return joined;
}

static const struct session_program *program_of(const struct invocation *i)
{
    return session_program_of(i->session, i->cell);
}

/* Runs those that have a program, and lives through whatever they do. Without interruption each has an end row then. */
static int run_them(struct invocation *all, size_t count, struct error *e)
{
    struct session *session = all->session;
    struct child *children = text_grow(NULL, count, sizeof *children);
    struct invocation **whose = text_grow(NULL, count, sizeof *whose);
    struct text_list *argvs = text_grow(NULL, count, sizeof *argvs);
    size_t running = 0;
    int result;

    for (size_t k = 0; k < count; k++)
        if (program_of(&all[k])->path)
            whose[running++] = &all[k];
    for (size_t k = 0; k < running; k++) {
        argvs[k] = (struct text_list){0};
        arguments_of_cell(session, whose[k]->cell, &argvs[k]);
        arguments_to_measure(session, whose[k]->cell, whose[k]->at.block, running > 1, &argvs[k]);
        children[k] = (struct child){.argv = text_list_argv(&argvs[k]),
                                     .timeout_ns = plan_limit_ns(session->suite, whose[k]->cell),
                                     .on_row = take_row,
                                     .context = whose[k]};
    }
    result = running ? child_run(children, running, &session->signals, e) : 0;
    session->interrupted = running ? session->signals.received : 0;
    for (size_t k = 0; k < running && result == 0 && !session->interrupted; k++) {
        if (!whose[k]->has_end)
            result = close_for_it(whose[k], &children[k], e);
        log_it(whose[k], &children[k].outcome);
    }
    for (size_t k = 0; k < running; k++)
        text_list_free(&argvs[k]);
    free(argvs);
    free(whose);
    free(children);
    return result;
}

static bool took_turns(const struct invocation *i)
{
    return strstr(i->end.flags, "turns") != NULL;
}

/* The one value of each: those that took turns, window by window, are seen beside each other. */
static void find_rates(struct invocation *all, size_t count)
{
    const double **rates = text_grow(NULL, count, sizeof *rates);
    struct paired_level *levels = text_grow(NULL, count, sizeof *levels);
    size_t paired = 0, windows = 0;

    for (size_t k = 0; k < count; k++)
        if (is_ok(&all[k]) && took_turns(&all[k]) && (!paired || all[k].windows == windows)) {
            windows = all[k].windows;
            rates[paired++] = all[k].rates;
        }
    if (paired > 1)
        paired_levels(rates, paired, windows, levels);
    for (size_t k = 0, at = 0; k < count; k++) {
        if (!is_ok(&all[k]) || !all[k].windows)
            continue;
        const double *own = all[k].rates;
        struct paired_level level;
        if (paired > 1 && at < paired && rates[at] == own) {
            level = levels[at++];
            all[k].drifted = fabs(level.drift) > all->session->suite->drift;
        } else {
            paired_levels(&own, 1, all[k].windows, &level);
        }
        all[k].end.ops_per_s = level.rate;
    }
    free(levels);
    free(rates);
}

static bool has_disturbance(const char *flags)
{
    struct text_list list = {0};
    bool any = false;

    text_split(&list, flags, ";");
    for (size_t i = 0; i < list.count; i++)
        any = any || flag_is_disturbance(list.items[i]);
    text_list_free(&list);
    return any;
}

/* The end rows, once all have ended. */
static int store_ends(struct invocation *all, size_t count, struct error *e)
{
    struct witness now = witness_read("", all->session->topology);
    double ours_s = 0;
    int result = 0;

    find_rates(all, count);
    for (size_t k = 0; k < count; k++)
        ours_s += program_of(&all[k])->path ? all[k].end.cpu_s : 0;
    for (size_t k = 0; k < count && result == 0; k++) {
        struct sample row = all[k].end;
        char flags[256];
        snprintf(flags, sizeof flags, "%s", row.flags);
        if (all[k].drifted)
            add_flag(flags, sizeof flags, "unsteady");
        witness_flags(&all[k], &now, ours_s, &row, flags, sizeof flags);
        row.flags = flags;
        all[k].disturbed = has_disturbance(flags);
        result = store_row(&all[k], &row, e);
    }
    return result;
}

static const char *known_status(const char *status)
{
    static const char *const known[] = {"ok", "skipped", "failed", "wrong", "crashed", "timeout"};

    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (strcmp(status, known[k]) == 0)
            return known[k];
    return "failed";
}

int invocation_run(struct session *session, const struct position *at, size_t count,
                   struct invocation_result *results, struct error *e)
{
    struct invocation *all = text_grow(NULL, count, sizeof *all);
    struct witness before = witness_read("", session->topology);
    int status = 0;

    for (size_t k = 0; k < count; k++) {
        const struct cell *cell = &session->plan->cells[at[k].cell];
        all[k] = (struct invocation){.session = session, .cell = cell, .at = at[k], .before = before};
        all[k].cpus =
            arguments_cpus(&session->plan->placements[cell->placement], plan_all_workers(cell), ' ');
        all[k].axes = plan_axes_text(session->suite, cell);
        all[k].parameters = join_parameters(&session->suite->workloads[cell->workload].parameters);
    }
    for (size_t k = 0; k < count && status == 0; k++)
        if (!program_of(&all[k])->path) {
            struct sample row = sample_empty();
            row.phase = "end";
            row.status = program_of(&all[k])->missing ? "skipped" : "failed";
            row.detail = program_of(&all[k])->problem;
            status = take_row(&all[k], &row, 0, e);
        }
    if (status == 0)
        status = run_them(all, count, e);
    if (status == 0 && !session->interrupted)
        status = store_ends(all, count, e);
    for (size_t k = 0; k < count; k++) {
        bool stored = status == 0 && !session->interrupted;
        results[k] = (struct invocation_result){stored ? known_status(all[k].end.status) : NULL,
                                                stored ? all[k].end.ops_per_s : NAN, all[k].disturbed};
        if (all[k].has_end)
            sample_free(&all[k].end);
        free(all[k].rates);
        free(all[k].cpus);
        free(all[k].axes);
        free(all[k].parameters);
    }
    free(all);
    return status;
}
