#include "runner/measure.h"

#include "base/clock.h"
#include "base/text.h"
#include "machine/frequency.h"
#include "runner/tally.h"
#include "runner/turns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int64_t measure_shortest_window_ns(int workers, int64_t switch_interval_ns)
{
    return workers > 1 ? 10 * (int64_t)workers * switch_interval_ns : 0;
}

/* Has every worker ended a batch since then? */
static bool all_moved(const struct crew *crew, const struct tally_edge *since)
{
    for (int i = 0; i < crew->workers; i++)
        if (slot_read(&crew->slots[i]).ops == since->slots[i].ops)
            return false;
    return true;
}

/* Sleeps until `until_ns`, and on until all workers have ended a batch since `since`. */
static int sleep_window(struct crew *crew, const struct tally_edge *since, int64_t until_ns)
{
    const int64_t nap_ns = 2000000;

    if (crew_sleep(crew, until_ns) < 0)
        return -1;
    while (!all_moved(crew, since))
        if (crew_sleep(crew, clock_now_ns() + nap_ns) < 0)
            return -1;
    return 0;
}

/* What workers from..to did together between two edges, in ops/s. */
static double rate_of(const struct tally_edge *from, const struct tally_edge *to, int first, int last)
{
    double total = 0;

    for (int i = first; i < last; i++)
        total += slot_ops_at(&to->slots[i], to->at_ns) - slot_ops_at(&from->slots[i], from->at_ns);
    return total * 1e9 / (double)(to->at_ns - from->at_ns);
}

/* Returns the total rate of the cell's own workers. */
static double report_window(struct report *report, const struct tally *tally, const struct tally_edge *from,
                            const struct tally_edge *to, const char *phase, int window)
{
    const struct crew *crew = tally->crew;
    struct sample row = report_row(report, phase);
    const int own = crew->groups[0].workers;
    double slowest = INFINITY, fastest = 0, total = rate_of(from, to, 0, own);
    uint64_t ops = 0;

    for (int i = 0; i < own; i++) {
        uint64_t done = to->slots[i].ops - from->slots[i].ops;
        double rate = (double)done * 1e9 / (double)(to->slots[i].end_ns - from->slots[i].end_ns);
        ops += done;
        slowest = rate < slowest ? rate : slowest;
        fastest = rate > fastest ? rate : fastest;
    }
    if (crew->workers > own)
        row.beside_ops_per_s = rate_of(from, to, own, crew->workers);
    row.window = window;
    row.start_ns = from->at_ns;
    row.duration_ns = to->at_ns - from->at_ns;
    row.ops = (int64_t)ops;
    row.ops_per_s = total;
    row.slowest_ops_per_s = slowest;
    row.fastest_ops_per_s = fastest;
    tally_fill(tally, from, to, &row);
    row.status = "ok";
    report_send(report, &row);
    return total;
}

/* One window from edges[0] on; leaves its end in edges[0], where the next one begins. */
static int one_window(struct crew *crew, const struct tally *tally, struct report *report,
                      struct tally_edge *edges, int64_t length_ns, const char *phase, int window,
                      double *rate)
{
    if (sleep_window(crew, &edges[0], edges[0].at_ns + length_ns) < 0)
        return -1;
    tally_take(tally, &edges[1]);
    *rate = report_window(report, tally, &edges[0], &edges[1], phase, window);
    struct tally_edge end = edges[1];
    edges[1] = edges[0];
    edges[0] = end;
    return 0;
}

/* The edge comes last: what is read before it is in no window. */
static void begin_windows(struct crew *crew, const struct tally *tally, struct foreign *foreign,
                          struct tally_edge *edge)
{
    foreign_begin(foreign);
    tally_take(tally, edge);
    crew_record(crew, true);
}

static void end_windows(struct crew *crew, struct foreign *foreign)
{
    crew_record(crew, false);
    foreign_end(foreign);
}

