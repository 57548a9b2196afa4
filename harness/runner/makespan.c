#include "runner/makespan.h"

#include "base/clock.h"
#include "runner/tally.h"

#include <math.h>
#include <string.h>

static uint64_t ops_so_far(const struct crew *crew)
{
    uint64_t ops = 0;

    for (int i = 0; i < crew->workers; i++)
        ops += slot_read(&crew->slots[i]).ops;
    return ops;
}

/* What a share came to, of those that had one. */
static void fill(struct sample *row, const struct crew *crew)
{
    int64_t from_ns = INT64_MAX, until_ns = 0;
    double slowest = INFINITY, fastest = 0;

    for (int i = 0; i < crew->workers; i++) {
        const struct crew_member *m = &crew->members[i];
        if (!m->share)
            continue;
        double rate = (double)m->share * 1e9 / (double)(m->share_until_ns - m->share_from_ns);
        from_ns = m->share_from_ns < from_ns ? m->share_from_ns : from_ns;
        until_ns = m->share_until_ns > until_ns ? m->share_until_ns : until_ns;
        slowest = rate < slowest ? rate : slowest;
        fastest = rate > fastest ? rate : fastest;
    }
    row->start_ns = from_ns;
    row->duration_ns = until_ns - from_ns;
    row->slowest_ops_per_s = slowest;
    row->fastest_ops_per_s = fastest;
}

/* Each worker's own row: not its rest before and after. */
static void note_times(const struct crew *crew, struct tally *tally)
{
    for (int i = 0; tally->shares && i < crew->workers; i++) {
        const struct crew_member *m = &crew->members[i];
        if (!m->share)
            continue;
        tally->shares[i].start_ns = m->share_from_ns;
        tally->shares[i].duration_ns = m->share_until_ns - m->share_from_ns;
        tally->shares[i].ops_per_s = (double)tally->shares[i].ops;
    }
}

static int one_share(struct crew *crew, struct tally *tally, uint64_t ops, const char *phase, int window,
                     struct report *report)
{
    struct tally_edge from = tally_edge_new(tally), to = tally_edge_new(tally);
    uint64_t done = ops_so_far(crew);
    int result = -1;

    tally_take(tally, &from);
    if (crew_share(crew, ops) < 0)
        goto out;
    tally_take(tally, &to);
    struct sample row = report_row(report, phase);
    fill(&row, crew);
    tally_fill(tally, &from, &to, &row);
    row.window = window;
    row.ops = (int64_t)(ops_so_far(crew) - done);
    row.ops_per_s = (double)row.ops * 1e9 / (double)row.duration_ns;
    row.status = "ok";
    report_send(report, &row);
    if (strcmp(phase, "measure") == 0) {
        tally_add_window(tally, &from, &to);
        note_times(crew, tally);
        tally_report(tally, report);
    }
    result = 0;
out:
    tally_edge_free(&from);
    tally_edge_free(&to);
    return result;
}

int makespan_measure(struct crew *crew, const struct makespan_plan *plan, struct report *report,
                     struct foreign *foreign)
{
    const int64_t began_ns = clock_now_ns();
    uint64_t share = crew->groups[0].batch_ops;
    struct tally tally;
    int result = -1;

    tally_open(&tally, crew, plan->per_worker, plan->counters);
    if (crew_pause(crew) < 0)
        goto out;
    for (int window = 0; clock_now_ns() - began_ns < plan->warmup_ns; window++, share *= 2)
        if (one_share(crew, &tally, share * (uint64_t)crew->workers, "warmup", window, report) < 0)
            goto out;
    foreign_begin(foreign);
    crew_record(crew, true);
    result = one_share(crew, &tally, plan->total_ops, "measure", 0, report);
    crew_record(crew, false);
    if (result == 0)
        foreign_end(foreign);
out:
    tally_close(&tally);
    return result;
}
