#include "runner/makespan.h"

#include "base/clock.h"
<<<<<<< HEAD
#include "runner/tally.h"

#include <math.h>
#include <string.h>
=======
#include "base/text.h"
#include "runner/tally.h"

#include <math.h>
#include <stdlib.h>
>>>>>>> latency

/* What the main thread knows at one instant, with all at rest. */
struct moment {
    struct usage usage;
    struct slot_reading *slots;
    struct tally_reading *tally;
};

static void take_moment(struct moment *moment, const struct tally *tally)
{
    for (int i = 0; i < tally->crew->workers; i++)
        moment->slots[i] = slot_read(&tally->crew->slots[i]);
    moment->usage = crew_usage(tally->crew);
    tally_read(tally, moment->tally);
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

<<<<<<< HEAD
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
=======
/* From moments[0] to moments[1]. */
static int one_share(struct crew *crew, const struct tally *tally, struct moment *moments, uint64_t ops,
                     const char *phase, int window, struct report *report)
{
    struct sample row = report_row(report, phase);

    take_moment(&moments[0], tally);
    if (crew_share(crew, ops) < 0)
        return -1;
    take_moment(&moments[1], tally);
    const struct usage used = usage_between(&moments[0].usage, &moments[1].usage);
>>>>>>> latency
    fill(&row, crew);
    tally_fill(tally, &from, &to, &row);
    row.window = window;
    row.ops = 0;
    for (int i = 0; i < crew->workers; i++)
        row.ops += (int64_t)(moments[1].slots[i].ops - moments[0].slots[i].ops);
    row.ops_per_s = (double)row.ops * 1e9 / (double)row.duration_ns;
<<<<<<< HEAD
=======
    row.cpu_s = used.cpu_s;
    row.voluntary_switches = used.voluntary_switches;
    row.involuntary_switches = used.involuntary_switches;
    row.minor_faults = used.minor_faults;
    row.major_faults = used.major_faults;
    tally_between(moments[0].tally, moments[1].tally, 0, crew->workers, &row);
    row.rss_bytes = crew_rss_bytes(crew);
>>>>>>> latency
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

static int all_shares(struct crew *crew, struct tally *tally, struct moment *moments,
                      const struct makespan_plan *plan, struct report *report)
{
    const int64_t began_ns = clock_now_ns();
<<<<<<< HEAD
    uint64_t share = crew->groups[0].batch_ops;
    struct tally tally;
    int result = -1;
=======
    uint64_t share = crew->groups[0].batch_ops * (uint64_t)crew->workers;
>>>>>>> latency

    tally_open(&tally, crew, plan->per_worker, plan->counters);
    if (crew_pause(crew) < 0)
        goto out;
    for (int window = 0; clock_now_ns() - began_ns < plan->warmup_ns; window++, share *= 2)
<<<<<<< HEAD
        if (one_share(crew, &tally, share * (uint64_t)crew->workers, "warmup", window, report) < 0)
            goto out;
    crew_record(crew, true);
    result = one_share(crew, &tally, plan->total_ops, "measure", 0, report);
    crew_record(crew, false);
out:
=======
        if (one_share(crew, tally, moments, share, "warmup", window, report) < 0)
            return -1;
    crew_record(crew, true);
    int result = one_share(crew, tally, moments, plan->total_ops, "measure", 0, report);
    crew_record(crew, false);
    if (result == 0)
        tally_add_window(tally, moments[0].tally, moments[1].tally, moments[0].slots, moments[1].slots);
    return result;
}

int makespan_measure(struct crew *crew, const struct makespan_plan *plan, struct report *report)
{
    struct moment moments[2];
    struct tally tally;

    tally_open(&tally, crew, plan->per_worker, plan->counters);
    for (int i = 0; i < 2; i++) {
        moments[i].slots = text_grow(NULL, (size_t)crew->workers, sizeof *moments[i].slots);
        moments[i].tally = text_grow(NULL, (size_t)crew->workers, sizeof *moments[i].tally);
    }
    int result = all_shares(crew, &tally, moments, plan, report);
    if (result == 0)
        tally_report(&tally, report);
    for (int i = 0; i < 2; i++) {
        free(moments[i].slots);
        free(moments[i].tally);
    }
>>>>>>> latency
    tally_close(&tally);
    return result;
}
