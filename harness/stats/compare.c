#include "stats/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Is there one build of this kind only among the cells? Then its tag does not matter: 3.13.14t corresponds to 3.13.15t. */
static bool is_only_build(const struct measured_cells *cells, const struct measured_cell *cell)
{
    for (size_t i = 0; i < cells->count; i++)
        if (cells->items[i]->key.ft == cell->key.ft &&
            strcmp(cells->items[i]->key.build, cell->key.build) != 0)
            return false;
    return true;
}

static bool correspond(const struct measured_cells *all_base, const struct measured_cell *base,
                       const struct measured_cells *all_new, const struct measured_cell *new, bool by_build)
{
    const struct curve_key *a = &base->key, *b = &new->key;

    if (base->threads != new->threads || strcmp(a->workload, b->workload) != 0 ||
        strcmp(a->params, b->params) != 0 || strcmp(a->placement, b->placement) != 0 ||
        strcmp(a->mode, b->mode) != 0)
        return false;
    if (by_build)
        return true;
    if (strcmp(a->gil, b->gil) != 0 || a->ft != b->ft)
        return false;
    return strcmp(a->build, b->build) == 0 || (is_only_build(all_base, base) && is_only_build(all_new, new));
}

static bool is_wanted(const struct measured_cell *cell, const char *build)
{
    return !build || strcmp(cell->key.build, build) == 0;
}

/* The log rates of invocations of one block each, side by side: both lists are sorted by run and block. */
static void take_pairs(struct compare_row *row, double *a, double *b)
{
    size_t i = 0, j = 0;

    while (i < row->base->count && j < row->new->count) {
        int order = invocation_compare_block(row->base->invocations[i], row->new->invocations[j]);
        if (order == 0) {
            a[row->judged.a_count++] = log(row->base->invocations[i]->rate);
            b[row->judged.b_count++] = log(row->new->invocations[j]->rate);
        }
        i += order <= 0;
        j += order >= 0;
    }
}

static void take_all(const struct measured_cell *cell, double *values, size_t *count)
{
    for (size_t i = 0; i < cell->count; i++)
        values[(*count)++] = log(cell->invocations[i]->rate);
}

static void add_row(struct compare *c, const struct measured_cell *base, const struct measured_cell *new,
                    bool paired)
{
    c->rows = text_grow(c->rows, c->count + 1, sizeof *c->rows);
    struct compare_row *row = &c->rows[c->count++];
    *row = (struct compare_row){.base = base, .new = new, .judged = {.paired = paired}};
    double *a = text_grow(NULL, base->count, sizeof *a), *b = text_grow(NULL, new->count, sizeof *b);
    if (paired) {
        take_pairs(row, a, b);
    } else {
        take_all(base, a, &row->judged.a_count);
        take_all(new, b, &row->judged.b_count);
    }
    row->judged.a = a;
    row->judged.b = b;
}

static int check_hash(const struct measured_cell *base, const struct measured_cell *new, bool force,
                      struct error *e)
{
    if (force || (strcmp(base->hash, new->hash) == 0 && strcmp(base->hash, "mixed") != 0))
        return 0;
    return error_set(e,
                     "workload '%s' is not the same on both sides (%s, %s): its own change would be taken "
                     "for the build's; "
                     "--force compares all the same",
                     base->key.workload, base->hash, new->hash);
}

static void judge(struct compare *c, double threshold)
{
    struct verdict_cell *cells = text_grow(NULL, c->count, sizeof *cells);

    for (size_t i = 0; i < c->count; i++)
        cells[i] = c->rows[i].judged;
    verdict_table(cells, c->count, threshold, NULL);
    for (size_t i = 0; i < c->count; i++) {
        c->rows[i].judged = cells[i];
        c->tally[cells[i].verdict]++;
    }
    free(cells);
}

int compare_make(struct compare *c, const struct measured_cells *base, const struct measured_cells *new,
                 const struct compare_options *options, struct error *e)
{
    bool by_build = options->base_build != NULL;
    bool *used = text_grow(NULL, new->count + 1, sizeof *used);
    int result = -1;

    memset(used, 0, (new->count + 1) * sizeof *used);
    for (size_t i = 0; i < base->count; i++) {
        const struct measured_cell *mine = base->items[i], *theirs = NULL;
        if (!is_wanted(mine, options->base_build))
            continue;
        for (size_t j = 0; j < new->count && !theirs; j++) {
            const struct measured_cell *other = new->items[j];
            if (!used[j] && is_wanted(other, options->new_build) &&
                correspond(base, mine, new, other, by_build)) {
                theirs = other;
                used[j] = true;
            }
        }
        if (!theirs) {
            c->only_base++;
        } else if (!mine->count || !theirs->count) {
            c->unmeasured++;
        } else {
            if (check_hash(mine, theirs, options->force, e) < 0)
                goto out;
            add_row(c, mine, theirs, by_build);
        }
    }
    for (size_t j = 0; j < new->count; j++)
        c->only_new += !used[j] && is_wanted(new->items[j], options->new_build);
    if (!c->count) {
        error_set(e,
                  "nothing to compare: no cell of the one has a counterpart in the other that was measured");
        goto out;
    }
    judge(c, options->threshold);
    result = 0;
out:
    free(used);
    return result;
}

void compare_free(struct compare *c)
{
    for (size_t i = 0; i < c->count; i++) {
        free((void *)c->rows[i].judged.a);
        free((void *)c->rows[i].judged.b);
    }
    free(c->rows);
    *c = (struct compare){0};
}
