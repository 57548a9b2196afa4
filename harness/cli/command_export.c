/* command_export.c - `gilscale export DIR`: a run in the forms that other tools read. */
#include "cli/command.h"

#include "base/shown.h"
#include "cli/compare_source.h"
#include "cli/environment.h"
#include "exchange/benchstat.h"
#include "exchange/pyperf.h"
#include "exchange/tidy.h"
#include "session/store.h"
#include "stats/invocations.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    KEY_TO = 0x100,
    KEY_BUILD,
    KEY_WORKLOAD,
    KEY_THREADS,
    KEY_MODE,
    KEY_PLACEMENT,
    KEY_WINDOWS,
    KEY_FORCE
};

enum form { TO_PYPERF, TO_BENCHSTAT, TO_CSV, TO_ASV, FORM_COUNT };
static const struct {
    const char *name, *file; /* what it is called in a folder; pyperf's are called after the build */
} forms[FORM_COUNT] = {[TO_PYPERF] = {"pyperf", NULL},
                       [TO_BENCHSTAT] = {"benchstat", "benchstat.txt"},
                       [TO_CSV] = {"csv", "invocations.csv"},
                       [TO_ASV] = {"asv", NULL}};

/* Sentences about what was left out that are printed before the rest is counted. */
enum { LEFT_MOST = 10 };

struct export_options {
    const char *run, *output;
    enum form form;
    bool given, windows, force;
    struct selection_filter filter;
};

static const struct argp_option table[] = {
    {"to", KEY_TO, "pyperf|benchstat|csv", 0,
     "pyperf (its JSON), benchstat (the text of Go's benchmarks), or csv (a row an invocation)", 0},
    {"output", 'o', "FILE|DIR", 0,
     "Where to; without it, or with -, standard output. pyperf wants a file for each build: a folder takes "
     "all of them",
     0},
    {"build", KEY_BUILD, "TAG", 0, "Only these builds; a list with commas, or repeated, as are the next", 1},
    {"workload", KEY_WORKLOAD, "WORKLOAD", 0, "Only these workloads", 1},
    {"threads", KEY_THREADS, "N", 0, "Only these thread counts", 1},
    {"mode", KEY_MODE, "threads|processes|subinterpreters[,...]", 0, "Only these modes", 1},
    {"placement", KEY_PLACEMENT, "POLICY", 0, "Only this placement; repeated for several", 1},
    {"windows", KEY_WINDOWS, NULL, 0,
     "Of pyperf: a value for each window. pyperf takes windows of one process for independent, which they "
     "are not, and "
     "its medians are not gilscale's then",
     2},
    {"force", KEY_FORCE, NULL, 0, "Replace files that are there", 2},
    {0}};

static const char doc[] =
    "Writes a run for other tools. DIR is a run's folder, its samples.csv, or a baseline.\vA value is the "
    "time per op of "
    "all workers together, 1 / ops_per_s, one value an invocation (a fresh process, which pyperf calls a "
    "run), so that "
    "the medians of pyperf and benchstat are ours; results/README.md says what becomes of the rest. Requests "
    "that come "
    "at a given rate (--arrivals) have no time per op: pyperf's file leaves them out, benchstat's has their "
    "p50 and p99, "
    "csv has all.\n\n"
    "Not airspeed velocity: asv files results under commits of the project's git repository, and which "
    "commit a Python "
    "was built from is not recorded here; `--to csv` has all that is known.\n\nExamples:\n"
    "  gilscale export results/monday --to pyperf --output monday/\n"
    "    python3 -m pyperf compare_to monday/3.13.15.json monday/3.13.15t.json\n"
    "  gilscale export results/new --to pyperf --build 3.13.15t -o new.json\n"
    "    gilscale compare old.json new.json      it reads pyperf's files, too\n"
    "  gilscale export results/monday --to benchstat >monday.txt\n"
    "    benchstat -col build monday.txt         builds beside each other\n"
    "  gilscale export results/monday --to csv --workload fib,primes >fib.csv\n\n"
    "Exit codes: 0 fine; 2 usage, no such run, or nothing to write; 4 the file cannot be written.";

