#include "session/session.h"

#include "base/clock.h"
#include "session/estimate.h"
#include "session/invocation.h"

#include <stdlib.h>
#include <string.h>

/* A cell that did not end well so often in a row is not tried again: a hang would cost its deadline every
 * time. What came out wrong took no longer than what came out right, and how often it does is worth knowing. */
#define MISSES_ENOUGH 2

#define MOST_BLOCKS 100000

static bool is_bad(const char *status)
{
    return strcmp(status, "ok") != 0 && strcmp(status, "skipped") != 0;
}

/* Whether the cell is worth another invocation follows from how its last ones ended. */
static void note_end(struct session *session, size_t index, long block, const char *status, double rate)
{
    struct session_cell *cell = &session->cells[index];
    const bool wrong = strcmp(status, "wrong") == 0;

    if (strcmp(status, "ok") == 0) {
        cell->misses = 0;
        cell->rates = text_grow(cell->rates, cell->rate_count + 1, sizeof *cell->rates);
        cell->blocks = text_grow(cell->blocks, cell->rate_count + 1, sizeof *cell->blocks);
        cell->blocks[cell->rate_count] = block;
        cell->rates[cell->rate_count++] = rate;
    } else if (!wrong) {
        cell->misses += strcmp(status, "skipped") == 0 ? MISSES_ENOUGH : 1;
    }
    cell->wrong = wrong;
    session->bad += is_bad(status);
    session->wrong += wrong;
}

static bool is_given_up(const struct session_cell *cell)
{
    return cell->misses >= MISSES_ENOUGH;
}

static void make_room(struct session *session)
{
    size_t cells = session->plan->cell_count;

    if (session->cells)
        return;
    session->cells = text_grow(NULL, cells, sizeof *session->cells);
    memset(session->cells, 0, cells * sizeof *session->cells);
}

static bool is_done(const struct session_cell *cell, long block)
{
    return block < cell->done_count && cell->done[block];
}

static void note_done(struct session_cell *cell, long block)
{
    if (block >= cell->done_count) {
        cell->done = text_grow(cell->done, (size_t)block + 1, sizeof *cell->done);
        while (cell->done_count <= block)
            cell->done[cell->done_count++] = false;
    }
    cell->done[block] = true;
}

int session_note_done(void *context, const struct sample *row, size_t line, struct error *e)
{
    struct session *session = context;
    size_t cells = session->plan->cell_count;

    if (row->block < 0 || row->block >= MOST_BLOCKS || row->order < 0 || (size_t)row->order >= cells)
        return error_set(e, "line %zu: block %lld, order %lld is not in the plan of suite.cfg", line,
                         (long long)row->block, (long long)row->order);
    make_room(session);

    size_t *order = text_grow(NULL, cells, sizeof *order);
    plan_order(session->plan, session->suite->seed, (long)row->block, order);
    size_t cell = order[row->order];
    free(order);
    const struct cell *planned = &session->plan->cells[cell];
    const struct workload *workload = &session->suite->workloads[planned->workload].workload;
    char *combination = plan_axes_text(session->suite, planned), hash[17];
    bool same = strcmp(workload->name, row->workload) == 0 && planned->threads == row->threads &&
                strcmp(plan_mode(planned), row->mode) == 0 && strcmp(combination, row->axes) == 0;
    free(combination);
    if (!same)
        return error_set(
            e, "line %zu: not the cell that suite.cfg plans there; was it changed since the run began?",
            line);
    plan_workload_hash(session->suite, planned, hash);
    if (strcmp(hash, row->workload_hash) != 0)
        return error_set(e, "%s%s has changed since the run began; rows of two workloads make no curve",
                         workload->path, planned->axes->beside ? ", or the workload beside it," : "");
    note_done(&session->cells[cell], (long)row->block);
    note_end(session, cell, (long)row->block, row->status, row->ops_per_s);
    return 0;
}

char *session_label(const struct session *session, const struct cell *cell)
{
    char *workload = suite_label(session->suite, cell->workload);
    char *combination = plan_axes_text(session->suite, cell);
    const char *members = plan_in_threads(cell) ? "workers" : plan_mode(cell);
    const struct build *build = &session->builds->items[cell->build];
    char *label =
        text_format("%s on %s, %s%s%s%d %.*s", workload, build->tag,
                    build->ft && cell->gil_on ? "gil on, " : "", combination, *combination ? ", " : "",
                    cell->threads, (int)strlen(members) - (cell->threads == 1), members);

    free(workload);
    free(combination);
    return label;
}

static void note_result(struct session *session, struct position at, const struct invocation_result *result)
{
    const struct cell *cell = &session->plan->cells[at.cell];
    struct progress *progress = session->progress;

    progress_step(progress, plan_expected_ns(cell));
    note_end(session, at.cell, at.block, result->status, result->rate);
    progress->disturbed += result->disturbed;
    if (strcmp(result->status, "ok") == 0) {
        estimate_tell(session, at.cell);
        return;
    }
    char *label = session_label(session, cell);
    progress->failed += is_bad(result->status);
    progress_say(progress, is_bad(result->status), "%s: %s: %s%s", progress->heading, label, result->status,
                 is_given_up(&session->cells[at.cell]) && at.block + 1 < session->plan->blocks
                     ? "; not tried again"
                     : "");
    free(label);
}

