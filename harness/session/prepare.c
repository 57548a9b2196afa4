/* prepare.c - what must be there before the first cell runs: runners, compiled workloads, batch sizes. */
#include "session/session.h"

#include "session/arguments.h"

#include <stdlib.h>
#include <string.h>

int session_prepare(struct session *session, struct error *e)
{
    const struct builds *builds = session->builds;
    const struct suite *suite = session->suite;
    const struct paths *paths = session->paths;

    session->runners = text_grow(NULL, builds->count, sizeof *session->runners);
    memset(session->runners, 0, builds->count * sizeof *session->runners);
    session->programs = text_grow(NULL, builds->count * suite->workload_count, sizeof *session->programs);
    memset(session->programs, 0, builds->count * suite->workload_count * sizeof *session->programs);
    for (size_t b = 0; b < builds->count; b++) {
        char *what = text_format("compiling for %s", builds->items[b].tag);
        progress_show(session->progress, what);
        free(what);
        if (builds_compile(&builds->items[b], paths->root, paths->compiled, NULL, &session->runners[b], e) <
            0)
            return error_prefix(e, "the runner for %s", builds->items[b].tag);
        for (size_t w = 0; w < suite->workload_count; w++) {
            const struct workload *workload = &suite->workloads[w].workload;
            struct session_program *program = &session->programs[b * suite->workload_count + w];
            struct error why = {0};
            if (!workload->is_c)
                program->path = text_format("%s", workload->path);
            else if (builds_compile(&builds->items[b], paths->root, paths->compiled, workload->path,
                                    &program->path, &why) < 0) {
                program->missing = why.status == EXIT_MISSING;
                program->problem =
                    text_format("%s%s", program->missing ? "" : "does not compile: ", why.text);
            }
        }
    }
    progress_clear(session->progress);
    return 0;
}

static int take_batch(void *context, const struct sample *row, size_t line, struct error *e)
{
    struct suite_workload *workload = context;

    (void)line;
    (void)e;
    if (strcmp(row->phase, "end") == 0 && strcmp(row->status, "ok") == 0 && row->batch_ops > 0) {
        workload->batch_ops = (uint64_t)row->batch_ops;
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
    struct suite_workload *workload = &session->suite->workloads[w];
    struct text_list argv = {0};
    struct cell cell = {.build = build, .gil = -1, .workload = w, .threads = 1};

    arguments_of_cell(session, &cell, &argv);
    text_list_add(&argv, "--calibrate");
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
        return error_set(e, "%s: %.*s", workload->workload.name, (int)strcspn(complaint, "\n"), complaint);
    return result;
}

int session_calibrate(struct session *session, struct error *e)
{
    for (size_t w = 0; w < session->suite->workload_count; w++) {
        struct suite_workload *workload = &session->suite->workloads[w];
        for (size_t b = 0; b < session->builds->count && !workload->batch_ops; b++) {
            if (!session->programs[b * session->suite->workload_count + w].path)
                continue;
            char *label = suite_label(session->suite, w), *what = text_format("calibrating %s", label);
            progress_show(session->progress, what);
            free(label);
            free(what);
            if (calibrate_on(session, b, w, e) < 0)
                return -1;
        }
        /* It runs nowhere. Its cells are tried all the same: their rows say why. */
        if (!workload->batch_ops)
            workload->batch_ops = 1;
    }
    progress_clear(session->progress);
    return 0;
}
