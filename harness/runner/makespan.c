#include "runner/makespan.h"

#include "base/clock.h"

#include <math.h>

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

static int one_share(struct crew *crew, uint64_t ops, const char *phase, int window, struct report *report)
{
    struct usage before = crew_usage(crew);
    uint64_t done = ops_so_far(crew);

    if (crew_share(crew, ops) < 0)
        return -1;
    struct usage after = crew_usage(crew);
    struct sample row = report_row(report, phase);
    fill(&row, crew);
    row.window = window;
    row.ops = (int64_t)(ops_so_far(crew) - done);
    row.ops_per_s = (double)row.ops * 1e9 / (double)row.duration_ns;
    row.cpu_s = after.cpu_s - before.cpu_s;
    row.voluntary_switches = after.voluntary_switches - before.voluntary_switches;
    row.involuntary_switches = after.involuntary_switches - before.involuntary_switches;
    row.rss_bytes = crew_rss_bytes(crew);
    row.status = "ok";
    report_send(report, &row);
    return 0;
}

int makespan_measure(struct crew *crew, const struct makespan_plan *plan, struct report *report)
{
    const int64_t began_ns = clock_now_ns();
    uint64_t share = crew->groups[0].batch_ops;

    if (crew_pause(crew) < 0)
        return -1;
    for (int window = 0; clock_now_ns() - began_ns < plan->warmup_ns; window++, share *= 2)
        if (one_share(crew, share * (uint64_t)crew->workers, "warmup", window, report) < 0)
            return -1;
    crew_record(crew, true);
    int result = one_share(crew, plan->total_ops, "measure", 0, report);
    crew_record(crew, false);
    return result;
}
