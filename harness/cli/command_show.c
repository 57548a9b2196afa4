/* command_show.c - `gilscale show`: of a run the cells that were asked for, or all about one workload. */
#include "cli/command.h"

#include "base/shown.h"
#include "cli/results.h"
#include "cli/results_workers.h"
#include "cli/show_workload.h"
#include "cli/suites.h"
#include "session/baseline.h"
#include "suite/suite.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct show_options {
    const char *name;
    const char *python;
    struct results_filter filter;
    enum results_format format;
    const char *sort;
    bool reverse, quiet, per_worker;
    const char *of_results; /* the first option that only results have */
};

enum {
    KEY_PYTHON = 0x100,
    KEY_FORMAT,
    KEY_SORT,
    KEY_REVERSE,
    KEY_WORKLOAD,
    KEY_BUILD,
    KEY_MODE,
    KEY_GIL,
    KEY_PLACEMENT,
    KEY_THREADS,
    KEY_STATUS,
    KEY_FLAG,
    KEY_AXIS,
    KEY_PER_WORKER
};

static const struct argp_option table[] = {
    {NULL, 0, NULL, 0, "Of results:", 1},
    {"workload", KEY_WORKLOAD, "LIST", 0, "Only these, by name or pattern: fib,'dict_*'", 0},
    {"build", KEY_BUILD, "LIST", 0, "Only these builds: '3.13*'", 0},
    {"gil", KEY_GIL, "on|off[,...]", 0, "Only cells with the GIL on, or off", 0},
    {"mode", KEY_MODE, "LIST", 0, "Only these: threads, processes, subinterpreters", 0},
    {"placement", KEY_PLACEMENT, "LIST", 0, "Only these placements", 0},
    {"threads", KEY_THREADS, "LIST", 0, "Only these numbers of workers: 1,2 or 4..8", 0},
    {"status", KEY_STATUS, "ok|skipped|failed|wrong|crashed|timeout[,...]", 0, "Only cells that ended so", 0},
    {"flag", KEY_FLAG, "LIST", 0, "Only cells with one of these flags; none: without any", 0},
    {"param", 'p', "NAME=VALUE", 0, "Only cells with this parameter; may be repeated, all have to match", 0},
    {"axis", KEY_AXIS, "NAME=VALUE", 0, "Only cells of this axis, like gc=off; may be repeated", 0},
    {"sort", KEY_SORT, "KEY", 0,
     "By name, build, threads, rate, speedup, efficiency, cost (of one thread), interval (the widest first), "
     "cpu, gil-wait, latency (p99), memory, fairness or disturbed; numbers begin with the largest",
     0},
    {"reverse", KEY_REVERSE, NULL, 0, "The other way round", 0},
    {"format", KEY_FORMAT, "table|csv|json|markdown", 0,
     "table, csv (as curves.csv), json or markdown (for an issue) (default table)", 0},
    {"per-worker", KEY_PER_WORKER, NULL, 0,
     "A table of single workers instead, where the run has recorded them; as table or markdown", 0},
    {"quiet", 'q', NULL, 0, "Table and sentences without the chart", 0},
    {NULL, 0, NULL, 0, "Of a workload:", 2},
    {"python", KEY_PYTHON, "PYTHON", 0, "The build that loads the workload (default: the newest that can)",
     0},
    {0}};

