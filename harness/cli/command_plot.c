/* command_plot.c - `gilscale plot`: a run's table and its chart again, or any charts of a run or of a comparison. */
#include "cli/command.h"

#include "base/shown.h"
#include "chart/kinds.h"
#include "cli/compare_judge.h"
#include "cli/compare_options.h"
#include "cli/results.h"
#include "session/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { KEY_CHART = 0x100, KEY_FORMAT, KEY_LIST };

static const struct argp_option table[] = {
    {"chart", KEY_CHART, "CHART[,...]", 0,
     "Which charts: names of --list, or all; a list with commas, or repeated", 0},
    {"format", KEY_FORMAT, "svg|png[,...]", 0, "svg, png or both (default svg,png)", 0},
    {"output", 'o', "FOLDER", 0, "Where to (default: the run's own folder, of a comparison NEW's)", 0},
    {"list", KEY_LIST, NULL, 0, "Which charts there are, and how to read them", 0},
    {0}};

static const char doc[] =
    "Without an option: reads DIR/samples.csv again, writes curves.csv, speedup.svg and speedup.png beside "
    "it, "
    "and prints the table. With --chart: draws these charts as FOLDER/NAME.svg and .png, and says what there "
    "was "
    "nothing to draw for. Of two runs, the charts of the comparison. The same build has the same colour in "
    "all of "
    "them.\vExamples:\n"
    "  gilscale plot results/monday             table and chart of speedups\n"
    "  gilscale plot results/monday --chart all\n"
    "  gilscale plot results/monday --chart speedup,ratio --format svg -o figures\n"
    "  gilscale plot main results/tuesday             main is a baseline\n"
    "  gilscale plot --list\n\n"
    "Exit codes: 0 fine; 2 usage, or nothing that can be read; 3 gnuplot is missing.";

/* Strings belong to argv. */
struct request {
    struct compare_request runs; /* a run, or two to compare */
    struct text_list charts;
    unsigned forms;
    const char *output;
    bool list;
};

/* ---- the command line */

static void parse_charts(struct request *request, const char *value, struct argp_state *state)
{
    struct text_list words = {0}, names = {0};

    for (size_t i = 0; i < chart_kind_count; i++)
        text_list_add(&names, chart_kinds[i].name);
    text_list_add(&names, "all");
    text_split(&words, value, ",");
    if (!words.count)
        argp_error(state, "--chart: which? `gilscale plot --list` shows them");
    for (size_t i = 0; i < words.count; i++) {
        const char *nearest = text_nearest(words.items[i], &names);
        if (!text_list_has(&names, words.items[i]))
            argp_error(state, "--chart does not know '%s'%s%s%s; `gilscale plot --list` shows them",
                       words.items[i], nearest ? "; did you mean '" : "", nearest ? nearest : "",
                       nearest ? "'?" : "");
        text_list_add(&request->charts, words.items[i]);
    }
    text_list_free(&words);
    text_list_free(&names);
}

