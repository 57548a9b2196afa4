/* command_compare.c - `gilscale compare`: what changed between two runs, or between two builds of one run. */
#include "cli/command.h"

#include "base/text.h"
#include "cli/environment.h"
#include "record/csvfile.h"
#include "session/baseline.h"
#include "session/store.h"
#include "stats/compare.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum format { FORMAT_TABLE, FORMAT_MARKDOWN, FORMAT_CSV };

struct compare_request {
    char *sources[2];
    int count;
    char *builds[2]; /* of --by build, once they are known */
    bool by_build, force;
    enum format format;
    double threshold;
};

enum { KEY_BY = 0x100, KEY_THRESHOLD, KEY_FORMAT, KEY_FORCE };

static const struct argp_option table[] = {
    {"by", KEY_BY, "build", 0, "Compare the builds inside one run: the first that is named with the second",
     0},
    {"threshold", KEY_THRESHOLD, "PERCENT", 0, "The smallest change that counts (default 3%)", 0},
    {"format", KEY_FORMAT, "NAME", 0, "table, markdown (for a pull request) or csv", 0},
    {"force", KEY_FORCE, NULL, 0, "Compare what is not the same on both sides, too; the output says so", 0},
    {0}};

static const char doc[] = "Judges NEW against BASE, cell by cell: faster, slower, equivalent, or "
                          "inconclusive with the number of invocations that "
                          "should decide. A run is named by its folder, by its samples.csv, or as a baseline "
                          "(`gilscale run --save-baseline`). Two runs are "
                          "compared by Mann-Whitney; builds inside "
                          "one run, whose invocations form pairs, by Wilcoxon's signed ranks; both exact, "
                          "corrected for the number of cells "
                          "(Holm).\vExamples:\n"
                          "  gilscale compare results/monday results/tuesday\n"
                          "  gilscale compare results/monday --by build 3.13.15 3.13.15t\n\n"
                          "Exit codes: 0 nothing is slower; 1 a cell is slower by the threshold or more; 2 "
                          "usage, or nothing that can be compared.";

