/* command_run.c - `gilscale run`: from words to a folder of results. */
#include "cli/command.h"

#include "cli/environment.h"
#include "cli/results.h"
#include "cli/run.h"
#include "session/baseline.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_SETTING = 0x100, KEY_OUTPUT = 0x200, KEY_RESUME, KEY_DRY_RUN, KEY_BASELINE };

static const struct argp_option own_options[] = {
    {"param", 'p', "NAME=VALUE", 0, "Set a parameter of the workloads; may be repeated", 0},
    {"output", 'o', "DIR", 0, "Put the results there (default: results/<time>-<suite>)", 0},
    {"resume", KEY_RESUME, "DIR", 0,
     "Go on with a run that was cut off; what it asked for stands in DIR/suite.cfg", 0},
    {"dry-run", KEY_DRY_RUN, NULL, 0, "Show the cells and the expected time, and measure nothing", 0},
    {"save-baseline", KEY_BASELINE, "NAME", 0,
     "Keep the complete run under this name, for `gilscale compare NAME DIR`", 0},
    {"quiet", 'q', NULL, 0, "No progress, only results and what went wrong", 0},
};
#define OWN_COUNT (sizeof own_options / sizeof *own_options)

static const char doc[] = "Measures workloads on Python builds with growing numbers of threads. NAME is a "
                          "suite (`gilscale list suites`, or a file that ends "
                          "in .cfg), a workload (`gilscale list workloads`), or a workload's file like "
                          "./mine.py or ./mine.c. Without a NAME: the quick "
                          "suite.\vExamples:\n"
                          "  gilscale run\n"
                          "  gilscale run fib spin --threads 1,2,4 --placement scatter\n"
                          "  gilscale run ./mine.py -p size=1000 --python 3.13 --python new=./python\n"
                          "  gilscale run quick --gil default --gil on --invocations 20\n\n"
                          "Times carry a unit: 200ms, 2s, 1.5m. Exit codes: 0 fine; 2 usage; 3 something is "
                          "missing on this machine; 4 a cell failed, "
                          "crashed, hung or was wrong; 130 after Ctrl-C.";

/* argp wants an array; ours is the settings of a suite, and what only a command line has. Lives as long as
 * the process. */
static struct argp_option *make_options(void)
{
    size_t settings = 0;
    while (suite_settings[settings].name)
        settings++;

    struct argp_option *options = text_grow(NULL, settings + OWN_COUNT + 1, sizeof *options);
    memset(options, 0, (settings + OWN_COUNT + 1) * sizeof *options);
    for (size_t i = 0; i < settings; i++)
        options[i] = (struct argp_option){.name = suite_settings[i].name,
                                          .key = KEY_SETTING + (int)i,
                                          .arg = suite_settings[i].value,
                                          .doc = suite_settings[i].help};
    memcpy(options + settings, own_options, sizeof own_options);
    return options;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct run_request *request = state->input;

    switch (key) {
    case 'p':
        text_list_add(&request->parameters, value);
        return 0;
    case 'o':
        request->output = value;
        return 0;
    case KEY_RESUME:
        request->resume = value;
        return 0;
    case KEY_BASELINE:
        if (!text_is_name(value))
            argp_error(state, "--save-baseline: '%s' is no name; use letters, digits and . _ + -", value);
        request->baseline = value;
        return 0;
    case KEY_DRY_RUN:
        request->dry_run = true;
        return 0;
    case 'q':
        request->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        text_list_add(&request->names, value);
        return 0;
    case ARGP_KEY_END:
        if (request->resume &&
            (request->names.count || request->settings.count || request->parameters.count || request->output))
            argp_error(state, "--resume goes on with what was asked for; it takes no other settings");
        return 0;
    default:
        if (key < KEY_SETTING || key >= KEY_OUTPUT)
            return ARGP_ERR_UNKNOWN;
        text_list_add(&request->settings, suite_settings[key - KEY_SETTING].name);
        text_list_add(&request->values, value);
        return 0;
    }
}

int command_run_cells(int argc, char **argv, int *exit_code, struct error *e)
{
    struct run_request request = {0};
    struct run run = {0};
    struct argp argp = {.options = make_options(), .parser = parse, .args_doc = "[NAME...]", .doc = doc};
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
        fprintf(stderr,
                "gilscale: interrupted. What was measured is in %s; go on with\n  gilscale run --resume %s\n",
                run.store.folder, run.store.folder);
        *exit_code = 128 + run.session.interrupted;
        result = 0;
        goto out;
    }
    if (results_show(run.store.folder, run.paths.root, stdout, e) < 0)
        goto out;
    if (request.baseline) {
        if (baseline_save(run.store.folder, request.baseline, e) < 0)
            goto out;
        printf("Kept as baseline %s\n", request.baseline);
    }
    *exit_code = run.session.bad ? EXIT_CELL_FAILED : EXIT_FINE;
    if (run.session.bad)
        fprintf(
            stderr,
            "gilscale: %zu invocations did not end well; runner.log in the same folder has what they said\n",
            run.session.bad);
    result = 0;
out:
    run_free(&run);
    text_list_free(&request.names);
    text_list_free(&request.settings);
    text_list_free(&request.values);
    text_list_free(&request.parameters);
    free((void *)argp.options);
    return result;
}
