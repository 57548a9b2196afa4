/* gilscale-runner: measures one cell in one fresh process, prints its rows, and is gone.
 *
 * Knows nothing of suites, files of results or statistics. Every way out that is not a crash sends a closing
 * row, phase `end`, whose status says what the windows before it are worth.
 */
#include <Python.h>

#include "base/clock.h"
#include "runner/crew.h"
#include "runner/describe.h"
#include "runner/interpreter.h"
#include "runner/measure.h"
#include "runner/options.h"
#include "runner/report.h"
#include "machine/usage.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const status_names[] = {
    [WORK_OK] = "ok", [WORK_FAILED] = "failed", [WORK_SKIPPED] = "skipped", [WORK_WRONG] = "wrong"};

static int64_t sum_ops(const struct crew *crew, uint64_t *ops)
{
    int64_t total = 0;
    for (int i = 0; i < crew->workers; i++) {
        ops[i] = slot_read(&crew->slots[i]).ops;
        total += (int64_t)ops[i];
    }
    return total;
}

/* Bound, and yet somewhere else: something changed the affinity behind our back. */
static bool has_migrated(const struct crew *crew)
{
    for (int i = 0; i < crew->workers; i++) {
        int last = topology_last_cpu(crew->topology, crew->members[i].tid);
        if (crew->members[i].cpu >= 0 && last >= 0 && last != crew->members[i].cpu)
            return true;
    }
    return false;
}

static void add_flag(char *flags, size_t size, const char *flag)
{
    size_t used = strlen(flags);
    snprintf(flags + used, size - used, "%s%s", used ? ";" : "", flag);
}

/* Starts the crew, measures, stops it. Detached. */
static int run_crew(struct crew *crew, const struct options *options, const struct measure_plan *plan,
                    struct report *report, struct sample *end, char *flags, size_t flags_size,
                    struct error *e)
{
    struct measure_outcome outcome = {.cpu_hz = NAN};
    struct error ended;
    int result = crew_start(crew, options->cpus, e);

    if (result == 0) {
        end->start_ns = clock_now_ns();
        if (crew->batch_ops)
            result = measure_windows(crew, plan, report, &outcome);
        else
            while (crew_sleep(crew, clock_now_ns() + 1000000000) == 0)
                ; /* until the worker has found the batch */
        if (has_migrated(crew))
            add_flag(flags, flags_size, "migrated");
        if (outcome.extended)
            add_flag(flags, flags_size, "extended");
        if (outcome.unsteady)
            add_flag(flags, flags_size, "unsteady");
        end->cpu_hz = outcome.cpu_hz;
        end->pss_bytes = usage_pss_bytes();
        end->rss_bytes = usage_rss_bytes();
        end->duration_ns = clock_now_ns() - end->start_ns;
    }
    if (crew_stop(crew, &ended) < 0) {
        *e = ended;
        result = -1;
    }
    return result;
}

/* Loads, measures and checks; fills the closing row. Attached on entry and on return. */
static enum work_status run_cell(const struct options *options, const struct topology *topology,
                                 struct report *report, struct sample *end, char *flags, size_t flags_size,
                                 struct error *e)
{
    static struct work work;
    static struct crew crew;
    bool gil_before = interpreter_gil_is_on();

    work = (struct work){.kind = work_kind_of(options->workload), .workers = options->threads};
    enum work_status status = work.kind->load(&work, options->workload, &options->parameters, e);
    if (status == WORK_OK)
        status = work_fit_roles(&work, e);
    if (status == WORK_OK)
        status = work.kind->setup(&work, e);
    report->cell.params = work.parameters;
    report->cell.gil = interpreter_gil_is_on() ? "on" : "off"; /* an import may have switched it */
    if (status != WORK_OK)
        goto out;