static void parse_form(struct export_options *options, const char *value, struct argp_state *state)
{
    struct text_list names = {0};

    for (size_t i = 0; i < FORM_COUNT; i++) {
        text_list_add(&names, forms[i].name);
        if (strcmp(forms[i].name, value) == 0) {
            options->form = (enum form)i;
            options->given = true;
        }
    }
    const char *nearest = text_nearest(value, &names);
    if (!options->given)
        argp_error(state, "--to does not know '%s'%s%s%s; it knows pyperf, benchstat and csv", value,
                   nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    if (options->form == TO_ASV)
        argp_error(
            state,
            "asv files results under commits of a git repository, and which commit a Python was built from "
            "is not recorded; --to csv has all that is known");
    text_list_free(&names);
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct export_options *options = state->input;

    switch (key) {
    case KEY_TO:
        parse_form(options, value, state);
        return 0;
    case 'o':
        options->output = strcmp(value, "-") == 0 ? NULL : value;
        return 0;
    case KEY_BUILD:
        text_split(&options->filter.builds, value, ",");
        return 0;
    case KEY_WORKLOAD:
        text_split(&options->filter.workloads, value, ",");
        return 0;
    case KEY_THREADS:
        text_split(&options->filter.threads, value, ",");
        return 0;
    case KEY_MODE:
        text_split(&options->filter.modes, value, ",");
        return 0;
    case KEY_PLACEMENT:
        text_list_add(&options->filter.placements, value); /* a list of CPUs has commas */
        return 0;
    case KEY_WINDOWS:
        options->windows = true;
        return 0;
    case KEY_FORCE:
        options->force = true;
        return 0;
    case ARGP_KEY_ARG:
        if (options->run)
            argp_error(state, "one run at a time");
        options->run = value;
        return 0;
    case ARGP_KEY_END:
        if (!options->run)
            argp_error(state, "which run? name its folder, like results/2026-11-20T14-05-12-quick");
        if (!options->given)
            argp_error(state, "--to what? pyperf, benchstat or csv");
        if (options->windows && options->form != TO_PYPERF)
            argp_error(state, "--windows is for --to pyperf; samples.csv has every window as it is");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- where to */

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static bool means_folder(const char *path)
{
    size_t length = strlen(path);
    return is_folder(path) || (length && path[length - 1] == '/');
}

static int put_text(FILE *to, void *text)
{
    return fputs(text, to) == EOF ? -1 : 0;
}

/* -1 when the file is there already: it may be somebody's only samples.csv. */
static int write_in(const char *folder, const char *name, const char *text, bool force, struct error *e)
{
    char *path = text_format("%s/%s", folder, name);
    struct stat about;
    int result = -1;

    if (!force && lstat(path, &about) == 0)
        error_set(e, "%s: is there already; --force replaces it", path);
    else
        result = store_write_file(folder, name, put_text, (void *)(uintptr_t)text, e);
    free(path);
    return result;
}

/* To the file, to the folder under `name`, or to standard output. */
static int put(const struct export_options *options, const char *name, const char *text, struct error *e)
{
    const char *output = options->output;

    if (!output)
        return fputs(text, stdout) == EOF
                   ? error_set_status(e, EXIT_CELL_FAILED, "standard output: cannot be written")
                   : 0;
    if (means_folder(output)) {
        if (mkdir(output, 0777) < 0 && errno != EEXIST)
            return error_set_status(e, EXIT_CELL_FAILED, "%s: cannot be made: %s", output, strerror(errno));
        return write_in(output, name, text, options->force, e);
    }
    const char *slash = strrchr(output, '/');
    char *folder =
        slash ? text_format("%.*s", slash == output ? 1 : (int)(slash - output), output) : text_format(".");
    int result = write_in(folder, slash ? slash + 1 : output, text, options->force, e);
    free(folder);
    return result;
}

/* ---- the forms */

/* One text: a group of pyperf's, or all groups. */
static int write_one(const struct export_options *options, const struct selection *selection,
                     const struct selection_group *group, const struct compare_source *source,
                     struct text_list *left, struct error *e)
{
    const struct pyperf_options pyperf = {.windows = options->windows};
    char *text = NULL,
         *name = group ? text_format("%s.json", group->label) : text_format("%s", forms[options->form].file);
    size_t size;
    FILE *to = open_memstream(&text, &size);
    int result = to ? 0 : error_set_status(e, EXIT_CELL_FAILED, "no memory");

    if (to && group)
        result = pyperf_write(group, &source->facts, &pyperf, to, left, e);
    else if (to && options->form == TO_BENCHSTAT)
        result = benchstat_write(selection, &source->facts, to, left, e);
    else if (to)
        result = tidy_write(selection, to, e);
    if (to && fclose(to) == EOF && result == 0)
        result = error_set_status(e, EXIT_CELL_FAILED, "no memory");
    if (result == 0)
        result = put(options, name, text, e);
    free(text);
    free(name);
    return result;
}

/* -1 when several files are wanted and there is no folder for them. */
static int check_groups(const struct export_options *options, const struct selection *selection,
                        struct error *e)
{
    char *tags = text_format("%s", "");
    size_t count = 0;

    for (size_t i = 0; i < selection->count; i++) {
        if (!selection_has_times(&selection->groups[i]))
            continue;
        char *longer = text_format("%s%s%s", tags, count++ ? ", " : "", selection->groups[i].label);
        free(tags);
        tags = longer;
    }
    bool fits = options->form != TO_PYPERF || count < 2 || (options->output && means_folder(options->output));
    if (!fits)
        error_set(
            e,
            "pyperf compares files by the names in them, so each build has its own, and these are %zu (%s): "
            "--output DIR/ writes them all, --build TAG takes one",
            count, tags);
    free(tags);
    return fits ? 0 : -1;
}

static void leave_group(const struct selection_group *group, struct text_list *left)
{
    char *sentence = text_format("build " SHOWN_DATA " has no cell with a time per op: the first %s",
                                 group->label, selection_problem(group->cells[0]));

    text_list_add(left, sentence);
    free(sentence);
}

static void tell_left(const struct text_list *left)
{
    for (size_t i = 0; i < left->count && i < LEFT_MOST; i++) {
        char *sentence = shown_sentence(left->items[i], false);
        fprintf(stderr, "gilscale: not exported: %s\n", sentence);
        free(sentence);
    }
    if (left->count > LEFT_MOST)
        fprintf(stderr, "gilscale: not exported: %zu more\n", left->count - LEFT_MOST);
}

static int export(const struct export_options *options, const struct compare_source *source, struct error *e)
{
    struct selection selection = {0};
    struct text_list left = {0};
    size_t written = 0;
    int result = selection_make(&selection, &source->cells, &options->filter, e);

    if (result == 0)
        result = check_groups(options, &selection, e);
    for (size_t i = 0; i < selection.count && result == 0 && options->form == TO_PYPERF; i++)
        if (selection_has_times(&selection.groups[i]))
            written += (result = write_one(options, &selection, &selection.groups[i], source, &left, e)) == 0;
        else
            leave_group(&selection.groups[i], &left);
    if (result == 0 && options->form == TO_PYPERF && !written)
        result = error_set(e, "no build has a cell with a time per op");
    if (result == 0 && options->form != TO_PYPERF)
        result = write_one(options, &selection, NULL, source, &left, e);
    tell_left(&left);
    text_list_free(&left);
    selection_free(&selection);
    return result;
}

int command_export(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {
        .options = table, .parser = parse, .args_doc = "DIR --to FORM", .doc = doc};
    struct export_options options = {0};
    struct compare_source source = {0};
    int result = -1;

    argp_parse(&argp, argc, argv, 0, NULL, &options);
    if (compare_source_open_rows(&source, options.run, e) < 0 || export(&options, &source, e) < 0)
        goto out;
    *exit_code = EXIT_FINE;
    result = 0;
out:
    compare_source_free(&source);
    selection_filter_free(&options.filter);
    return result;
}
