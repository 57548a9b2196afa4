#include "cli/results_export.h"

#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "cli/command.h"
#include "cli/json.h"

/* ---- a cell: its columns, but lists and what is true or false as JSON has them */

static void set(json_t *cell, const char *name, json_t *value)
{
    json_object_set_new(cell, name, value);
}

static void visit_text(void *cell, const char *name, const char *value)
{
    if (strcmp(name, "flags") != 0) /* set_flags() has them with their counts */
        set(cell, name, json_text(value));
}

static void visit_whole(void *cell, const char *name, int64_t value)
{
    set(cell, name, strcmp(name, "ft") == 0 ? json_boolean(value) : json_integer(value));
}

static void visit_real(void *cell, const char *name, double value)
{
    set(cell, name, json_number(value));
}

static void set_flags(json_t *cell, const struct curve_point *point)
{
    json_t *json = json_object();
    struct text_list flags = {0};

    text_split(&flags, point->flags, ";");
    for (size_t i = 0; i < flags.count; i++) {
        char *valid = shown_valid(flags.items[i]);
        set(json, valid, json_size(point->flag_counts[i]));
        free(valid);
    }
    text_list_free(&flags);
    set(cell, "flags", json);
}

static json_t *cells_of(const struct results_view *view)
{
    json_t *array = json_array();

    for (size_t i = 0; i < view->count; i++) {
        const struct results_row *row = &view->rows[i];
        json_t *cell = json_object();
        const struct curves_visitor visitor = {cell, visit_text, visit_whole, visit_real};
        curves_visit(row->curve, row->point, &visitor);
        set_flags(cell, row->point);
        set(cell, "one_thread_cost", json_number(row->cost.middle));
        set(cell, "one_thread_cost_low", json_number(row->cost.low));
        set(cell, "one_thread_cost_high", json_number(row->cost.high));
        json_array_append_new(array, cell);
    }
    return array;
}

/* ---- environment.csv, key by key: what it says of the run, of each build, and of the machine */

static const char *behind(const char *key, const char *prefix)
{
    size_t length = strlen(prefix);
    return strncmp(key, prefix, length) == 0 ? key + length : NULL;
}

/* "3.13.15t.version": a tag may have points, the rest of a key has none. */
static void set_build(json_t *builds, const char *key, const char *value)
{
    const char *point = strrchr(key, '.');
    char *name = text_format("%.*s", point ? (int)(point - key) : 0, key), *tag = shown_valid(name);
    json_t *build = json_object_get(builds, tag);

    if (!build) {
        build = json_object();
        set(builds, tag, build);
    }
    char *what = shown_valid(point ? point + 1 : key);
    set(build, what, json_text(value));
    free(what);
    free(name);
    free(tag);
}

static void set_fact(json_t *object, const char *key, const char *value)
{
    char *valid = shown_valid(key);

    set(object, valid, json_text(value));
    free(valid);
}

int results_export_json(const struct results *results, const struct results_view *view,
                        const struct text_list *sentences, FILE *to, struct error *e)
{
    json_t *run = json_pack("{s:o,s:b}", "folder", json_text(results->folder), "complete", !results->partial);
    json_t *machine = json_object(), *builds = json_object(), *worries = json_object(), *said = json_array();

    for (size_t i = 0; i < results->facts.count; i++) {
        const struct fact *fact = &results->facts.items[i];
        if (behind(fact->key, "run."))
            set_fact(run, behind(fact->key, "run."), fact->value);
        else if (behind(fact->key, "gilscale."))
            set_fact(run, behind(fact->key, "gilscale."), fact->value);
        else if (behind(fact->key, "worry."))
            set_fact(worries, behind(fact->key, "worry."), fact->value);
        else if (behind(fact->key, "build."))
            set_build(builds, behind(fact->key, "build."), fact->value);
        else
            set_fact(machine, fact->key, fact->value);
    }
    for (size_t i = 0; i < sentences->count; i++) {
        char *words = shown_words(sentences->items[i]);
        json_array_append_new(said, json_text(words));
        free(words);
    }
    return json_print(json_pack("{s:i,s:s,s:o,s:o,s:o,s:o,s:o,s:o}", "schema", 1, "gilscale",
                                GILSCALE_VERSION, "run", run, "machine", machine, "builds", builds, "worries",
                                worries, "cells", cells_of(view), "sentences", said),
                      to, e);
}

int results_export_csv(const struct results_view *view, FILE *to, struct error *e)
{
    int result = curves_write_header(to);

    for (size_t i = 0; i < view->count && result == 0; i++)
        result = curves_write_point(view->rows[i].curve, view->rows[i].point, to);
    return result ? error_set_status(e, EXIT_CELL_FAILED, "the rows cannot be written") : 0;
}