    crew = (struct crew){.work = &work,
                         .topology = topology,
                         .workers = options->threads,
                         .batch_ops = options->calibrate ? 0 : options->batch_ops,
                         .batch_target_ns = options->batch_ns};
    struct measure_plan plan = {
        options->warmup_ns, options->window_ns, options->windows, {options->deviation, options->drift}};
    if (work.attached && interpreter_gil_is_on()) {
        int64_t shortest = measure_shortest_window_ns(options->threads, interpreter_switch_interval_ns());
        plan.window_ns = plan.window_ns > shortest ? plan.window_ns : shortest;
    }
    report->cell.batch_ops = (int64_t)crew.batch_ops;
    struct interpreter_collections before = interpreter_collections();
    PyThreadState *attached = PyEval_SaveThread();
    int result = run_crew(&crew, options, &plan, report, end, flags, flags_size, e);
    PyEval_RestoreThread(attached);
    struct interpreter_collections after = interpreter_collections();
    if (before.all >= 0 && after.all >= 0) {
        end->gc_collections = after.all - before.all;
        end->gc_full_collections = after.full - before.full;
    }
    if (result < 0) {
        status = e->status == EXIT_MISSING ? WORK_SKIPPED : WORK_FAILED;
        goto out;
    }
    report->cell.batch_ops = (int64_t)crew.batch_ops;
    uint64_t *ops = text_grow(NULL, (size_t)crew.workers, sizeof *ops);
    end->ops = sum_ops(&crew, ops);
    status = work.kind->check(&work, ops, e);
    free(ops);
    crew_free(&crew);
out:
    report->cell.gil = interpreter_gil_is_on() ? "on" : "off";
    if (!gil_before && interpreter_gil_is_on())
        add_flag(flags, flags_size, "gil_reenabled");
    return status;
}

static int start(const struct options *options, struct topology *topology, struct report *report,
                 struct error *e)
{
    if (report_open(report, options->rows_fd, e) < 0 || interpreter_verify_library(e) < 0)
        return -1;
    /* Before Python, which may start threads: hwloc may rebind the caller for a moment while it looks around.
     */
    if (options->topology ? topology_load_saved(topology, options->topology, e) < 0
                          : topology_load(topology, e) < 0)
        return -1;
    if (options->main_cpu >= 0 && topology_bind_self(topology, options->main_cpu, e) < 0)
        return error_prefix(e, "the main thread");
    struct interpreter_request request = {options->python, options->workload, options->gil,
                                          options->hash_seed};
    return interpreter_start(&request, e);
}

int main(int argc, char **argv)
{
    static struct topology topology;
    struct options options;
    struct report report = {0};
    struct error e = {0};
    char flags[128] = "";

    signal(SIGPIPE, SIG_IGN); /* Python does so only with signal handlers of its own */
    options_parse(&options, argc, argv);
    if (options.describe)
        return describe(&options);
    if (options.calibrate)
        options.threads = 1;
    if (start(&options, &topology, &report, &e) < 0) {
        fprintf(stderr, "gilscale-runner: %s\n", e.text);
        return (int)e.status;
    }
    if (!options.batch_ops && !options.calibrate) {
        fprintf(stderr, "gilscale-runner: --batch OPS is needed to measure; --calibrate finds it\n");
        return EXIT_USAGE;
    }
    report.cell.python = PY_VERSION;
#ifdef Py_GIL_DISABLED
    report.cell.ft = 1;
#else
    report.cell.ft = 0;
#endif
    report.cell.mode = "threads";
    report.cell.threads = options.threads;
    report.cell.hash_seed = options.hash_seed;

    struct sample closing = sample_empty();
    enum work_status status = run_cell(&options, &topology, &report, &closing, flags, sizeof flags, &e);
    if (status == WORK_USAGE) {
        fprintf(stderr, "gilscale-runner: %s\n", e.text);
        return EXIT_USAGE;
    }
    struct sample end = report_row(&report, "end");
    end.start_ns = closing.start_ns;
    end.duration_ns = closing.duration_ns;
    end.ops = closing.ops;
    end.cpu_s = usage_read().cpu_s;
    end.rss_bytes = closing.rss_bytes;
    end.pss_bytes = closing.pss_bytes;
    end.cpu_hz = closing.cpu_hz;
    end.gc_collections = closing.gc_collections;
    end.gc_full_collections = closing.gc_full_collections;
    end.status = status_names[status];
    end.flags = flags;
    end.detail = status == WORK_OK ? "" : e.text;
    report_send(&report, &end);

    /* Not Py_FinalizeEx: it may run for long, and threads of a library that are still alive could hang in it.
     */
    fflush(NULL);
    _exit(EXIT_FINE);
}
