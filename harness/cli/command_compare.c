/* command_compare.c - `gilscale compare`: what changed between two runs, or between two builds of one run. */
#include "cli/command.h"

#include "cli/compare_export.h"
#include "cli/compare_judge.h"
#include "cli/compare_options.h"
#include "cli/compare_print.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_BY = 0x100, KEY_FORMAT, KEY_TABLE };

static const struct argp_option table[] = {
    {"by", KEY_BY, "build", 0, "Compare the builds inside one run: the first that is named with the second",
     0},
    {"format", KEY_FORMAT, "table|markdown|csv|json", 0,
     "table, markdown (for a pull request), csv or json (default table)", 0},
    {"table", KEY_TABLE, "cells|curves|means", 0, "Of csv: cells, curves or means (default cells)", 0},
    {0}};

static const char doc[] =
    "Judges NEW against BASE. Cell by cell: faster, slower, equivalent, or inconclusive with the number of "
    "invocations that should decide. Curve by curve: whether the speedup at the largest N has changed, which "
    "a "
    "build that is slower at any N has not, and how the fitted contention and coherency did. And geometric "
    "means "
    "over workloads. A run is named by its folder, by its samples.csv, or as a baseline (`gilscale run "
    "--save-baseline`); a JSON file of pyperf's is a run of one build, and two of them are compared whatever "
    "their "
    "builds are. Two runs are compared by Mann-Whitney; builds inside one run, whose invocations form "
    "pairs, "
    "by Wilcoxon's signed ranks; both exact, corrected for the number of cells (Holm). Below the machine's "
    "noise "
    "floor (`gilscale noise`) there is no verdict.\vWhat differs in machine, build profile, workload, or "
    "design of "
    "the run is refused, as it would be taken for a change of the build's. NO_COLOR is "
    "respected.\n\nExamples:\n"
    "  gilscale compare results/monday results/tuesday\n"
    "  gilscale compare main results/tuesday          main is a baseline\n"
    "  gilscale compare results/monday --by build 3.13.15 3.13.15t\n"
    "  gilscale compare old/samples.csv new/samples.csv --threshold 5%\n"
    "  gilscale compare python3.13.json python3.14.json   made by pyperf\n"
    "  gilscale compare main new --format markdown >>\"$GITHUB_STEP_SUMMARY\"\n"
    "  gilscale compare main new --format csv --table curves >curves.csv\n"
    "  gilscale compare main new --format json --fail-on none >compare.json\n"
    "  gilscale compare main new --fail-on slower,scaling,missing,failed\n\n"
    "Exit codes: 0 nothing that --fail-on asks for; 1 something of it, which the last line names (for csv on "
    "standard "
    "error); 2 usage, or nothing that can be compared.";

static void check_names(const struct compare_request *request, struct argp_state *state)
{
    if (request->by_build ? request->count != 3 : request->count != 2)
        argp_error(state, request->by_build ? "--by build wants a run and two builds of it: DIR BASE NEW"
                                            : "compare what with what? name two runs: BASE NEW");
    if (request->by_build && strcmp(request->names[1], request->names[2]) == 0)
        argp_error(state, "build '%s' is the same as itself; name two", request->names[1]);
    if (request->part != COMPARE_CELLS && request->format != COMPARE_CSV)
        argp_error(state, "--table is for --format csv; the other formats have all tables");
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    static const char *const formats[] = {"table", "markdown", "csv", "json"};
    static const char *const parts[] = {"cells", "curves", "means"};
    static const char *const ways[] = {"build"};
    struct compare_parsing *parsing = state->input;
    struct compare_request *request = parsing->request;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = parsing;
        return 0;
    case KEY_BY:
        compare_options_choose("by", ways, 1, value, state);
        request->by_build = true;
        return 0;
    case KEY_FORMAT:
        request->format = (enum compare_format)compare_options_choose("format", formats, 4, value, state);
        return 0;
    case KEY_TABLE:
        request->part = (enum compare_part)compare_options_choose("table", parts, 3, value, state);
        return 0;
    case ARGP_KEY_ARG:
        if (request->count == 3)
            argp_error(state, "too many names");
        request->names[request->count++] = value;
        return 0;
    case ARGP_KEY_END:
        check_names(request, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int show(const struct compare_report *report, struct error *e)
{
    if (report->request->format == COMPARE_JSON)
        return compare_export_json(report, stdout, e);
    if (report->request->format != COMPARE_CSV) {
        compare_print(report, stdout);
        return 0;
    }
    compare_export_csv(report, stdout);
    if (report->reasons.count) {
        char *line = compare_exit_words(report);
        fprintf(stderr, "gilscale: %s\n", line);
        free(line);
    }
    return 0;
}

int command_compare(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp_child children[] = {{&compare_options, 0, NULL, 0}, {0}};
    static const struct argp argp = {.options = table,
                                     .parser = parse,
                                     .args_doc = "BASE NEW\nDIR --by build BASE NEW",
                                     .doc = doc,
                                     .children = children};
    struct compare_request request = COMPARE_REQUEST_DEFAULT;
    struct compare_parsing parsing = {.request = &request};
    struct compare_judged judged = {0};

    argp_parse(&argp, argc, argv, 0, NULL, &parsing);
    int result = compare_judge(&judged, &request, e);
    if (result == 0)
        result = show(&judged.report, e);
    if (result == 0)
        *exit_code = judged.report.reasons.count ? EXIT_REGRESSION : EXIT_FINE;
    compare_judged_free(&judged);
    return result;
}
