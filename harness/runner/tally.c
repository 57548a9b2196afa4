#include "runner/tally.h"

#include "base/clock.h"
#include "base/text.h"
#include "runner/interpose.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tally_open(struct tally *tally, const struct crew *crew, bool per_worker, bool counters)
{
    size_t n = (size_t)crew->workers;
    struct error ignored; /* `gilscale doctor` says it */

    *tally = (struct tally){.crew = crew, .per_worker = per_worker};
    tally->text = text_grow(NULL, PHASES_TEXT, 1);
    if (counters) {
        tally->counters = text_grow(NULL, n, sizeof *tally->counters);
        for (size_t i = 0; i < n; i++)
            counters_open(&tally->counters[i], counters_hardware, crew->members[i].tid, &ignored);
    }
    if (per_worker) {
        tally->shares = text_grow(NULL, n, sizeof *tally->shares);
        tally->phases = text_grow(NULL, n, sizeof *tally->phases);
        for (size_t i = 0; i < n; i++) {
            tally->shares[i] = sample_empty();
            tally->phases[i] = (struct phases){0};
        }
    }
}

void tally_close(struct tally *tally)
{
    for (int i = 0; tally->counters && i < tally->crew->workers; i++)
        counters_close(&tally->counters[i]);
    free(tally->counters);
    free(tally->shares);
    free(tally->phases);
    free(tally->text);
    *tally = (struct tally){0};
}

struct tally_edge tally_edge_new(const struct tally *tally)
{
    size_t n = (size_t)tally->crew->workers;
    struct tally_edge edge = {.slots = text_grow(NULL, n, sizeof *edge.slots),
                              .clocks = text_grow(NULL, n, sizeof *edge.clocks),
                              .workers = text_grow(NULL, n, sizeof *edge.workers)};

    memset(edge.slots, 0, n * sizeof *edge.slots);
    memset(edge.clocks, 0, n * sizeof *edge.clocks);
    memset(edge.workers, 0, n * sizeof *edge.workers);
    return edge;
}

void tally_edge_free(struct tally_edge *edge)
{
    free(edge->slots);
    free(edge->clocks);
    free(edge->workers);
    *edge = (struct tally_edge){0};
}

/* What waits, holds and phases came to until an instant. */
static struct tally_clocks read_clocks(const struct crew *crew, int index, int64_t at_ns)
{
    const struct slot *slot = &crew->slots[index];
    struct tally_clocks clocks = {.gil_wait_ns = stopwatch_ns(&slot->gil_wait, at_ns),
                                  .gil_held_ns = stopwatch_ns(&slot->gil_held, at_ns)};

    if (index < crew->groups[0].workers)
        clocks.phases = phaseclock_read(&crew->phaseclocks[index], &slot->gil_held, at_ns);
    return clocks;
}

static struct tally_worker read_worker(const struct tally *tally, int index)
{
    const struct crew_member *m = &tally->crew->members[index];
    const struct counters none = counters_none();
    struct tally_worker now = {.at_ns = clock_now_ns()};

    now.clocks = read_clocks(tally->crew, index, now.at_ns);
    if (tally->per_worker)
        usage_of_thread(m->pid, m->tid, &now.usage);
    else
        now.usage = (struct usage_thread){NAN, NAN, INT64_MIN, INT64_MIN};
    now.counters = counters_read(tally->counters ? &tally->counters[index] : &none);
    return now;
}

/* The instant of an edge, and what workers had done by then. Until the last of them is read they have gone on: only for some microseconds, unless
 * somebody else had this CPU. Then it is another instant, three times at most. */
static void read_at_once(const struct crew *crew, struct tally_edge *edge)
{
    const int64_t swift_ns = 20000 + 1000 * (int64_t)crew->workers;

    for (int attempt = 0; attempt < 3; attempt++) {
        edge->at_ns = clock_now_ns();
        for (int i = 0; i < crew->workers; i++) {
            edge->slots[i] = slot_read(&crew->slots[i]);
            edge->clocks[i] = read_clocks(crew, i, edge->at_ns);
        }
        if (clock_now_ns() - edge->at_ns < swift_ns)
            return;
    }
}