static const char doc[] =
    "Shows the results of a run: the table, a chart in characters, and sentences; all cells or some of them. "
    "DIR "
    "is "
    "its folder, its samples.csv, or a baseline's name. Nothing is written; `gilscale plot DIR` draws the "
    "charts.\n"
    "Or shows one workload: what it does, its parameters with type, range, unit and default, its modes and "
    "roles, and a "
    "command to run it. NAME is a "
    "workload's (`gilscale list workloads`), or a file like ./mine.py or ./mine.c. A folder that holds "
    "results is "
    "taken "
    "for these even if a workload has its name; a workload goes before a baseline.\vExamples:\n"
    "  gilscale show results/monday\n"
    "  gilscale show results/monday --workload 'dict_*',fib --threads 2..8\n"
    "  gilscale show results/monday --sort speedup --gil off\n"
    "  gilscale show main --flag stolen,busy --sort disturbed   main is a baseline\n"
    "  gilscale show results/monday -p size=16 --axis gc=off\n"
    "  gilscale show results/monday --per-worker --workload fib --threads 2\n"
    "  gilscale show results/monday --format markdown >>issue.md\n"
    "  gilscale show results/monday --format json | jq '.cells[].speedup'\n"
    "  COLUMNS=200 gilscale show results/monday >wide.txt\n"
    "  gilscale show dict_churn\n"
    "  gilscale show ./mine.py\n"
    "  gilscale show held_native --python 3.13t\n\n"
    "A table is as wide as the terminal, or as COLUMNS says; 80 columns in a file or a pipe. NO_COLOR is "
    "respected. "
    "Parameters and roles of a workload are what a build finds when it loads the file; without any build, "
    "only "
    "the text is "
    "shown. Exit codes: 0 fine; 2 "
    "there is no such run or workload, or no cell that was asked for; 3 there is no such Python.";

static struct text_list *list_of(struct results_filter *filter, int key)
{
    switch (key) {
    case KEY_WORKLOAD:
        return &filter->workloads;
    case KEY_BUILD:
        return &filter->builds;
    case KEY_MODE:
        return &filter->modes;
    case KEY_GIL:
        return &filter->gils;
    case KEY_PLACEMENT:
        return &filter->placements;
    case KEY_THREADS:
        return &filter->threads;
    case KEY_STATUS:
        return &filter->statuses;
    case KEY_FLAG:
        return &filter->flags;
    case KEY_AXIS:
        return &filter->axes;
    case 'p':
        return &filter->params;
    default:
        return NULL;
    }
}

static const char *option_name(int key)
{
    size_t i = 0;

    while (table[i].key != key)
        i++;
    return table[i].name ? table[i].name : "";
}

/* NAME=VALUE stays one, as a value may hold commas. */
static void take_filter(struct show_options *options, int key, const char *value, struct argp_state *state)
{
    struct text_list *list = list_of(&options->filter, key);
    bool pair = key == 'p' || key == KEY_AXIS;
    size_t before = list->count;

    if (pair && !strchr(value, '='))
        argp_error(state, "--%s: '%s' is no NAME=VALUE", option_name(key), value);
    if (pair)
        text_list_add(list, value);
    else
        text_split(list, value, ",");
    if (list->count == before)
        argp_error(state, "--%s: nothing is named", option_name(key));
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct show_options *options = state->input;
    struct error e;

    if (list_of(&options->filter, key))
        take_filter(options, key, value, state);
    switch (key) {
    case KEY_PYTHON:
        options->python = value;
        return 0;
    case KEY_FORMAT:
        options->format = results_format_named(value, &e);
        if (options->format == RESULTS_FORMATS)
            argp_error(state, "%s", e.text);
        break;
    case KEY_SORT:
        options->sort = value;
        break;
    case KEY_REVERSE:
        options->reverse = true;
        break;
    case 'q':
        options->quiet = true;
        break;
    case KEY_PER_WORKER:
        options->per_worker = true;
        break;
    case ARGP_KEY_END:
        if (options->per_worker && (options->format == RESULTS_CSV || options->format == RESULTS_JSON))
            argp_error(state,
                       "--per-worker is a table or markdown; samples.csv has the rows of phase `worker`");
        return 0;
    case ARGP_KEY_ARG:
        if (options->name)
            argp_error(state, "one run or workload at a time");
        options->name = value;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state,
                   "show what? name a run's folder, or a workload: `gilscale list workloads` shows their "
                   "names");
        return 0;
    default:
        if (!list_of(&options->filter, key))
            return ARGP_ERR_UNKNOWN;
    }
    options->of_results = options->of_results ? options->of_results : option_name(key);
    return 0;
}

