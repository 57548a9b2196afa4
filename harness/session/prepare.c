/* prepare.c - what must be there before the first cell runs: runners, compiled workloads, batch sizes. */
#include "session/session.h"

#include "session/arguments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECOND_NS 1e9

size_t session_work_count(const struct suite *suite)
{
    return suite->workload_count + suite->beside_count;
}

struct suite_workload *session_work(struct suite *suite, size_t work)
{
    return work < suite->workload_count ? &suite->workloads[work]
                                        : &suite->besides[work - suite->workload_count].work;
}

struct session_program *session_program(const struct session *session, size_t build, size_t work)
{
    return &session->programs[build * session_work_count(session->suite) + work];
}

const struct session_program *session_program_of(const struct session *session, const struct cell *cell)
{
    const struct session_program *own = session_program(session, cell->build, cell->workload);

    if (!own->path || !cell->axes || !cell->axes->beside)
        return own;
    size_t beside = (size_t)(cell->axes->beside - session->suite->besides);
    const struct session_program *other =
        session_program(session, cell->build, session->suite->workload_count + beside);
    return other->path ? own : other;
}

/* "none" beside has no name. */
static bool is_work(struct suite *suite, size_t work)
{
    return session_work(suite, work)->workload.name != NULL;
}

static size_t count_compiled(struct suite *suite)
{
    size_t count = 0;

    for (size_t w = 0; w < session_work_count(suite); w++)
        count += is_work(suite, w) && session_work(suite, w)->workload.is_c;
    return count;
}

static void show_compiling(struct session *session, size_t build, const char *what)
{
    char *text = text_format("%s for %s", what, session->builds->items[build].tag);

    progress_show(session->progress, text);
    free(text);
}

int session_prepare(struct session *session, struct error *e)
{
    const struct builds *builds = session->builds;
    struct suite *suite = session->suite;
    const struct paths *paths = session->paths;
    size_t works = session_work_count(suite);

    session->runners = text_grow(NULL, builds->count, sizeof *session->runners);
    memset(session->runners, 0, builds->count * sizeof *session->runners);
    session->programs = text_grow(NULL, builds->count * works, sizeof *session->programs);
    memset(session->programs, 0, builds->count * works * sizeof *session->programs);
    progress_heading(session->progress, "compiling");
    progress_start(session->progress, builds->count * (1 + count_compiled(suite)), 0);
    for (size_t b = 0; b < builds->count; b++) {
        show_compiling(session, b, "the runner");
        if (builds_compile(&builds->items[b], paths->root, paths->compiled, NULL, &session->runners[b], e) <
            0)
            return error_prefix(e, "the runner for %s", builds->items[b].tag);
        progress_step(session->progress, 0);
        for (size_t w = 0; w < works; w++) {
            const struct workload *workload = &session_work(suite, w)->workload;
            struct session_program *program = session_program(session, b, w);
            struct error why = {0};
            if (!is_work(suite, w))
                continue;
            if (!workload->is_c) {
                program->path = text_format("%s", workload->path);
                continue;
            }
            show_compiling(session, b, workload->name);
            if (builds_compile(&builds->items[b], paths->root, paths->compiled, workload->path,
                               &program->path, &why) < 0) {
                program->missing = why.status == EXIT_MISSING;
                program->problem =
                    text_format("%s%s", program->missing ? "" : "does not compile: ", why.text);
            }
            progress_step(session->progress, 0);
        }
    }
    return 0;
}

static int take_batch(void *context, const struct sample *row, size_t line, struct error *e)
{
    struct suite_workload *workload = context;

    (void)line;
    (void)e;
    if (strcmp(row->phase, "end") == 0 && strcmp(row->status, "ok") == 0 && row->batch_ops > 0) {
        if (!workload->batch_ops)
            workload->batch_ops = (uint64_t)row->batch_ops;
        if (row->ops > 0 && row->duration_ns > 0)
            workload->op_ns = (double)row->duration_ns / (double)row->ops;
        /* With the defaults spelt out, a default that changes later cannot change what a resumed run
         * measures. */
        text_list_free(&workload->parameters);
        text_split(&workload->parameters, row->params, ";");
    }
    return 0;
}

