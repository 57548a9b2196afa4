#include "session/invocation.h"

#include "base/clock.h"
#include "machine/witness.h"
#include "stats/median.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void add(struct text_list *argv, const char *option, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void add(struct text_list *argv, const char *option, const char *format, ...)
{
    va_list arguments;
    char *value;

    va_start(arguments, format);
    int length = vasprintf(&value, format, arguments);
    va_end(arguments);
    text_list_add(argv, option);
    text_list_add(argv, length < 0 ? "" : value);
    if (length >= 0)
        free(value);
}

/* "0,1", or "" without binding. The caller frees. */
static char *cpu_list(const struct placement *placement, int threads, char separator)
{
    char *list = text_format("%s", "");

    for (int i = 0; i < threads && placement->cpus; i++) {
        char *longer = text_format("%s%.*s%d", list, i > 0, &separator, placement_cpu(placement, i));
        free(list);
        list = longer;
    }
    return list;
}

void invocation_arguments(const struct session *session, const struct cell *cell, struct text_list *argv)
{
    const struct suite_workload *workload = &session->suite->workloads[cell->workload];
    const struct session_program *program =
        &session->programs[cell->build * session->suite->workload_count + cell->workload];
    const struct placement *placement = &session->plan->placements[cell->placement];

    text_list_add(argv, session->runners[cell->build]);
    add(argv, "--python", "%s", session->builds->items[cell->build].executable);
    add(argv, "--workload", "%s", program->path);
    for (size_t i = 0; i < workload->parameters.count; i++)
        add(argv, "--param", "%s", workload->parameters.items[i]);
    add(argv, "--threads", "%d", cell->threads);
    if (cell->gil >= 0)
        add(argv, "--gil", "%s", cell->gil ? "on" : "off");
    if (placement->cpus) {
        char *cpus = cpu_list(placement, cell->threads, ',');
        add(argv, "--cpus", "%s", cpus);
        free(cpus);
        int spare = placement_spare_cpu(placement, session->topology, cell->threads);
        if (spare >= 0)
            add(argv, "--main-cpu", "%d", spare);
    }
    if (session->topology_file)
        add(argv, "--topology", "%s", session->topology_file);
    add(argv, "--batch-time", "%" PRId64 "ns", session->suite->batch_ns);
    add(argv, "--rows-fd", "%d", CHILD_ROWS_FD);
}

void invocation_arguments_to_measure(const struct session *session, const struct cell *cell, long block,
                                     struct text_list *argv)
{
    const struct suite *suite = session->suite;

    add(argv, "--batch", "%" PRIu64, suite->workloads[cell->workload].batch_ops);
    add(argv, "--warmup", "%" PRId64 "ns", cell->warmup_ns);
    add(argv, "--window", "%" PRId64 "ns", cell->window_ns);
    add(argv, "--windows", "%ld", cell->windows);
    add(argv, "--deviation", "%.6g%%", 100 * suite->deviation);
    add(argv, "--drift", "%.6g%%", 100 * suite->drift);
    add(argv, "--hash-seed", "%" PRIu32, plan_hash_seed(suite->seed, block));
}