/* ---- a run's cells */

static int show_results(const struct show_options *options, const char *path, struct error *e)
{
    struct results results = {0};
    struct results_view view = {0};
    int result = -1;

    if (results_open(&results, path, e) < 0)
        goto out;
    results_view_all(&view, &results.curves);
    if (results_view_filter(&view, &options->filter, e) < 0)
        goto out;
    /* In the order that it has, reversed. */
    const char *sort = options->sort || !options->reverse ? options->sort : "name";
    if (sort && results_view_sort(&view, sort, options->reverse, e) < 0)
        goto out;
    result = options->per_worker
                 ? results_workers_print(&results, &view, options->format == RESULTS_MARKDOWN,
                                         options->format == RESULTS_MARKDOWN ? 0 : results_width(stdout),
                                         stdout, e)
                 : results_print(&results, &view, options->format, !options->quiet, stdout, e);
out:
    results_view_free(&view);
    results_free(&results);
    return result;
}

static bool ends_in(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* A folder with samples, whatever its name; one without them only where nothing else can be meant. */
static bool means_results(const char *name, const struct catalog *catalog)
{
    struct stat about;
    char *samples = text_format("%s/samples.csv", name), *partial = text_format("%s.partial", samples);
    bool there = stat(name, &about) == 0, folder = there && S_ISDIR(about.st_mode);
    bool holds = stat(samples, &about) == 0 || stat(partial, &about) == 0;

    free(samples);
    free(partial);
    if (folder)
        return holds || strchr(name, '/') || !catalog_find(catalog, name);
    return there && (ends_in(name, ".csv") || ends_in(name, ".csv.partial"));
}

/* What a name that is no workload's might mean. */
static int check_name(const char *name, const struct paths *paths, struct error *e)
{
    struct text_list suites = {0};

    suites_list(paths->root, &suites);
    bool is_suite = text_list_has(&suites, name);
    text_list_free(&suites);
    if (is_suite)
        return error_set(e, "'%s' is a suite; `gilscale run %s --dry-run` shows its cells", name, name);
    return 0;
}

static int show_named_workload(const struct show_options *options, const struct catalog *catalog,
                               const struct paths *paths, struct error *e)
{
    struct suite suite = suite_default("show");
    int result = -1;

    if (options->of_results)
        error_set(e, "--%s is for results, and '%s' is not the folder of any", options->of_results,
                  options->name);
    else if (suite_add_workload(&suite, catalog, options->name, e) == 0)
        result = show_workload(&suite.workloads[0].workload, options->name, options->python, paths, e);
    suite_free(&suite);
    return result;
}

int command_show(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {.options = table, .parser = parse, .args_doc = "DIR\nNAME", .doc = doc};
    struct show_options options = {0};
    struct catalog catalog = {0};
    struct paths paths = {0};
    char *baseline = NULL;
    int result = -1;

    argp_parse(&argp, argc, argv, 0, NULL, &options);
    if (paths_find(&paths, e) < 0 || catalog_scan(&catalog, paths.root, e) < 0)
        goto out;
    if (!catalog_find(&catalog, options.name))
        baseline = baseline_folder(options.name);
    bool of_results = baseline || means_results(options.name, &catalog);
    if (of_results && options.python)
        error_set(e, "--python is for workloads, and '%s' holds results", options.name);
    else if (of_results)
        result = show_results(&options, means_results(options.name, &catalog) ? options.name : baseline, e);
    else if (catalog_find(&catalog, options.name) || check_name(options.name, &paths, e) == 0)
        result = show_named_workload(&options, &catalog, &paths, e);
    *exit_code = EXIT_FINE;
out:
    free(baseline);
    results_filter_free(&options.filter);
    catalog_free(&catalog);
    paths_free(&paths);
    return result;
}
