/* named.c - the workloads that a suite names: those that it measures, and the groups beside them. */
#include "suite/suite.h"

#include <stdlib.h>
#include <string.h>

/* By its name in the catalog or by its path; the caller frees. */
static int find_workload(struct workload *workload, const struct catalog *catalog, const char *name,
                         struct error *e)
{
    const struct workload *known = catalog_find(catalog, name);
    const char *end = strrchr(name, '.');

    if (known || strchr(name, '/') || (end && (strcmp(end, ".py") == 0 || strcmp(end, ".c") == 0)))
        return workload_read(workload, known ? known->path : name, e);
    struct text_list names = {0};
    for (size_t i = 0; i < catalog->count; i++)
        text_list_add(&names, catalog->items[i].name);
    const char *nearest = text_nearest(name, &names);
    if (nearest)
        error_set(e, "unknown workload '%s'; did you mean '%s'?", name, nearest);
    else
        error_set(
            e,
            "unknown workload '%s'; `gilscale list workloads` shows them, and a file is named like ./%s.py",
            name, name);
    text_list_free(&names);
    return -1;
}

int suite_add_workload(struct suite *suite, const struct catalog *catalog, const char *name, struct error *e)
{
    struct workload workload;

    if (find_workload(&workload, catalog, name, e) < 0)
        return -1;
    suite->workloads = text_grow(suite->workloads, suite->workload_count + 1, sizeof *suite->workloads);
    suite->workloads[suite->workload_count++] = (struct suite_workload){.workload = workload};
    return 0;
}

static int resolve_one(struct suite_beside *beside, const char *text, const struct catalog *catalog,
                       struct error *e)
{
    struct axes_group group = {0};
    struct workload workload;
    int result = axes_group_parse(&group, text, e);

    if (result == 0)
        result = find_workload(&workload, catalog, group.name, e);
    if (result == 0)
        *beside = (struct suite_beside){.workers = group.workers, .work = {.workload = workload}};
    for (size_t i = 0; i < group.parameters.count && result == 0; i++)
        result = suite_workload_parameter(&beside->work, group.parameters.items[i], e);
    axes_group_free(&group);
    return result;
}

int suite_resolve(struct suite *suite, const struct catalog *catalog, struct error *e)
{
    const struct text_list *texts = &suite->axes[AXIS_BESIDE];

    while (suite->beside_count < texts->count) {
        size_t index = suite->beside_count;
        suite->besides = text_grow(suite->besides, index + 1, sizeof *suite->besides);
        suite->besides[index] = (struct suite_beside){0};
        suite->beside_count++;
        if (strcmp(texts->items[index], axes[AXIS_BESIDE].neutral) != 0 &&
            resolve_one(&suite->besides[index], texts->items[index], catalog, e) < 0)
            return error_prefix(e, "beside");
    }
    return 0;
}

void suite_add_beside(struct suite *suite, struct suite_beside *beside, bool wanted)
{
    char *text = beside->work.workload.name ? suite_beside_text(beside) : NULL;

    /* Groups that a file tells apart by more than their text (the batch) are one value: the first. */
    if (wanted && text && !text_list_has(&suite->axes[AXIS_BESIDE], text)) {
        text_list_add(&suite->axes[AXIS_BESIDE], text);
        suite->besides = text_grow(suite->besides, suite->beside_count + 1, sizeof *suite->besides);
        suite->besides[suite->beside_count++] = *beside;
    } else {
        workload_free(&beside->work.workload);
        text_list_free(&beside->work.parameters);
    }
    free(text);
}

char *suite_beside_text(const struct suite_beside *beside)
{
    return axes_group_text(beside->workers, beside->work.workload.name, &beside->work.parameters);
}
