/* command_report.c - `gilscale report`: a run, or a comparison of two, as one page of HTML. */
#include "cli/command.h"

#include "base/shown.h"
#include "cli/compare_judge.h"
#include "cli/compare_options.h"
#include "cli/report_comparison.h"
#include "cli/report_run.h"
#include "session/store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct argp_option table[] = {
    {"output", 'o', "FILE", 0,
     "Where to; - is standard output (default: in the folder of the run, or of NEW)", 0},
    {0}};

static const char doc[] = "Writes one HTML file that needs nothing else: what to know before believing the "
                          "figures, a sentence for each workload, the "
                          "machine and the builds, every chart with its text, all cells, and how to measure "
                          "it again. No network, and it reads the same "
                          "without JavaScript, which only sorts tables; light and dark, on a telephone, on "
                          "paper. Of two runs: the verdict, all rows, and both "
                          "environments side by side.\vExamples:\n"
                          "  gilscale report results/2026-11-20T14-05-12-quick\n"
                          "  gilscale report results/monday --output monday.html\n"
                          "  gilscale report main results/tuesday          main is a baseline\n"
                          "  gilscale report results/monday results/tuesday --fail-on none\n"
                          "  gilscale report results/monday -o - | ssh host 'cat >report.html'\n\n"
                          "Exit codes: 0 fine; 1 of a comparison, something that --fail-on asks for, as with "
                          "`gilscale compare`; 2 usage, or nothing that can "
                          "be read; 3 something that is needed is not on this machine.";

struct parsing {
    struct compare_parsing compare; /* the names are here, of a run the first */
    const char *output;
};

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct parsing *parsing = state->input;
    struct compare_request *request = parsing->compare.request;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &parsing->compare;
        return 0;
    case 'o':
        if (!*value)
            argp_error(state, "--output: to which file?");
        parsing->output = value;
        return 0;
    case ARGP_KEY_ARG:
        if (request->count == 2)
            argp_error(state, "one run, or two to compare");
        request->names[request->count++] = value;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "of which run? name its folder, like results/2026-11-20T14-05-12-quick");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* report-against-NAME.html, NAME being what BASE is called where that may name a file. The caller frees. */
static char *comparison_file(const char *base)
{
    char *name = report_run_name(base);

    for (char *c = name; *c; c++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-", *c))
            *c = '-';
    char *file = text_format("report-against-%.100s.html", name);
    free(name);
    return file;
}

/* A whole page in memory, so that a file is begun only when there is something to write. */
struct page_bytes {
    char *text;
    size_t length;
};

static int make_bytes(struct page_bytes *bytes, struct document *document, const char *root, struct error *e)
{
    FILE *memory = open_memstream(&bytes->text, &bytes->length);

    if (!memory)
        abort();
    int result = document_write(document, root, memory, e);
    fclose(memory);
    return result;
}

static int write_bytes(FILE *to, void *context)
{
    const struct page_bytes *bytes = context;

    return fwrite(bytes->text, 1, bytes->length, to) == bytes->length ? 0 : -1;
}

/* "report.html: 312 KiB" */
static void say_where(const char *folder, const char *file)
{
    char *path = strcmp(folder, ".") == 0 ? text_format("%s", file) : text_format("%s/%s", folder, file),
         *plain = shown_plain(path, 0);
    struct stat about;

    if (stat(path, &about) == 0)
        printf("%s: %.0f KiB\n", plain, (double)about.st_size / 1024);
    free(plain);
    free(path);
}

/* `folder` and `file` are where it goes when nobody has said --output. */
static int put(struct document *document, const char *root, const char *output, const char *folder,
               const char *file, struct error *e)
{
    const char *slash = output ? strrchr(output, '/') : NULL;
    const char *name = !output ? file : slash ? slash + 1 : output;
    char *there = !output ? text_format("%s", folder)
                  : slash ? text_format("%.*s", slash == output ? 1 : (int)(slash - output), output)
                          : text_format(".");
    struct page_bytes bytes = {0};
    int result = make_bytes(&bytes, document, root, e);

    if (result == 0 && output && strcmp(output, "-") == 0) {
        if (write_bytes(stdout, &bytes) < 0)
            result = error_set_status(e, EXIT_CELL_FAILED, "standard output: cannot be written");
    } else if (result == 0) {
        result = store_write_file(there, name, write_bytes, &bytes, e);
        if (result == 0)
            say_where(there, name);
    }
    free(bytes.text);
    free(there);
    return result;
}

static int put_run(const struct parsing *parsing, const char *root, struct error *e)
{
    const char *folder = parsing->compare.request->names[0];
    struct document document = {0};
    int result = report_run(&document, folder, root, e);

    if (result == 0)
        result = put(&document, root, parsing->output, folder, "report.html", e);
    document_free(&document);
    return result;
}

static int put_comparison(const struct parsing *parsing, const char *root, int *exit_code, struct error *e)
{
    struct compare_judged judged = {0};
    struct document document = {0};
    const struct compare_source *new = &judged.sources[1];
    char *file = comparison_file(parsing->compare.request->names[0]);
    int result = compare_judge(&judged, parsing->compare.request, e);

    if (result == 0)
        result = report_comparison(&document, &judged.report, root, e);
    if (result == 0 && !new->folder && !parsing->output)
        result = error_set(e, "%s is in no run's folder; say --output FILE", new->name);
    if (result == 0)
        result = put(&document, root, parsing->output, new->folder, file, e);
    if (result == 0)
        *exit_code = judged.report.reasons.count ? EXIT_REGRESSION : EXIT_FINE;
    document_free(&document);
    compare_judged_free(&judged);
    free(file);
    return result;
}

int command_report(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp_child children[] = {{&compare_options, 0, "Of a comparison:", 1}, {0}};
    static const struct argp argp = {
        .options = table, .parser = parse, .args_doc = "DIR\nBASE NEW", .doc = doc, .children = children};
    struct compare_request request = COMPARE_REQUEST_DEFAULT;
    struct parsing parsing = {.compare = {.request = &request}};
    struct paths paths;

    argp_parse(&argp, argc, argv, 0, NULL, &parsing);
    if (paths_find(&paths, e) < 0)
        return -1;
    *exit_code = EXIT_FINE;
    int result = request.count == 1 ? put_run(&parsing, paths.root, e)
                                    : put_comparison(&parsing, paths.root, exit_code, e);
    paths_free(&paths);
    return result;
}