static void parse_threshold(const char *value, double *threshold, struct argp_state *state)
{
    struct error e;
    size_t length = strlen(value);
    char *number = text_format("%.*s", (int)(length - (length && value[length - 1] == '%')), value);

    if (text_to_double(number, threshold, &e) < 0)
        argp_error(state, "--threshold: %s", e.text);
    free(number);
    if (*threshold < 0.1 || *threshold > 100)
        argp_error(state, "--threshold: %s is out of range: 0.1%% to 100%%", value);
    *threshold /= 100;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct compare_request *request = state->input;

    switch (key) {
    case KEY_BY:
        if (strcmp(value, "build") != 0)
            argp_error(state, "--by knows 'build', not '%s'", value);
        request->by_build = true;
        return 0;
    case KEY_THRESHOLD:
        parse_threshold(value, &request->threshold, state);
        return 0;
    case KEY_FORMAT:
        if (strcmp(value, "table") != 0 && strcmp(value, "markdown") != 0 && strcmp(value, "csv") != 0)
            argp_error(state, "--format is table, markdown or csv, not '%s'", value);
        request->format = *value == 't' ? FORMAT_TABLE : *value == 'm' ? FORMAT_MARKDOWN : FORMAT_CSV;
        return 0;
    case KEY_FORCE:
        request->force = true;
        return 0;
    case ARGP_KEY_ARG:
        if (request->count == 3)
            argp_error(state, "too many names");
        if (request->count == 0)
            request->sources[0] = value;
        else
            request->builds[request->count - 1] = value;
        request->count++;
        return 0;
    case ARGP_KEY_END:
        if (request->by_build ? request->count != 3 : request->count != 2)
            argp_error(state, request->by_build ? "--by build wants a run and two builds of it: DIR BASE NEW"
                                                : "compare what with what? name two runs: BASE NEW");
        if (!request->by_build) {
            request->sources[1] = request->builds[0];
            request->builds[0] = NULL;
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* What a person may call a run: its folder, its samples.csv, or the name of a baseline, which becomes that one's folder. */
static int resolve_source(char **source, struct error *e)
{
    struct text_list names = {0};
    struct stat about;
    char *folder;

    if (stat(*source, &about) == 0)
        return 0;
    folder = baseline_folder(*source);
    if (folder) {
        *source = folder; /* lives as long as the process */
        return 0;
    }
    baseline_list(&names);
    const char *nearest = text_nearest(*source, &names);
    error_set(e, "%s: no run and no baseline of that name%s%s%s", *source, nearest ? "; did you mean '" : "",
              nearest ? nearest : "", nearest ? "'?" : "");
    text_list_free(&names);
    return -1;
}

/* A folder's samples, or the file itself. A run that was cut off is no ground for a verdict: which cells it lacks is chance. */
static int read_source(struct measured_cells *cells, const char *source, struct error *e)
{
    struct stat about;
    char *path = NULL;
    bool partial = false;

    if (stat(source, &about) == 0 && S_ISDIR(about.st_mode)) {
        if (store_find_samples(source, &path, &partial, e) < 0)
            return -1;
    } else {
        path = text_format("%s", source);
    }
    int result = partial ? error_set(e, "%s: this run was cut off; `gilscale run --resume %s` finishes it",
                                     path, source)
                         : cells_read(cells, path, false, e);
    free(path);
    return result;
}

static int check_build(const struct measured_cells *cells, const char *build, struct error *e)
{
    struct text_list tags = {0};
    int result = 0;

    for (size_t i = 0; i < cells->count; i++)
        if (!text_list_has(&tags, cells->items[i]->key.build))
            text_list_add(&tags, cells->items[i]->key.build);
    if (!text_list_has(&tags, build)) {
        const char *nearest = text_nearest(build, &tags);
        result = error_set(e, "no build '%s' in this run%s%s%s", build, nearest ? "; did you mean '" : "",
                           nearest ? nearest : "", nearest ? "'?" : "");
    }
    text_list_free(&tags);
    return result;
}

/* -1 when both know the fact and do not agree on it. */
static int same_fact(const struct facts *a, const char *key_a, const struct facts *b, const char *key_b,
                     struct error *e)
{
    const struct fact *mine = facts_find(a, key_a), *theirs = facts_find(b, key_b);

    if (!mine || !theirs || strcmp(mine->value, theirs->value) == 0)
        return 0;
    return error_set(e,
                     "%s is not the same on both sides ('%s', '%s'): it would be taken for a change of the "
                     "build's; --force "
                     "compares all the same",
                     key_a, mine->value, theirs->value);
}

/* What else may have changed between two runs: the machine, how it was set up, how the builds were made. Files that are not in a run's
 * folder say nothing about that, and are taken at their word. */
static int check_hidden(const struct compare *c, const struct compare_request *request, struct error *e)
{
    static const char *const keys[] = {"cpu.model",   "topology.cpus", "topology.cores",
                                       "cpu.allowed", "cpu.quota",     "cpu.governor",
                                       "cpu.boost",   "cpu.smt",       "memory.aslr"};
    struct facts a = {0}, b = {0};
    struct error none;
    int result = 0;

    if (request->by_build || request->force || environment_read(&a, request->sources[0], &none) < 0 ||
        environment_read(&b, request->sources[1], &none) < 0)
        goto out;
    for (size_t i = 0; i < sizeof keys / sizeof *keys && result == 0; i++)
        result = same_fact(&a, keys[i], &b, keys[i], e);
    for (size_t i = 0; i < c->count && result == 0; i++) {
        char *mine = text_format("build.%s.optimisation", c->rows[i].base->key.build);
        char *theirs = text_format("build.%s.optimisation", c->rows[i].new->key.build);
        result = same_fact(&a, mine, &b, theirs, e);
        free(mine);
        free(theirs);
    }
out:
    facts_free(&a);
    facts_free(&b);
    return result;
}

static void print_csv(const struct compare *c)
{
    puts("workload,params,placement,mode,gil,threads,base_build,new_build,base_invocations,new_invocations,"
         "ratio,ratio_low,"
         "ratio_high,p,p_holm,verdict,needed");
    for (size_t i = 0; i < c->count; i++) {
        const struct compare_row *row = &c->rows[i];
        const struct curve_key *key = &row->base->key;
        const char *const texts[] = {key->workload, key->params, key->placement, key->mode, key->gil};
        const double numbers[] = {row->judged.ratio.middle, row->judged.ratio.low, row->judged.ratio.high,
                                  row->judged.p, row->judged.p_holm};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
            csvfile_put_text(stdout, texts[k]);
            putchar(',');
        }
        printf("%d,", row->base->threads);
        csvfile_put_text(stdout, key->build);
        putchar(',');
        csvfile_put_text(stdout, row->new->key.build);
        printf(",%zu,%zu,", row->judged.a_count, row->judged.b_count);
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
            csvfile_put_real(stdout, numbers[k]);
            putchar(',');
        }
        csvfile_put_text(stdout, verdict_name(row->judged.verdict));
        printf(",%zu\n", row->judged.needed);
    }
}

/* "slower", "inconclusive (some 40 would decide)" */
static void verdict_words(const struct verdict_cell *judged, char *to, size_t size)
{
    if (judged->verdict == VERDICT_INCONCLUSIVE && judged->needed)
        snprintf(to, size, "inconclusive (%zu would tell)", judged->needed);
    else
        snprintf(to, size, "%s", verdict_name(judged->verdict));
}

static void print_rows(const struct compare *c, enum format format)
{
    bool markdown = format == FORMAT_MARKDOWN;

    puts(markdown ? "| workload | gil | N | ratio new/base | 95 % interval | verdict |\n| --- | --- | ---: | "
                    "---: | --- | --- |"
                  : "workload             gil    N   ratio  95 % interval   verdict");
    for (size_t i = 0; i < c->count; i++) {
        const struct compare_row *row = &c->rows[i];
        const struct curve_key *key = &row->base->key;
        char words[64], interval[48] = "too few for one";
        char *name = *key->params ? text_format("%s (%s)", key->workload, key->params)
                                  : text_format("%s", key->workload);
        if (isfinite(row->judged.ratio.low))
            snprintf(interval, sizeof interval, "%.3f to %.3f", row->judged.ratio.low,
                     row->judged.ratio.high);
        verdict_words(&row->judged, words, sizeof words);
        for (char *c2 = name; *c2 && markdown; c2++)
            if (*c2 == '|' || *c2 == '`' || *c2 == '<')
                *c2 = ' '; /* a parameter is data, in a pull request too */
        printf(markdown ? "| %s | %s | %d | %.3f | %s | %s |\n" : "%-20.20s %-3s %4d  %6.3f  %-15s  %s\n",
               name, key->gil, row->base->threads, row->judged.ratio.middle, interval, words);
        free(name);
    }
}

static void print_summary(const struct compare *c, const struct compare_request *request)
{
    printf("\n%zu cells: %zu slower, %zu faster, %zu equivalent within %.3g %%, %zu inconclusive\n", c->count,
           c->tally[VERDICT_SLOWER], c->tally[VERDICT_FASTER], c->tally[VERDICT_EQUIVALENT],
           100 * request->threshold, c->tally[VERDICT_INCONCLUSIVE]);
    if (c->only_base || c->only_new || c->unmeasured)
        printf("not compared: %zu cells only in the base, %zu only in the new, %zu without an invocation "
               "that counts\n",
               c->only_base, c->only_new, c->unmeasured);
    if (!request->by_build)
        puts("Two runs at two times: a drift of the machine between them looks like a change. Builds inside "
             "one run "
             "(--by build) do not have this fault.");
    if (request->force)
        puts("--force: compared even where workloads, machines or builds' optimisation are not the same on "
             "both sides.");
}

int command_compare(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {
        .options = table, .parser = parse, .args_doc = "BASE NEW\nDIR --by build BASE NEW", .doc = doc};
    struct compare_request request = {.threshold = 0.03};
    struct measured_cells base = {0}, new = {0};
    struct compare compare = {0};
    int result = -1;

    argp_parse(&argp, argc, argv, 0, NULL, &request);
    if (resolve_source(&request.sources[0], e) < 0 ||
        (!request.by_build && resolve_source(&request.sources[1], e) < 0))
        goto out;
    if (read_source(&base, request.sources[0], e) < 0 ||
        (!request.by_build && read_source(&new, request.sources[1], e) < 0))
        goto out;
    if (request.by_build &&
        (check_build(&base, request.builds[0], e) < 0 || check_build(&base, request.builds[1], e) < 0))
        goto out;
    struct compare_options options = {request.by_build ? request.builds[0] : NULL,
                                      request.by_build ? request.builds[1] : NULL, request.threshold,
                                      request.force};
    if (compare_make(&compare, &base, request.by_build ? &base : &new, &options, e) < 0 ||
        check_hidden(&compare, &request, e) < 0)
        goto out;
    if (request.format == FORMAT_CSV) {
        print_csv(&compare);
    } else {
        print_rows(&compare, request.format);
        print_summary(&compare, &request);
    }
    *exit_code = compare.tally[VERDICT_SLOWER] ? EXIT_REGRESSION : EXIT_FINE;
    result = 0;
out:
    compare_free(&compare);
    cells_free(&base);
    cells_free(&new);
    return result;
}
