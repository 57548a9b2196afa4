#include "runner/tally.h"

#include "base/clock.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tally_open(struct tally *tally, const struct crew *crew, bool per_worker, bool counters)
{
    size_t n = (size_t)crew->workers;
    struct error ignored; /* `gilscale doctor` says it */

    *tally = (struct tally){.crew = crew, .per_worker = per_worker};
    if (counters) {
        tally->counters = text_grow(NULL, n, sizeof *tally->counters);
        for (size_t i = 0; i < n; i++)
            counters_open(&tally->counters[i], counters_hardware, crew->members[i].tid, &ignored);
    }
    if (per_worker) {
        tally->shares = text_grow(NULL, n, sizeof *tally->shares);
        for (size_t i = 0; i < n; i++)
            tally->shares[i] = sample_empty();
    }
}

void tally_close(struct tally *tally)
{
    for (int i = 0; tally->counters && i < tally->crew->workers; i++)
        counters_close(&tally->counters[i]);
    free(tally->counters);
    free(tally->shares);
    *tally = (struct tally){0};
}

struct tally_edge tally_edge_new(const struct tally *tally)
{
    size_t n = (size_t)tally->crew->workers;
    struct tally_edge edge = {.slots = text_grow(NULL, n, sizeof *edge.slots),
                              .workers = text_grow(NULL, n, sizeof *edge.workers)};

    memset(edge.slots, 0, n * sizeof *edge.slots);
    memset(edge.workers, 0, n * sizeof *edge.workers);
    return edge;
}

void tally_edge_free(struct tally_edge *edge)
{
    free(edge->slots);
    free(edge->workers);
    *edge = (struct tally_edge){0};
}

static struct tally_worker read_worker(const struct tally *tally, int index)
{
    const struct crew_member *m = &tally->crew->members[index];
    const struct counters none = counters_none();
    struct tally_worker now = {.at_ns = clock_now_ns()};

    now.gil_wait_ns = gilwait_ns(&tally->crew->slots[index].gil_wait, now.at_ns);
    if (tally->per_worker)
        usage_of_thread(m->pid, m->tid, &now.usage);
    else
        now.usage = (struct usage_thread){NAN, NAN, INT64_MIN, INT64_MIN};
    now.counters = counters_read(tally->counters ? &tally->counters[index] : &none);
    return now;
}

void tally_take(const struct tally *tally, struct tally_edge *edge)
{
    const struct crew *crew = tally->crew;

    edge->at_ns = clock_now_ns();
    for (int i = 0; i < crew->workers; i++)
        edge->slots[i] = slot_read(&crew->slots[i]);
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

/* Of workers first..last-1. */
static void fill_workers(const struct tally_worker *from, const struct tally_worker *to, int first, int last,
                         struct sample *row)
{
    int64_t counts[COUNTERS_MOST] = {0};
    double gil_wait_s = 0, runqueue_wait_s = 0;

    for (int i = first; i < last; i++) {
        gil_wait_s += (double)(to[i].gil_wait_ns - from[i].gil_wait_ns) / 1e9;
        runqueue_wait_s += to[i].usage.runqueue_wait_s - from[i].usage.runqueue_wait_s;
        for (int event = 0; event < COUNTERS_MOST; event++)
            counts[event] = plus(counts[event], counters_between(&from[i].counters, &to[i].counters, event));
    }
    row->gil_wait_s = gilwait_works() ? gil_wait_s : NAN;
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
    fill_workers(from->workers, to->workers, 0, tally->crew->groups[0].workers, row);
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
    sum->runqueue_wait_s += share->runqueue_wait_s;
    sum->voluntary_switches = plus(sum->voluntary_switches, share->voluntary_switches);
    sum->involuntary_switches = plus(sum->involuntary_switches, share->involuntary_switches);
    sum->instructions = plus(sum->instructions, share->instructions);
    sum->cycles = plus(sum->cycles, share->cycles);
    sum->cache_misses = plus(sum->cache_misses, share->cache_misses);
    sum->branch_misses = plus(sum->branch_misses, share->branch_misses);
}

/* What one worker did and used between two edges. Its ops_per_s are ops until tally_report() divides. */
static struct sample share_of(const struct tally_edge *from, const struct tally_edge *to, int index)
{
    const struct tally_worker *before = &from->workers[index], *after = &to->workers[index];
    const struct slot_reading *first = &from->slots[index], *last = &to->slots[index];
    struct sample share = sample_empty();

    fill_workers(from->workers, to->workers, index, index + 1, &share);
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
        struct sample share = share_of(from, to, i);
        add(&tally->shares[i], &share);
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

double tally_gil_wait_s(const struct crew *crew)
{
    int64_t now = clock_now_ns(), sum = 0;

    for (int i = 0; i < crew->groups[0].workers; i++)
        sum += gilwait_ns(&crew->slots[i].gil_wait, now);
    return gilwait_works() ? (double)sum / 1e9 : NAN;
}
