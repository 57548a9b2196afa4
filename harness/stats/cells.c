#include "stats/cells.h"

#include <stdlib.h>
#include <string.h>

#include "record/sample.h"

struct curve_key curve_key_copy(const struct curve_key *key)
{
    return (struct curve_key){.build = text_format("%s", key->build),
                              .python = text_format("%s", key->python),
                              .gil = text_format("%s", key->gil),
                              .mode = text_format("%s", key->mode),
                              .axes = text_format("%s", key->axes),
                              .workload = text_format("%s", key->workload),
                              .params = text_format("%s", key->params),
                              .placement = text_format("%s", key->placement),
                              .ft = key->ft};
}

void curve_key_free(struct curve_key *key)
{
    char *names[] = {key->build, key->python,   key->gil,    key->mode,
                     key->axes,  key->workload, key->params, key->placement};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        free(names[i]);
}

int curve_key_compare(const struct curve_key *a, const struct curve_key *b)
{
    int order = strcmp(a->workload, b->workload);
    if (!order)
        order = strcmp(a->params, b->params);
    if (!order)
        order = strcmp(a->placement, b->placement);
    if (!order)
        order = strcmp(a->mode, b->mode);
    if (!order) /* "switch-interval=5ms" before "switch-interval=20ms" */
        order = strverscmp(a->axes, b->axes);
    if (!order)
        order = strverscmp(a->build, b->build);
    if (!order)
        order = strcmp(a->gil, b->gil);
    if (!order)
        order = strcmp(a->python, b->python);
    return order ? order : (a->ft > b->ft) - (a->ft < b->ft);
}

bool flag_is_disturbance(const char *flag)
{
    static const char *const known[] = {"stolen",    "throttled", "busy",    "unsteady",
                                        "preempted", "slowed",    "migrated"};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i], flag) == 0)
            return true;
    return false;
}

static int compare_whole(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int invocation_compare_block(const struct measured_invocation *a, const struct measured_invocation *b)
{
    int order = strcmp(a->run, b->run);
    if (!order)
        order = compare_whole(a->block, b->block);
    if (!order && a->block == SAMPLE_NONE)
        order = compare_whole(a->number, b->number);
    return order;
}

int invocations_compare_items(const void *a, const void *b)
{
    const struct measured_invocation *x = *(struct measured_invocation *const *)a,
                                     *y = *(struct measured_invocation *const *)b;
    int order = invocation_compare_block(x, y);
    return order ? order : compare_whole(x->number, y->number);
}

static int compare_cells(const void *a, const void *b)
{
    const struct measured_cell *x = a, *y = b;
    int order = curve_key_compare(&x->key, &y->key);
    return order ? order : x->threads - y->threads;
}

int cells_compare_items(const void *a, const void *b)
{
    return compare_cells(*(struct measured_cell *const *)a, *(struct measured_cell *const *)b);
}

static bool took_turns(const struct measured_cell *cell)
{
    for (size_t i = 0; i < cell->flags.count; i++)
        if (strcmp(cell->flags.items[i], "turns") == 0)
            return cell->count && cell->flag_counts[i] == cell->count;
    return false;
}

bool cells_took_turns(const struct measured_cell *a, const struct measured_cell *b)
{
    return took_turns(a) && took_turns(b) && strcmp(a->invocations[0]->run, b->invocations[0]->run) == 0;
}

void cells_free(struct measured_cells *cells)
{
    for (size_t i = 0; i < cells->count; i++) {
        struct measured_cell *cell = cells->items[i];
        for (size_t j = 0; j < cell->count; j++) {
            free(cell->invocations[j]->run);
            free(cell->invocations[j]->measures);
            free(cell->invocations[j]);
        }
        free(cell->invocations);
        curve_key_free(&cell->key);
        free(cell->hash);
        free(cell->cpus);
        free(cell->gil_enabled_by);
        free(cell->status);
        free(cell->detail);
        text_list_free(&cell->flags);
        free(cell->flag_counts);
        free(cell);
    }
    free(cells->items);
    *cells = (struct measured_cells){0};
}