static void parse_forms(struct request *request, const char *value, struct argp_state *state)
{
    static const char *const names[] = {"svg", "png"};
    static const enum chart_form forms[] = {CHART_SVG, CHART_PNG};
    struct text_list words = {0};

    text_split(&words, value, ",");
    if (!words.count)
        argp_error(state, "--format: svg, png or both?");
    for (size_t i = 0; i < words.count; i++)
        request->forms |= forms[compare_options_choose("format", names, 2, words.items[i], state)];
    text_list_free(&words);
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct request *request = state->input;

    switch (key) {
    case KEY_CHART:
        parse_charts(request, value, state);
        return 0;
    case KEY_FORMAT:
        parse_forms(request, value, state);
        return 0;
    case 'o':
        if (!*value)
            argp_error(state, "--output: to which folder?");
        request->output = value;
        return 0;
    case KEY_LIST:
        request->list = true;
        return 0;
    case ARGP_KEY_ARG:
        if (request->runs.count == 2)
            argp_error(state, "one run, or two to compare");
        request->runs.names[request->runs.count++] = value;
        return 0;
    case ARGP_KEY_END:
        if (!request->runs.count && !request->list)
            argp_error(state, "which run? name its folder, like results/2026-11-20T14-05-12-quick");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- doing it */

static void list_kinds(FILE *to)
{
    for (size_t i = 0; i < chart_kind_count; i++) {
        const struct chart_kind *kind = &chart_kinds[i];
        fprintf(to, "%s%s: %s%s\n    ", i ? "\n" : "", kind->name, kind->title,
                kind->of_comparison ? " (of two runs)" : "");
        shown_wrapped(kind->reading, 4, 80, to);
    }
}

static bool is_wanted(const struct request *request, const struct chart_kind *kind)
{
    return !request->charts.count || text_list_has(&request->charts, "all") ||
           text_list_has(&request->charts, kind->name);
}

static void say_drawn(const struct pictures *pictures, unsigned forms, FILE *to)
{
    for (size_t i = 0; i < pictures->count; i++) {
        char *path = shown_plain(pictures->items[i].path, 0);
        bool both = forms == (CHART_SVG | CHART_PNG);
        fprintf(to, "%s%s\n", path, both ? " and .png" : "");
        free(path);
    }
}

/* Each on its line, also those for which there is nothing. */
static int draw_all(const struct request *request, const struct chart_source *source, const char *root,
                    const char *folder, struct error *e)
{
    unsigned forms = request->forms ? request->forms : CHART_SVG | CHART_PNG;
    int result = 0;

    for (size_t i = 0; i < chart_kind_count && result == 0; i++) {
        const struct chart_kind *kind = &chart_kinds[i];
        struct pictures pictures = {0};
        bool named = text_list_has(&request->charts, kind->name);
        if (!is_wanted(request, kind) || (kind->of_comparison != (source->compare != NULL) && !named))
            continue;
        result = chart_draw(kind, source, root, folder, forms, CHART_SHEET, &pictures, e);
        if (result == 0 && pictures.count)
            say_drawn(&pictures, forms, stdout);
        else if (result == 0 && kind->of_comparison != (source->compare != NULL))
            printf("%s: nothing drawn, it is a chart of %s\n", kind->name,
                   kind->of_comparison ? "two runs" : "one run");
        else if (result == 0)
            printf("%s: nothing to draw, as nothing of it was measured\n", kind->name);
        pictures_free(&pictures);
    }
    return result;
}

static int plot_run(const struct request *request, const char *root, struct error *e)
{
    const char *folder = request->runs.names[0];
    struct curves curves = {0};
    const struct chart_source source = {.curves = &curves};
    char *samples = NULL;
    bool partial;
    int result = -1;

    if (store_find_samples(folder, &samples, &partial, e) < 0 ||
        curves_read(&curves, samples, partial, e) < 0)
        goto out;
    if (partial)
        fprintf(stderr, "gilscale: warning: this run was cut off; only invocations that ended are counted\n");
    result = draw_all(request, &source, root, request->output ? request->output : folder, e);
out:
    curves_free(&curves);
    free(samples);
    return result;
}

static int plot_comparison(const struct request *request, const char *root, struct error *e)
{
    struct compare_judged judged = {0};
    const struct chart_source source = {.compare = &judged.compare};
    int result = compare_judge(&judged, &request->runs, e);

    const char *folder = request->output ? request->output : result == 0 ? judged.sources[1].folder : NULL;
    if (result == 0 && !folder)
        result =
            error_set(e, "--output: to which folder? %s is in none of a run's own", request->runs.names[1]);
    if (result == 0)
        result = draw_all(request, &source, root, folder, e);
    compare_judged_free(&judged);
    return result;
}

/* As after a run: the table, and the chart that everybody wants. */
static int show_again(const struct request *request, const char *root, struct error *e)
{
    if (results_show(request->runs.names[0], root, stdout, e) < 0)
        return -1;
    char *folder = shown_plain(request->runs.names[0], 0);
    printf("`gilscale plot %s --chart all` draws all charts, `gilscale plot --list` explains them.\n",
           folder);
    free(folder);
    return 0;
}

int command_plot(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {
        .options = table, .parser = parse, .args_doc = "DIR\nBASE NEW", .doc = doc};
    struct request request = {.runs = COMPARE_REQUEST_DEFAULT};
    struct paths paths = {0};
    int result = -1;

    argp_parse(&argp, argc, argv, 0, NULL, &request);
    *exit_code = EXIT_FINE;
    if (request.list) {
        list_kinds(stdout);
        text_list_free(&request.charts);
        return 0;
    }
    if (paths_find(&paths, e) < 0 || (request.output && paths_make_folder(request.output, e) < 0))
        goto out;
    if (request.runs.count == 2)
        result = plot_comparison(&request, paths.root, e);
    else if (request.charts.count || request.forms || request.output)
        result = plot_run(&request, paths.root, e);
    else
        result = show_again(&request, paths.root, e);
out:
    text_list_free(&request.charts);
    paths_free(&paths);
    return result;
}