void tally_take(const struct tally *tally, struct tally_edge *edge)
{
    const struct crew *crew = tally->crew;

    read_at_once(crew, edge);
    edge->usage = crew_usage(crew);
    for (int i = 0; i < crew->workers; i++)
        edge->workers[i] = read_worker(tally, i);
}

/* NAN plus anything is NAN; a missing whole number stays missing. */
static int64_t plus(int64_t a, int64_t b)
{
    return a == SAMPLE_NONE || b == SAMPLE_NONE ? SAMPLE_NONE : a + b;
}

static int64_t minus(int64_t a, int64_t b)
{
    return a == SAMPLE_NONE || b == SAMPLE_NONE ? SAMPLE_NONE : a - b;
}

/* Of `count` workers, each between two readings. */
static void fill_clocks(const struct crew *crew, const struct tally_clocks *from,
                        const struct tally_clocks *to, int count, bool has_phases, struct sample *row,
                        struct phases *phases)
{
    const bool knows_held = crew->times_phases && crew->gil_on && interpose_works();
    double gil_wait_s = 0, gil_held_s = 0;

    *phases = crew->times_phases && has_phases ? crew->phases : (struct phases){0};
    for (int i = 0; i < phases->count && knows_held; i++)
        phases->items[i].held_s = 0; /* it was NAN, and stays so where nobody knows */
    for (int i = 0; i < count; i++) {
        gil_wait_s += (double)(to[i].gil_wait_ns - from[i].gil_wait_ns) / 1e9;
        gil_held_s += (double)(to[i].gil_held_ns - from[i].gil_held_ns) / 1e9;
        for (int k = 0; k < phases->count; k++) {
            const struct phaseclock_reading *before = &from[i].phases, *after = &to[i].phases;
            phases->items[k].seconds += (double)(after->passed_ns[k] - before->passed_ns[k]) / 1e9;
            phases->items[k].held_s += (double)(after->held_ns[k] - before->held_ns[k]) / 1e9;
        }
    }
    row->gil_wait_s = interpose_works() ? gil_wait_s : NAN;
    row->gil_held_s = knows_held ? gil_held_s : NAN;
}

/* Of workers first..last-1. */
static void fill_usage(const struct tally_worker *from, const struct tally_worker *to, int first, int last,
                       struct sample *row)
{
    int64_t counts[COUNTERS_MOST] = {0};
    double runqueue_wait_s = 0;

    for (int i = first; i < last; i++) {
        runqueue_wait_s += to[i].usage.runqueue_wait_s - from[i].usage.runqueue_wait_s;
        for (int event = 0; event < COUNTERS_MOST; event++)
            counts[event] = plus(counts[event], counters_between(&from[i].counters, &to[i].counters, event));
    }
    row->runqueue_wait_s = runqueue_wait_s;
    row->instructions = counts[COUNTERS_INSTRUCTIONS];
    row->cycles = counts[COUNTERS_CYCLES];
    row->cache_misses = counts[COUNTERS_CACHE_MISSES];
    row->branch_misses = counts[COUNTERS_BRANCH_MISSES];
}

void tally_fill(const struct tally *tally, const struct tally_edge *from, const struct tally_edge *to,
                struct sample *row)
{
    const struct usage used = usage_between(&from->usage, &to->usage);

    row->cpu_s = used.cpu_s;
    row->voluntary_switches = used.voluntary_switches;
    row->involuntary_switches = used.involuntary_switches;
    row->minor_faults = used.minor_faults;
    row->major_faults = used.major_faults;
    row->rss_bytes = crew_rss_bytes(tally->crew);
    const int own = tally->crew->groups[0].workers;
    struct phases phases;
    fill_usage(from->workers, to->workers, 0, own, row);
    fill_clocks(tally->crew, from->clocks, to->clocks, own, true, row, &phases);
    row->phases = phases_text(&phases, tally->text);
}

