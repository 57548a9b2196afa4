/* ecosystem_page.c - the ecosystem for people who were not there: one page of Markdown; and for programs, as JSON. */
#include "cli/ecosystem.h"

#include "base/shown.h"
#include "claims/page.h"
#include "cli/json.h"

#include <stdlib.h>
#include <string.h>

/* ---- the page */

static void put_plain(const char *text, FILE *to)
{
    char *code = shown_code(text, 0, true);

    fputs(code, to);
    free(code);
}

static void put_head(const struct ecosystem *all, FILE *to)
{
    struct page_dates dates = {"", ""};

    for (size_t i = 0; i < all->count; i++)
        page_dates_add(&dates, all->items[i].date);
    fputs("# Libraries without the GIL, measured\n\nMade by `gilscale ecosystem`.\n\n", to);
    page_put_origin(&dates, all->version, &all->machines, &all->builds, to);
}

static void put_reading(FILE *to)
{
    fputs(
        "\nHow to read it:\n\n"
        "- **imports**: in fresh processes: by itself, by four threads at once, and with `-X gil=0`. `not "
        "compiled`: the package has no compiled module on this build and some on another, so that what one "
        "thread costs may be what plain Python costs, and says nothing about the GIL.\n"
        "- **GIL**: of a free-threaded build, after the import, and after each compiled module of the "
        "library was "
        "imported by itself. Where it comes back on, the module is named, and the library is measured both "
        "ways.\n"
        "- **one thread**: the rate of one thread over that on the build with the GIL, with its 95 % "
        "interval; of "
        "several workloads the geometric mean. 0.80 is a fifth slower.\n"
        "- **2 threads** ...: the rate of so many threads over that of one on the same build. Where several "
        "workloads measure a library, that of the one that gains least and of the one that gains most: a "
        "mean would "
        "hide that one of them does not scale. All with their intervals are below.\n"
        "- **in threads**: what became of the checks that every workload makes of its own results, with "
        "several "
        "threads at work.\n"
        "- **own threads**: the library started threads of its own, so that its figures are not those of one "
        "thread a "
        "worker.\n"
        "- An interval of six processes reaches from the least to the most of them. `disturbed`: how many of "
        "the "
        "processes something else on the machine came between.\n",
        to);
}

static const struct ecosystem_library *find_library(const struct ecosystem *all, const char *name)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].name, name) == 0)
            return &all->items[i];
    return NULL;
}

/* Those that the text has an opinion of, in its order, as they came out. */
static void put_opinions(const struct ecosystem *all, const struct claim *claim, FILE *to)
{
    struct ecosystem some = *all; /* borrows all it has */
    const char *before = "Not looked at here: ";

    fputs("\n## What was said of them\n\nSource: ", to);
    put_plain(claim->source, to);
    fputs(". Said: ", to);
    put_plain(claim->said, to);
    fputs("\n\nThe text gives opinions and no figures; its words on each are not repeated here. What came "
          "out for "
          "the libraries of its table:\n\n",
          to);
    some.items = text_grow(NULL, claim->libraries.count + 1, sizeof *some.items);
    some.count = 0;
    for (size_t i = 0; i < claim->libraries.count; i++) {
        const struct ecosystem_library *library = find_library(all, claim->libraries.items[i]);
        if (library)
            some.items[some.count++] = *library;
    }
    ecosystem_print_table(&some, 0, true, false, to);
    for (size_t i = 0; i < claim->libraries.count; i++) {
        if (find_library(all, claim->libraries.items[i]))
            continue;
        fputs(before, to);
        put_plain(claim->libraries.items[i], to);
        before = ", ";
    }
    fputs(*before == ',' ? ".\n\n" : "", to);
    free(some.items);
}

int ecosystem_write_page(FILE *to, void *context)
{
    const struct ecosystem_page *page = context;

    put_head(page->all, to);
    put_reading(to);
    fputs("\n## Libraries\n\n", to);
    if (page->picture)
        fprintf(to, "![One thread and several, library by library](%s)\n\n", page->picture);
    ecosystem_print_table(page->all, 0, true, false, to);
    fputs("What is not there, failed, switched the GIL on or was disturbed:\n\n", to);
    ecosystem_print_notes(page->all, 0, true, to);
    if (page->claim && page->claim->libraries.count)
        put_opinions(page->all, page->claim, to);
    fputs("## Workloads\n\n", to);
    ecosystem_print_workloads(page->all, 0, true, false, to);
    return ferror(to) ? -1 : 0;
}

/* ---- JSON */

struct rows_json {
    json_t *array, *row;
};

static void begin_row(void *context)
{
    struct rows_json *rows = context;

    rows->row = json_object();
    json_array_append_new(rows->array, rows->row);
}

static void put_text(void *context, const char *name, const char *value)
{
    json_object_set_new(((struct rows_json *)context)->row, name,
                        value && *value ? json_text(value) : json_null());
}

static void put_whole(void *context, const char *name, int64_t value)
{
    json_object_set_new(((struct rows_json *)context)->row, name, json_integer(value));
}

static void put_real(void *context, const char *name, double value)
{
    json_object_set_new(((struct rows_json *)context)->row, name, json_number(value));
}

static json_t *list_json(const struct text_list *list)
{
    json_t *array = json_array();

    for (size_t i = 0; i < list->count; i++)
        json_array_append_new(array, json_text(list->items[i]));
    return array;
}

int ecosystem_print_json(const struct ecosystem *all, FILE *to, struct error *e)
{
    struct rows_json rows = {.array = json_array()};
    const struct curves_visitor visitor = {&rows, put_text, put_whole, put_real};

    ecosystem_visit(all, begin_row, &visitor);
    return json_print(json_pack("{s:i, s:o, s:o, s:o, s:o}", "schema", 1, "version", json_text(all->version),
                                "machines", list_json(&all->machines), "builds", list_json(&all->builds),
                                "rows", rows.array),
                      to, e);
}