/* One invocation, or several that take turns. */
static int run_some(struct session *session, const struct position *at, size_t count, struct error *e)
{
    struct invocation_result *results = text_grow(NULL, count, sizeof *results);
    char *label = session_label(session, &session->plan->cells[at->cell]), more[48] = "";

    if (count > 1)
        snprintf(more, sizeof more, ", in turns with %zu more", count - 1);
    char *what = text_format("%s%s", label, more);
    progress_show(session->progress, what);
    free(what);
    free(label);
    int result = invocation_run(session, at, count, results, e);
    for (size_t k = 0; k < count && result == 0 && !session->interrupted; k++)
        note_result(session, at[k], &results[k]);
    if (result == 0)
        store_sync(session->store);
    free(results);
    return result;
}

/* One invocation of every cell; beyond the planned blocks, only of workloads that are still wanted. */
static int run_block(struct session *session, long block, const bool *wanted, size_t *order, struct error *e)
{
    const struct plan *plan = session->plan;
    size_t cells = plan->cell_count, waiting = 0;
    struct position *together = text_grow(NULL, cells, sizeof *together);
    int result = 0;

    if (block < plan->blocks)
        progress_heading(session->progress, "block %ld of %s%ld", block + 1,
                         session->suite->until > 0 ? "at least " : "", plan->blocks);
    else
        progress_heading(session->progress, "block %ld", block + 1);
    plan_order(plan, session->suite->seed, block, order);
    for (size_t k = 0; k < cells && result == 0 && !session->interrupted; k++) {
        const struct cell *cell = &plan->cells[order[k]];
        const struct session_cell *known = &session->cells[order[k]];
        if (wanted[cell->workload]) {
            if (is_done(known, block) || is_given_up(known))
                progress_skip(session->progress, plan_expected_ns(cell));
            else
                together[waiting++] = (struct position){order[k], block, k};
        }
        bool last =
            k + 1 == cells || !session->suite->turns || !plan_same_work(cell, &plan->cells[order[k + 1]]);
        if (waiting && last) {
            result = run_some(session, together, waiting, e);
            waiting = 0;
        }
    }
    free(together);
    return result;
}

/* Which workloads have a cell whose interval is wider than asked for; false when none has. One that came out wrong and never right
 * would stay so until the budget is spent. */
static bool find_wide(const struct session *session, bool *wanted)
{
    bool any = false;

    memset(wanted, 0, session->suite->workload_count * sizeof *wanted);
    for (size_t i = 0; i < session->plan->cell_count; i++)
        if (!is_given_up(&session->cells[i]) && (session->cells[i].rate_count || !session->cells[i].wrong) &&
            !(session_half_width(session, i) <= session->suite->until))
            any = wanted[session->plan->cells[i].workload] = true;
    return any;
}

static int64_t expected_ns(const struct session *session, const bool *wanted, size_t *steps)
{
    int64_t sum = 0;

    *steps = 0;
    for (size_t i = 0; i < session->plan->cell_count; i++)
        if (wanted[session->plan->cells[i].workload]) {
            sum += plan_expected_ns(&session->plan->cells[i]);
            ++*steps;
        }
    return sum;
}

/* More blocks until all is narrow, or the time is spent. */
static int run_until_narrow(struct session *session, int64_t began_ns, bool *wanted, size_t *order,
                            struct error *e)
{
    const int64_t budget_ns = session->suite->budget_ns;
    int result = 0;

    for (long block = session->plan->blocks; block < MOST_BLOCKS && result == 0 && !session->interrupted;
         block++) {
        size_t steps;
        if (!find_wide(session, wanted) || clock_now_ns() - began_ns >= budget_ns)
            break;
        int64_t expected = expected_ns(session, wanted, &steps);
        progress_add(session->progress, steps, expected);
        result = run_block(session, block, wanted, order, e);
    }
    return result;
}

int session_run(struct session *session, struct error *e)
{
    size_t workloads = session->suite->workload_count, steps;
    size_t *order = text_grow(NULL, session->plan->cell_count, sizeof *order);
    bool *wanted = text_grow(NULL, workloads, sizeof *wanted);
    int64_t began_ns = clock_now_ns();
    int result = 0;

    make_room(session);
    for (size_t w = 0; w < workloads; w++)
        wanted[w] = true;
    int64_t expected = expected_ns(session, wanted, &steps);
    progress_start(session->progress, steps * (size_t)session->plan->blocks,
                   expected * session->plan->blocks);
    for (long block = 0; block < session->plan->blocks && result == 0 && !session->interrupted; block++)
        result = run_block(session, block, wanted, order, e);
    if (session->suite->until > 0 && result == 0 && !session->interrupted)
        result = run_until_narrow(session, began_ns, wanted, order, e);
    free(wanted);
    free(order);
    return result;
}

double session_half_width(const struct session *session, size_t cell)
{
    struct interval rate = estimate_rate(session, cell);
    return (rate.high - rate.low) / 2 / rate.middle;
}

void session_free(struct session *session)
{
    for (size_t b = 0; session->runners && b < session->builds->count; b++)
        free(session->runners[b]);
    for (size_t i = 0; session->programs && i < session->builds->count * session_work_count(session->suite);
         i++) {
        free(session->programs[i].path);
        free(session->programs[i].problem);
    }
    for (size_t i = 0; session->cells && i < session->plan->cell_count; i++) {
        free(session->cells[i].done);
        free(session->cells[i].rates);
        free(session->cells[i].blocks);
    }
    free(session->runners);
    free(session->programs);
    free(session->cells);
    free(session->topology_file);
}