/* The first window fills the row, later ones are added. */
static void add(struct sample *sum, const struct sample *share)
{
    if (sum->duration_ns == SAMPLE_NONE) {
        *sum = *share;
        return;
    }
    sum->duration_ns += share->duration_ns;
    sum->ops += share->ops;
    sum->ops_per_s += share->ops_per_s;
    sum->cpu_s += share->cpu_s;
    sum->gil_wait_s += share->gil_wait_s;
    sum->gil_held_s += share->gil_held_s;
    sum->runqueue_wait_s += share->runqueue_wait_s;
    sum->voluntary_switches = plus(sum->voluntary_switches, share->voluntary_switches);
    sum->involuntary_switches = plus(sum->involuntary_switches, share->involuntary_switches);
    sum->instructions = plus(sum->instructions, share->instructions);
    sum->cycles = plus(sum->cycles, share->cycles);
    sum->cache_misses = plus(sum->cache_misses, share->cache_misses);
    sum->branch_misses = plus(sum->branch_misses, share->branch_misses);
}

/* What one worker did and used between two edges. Its ops_per_s are ops until tally_report() divides. */
static struct sample share_of(const struct tally *tally, const struct tally_edge *from,
                              const struct tally_edge *to, int index, struct phases *phases)
{
    const struct tally_worker *before = &from->workers[index], *after = &to->workers[index];
    const struct slot_reading *first = &from->slots[index], *last = &to->slots[index];
    struct sample share = sample_empty();

    fill_usage(from->workers, to->workers, index, index + 1, &share);
    fill_clocks(tally->crew, &before->clocks, &after->clocks, 1, index < tally->crew->groups[0].workers,
                &share, phases);
    share.start_ns = before->at_ns;
    share.duration_ns = after->at_ns - before->at_ns;
    share.ops = (int64_t)(last->ops - first->ops);
    /* Batches that run across an edge in proportion, as in a window's rate. */
    share.ops_per_s = slot_ops_at(last, after->at_ns) - slot_ops_at(first, before->at_ns);
    share.cpu_s = after->usage.cpu_s - before->usage.cpu_s;
    share.voluntary_switches = minus(after->usage.voluntary_switches, before->usage.voluntary_switches);
    share.involuntary_switches = minus(after->usage.involuntary_switches, before->usage.involuntary_switches);
    return share;
}

void tally_add_window(struct tally *tally, const struct tally_edge *from, const struct tally_edge *to)
{
    for (int i = 0; tally->shares && i < tally->crew->workers; i++) {
        struct phases phases;
        struct sample share = share_of(tally, from, to, i, &phases);
        add(&tally->shares[i], &share);
        phases_add(&tally->phases[i], &phases);
    }
}

void tally_report(const struct tally *tally, struct report *report)
{
    for (int i = 0; tally->shares && i < tally->crew->workers; i++) {
        const struct sample *share = &tally->shares[i];
        struct sample row = report_row(report, "worker");
        char cpu[16] = "";

        if (share->duration_ns == SAMPLE_NONE)
            continue; /* there was no window */
        if (tally->crew->members[i].cpu >= 0)
            snprintf(cpu, sizeof cpu, "%d", tally->crew->members[i].cpu);
        row.worker = i;
        row.start_ns = share->start_ns;
        row.duration_ns = share->duration_ns;
        row.ops = share->ops;
        row.ops_per_s = share->ops_per_s * 1e9 / (double)share->duration_ns;
        row.cpu_s = share->cpu_s;
        row.gil_wait_s = share->gil_wait_s;
        row.gil_held_s = share->gil_held_s;
        row.phases = phases_text(&tally->phases[i], tally->text);
        row.runqueue_wait_s = share->runqueue_wait_s;
        row.voluntary_switches = share->voluntary_switches;
        row.involuntary_switches = share->involuntary_switches;
        row.instructions = share->instructions;
        row.cycles = share->cycles;
        row.cache_misses = share->cache_misses;
        row.branch_misses = share->branch_misses;
        row.cpus = cpu;
        row.status = "ok";
        report_send(report, &row);
    }
}

void tally_fill_life(const struct crew *crew, struct sample *row, char *text)
{
    const int own = crew->groups[0].workers;
    struct tally_clocks *born = text_grow(NULL, 2 * (size_t)own, sizeof *born), *now = born + own;
    struct phases phases;

    memset(born, 0, 2 * (size_t)own * sizeof *born);
    for (int i = 0; i < own; i++)
        now[i] = read_clocks(crew, i, clock_now_ns());
    fill_clocks(crew, born, now, own, true, row, &phases);
    row->phases = phases_text(&phases, text);
    free(born);
}
