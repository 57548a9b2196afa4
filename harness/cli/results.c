#include "cli/results.h"

#include "base/shown.h"
#include "chart/kinds.h"
#include "chart/terminal.h"
#include "cli/environment.h"
#include "cli/results_export.h"
#include "cli/results_sentences.h"
#include "cli/results_table.h"
#include "session/store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Of tables that go into a file or a pipe and do not say COLUMNS: what a person reads there later is a terminal of the usual width. */
enum { USUAL_WIDTH = 80 };

const char *const results_format_names[RESULTS_FORMATS] = {"table", "csv", "json", "markdown"};

enum results_format results_format_named(const char *name, struct error *e)
{
    struct text_list names = {0};
    enum results_format format = RESULTS_TABLE;

    while (format < RESULTS_FORMATS && strcmp(results_format_names[format], name) != 0)
        text_list_add(&names, results_format_names[format++]);
    if (format == RESULTS_FORMATS) {
        const char *nearest = text_nearest(name, &names);
        error_set(e, "--format does not know '%s'%s%s%s; there are table, csv, json and markdown", name,
                  nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    }
    text_list_free(&names);
    return format;
}

/* ---- reading */

/* A samples.csv says which folder is meant, one of another name does not. */
static int find(struct results *results, const char *path, struct error *e)
{
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
    struct stat about;

    if (stat(path, &about) < 0 || S_ISDIR(about.st_mode)) {
        results->folder = text_format("%s", path);
        return store_find_samples(path, &results->samples, &results->partial, e);
    }
    results->samples = text_format("%s", path);
    results->partial = strcmp(file, "samples.csv.partial") == 0;
    if (strcmp(file, "samples.csv") == 0 || results->partial)
        results->folder =
            slash ? text_format("%.*s", slash == path ? 1 : (int)(slash - path), path) : text_format(".");
    return 0;
}

int results_open(struct results *results, const char *path, struct error *e)
{
    struct error none;

    if (find(results, path, e) < 0 ||
        curves_read(&results->curves, results->samples, results->partial, e) < 0)
        return -1;
    if (results->folder && environment_read(&results->facts, results->folder, &none) < 0)
        facts_free(&results->facts);
    if (results->partial)
        fprintf(stderr, "gilscale: warning: this run was cut off; only invocations that ended are counted\n");
    return 0;
}

void results_free(struct results *results)
{
    free(results->folder);
    free(results->samples);
    curves_free(&results->curves);
    facts_free(&results->facts);
    *results = (struct results){0};
}

/* ---- printing */

/* Of the curves that have a row. */
static void print_chart(const struct results_view *view, size_t width, FILE *to)
{
    struct curves shown = {.items = text_grow(NULL, view->curves->count + 1, sizeof *shown.items)};
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);

    if (!memory)
        abort();
    for (size_t i = 0; i < view->curves->count; i++)
        if (results_view_has(view, &view->curves->items[i]))
            shown.items[shown.count++] = view->curves->items[i];
    chart_terminal(&shown, width, chart_terminal_blocks(to), memory);
    fclose(memory);
    fprintf(to, "%s%s", text, *text ? "\n" : "");
    free(text);
    free(shown.items); /* the curves are the view's */
}

size_t results_width(FILE *to)
{
    size_t columns = shown_columns(to);
    return columns ? columns : USUAL_WIDTH;
}

static void print_table(const struct results_view *view, const struct text_list *sentences, bool chart,
                        FILE *to)
{
    size_t width = results_width(to);

    results_table_print(view, width, to);
    fputc('\n', to);
    if (chart)
        print_chart(view, width, to);
    results_sentences_print(sentences, shown_columns(to), to); /* a line each in a pipe */
}

int results_print(const struct results *results, const struct results_view *view, enum results_format format,
                  bool chart, FILE *to, struct error *e)
{
    struct text_list sentences = {0};
    int result = 0;

    results_sentences_make(view, &sentences);
    if (format == RESULTS_JSON) {
        result = results_export_json(results, view, &sentences, to, e);
    } else if (format == RESULTS_CSV) {
        result = results_export_csv(view, to, e);
    } else if (format == RESULTS_MARKDOWN) {
        results_table_markdown(view, to);
        results_sentences_markdown(&sentences, to);
    } else {
        print_table(view, &sentences, chart, to);
    }
    text_list_free(&sentences);
    return result;
}

/* ---- a run's end */

static int write_curves(FILE *to, void *context)
{
    return curves_write(context, to);
}

/* Where there is something to draw. */
static bool draw(const struct curves *curves, const char *root, const char *folder)
{
    const struct chart_source source = {.curves = curves};
    struct pictures pictures = {0};
    struct error why;
    int result = chart_draw(chart_kind_named("speedup"), &source, root, folder, CHART_SVG | CHART_PNG,
                            CHART_SHEET, &pictures, &why);
    bool drawn = result == 0 && pictures.count;

    if (result < 0)
        fprintf(stderr, "gilscale: warning: no chart: %s\n", why.text);
    pictures_free(&pictures);
    return drawn;
}

int results_finish(const char *folder, const char *root, enum results_format format, bool quiet, FILE *to,
                   struct error *e)
{
    struct results results = {0};
    struct results_view view = {0};
    int result = -1;

    if (results_open(&results, folder, e) < 0 ||
        store_write_file(folder, "curves.csv", write_curves, &results.curves, e) < 0)
        goto out;
    results_view_all(&view, &results.curves);
    if (results_print(&results, &view, format, !quiet, to, e) < 0)
        goto out;
    fflush(to);
    bool drawn = draw(&results.curves, root, folder);
    if (format == RESULTS_TABLE && !quiet) {
        fputc('\n', to);
        shown_say(to, "In %s: %s, curves.csv%s", folder, strrchr(results.samples, '/') + 1,
                  drawn ? ", speedup.svg, speedup.png" : "");
    }
    result = 0;
out:
    results_view_free(&view);
    results_free(&results);
    return result;
}

int results_show(const char *folder, const char *root, FILE *to, struct error *e)
{
    return results_finish(folder, root, RESULTS_TABLE, false, to, e);
}
