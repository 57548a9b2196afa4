#include "exchange/selection.h"

#include "base/shown.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum field { BY_BUILD, BY_WORKLOAD, BY_MODE, BY_PLACEMENT, BY_THREADS, FIELD_COUNT };
static const char *const field_names[FIELD_COUNT] = {"build", "workload", "mode", "placement",
                                                     "thread count"};

/* Values in a sentence are cut here. */
enum { VALUE_MOST = 64, LABEL_MOST = 64 };

/* `room` is for numbers. */
static const char *value_of(const struct measured_cell *cell, enum field field, char room[32])
{
    const char *const texts[] = {cell->key.build, cell->key.workload, cell->key.mode, cell->key.placement};

    if (field != BY_THREADS)
        return texts[field];
    snprintf(room, 32, "%d", cell->threads);
    return room;
}

static const struct text_list *wanted_of(const struct selection_filter *filter, enum field field)
{
    const struct text_list *const lists[] = {&filter->builds, &filter->workloads, &filter->modes,
                                             &filter->placements, &filter->threads};
    return lists[field];
}

static int check_wanted(const struct measured_cells *cells, const struct text_list *wanted, enum field field,
                        struct error *e)
{
    struct text_list there = {0};
    char room[32];
    int result = 0;

    for (size_t i = 0; i < cells->count && wanted->count; i++)
        if (!text_list_has(&there, value_of(cells->items[i], field, room)))
            text_list_add(&there, value_of(cells->items[i], field, room));
    for (size_t i = 0; i < wanted->count && result == 0; i++) {
        if (text_list_has(&there, wanted->items[i]))
            continue;
        const char *nearest = text_nearest(wanted->items[i], &there);
        char *plain = shown_plain(nearest ? nearest : "", VALUE_MOST);
        result = error_set(e, "no %s '%s' in this run%s%s%s", field_names[field], wanted->items[i],
                           nearest ? "; did you mean '" : "", plain, nearest ? "'?" : "");
        free(plain);
    }
    text_list_free(&there);
    return result;
}

static bool is_wanted(const struct measured_cell *cell, const struct selection_filter *filter)
{
    char room[32];

    for (enum field field = 0; field < FIELD_COUNT; field++) {
        const struct text_list *wanted = wanted_of(filter, field);
        if (wanted->count && !text_list_has(wanted, value_of(cell, field, room)))
            return false;
    }
    return true;
}

/* ---- groups */

/* A cell without an invocation that counts may not have come so far as to have a state of the GIL: it goes with its build. */
static bool same_group(const struct curve_key *a, const struct measured_cell *cell)
{
    const struct curve_key *b = &cell->key;

    if (!cell->count && !*b->gil)
        return strcmp(a->build, b->build) == 0;
    return strcmp(a->build, b->build) == 0 && strcmp(a->gil, b->gil) == 0 &&
           strcmp(a->python, b->python) == 0 && a->ft == b->ft;
}

static void add_cell(struct selection *selection, const struct measured_cell *cell)
{
    struct selection_group *group = NULL;

    for (size_t i = 0; i < selection->count && !group; i++)
        if (same_group(&selection->groups[i].cells[0]->key, cell))
            group = &selection->groups[i];
    if (!group) {
        selection->groups = text_grow(selection->groups, selection->count + 1, sizeof *selection->groups);
        group = &selection->groups[selection->count++];
        *group = (struct selection_group){0};
    }
    group->cells = text_grow(group->cells, group->count + 1, sizeof *group->cells);
    group->cells[group->count++] = cell;
}

/* Was the build measured in another state, too? */
static bool has_states(const struct measured_cells *cells, const struct curve_key *key)
{
    for (size_t i = 0; i < cells->count; i++) {
        const struct curve_key *other = &cells->items[i]->key;
        if (cells->items[i]->count && strcmp(other->build, key->build) == 0 &&
            strcmp(other->gil, key->gil) != 0)
            return true;
    }
    return false;
}

/* What text_is_name() lets through; the caller frees. */
static char *safe_name(char *text)
{
    for (char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("._+-", *c))
            *c = '_';
    if (*text == '.' || *text == '-')
        *text = '_';
    if (strlen(text) > LABEL_MOST)
        text[LABEL_MOST] = '\0';
    if (!*text) {
        free(text);
        return text_format("build");
    }
    return text;
}

static void label_groups(struct selection *selection, const struct measured_cells *cells)
{
    struct text_list taken = {0};

    for (size_t i = 0; i < selection->count; i++) {
        const struct curve_key *key = &selection->groups[i].cells[0]->key;
        bool states = *key->gil && has_states(cells, key);
        selection->groups[i].label = selection_unique(
            &taken,
            safe_name(text_format("%s%s%s", key->build, states ? "-gil-" : "", states ? key->gil : "")));
    }
    text_list_free(&taken);
}

int selection_make(struct selection *selection, const struct measured_cells *cells,
                   const struct selection_filter *filter, struct error *e)
{
    for (enum field field = 0; field < FIELD_COUNT; field++)
        if (check_wanted(cells, wanted_of(filter, field), field, e) < 0)
            return -1;
    /* What was measured comes first: it makes the groups, and gets the labels. */
    for (int measured = 1; measured >= 0; measured--)
        for (size_t i = 0; i < cells->count; i++)
            if ((cells->items[i]->count > 0) == measured && is_wanted(cells->items[i], filter))
                add_cell(selection, cells->items[i]);
    if (!selection->count)
        return error_set(e, cells->count ? "no cell of this run is all that is asked for"
                                         : "there is no cell in this run");
    label_groups(selection, cells);
    return 0;
}

void selection_filter_free(struct selection_filter *filter)
{
    text_list_free(&filter->builds);
    text_list_free(&filter->workloads);
    text_list_free(&filter->modes);
    text_list_free(&filter->placements);
    text_list_free(&filter->threads);
}

void selection_free(struct selection *selection)
{
    for (size_t i = 0; i < selection->count; i++) {
        free(selection->groups[i].label);
        free(selection->groups[i].cells);
    }
    free(selection->groups);
    *selection = (struct selection){0};
}

char *selection_unique(struct text_list *taken, char *name)
{
    char *unique = text_format("%s", name);

    for (int i = 2; text_list_has(taken, unique); i++) {
        free(unique);
        unique = text_format("%s-%d", name, i);
    }
    text_list_add(taken, unique);
    free(name);
    return unique;
}

const char *selection_problem(const struct measured_cell *cell)
{
    if (!cell->count)
        return "has no invocation that counts";
    if (curve_key_is_open_loop(&cell->key))
        return "has the rate at which its requests came (arrivals), which is no time that the work took";
    return NULL;
}

bool selection_has_times(const struct selection_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (!selection_problem(group->cells[i]))
            return true;
    return false;
}
