/* gilscale-runner: measures one cell in one fresh process, prints its rows, and is gone.
 *
 * Knows nothing of suites, files of results or statistics. Every way out that is not a crash sends a closing
 * row, phase `end`, whose status says what the windows before it are worth.
 */
#include <Python.h>

#include "machine/pools.h"
#include "runner/cell.h"
#include "runner/describe.h"
#include "runner/interpreter.h"
#include "runner/options.h"
#include "runner/report.h"
#include "runner/turns.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static const char *const status_names[] = {[WORK_OK] = "ok",
                                           [WORK_FAILED] = "failed",
                                           [WORK_SKIPPED] = "skipped",
                                           [WORK_WRONG] = "wrong",
                                           [WORK_CRASHED] = "crashed"};

static int start(const struct options *options, struct topology *topology, struct report *report,
                 struct error *e)
{
    if (options->turn_fd >= 0 && turns_wait(options->turn_fd, e) < 0)
        return -1;
    if (report_open(report, options->rows_fd, e) < 0 || interpreter_verify_library(e) < 0)
        return -1;
    /* Before Python, which may start threads: hwloc may rebind the caller for a moment while it looks around.
     */
    if (options->topology ? topology_load_saved(topology, options->topology, e) < 0
                          : topology_load(topology, e) < 0)
        return -1;
    if (options->main_cpu >= 0 && topology_bind_self(topology, options->main_cpu, e) < 0)
        return error_prefix(e, "the main thread");
    return 0;
}

/* All that this cell took of the CPUs, members that were processes included. */
static double cpu_s_in_all(void)
{
    double seconds = 0;

    static const int whose[] = {RUSAGE_SELF, RUSAGE_CHILDREN};
    for (int i = 0; i < 2; i++) {
        struct rusage r;
        getrusage(whose[i], &r);
        seconds += (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
                   (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
    }
    return seconds;
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
    if (!options.keep_pools)
        pools_limit(); /* a library reads its variable when it is loaded */
    if (options.describe)
        return describe(&options);
    if (start(&options, &topology, &report, &e) < 0) {
        fprintf(stderr, "gilscale-runner: %s\n", e.text);
        return (int)e.status;
    }
    report.cell.python = PY_VERSION;
#ifdef Py_GIL_DISABLED
    report.cell.ft = 1;
#else
    report.cell.ft = 0;
#endif
    report.cell.mode = mode_name(options.mode);
    report.cell.threads = options.groups[0].workers;
    report.cell.hash_seed = options.interpreter.hash_seed;

    struct sample end = sample_empty();
    enum work_status status = cell_run(&options, &topology, &report, &end, flags, sizeof flags, &e);
    if (status == WORK_USAGE) {
        fprintf(stderr, "gilscale-runner: %s\n", e.text);
        return EXIT_USAGE;
    }
    end.cpu_s = cpu_s_in_all();
    end.flags = flags;
    end.status = status_names[status];
    end.detail = status == WORK_OK ? "" : e.text;
    report_end(&report, &end);

    /* Not Py_FinalizeEx: it may run for long, and threads of a library that are still alive could hang in it.
     */
    fflush(NULL);
    _exit(EXIT_FINE);
}
