#include "claims/pick.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_kind(const struct curve_key *key, const char *kind)
{
    return !*kind || (strcmp(kind, "ft") == 0) == (key->ft != 0);
}

void pick_builds(const struct measured_cells *cells, const char *kind, struct text_list *builds)
{
    for (size_t i = 0; i < cells->count; i++) {
        const struct curve_key *key = &cells->items[i]->key;
        if (is_kind(key, kind) && !text_list_has(builds, key->build))
            text_list_add(builds, key->build);
    }
}

static const struct curve_key *key_of(const struct pick *pick)
{
    for (size_t i = 0; i < pick->cells->count; i++)
        if (strcmp(pick->cells->items[i]->key.build, pick->build) == 0)
            return &pick->cells->items[i]->key;
    return NULL;
}

int pick_other(struct pick *other, const struct pick *pick, const char *kind, char **reason)
{
    const struct curve_key *mine = key_of(pick);
    const char *name = strcmp(kind, "ft") == 0 ? "free-threaded" : "GIL";

    *other = *pick;
    if (is_kind(mine, kind))
        return 0;
    other->build = NULL;
    for (size_t i = 0; i < pick->cells->count; i++) {
        const struct curve_key *key = &pick->cells->items[i]->key;
        if (!is_kind(key, kind) || strcmp(key->python, mine->python) != 0)
            continue;
        if (other->build && strcmp(other->build, key->build) != 0) {
            *reason = text_format("two %s builds of Python %s are in this run: %s and %s", name, key->python,
                                  other->build, key->build);
            return -1;
        }
        other->build = key->build;
    }
    if (other->build)
        return 0;
    *reason = text_format("no %s build of Python %s in this run", name, mine->python);
    return -1;
}

/* Is name=value among the cell's name=value;name=value? */
static bool has_parameter(const char *params, const char *wanted, size_t length)
{
    for (const char *at = params; *at;) {
        size_t piece = strcspn(at, ";");
        if (piece == length && strncmp(at, wanted, length) == 0)
            return true;
        at += piece;
        at += *at == ';';
    }
    return false;
}

static bool has_parameters(const char *params, const char *wanted)
{
    while (*wanted) {
        size_t length = strcspn(wanted, ";");
        if (!has_parameter(params, wanted, length))
            return false;
        wanted += length;
        wanted += *wanted == ';';
    }
    return true;
}

double pick_parameter(const struct measured_cell *cell, const char *name)
{
    size_t length = strlen(name);
    struct error ignored;
    double value = NAN;

    for (const char *at = cell->key.params; *at;) {
        size_t piece = strcspn(at, ";");
        if (piece > length && strncmp(at, name, length) == 0 && at[length] == '=') {
            char *text = text_format("%.*s", (int)(piece - length - 1), at + length + 1);
            if (text_to_double(text, &value, &ignored) < 0)
                value = NAN;
            free(text);
        }
        at += piece;
        at += *at == ';';
    }
    return value;
}

static bool fits(const struct pick *pick, const struct claim_selection *s, const struct measured_cell *cell)
{
    const struct curve_key *key = &cell->key;
    int threads = s->threads == CLAIM_CPUS ? pick->cpus : s->threads;

    return strcmp(key->build, pick->build) == 0 && cell->threads == threads &&
           strcmp(key->mode, s->mode) == 0 && strcmp(key->workload, s->workload) == 0 &&
           strcmp(key->axes, s->axes) == 0 && (!*s->gil || strcmp(key->gil, s->gil) == 0) &&
           (!*s->placement || strcmp(key->placement, s->placement) == 0) &&
           has_parameters(key->params, s->params);
}

static char *shown_selection(const struct pick *pick, const struct claim_selection *s)
{
    int threads = s->threads == CLAIM_CPUS ? pick->cpus : s->threads;
    return text_format("%s%s%s%s, %s, N=%d%s%s%s%s", s->workload, *s->params ? " (" : "", s->params,
                       *s->params ? ")" : "", s->mode, threads, *s->gil ? ", gil " : "", s->gil,
                       *s->axes ? ", " : "", s->axes);
}

static const struct measured_cell *pick_any(const struct pick *pick, const struct claim_selection *selection,
                                            bool wrong_too, char **reason)
{
    const struct measured_cell *found = NULL;
    char *shown = shown_selection(pick, selection);

    for (size_t i = 0; i < pick->cells->count; i++) {
        const struct measured_cell *cell = pick->cells->items[i];
        if (!fits(pick, selection, cell))
            continue;
        if (found) {
            *reason = text_format("two cells of this run are %s: %s and %s, gil %s and %s, %s and %s", shown,
                                  found->key.params, cell->key.params, found->key.gil, cell->key.gil,
                                  found->key.placement, cell->key.placement);
            free(shown);
            return NULL;
        }
        found = cell;
    }
    if (!found)
        *reason = text_format("no cell of this run is %s", shown);
    else if (!found->count && !(wrong_too && found->wrong)) {
        *reason = text_format("%s: %s", found->status ? found->status : "unfinished",
                              found->detail ? found->detail : "the run was cut off");
        found = NULL;
    }
    free(shown);
    return found;
}

const struct measured_cell *pick_cell(const struct pick *pick, const struct claim_selection *selection,
                                      char **reason)
{
    return pick_any(pick, selection, false, reason);
}

const struct measured_cell *pick_checked_cell(const struct pick *pick,
                                              const struct claim_selection *selection, char **reason)
{
    return pick_any(pick, selection, true, reason);
}