/* The runner's own sentence about how it was called, or NULL. */
static const char *usage_complaint(const struct child_outcome *outcome)
{
    const char *sentence = outcome->end == CHILD_EXITED && outcome->code == EXIT_USAGE
                               ? strstr(outcome->tail, ARGUMENTS_COMPLAINT)
                               : NULL;
    return sentence ? sentence + strlen(ARGUMENTS_COMPLAINT) : NULL;
}

static int calibrate_on(struct session *session, size_t build, size_t w, struct error *e)
{
    struct suite_workload *workload = session_work(session->suite, w);
    struct text_list argv = {0};

    arguments_to_calibrate(session, build, w, &argv);
    struct child child = {.argv = text_list_argv(&argv),
                          .timeout_ns = session->suite->timeout_ns,
                          .on_row = take_batch,
                          .context = workload};
    int result = child_run(&child, 1, &session->signals, e);
    text_list_free(&argv);
    if (result == 0 && child.outcome.end == CHILD_INTERRUPTED) {
        session->interrupted = session->signals.received;
        return error_set_status(e, EXIT_CELL_FAILED, "interrupted before anything was measured");
    }
    const char *complaint = result == 0 ? usage_complaint(&child.outcome) : NULL;
    if (complaint)
        return error_set(e, "%s%s: %.*s",
                         w < session->suite->workload_count ? "" : "beside: ", workload->workload.name,
                         (int)strcspn(complaint, "\n"), complaint);
    return result;
}

/* Two digits, as a batch has: nobody can read more, and none of them is sure. */
static uint64_t rounded(double ops)
{
    double step = ops >= 100 ? pow(10, floor(log10(ops)) - 1) : 1;
    return ops < 1 ? 1 : (uint64_t)llround(ops / step) * (uint64_t)llround(step);
}

/* What a makespan cell does: as the suite says, else what one worker does in a second. */
static void decide_total(const struct suite *suite, struct suite_workload *work)
{
    if (!suite_is_makespan(suite) || work->total)
        return;
    work->total_asked = suite->total > 0;
    work->total = suite->total;
    if (!work->total)
        work->total = work->op_ns > 0 ? rounded(SECOND_NS / work->op_ns) : 1;
}

/* A makespan's deadline wants to know how long an op is, also where a file says the batch. */
static bool is_calibrated(const struct suite *suite, const struct suite_workload *work)
{
    return work->batch_ops && (work->op_ns > 0 || !suite_is_makespan(suite));
}

int session_calibrate(struct session *session, struct error *e)
{
    struct suite *suite = session->suite;

    progress_heading(session->progress, "calibrating");
    progress_start(session->progress, session_work_count(suite), 0);
    for (size_t w = 0; w < session_work_count(suite); w++, progress_step(session->progress, 0)) {
        struct suite_workload *workload = session_work(suite, w);
        for (size_t b = 0; b < session->builds->count && !is_calibrated(suite, workload); b++) {
            if (!session_program(session, b, w)->path)
                continue;
            char *label = w < suite->workload_count ? suite_label(suite, w)
                                                    : text_format("%s", workload->workload.name);
            char *what = text_format("%s on %s", label, session->builds->items[b].tag);
            progress_show(session->progress, what);
            free(label);
            free(what);
            if (calibrate_on(session, b, w, e) < 0)
                return -1;
        }
        /* It runs nowhere. Its cells are tried all the same: their rows say why. */
        if (!workload->batch_ops && is_work(suite, w))
            workload->batch_ops = 1;
        if (w < suite->workload_count)
            decide_total(suite, workload);
    }
    plan_take_totals(session->plan, suite);
    return 0;
}
