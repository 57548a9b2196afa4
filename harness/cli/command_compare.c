/* command_compare.c - `gilscale compare`: what changed between two runs, or between two builds of one run. */
#include "cli/command.h"

#include "cli/compare_export.h"
#include "cli/compare_print.h"
#include "cli/noise_file.h"
#include "base/shown.h"
#include "stats/noise.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_BY = 0x100, KEY_THRESHOLD, KEY_FORMAT, KEY_TABLE, KEY_FAIL_ON, KEY_FORCE };

static const struct argp_option table[] = {
    {"by", KEY_BY, "build", 0, "Compare the builds inside one run: the first that is named with the second",
     0},
    {"threshold", KEY_THRESHOLD, "PERCENT", 0, "The smallest change that counts (default 3%)", 0},
    {"format", KEY_FORMAT, "table|markdown|csv|json", 0,
     "table, markdown (for a pull request), csv or json (default table)", 0},
    {"table", KEY_TABLE, "cells|curves|means", 0, "Of csv: cells, curves or means (default cells)", 0},
    {"fail-on", KEY_FAIL_ON, "slower|scaling|inconclusive|missing|failed|none[,...]", 0,
     "What makes the exit code 1, in place of the default, which is slower,scaling: slower (a cell), scaling "
     "(a "
     "curve scales worse), inconclusive (a cell or a curve), missing (a cell that only BASE measured), "
     "failed (a "
     "cell that failed in NEW and not in BASE), none; a list with commas, or repeated",
     0},
    {"force", KEY_FORCE, NULL, 0, "Compare what is not the same on both sides, too; the output says what", 0},
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

static int choose(const char *option, const char *const *names, int count, const char *value,
                  struct argp_state *state)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], value) == 0)
            return i;
    struct text_list list = {0};
    for (int i = 0; i < count; i++)
        text_list_add(&list, names[i]);
    const char *nearest = text_nearest(value, &list);
    argp_error(state, "--%s does not know '%s'%s%s%s; see --help", option, value,
               nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    text_list_free(&list);
    return 0;
}

static void parse_threshold(const char *value, double *threshold, struct argp_state *state)
{
    struct error e;

    if (text_to_share(value, threshold, &e) < 0)
        argp_error(state, "--threshold: %s", e.text);
    if (*threshold < .001 || *threshold > 1)
        argp_error(state, "--threshold: %s is out of range: 0.1%% to 100%%", value);
}

/* While words come in; `given` says that the default is off. */
struct parsing {
    struct compare_request *request;
    bool given, none;
};

static void parse_fail_on(struct parsing *parsing, const char *value, struct argp_state *state)
{
    static const char *const names[] = {"slower", "scaling", "inconclusive", "missing", "failed", "none"};
    struct text_list words = {0};

    text_split(&words, value, ",");
    if (!words.count)
        argp_error(state, "--fail-on: on what? see --help");
    if (!parsing->given)
        parsing->request->fail_on = 0;
    parsing->given = true;
    for (size_t i = 0; i < words.count; i++) {
        int word = choose("fail-on", names, FAIL_COUNT + 1, words.items[i], state);
        if (word == FAIL_COUNT)
            parsing->none = true;
        else
            parsing->request->fail_on |= 1u << word;
    }
    text_list_free(&words);
    if (parsing->none && parsing->request->fail_on)
        argp_error(state, "--fail-on none stands alone");
}

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
    struct parsing *parsing = state->input;
    struct compare_request *request = parsing->request;

    switch (key) {
    case KEY_BY:
        choose("by", ways, 1, value, state);
        request->by_build = true;
        return 0;
    case KEY_THRESHOLD:
        parse_threshold(value, &request->threshold, state);
        return 0;
    case KEY_FORMAT:
        request->format = (enum compare_format)choose("format", formats, 4, value, state);
        return 0;
    case KEY_TABLE:
        request->part = (enum compare_part)choose("table", parts, 3, value, state);
        return 0;
    case KEY_FAIL_ON:
        parse_fail_on(parsing, value, state);
        return 0;
    case KEY_FORCE:
        request->force = true;
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

/* Whose noise floor is it? NULL when nobody knows, or when the two sides (forced together) are of two machines. */
static char *machine_of(const struct compare_source *base, const struct compare_source *new)
{
    char *mine = noise_machine(&base->facts), *theirs = noise_machine(&new->facts);

    if (mine && (!theirs || strcmp(mine, theirs) != 0)) {
        free(mine);
        mine = NULL;
    }
    free(theirs);
    return mine;
}

/* -1 when there are differences and nobody has said --force; names the first, and how many more there are. */
static int refuse(const struct text_list *differences, bool force, struct error *e)
{
    if (!differences->count || force)
        return 0;
    char *sentence = shown_sentence(differences->items[0], false), *more = text_format("%s", "");
    if (differences->count > 1) {
        free(more);
        more = text_format(" (and %zu more such difference%s)", differences->count - 1,
                           differences->count > 2 ? "s" : "");
    }
    error_set(
        e, "%s%s: it would be taken for a change of the build's; --force compares all the same, and lists %s",
        sentence, more, differences->count > 1 ? "them" : "it");
    free(sentence);
    free(more);
    return -1;
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
    static const struct argp argp = {
        .options = table, .parser = parse, .args_doc = "BASE NEW\nDIR --by build BASE NEW", .doc = doc};
    struct compare_request request = {.threshold = 0.03, .fail_on = 1u << FAIL_SLOWER | 1u << FAIL_SCALING};
    struct parsing parsing = {.request = &request};
    struct compare_source sources[2] = {{0}, {0}};
    struct compare compare = {0};
    struct noise noise = {0};
    struct compare_report report = {.request = &request, .base = &sources[0], .compare = &compare};
    char *path = noise_path(), *machine = NULL;
    int result = -1;

    argp_parse(&argp, argc, argv, 0, NULL, &parsing);
    report.new = &sources[!request.by_build];
    if (compare_source_open(&sources[0], request.names[0], e) < 0 ||
        (!request.by_build && compare_source_open(&sources[1], request.names[1], e) < 0))
        goto out;
    if (request.by_build && (compare_source_check_build(&sources[0], request.names[1], e) < 0 ||
                             compare_source_check_build(&sources[0], request.names[2], e) < 0))
        goto out;
    if (noise_read(&noise, path, e) < 0)
        goto out;
    machine = machine_of(report.base, report.new);
    /* Forced, as we name all differences at once. */
    struct compare_options options = {
        .base_build = request.by_build ? request.names[1] : NULL,
        .new_build = request.by_build ? request.names[2] : NULL,
        .threshold = request.threshold,
        .force = true,
        .noise = &noise,
        .machine = machine,
        .any_build =
            !request.by_build && compare_source_is_build(report.base) && compare_source_is_build(report.new),
        .without_laws = request.format == COMPARE_CSV && request.part != COMPARE_CURVES};
    if (compare_make(&compare, &report.base->cells, &report.new->cells, &options, e) < 0)
        goto out;
    compare_source_differences(report.base, report.new, &compare, &report.differences);
    if (refuse(&report.differences, request.force, e) < 0)
        goto out;
    compare_report_make(&report);
    if (show(&report, e) < 0)
        goto out;
    *exit_code = report.reasons.count ? EXIT_REGRESSION : EXIT_FINE;
    result = 0;
out:
    compare_report_free(&report);
    compare_free(&compare);
    noise_free(&noise);
    compare_source_free(&sources[0]);
    compare_source_free(&sources[1]);
    free(machine);
    free(path);
    return result;
}
