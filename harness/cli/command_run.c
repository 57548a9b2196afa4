/* command_run.c - `gilscale run`: from words to a folder of results. */
#include "cli/command.h"

#include "base/shown.h"
#include "cli/environment.h"
#include "cli/results.h"
#include "cli/run_options.h"
#include "session/baseline.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_RESUME = 0x100, KEY_BASELINE, KEY_FORMAT };

static const struct argp_option options[] = {
    {"resume", KEY_RESUME, "DIR", 0,
     "Go on with a run that was cut off; what it asked for stands in DIR/suite.cfg", 0},
    {"save-baseline", KEY_BASELINE, "BASELINE", 0,
     "Keep the complete run under this name, for `gilscale compare NAME DIR`", 0},
    {"format", KEY_FORMAT, "NAME", 0,
     "What is printed at the end: table, csv (as curves.csv), json or markdown (for an issue) (default "
     "table)",
     0},
    {0}};

static const char doc[] = "Measures workloads on Python builds with growing numbers of threads. NAME is a "
                          "suite (`gilscale list suites`, or a file that ends "
                          "in .cfg), a workload (`gilscale list workloads`), or a workload's file like "
                          "./mine.py or ./mine.c. Without a NAME: the quick "
                          "suite.\vExamples:\n"
                          "  gilscale run\n"
                          "  gilscale run fib spin --threads 1,2,4 --placement scatter\n"
                          "  gilscale run ./mine.py -p size=1000 --python 3.13 --python new=./python\n"
                          "  gilscale run held_native -p held=0,25,50\n"
                          "  gilscale run quick --gil default --gil on --invocations 20\n"
                          "  gilscale run fib --mode threads,processes,subinterpreters --threads 1,2\n"
                          "  gilscale run fib --beside \"none,2*spin_held\" --switch-interval default,1ms\n"
                          "  gilscale run ./mine.py --pools one,keep --threads 1,2\n"
                          "  gilscale run fib --quiet --format json >fib.json\n"
                          "  gilscale run etl --measure makespan --total 2000 --threads 1,2,4\n\n"
                          "Times carry a unit: 200ms, 2s, 1.5m. Exit codes: 0 fine; 2 usage; 3 something is "
                          "missing on this machine; 4 a cell failed, "
                          "crashed, hung or was wrong; 130 after Ctrl-C.";

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct run_request *request = state->input;
    struct error e;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = request;
        return 0;
    case KEY_RESUME:
        request->resume = value;
        return 0;
    case KEY_BASELINE:
        if (!text_is_name(value))
            argp_error(state, "--save-baseline: '%s' is no name; use letters, digits and . _ + -", value);
        request->baseline = value;
        return 0;
    case KEY_FORMAT:
        request->format = results_format_named(value, &e);
        if (request->format == RESULTS_FORMATS)
            argp_error(state, "%s", e.text);
        return 0;
    case ARGP_KEY_END:
        if (request->resume && run_options_given(request))
            argp_error(state, "--resume goes on with what was asked for; it takes no other settings");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int command_run_cells(int argc, char **argv, int *exit_code, struct error *e)
{
    struct run_request request = {0};
    struct run run = {0};
    const struct argp_child children[] = {{.argp = run_options()}, {0}};
    const struct argp argp = {
        .options = options, .parser = parse, .args_doc = "[NAME...]", .doc = doc, .children = children};
    int result = -1;

    argp_parse(&argp, argc, argv, 0, NULL, &request);
    request.argc = argc;
    request.argv = argv;
    if (run_plan(&run, &request, e) < 0)
        goto out;
    if (request.dry_run) {
        run_describe(&run, stdout);
        *exit_code = EXIT_FINE;
        result = 0;
        goto out;
    }
    if (run_measure(&run, &request, e) < 0)
        goto out;
    if (run.session.interrupted) {
        shown_say(stderr, "gilscale: interrupted. What was measured is in %s; go on with", run.store.folder);
        fprintf(stderr, "  gilscale run --resume %s\n", run.store.folder);
        *exit_code = 128 + run.session.interrupted;
        result = 0;
        goto out;
    }
    if (results_finish(run.store.folder, run.paths.root, request.format, request.quiet, stdout, e) < 0)
        goto out;
    if (request.baseline) {
        if (baseline_save(run.store.folder, request.baseline, e) < 0)
            goto out;
        fprintf(request.format == RESULTS_TABLE ? stdout : stderr, "Kept as baseline %s\n", request.baseline);
    }
    *exit_code = run.session.bad ? EXIT_CELL_FAILED : EXIT_FINE;
    if (run.session.bad)
        shown_say(
            stderr,
            "gilscale: %zu invocations did not end well; runner.log in the same folder has what they said",
            run.session.bad);
    result = 0;
out:
    run_free(&run);
    text_list_free(&request.names);
    text_list_free(&request.settings);
    text_list_free(&request.values);
    text_list_free(&request.parameters);
    return result;
}
