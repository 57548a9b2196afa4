#include "session/session.h"

#include "session/invocation.h"

#include <stdlib.h>
#include <string.h>

/* A cell that did not end well so often in a row is not tried again: a hang would cost its deadline every
 * time. */
#define MISSES_ENOUGH 2

static bool is_bad(const char *status)
{
    return strcmp(status, "ok") != 0 && strcmp(status, "skipped") != 0;
}

/* Whether the cell is worth another invocation follows from how its last ones ended. */
static void note_status(struct session *session, size_t cell, const char *status)
{
    if (strcmp(status, "ok") == 0)
        session->misses[cell] = 0;
    else
        session->misses[cell] += strcmp(status, "skipped") == 0 ? MISSES_ENOUGH : 1;
    session->bad += is_bad(status);
}

static void make_room(struct session *session)
{
    size_t cells = session->plan->cell_count;

    if (session->done)
        return;
    session->done = text_grow(NULL, cells * (size_t)session->plan->blocks, sizeof *session->done);
    memset(session->done, 0, cells * (size_t)session->plan->blocks * sizeof *session->done);
    session->misses = text_grow(NULL, cells, sizeof *session->misses);
    memset(session->misses, 0, cells * sizeof *session->misses);
}

int session_note_done(void *context, const struct sample *row, size_t line, struct error *e)
{
    struct session *session = context;
    size_t cells = session->plan->cell_count;

    if (row->block < 0 || row->block >= session->plan->blocks || row->order < 0 ||
        (size_t)row->order >= cells)
        return error_set(e, "line %zu: block %lld, order %lld is not in the plan of suite.cfg", line,
                         (long long)row->block, (long long)row->order);
    make_room(session);
    session->done[(size_t)row->block * cells + (size_t)row->order] = true;

    size_t *order = text_grow(NULL, cells, sizeof *order);
    plan_order(session->plan, session->suite->seed, (long)row->block, order);
    size_t cell = order[row->order];
    free(order);
    const struct workload *workload =
        &session->suite->workloads[session->plan->cells[cell].workload].workload;
    if (strcmp(workload->name, row->workload) != 0 || session->plan->cells[cell].threads != row->threads)
        return error_set(
            e, "line %zu: not the cell that suite.cfg plans there; was it changed since the run began?",
            line);
    if (strcmp(workload->hash, row->workload_hash) != 0)
        return error_set(e, "%s has changed since the run began; rows of two workloads make no curve",
                         workload->path);
    note_status(session, cell, row->status);
    return 0;
}

static void describe(const struct session *session, const struct cell *cell, long block, char *to,
                     size_t size)
{
    snprintf(to, size, "block %ld of %ld: %s on %s, %d worker%s", block + 1, session->plan->blocks,
             session->suite->workloads[cell->workload].workload.name, session->builds->items[cell->build].tag,
             cell->threads, cell->threads == 1 ? "" : "s");
}

static int run_one(struct session *session, size_t index, struct position at, struct error *e)
{
    const struct cell *cell = &session->plan->cells[index];
    const char *status;
    char what[200];

    describe(session, cell, at.block, what, sizeof what);
    progress_show(session->progress, what);
    if (invocation_run(session, cell, at, &status, e) < 0)
        return -1;
    if (!status)
        return 0; /* interrupted */
    progress_step(session->progress, plan_expected_ns(session->suite, cell));
    note_status(session, index, status);
    if (strcmp(status, "ok") != 0)
        progress_say(session->progress, is_bad(status), "%s: %s%s", what, status,
                     session->misses[index] >= MISSES_ENOUGH && at.block + 1 < session->plan->blocks
                         ? "; not tried again"
                         : "");
    store_sync(session->store);
    return 0;
}

static int run_block(struct session *session, long block, size_t *order, struct error *e)
{
    size_t cells = session->plan->cell_count;

    plan_order(session->plan, session->suite->seed, block, order);
    for (size_t k = 0; k < cells; k++) {
        int64_t expected = plan_expected_ns(session->suite, &session->plan->cells[order[k]]);
        if (session->done[(size_t)block * cells + k] || session->misses[order[k]] >= MISSES_ENOUGH)
            progress_step(session->progress, expected);
        else if (run_one(session, order[k], (struct position){block, k}, e) < 0)
            return -1;
        if (session->interrupted)
            return 0;
    }
    return 0;
}

int session_run(struct session *session, struct error *e)
{
    size_t *order = text_grow(NULL, session->plan->cell_count, sizeof *order);
    int64_t expected = 0;
    int result = 0;

    make_room(session);
    for (size_t i = 0; i < session->plan->cell_count; i++)
        expected += plan_expected_ns(session->suite, &session->plan->cells[i]);
    progress_start(session->progress, session->plan->cell_count * (size_t)session->plan->blocks,
                   expected * session->plan->blocks);
    for (long block = 0; block < session->plan->blocks && result == 0 && !session->interrupted; block++)
        result = run_block(session, block, order, e);
    progress_clear(session->progress);
    free(order);
    return result;
}

void session_free(struct session *session)
{
    for (size_t b = 0; session->runners && b < session->builds->count; b++)
        free(session->runners[b]);
    for (size_t i = 0; session->programs && i < session->builds->count * session->suite->workload_count;
         i++) {
        free(session->programs[i].path);
        free(session->programs[i].problem);
    }
    free(session->runners);
    free(session->programs);
    free(session->done);
    free(session->misses);
}