struct invocation {
    struct session *session;
    const struct cell *cell;
    struct position at;
    struct witness before;
    char *cpus;
    char *parameters; /* as the suite has them, for rows that the runner did not live to send */
    char status[16];  /* of the end row; "" while there is none */
    double rate;      /* of the invocation; NAN while there is none */
    double *rates;    /* of the windows so far */
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
           (double)others > per_worker_s * i->measured_s * i->cell->threads;
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

/* What the plan and the machine know of the cell, behind what the runner saw. */
static void complete_flags(const struct invocation *i, struct sample *row, char *flags, size_t size)
{
    const struct cell *cell = i->cell;
    struct witness now;

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
    if (strcmp(row->phase, "end") != 0)
        return;
    now = witness_read("", i->session->topology);
    row->steal_s = now.steal_s - i->before.steal_s;
    row->load_average = i->before.load;
    if (witness_throttled(&i->before, &now))
        add_flag(flags, size, "throttled");
    if (witness_stolen(&i->before, &now, i->session->topology->count))
        add_flag(flags, size, "stolen");
    /* Our own share is known only from a runner that lived to tell it. */
    if (witness_busy(&i->before, &now, row->cpu_s, i->session->topology->count))
        add_flag(flags, size, "busy");
    if (is_preempted(i))
        add_flag(flags, size, "preempted");
    if (is_slowed(i->session, i, &now, row->cpu_hz))
        add_flag(flags, size, "slowed");
}

/* Stores a row: what the runner measured, where the cell stands in run and schedule, what the cell is. */
static int take_row(void *context, const struct sample *measured, size_t line, struct error *e)
{
    struct invocation *i = context;
    const struct suite *suite = i->session->suite;
    const struct build *build = &i->session->builds->items[i->cell->build];
    struct sample row = *measured;
    char flags[256];

    (void)line;
    if (strcmp(row.phase, "measure") == 0)
        take_window(i, &row);
    complete_flags(i, &row, flags, sizeof flags);
    row.run = i->session->store->run;
    row.block = row.invocation = i->at.block;
    row.order = (int64_t)i->at.order;
    row.build = build->tag;
    row.python = build->version;
    row.ft = build->ft;
    if (!*row.gil)
        row.gil = i->cell->gil_on ? "on" : "off";
    row.mode = "threads";
    row.workload = suite->workloads[i->cell->workload].workload.name;
    row.workload_hash = suite->workloads[i->cell->workload].workload.hash;
    if (!*row.params)
        row.params = i->parameters;
    row.placement = i->session->plan->placements[i->cell->placement].name;
    row.threads = i->cell->threads;
    row.cpus = i->cpus;
    row.batch_ops = (int64_t)suite->workloads[i->cell->workload].batch_ops;
    row.hash_seed = plan_hash_seed(suite->seed, i->at.block);
    if (strcmp(row.phase, "end") == 0) {
        snprintf(i->status, sizeof i->status, "%s", row.status);
        if (strcmp(row.status, "ok") == 0)
            row.ops_per_s = i->rate = median_of(i->rates, i->windows);
    }
    return store_append(i->session->store, &row, e);
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
static int close_for_it(struct invocation *i, const struct child_outcome *outcome, int64_t limit_ns,
                        struct error *e)
{
    struct sample row = sample_empty();
    char *words = last_words(outcome->tail), *detail = NULL, limit[32];
    const char *complaint = strstr(words, INVOCATION_COMPLAINT);

    row.phase = "end";
    row.status = "crashed";
    if (outcome->end == CHILD_TIMED_OUT) {
        row.status = "timeout";
        detail = text_format("no end within %s", text_from_ns(limit_ns, limit, sizeof limit));
    } else if (outcome->end == CHILD_SIGNALLED) {
        const char *name = sigabbrev_np(outcome->code);
        detail = text_format("SIG%s (%s)", name ? name : "?", strsignal(outcome->code));
    } else if (complaint) {
        row.status = "failed";
        detail = text_format("%s", complaint + strlen(INVOCATION_COMPLAINT));
    } else {
        detail = text_format("left with exit code %d before it was done", outcome->code);
    }
    row.detail = detail;
    int result = take_row(i, &row, 0, e);
    free(detail);
    free(words);
    return result;
}

static void log_it(const struct invocation *i, const struct child_outcome *outcome)
{
    char *label = suite_label(i->session->suite, i->cell->workload);
    char *heading =
        text_format("block %ld, order %zu: %s on %s, %d workers: %s", i->at.block, i->at.order, label,
                    i->session->builds->items[i->cell->build].tag, i->cell->threads, i->status);
    store_log(i->session->store, heading, outcome->tail);
    free(label);
    free(heading);
}

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

/* Starts the runner and lives through whatever it does. */
static int run_it(struct invocation *i, const struct cell *cell, struct error *e)
{
    int64_t limit = plan_limit_ns(i->session->suite, cell);
    struct text_list argv = {0};
    struct child_outcome outcome;

    invocation_arguments(i->session, cell, &argv);
    invocation_arguments_to_measure(i->session, cell, i->at.block, &argv);
    int result = child_run(text_list_argv(&argv), limit, &i->session->signals, take_row, i, &outcome, e);
    if (result == 0 && outcome.end == CHILD_INTERRUPTED)
        i->session->interrupted = i->session->signals.received;
    else if (result == 0 && !*i->status)
        result = close_for_it(i, &outcome, limit, e);
    if (result == 0 && *i->status && strcmp(i->status, "ok") != 0 && strcmp(i->status, "skipped") != 0)
        log_it(i, &outcome);
    text_list_free(&argv);
    return result;
}

int invocation_run(struct session *session, const struct cell *cell, struct position at,
                   struct invocation_result *result, struct error *e)
{
    static const char *const known[] = {"ok", "skipped", "failed", "wrong", "crashed", "timeout"};
    const struct session_program *program =
        &session->programs[cell->build * session->suite->workload_count + cell->workload];
    struct invocation i = {.session = session,
                           .cell = cell,
                           .at = at,
                           .before = witness_read("", session->topology),
                           .rate = NAN};
    int status;

    i.cpus = cpu_list(&session->plan->placements[cell->placement], cell->threads, ' ');
    i.parameters = join_parameters(&session->suite->workloads[cell->workload].parameters);
    if (program->path) {
        status = run_it(&i, cell, e);
    } else {
        struct sample row = sample_empty();
        row.phase = "end";
        row.status = program->missing ? "skipped" : "failed";
        row.detail = program->problem;
        status = take_row(&i, &row, 0, e);
    }
    *result = (struct invocation_result){NULL, i.rate};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (strcmp(i.status, known[k]) == 0)
            result->status = known[k];
    free(i.rates);
    free(i.cpus);
    free(i.parameters);
    return status;
}