/* Rests until it is our turn again; then all run, each has ended a batch with which its caches came back, and edges[0] is now. */
static int next_turn(struct crew *crew, const struct tally *tally, int turn_fd, struct foreign *foreign,
                     struct tally_edge *edges)
{
    struct error ignored; /* the driver is gone, and nobody is left to tell */

    if (crew_pause(crew) < 0 || turns_next(turn_fd, &ignored) < 0)
        return -1;
    tally_take(tally, &edges[0]);
    crew_resume(crew);
    if (sleep_window(crew, &edges[0], clock_now_ns()) < 0)
        return -1;
    begin_windows(crew, tally, foreign, &edges[0]);
    return 0;
}

/* The planned windows, and once as many again when those are not steady. */
static int all_windows(struct crew *crew, struct tally *tally, const struct measure_plan *plan,
                       struct report *report, struct foreign *foreign, struct tally_edge *edges,
                       double *rates, struct measure_outcome *outcome)
{
    int last = plan->windows;

    for (int window = 0; window < last; window++) {
        if (plan->turn_fd >= 0 && next_turn(crew, tally, plan->turn_fd, foreign, edges) < 0)
            return -1;
        if (one_window(crew, tally, report, edges, plan->window_ns, "measure", window, &rates[window]) < 0)
            return -1;
        tally_add_window(tally, &edges[1], &edges[0]);
        if (plan->turn_fd >= 0)
            end_windows(crew, foreign);
        if (plan->turn_fd < 0 && window + 1 == plan->windows &&
            !steady_is(rates, plan->windows, plan->limits)) {
            outcome->extended = true;
            last = 2 * plan->windows;
        }
    }
    /* In turns the driver tells: it sees the others' windows beside ours. */
    outcome->unsteady = plan->turn_fd < 0 && !steady_is(rates, last, plan->limits);
    return 0;
}

double measure_cpu_hz(const struct crew *crew)
{
    int *cpus = text_grow(NULL, (size_t)crew->workers, sizeof *cpus);
    int bound = 0;

    while (bound < crew->workers && crew->members[bound].cpu >= 0) {
        cpus[bound] = crew->members[bound].cpu;
        bound++;
    }
    double hz = bound == crew->workers ? frequency_hz("", cpus, bound) : NAN;
    free(cpus);
    return hz;
}

int measure_windows(struct crew *crew, const struct measure_plan *plan, struct report *report,
                    struct foreign *foreign, struct measure_outcome *outcome)
{
    struct tally_edge edges[2];
    double warmup, *rates = text_grow(NULL, 2 * (size_t)plan->windows, sizeof *rates);
    struct tally tally;
    int result = -1;

    *outcome = (struct measure_outcome){.cpu_hz = NAN};
    tally_open(&tally, crew, plan->per_worker, plan->counters);
    for (int i = 0; i < 2; i++)
        edges[i] = tally_edge_new(&tally);

    /* The first edge is all zeros, so this waits until every worker has ended its first batch: from then on
     * all of them run. And once more, because only the second batch says how long one takes. */
    for (int i = 0; i < 2; i++) {
        if (sleep_window(crew, &edges[0], clock_now_ns()) < 0)
            goto out;
        tally_take(&tally, &edges[0]);
    }
    if (plan->warmup_ns > 0 &&
        one_window(crew, &tally, report, edges, plan->warmup_ns, "warmup", 0, &warmup) < 0)
        goto out;
    if (plan->turn_fd < 0)
        begin_windows(crew, &tally, foreign, &edges[0]);
    if (all_windows(crew, &tally, plan, report, foreign, edges, rates, outcome) < 0)
        goto out;
    if (plan->turn_fd < 0)
        end_windows(crew, foreign);
    outcome->cpu_hz = measure_cpu_hz(crew);
    tally_report(&tally, report);
    result = 0;
out:
    for (int i = 0; i < 2; i++)
        tally_edge_free(&edges[i]);
    tally_close(&tally);
    free(rates);
    return result;
}
