/* variants.c - the parameters of a suite's workloads: one workload with several values of one is several workloads. */
#include "suite/suite.h"

#include <stdlib.h>
#include <string.h>

/* Each is a curve a build; nobody waits for more. */
#define MOST_WORKLOADS 2000

static size_t name_length(const char *assignment)
{
    return strcspn(assignment, "=");
}

/* "size=16" and "size=17" set the same. */
static bool same_name(const char *a, const char *b)
{
    return name_length(a) == name_length(b) && strncmp(a, b, name_length(a)) == 0;
}

static int check_assignment(const char *assignment, struct error *e)
{
    const char *equals = strchr(assignment, '=');
    if (!equals || equals == assignment)
        return error_set(e, "parameter '%s' is not NAME=VALUE", assignment);
    for (const char *c = assignment; *c; c++)
        if ((unsigned char)*c < ' ' || *c == ';')
            return error_set(e, "parameter '%.*s': no ';' and no control characters, please",
                             (int)(c - assignment), assignment);
    return 0;
}

int suite_workload_parameter(struct suite_workload *workload, const char *assignment, struct error *e)
{
    if (check_assignment(assignment, e) < 0)
        return -1;
    for (size_t i = 0; i < workload->parameters.count; i++)
        if (same_name(workload->parameters.items[i], assignment)) {
            free(workload->parameters.items[i]);
            workload->parameters.items[i] = text_format("%s", assignment);
            return 0;
        }
    text_list_add(&workload->parameters, assignment);
    return 0;
}

static struct suite_workload copy_of(const struct suite_workload *from)
{
    struct suite_workload copy = {.workload = workload_copy(&from->workload),
                                  .batch_ops = from->batch_ops,
                                  .total = from->total,
                                  .total_asked = from->total_asked};

    for (size_t i = 0; i < from->parameters.count; i++)
        text_list_add(&copy.parameters, from->parameters.items[i]);
    return copy;
}

static void free_workload(struct suite_workload *workload)
{
    workload_free(&workload->workload);
    text_list_free(&workload->parameters);
}

static int check_values(const char *name, const struct text_list *values, struct error *e)
{
    if (!values->count)
        return error_set(e, "parameter '%s': expected at least one value", name);
    for (size_t i = 0; i < values->count; i++) {
        char *assignment = text_format("%s=%s", name, values->items[i]);
        int result = check_assignment(assignment, e);
        free(assignment);
        if (result < 0)
            return -1;
        for (size_t k = 0; k < i; k++)
            if (strcmp(values->items[i], values->items[k]) == 0)
                return error_set(e, "parameter '%s': the value '%s' is given twice", name, values->items[i]);
    }
    return 0;
}

int suite_sweep(struct suite *suite, size_t from, const char *name, const struct text_list *values,
                struct error *e)
{
    size_t count = from + (suite->workload_count - from) * values->count, at = from;

    if (check_values(name, values, e) < 0)
        return -1;
    if (count > MOST_WORKLOADS)
        return error_set(e, "parameter '%s': more than %d workloads come out of this", name, MOST_WORKLOADS);
    struct suite_workload *all = text_grow(NULL, count + 1, sizeof *all);
    for (size_t i = 0; i < from; i++)
        all[i] = suite->workloads[i];
    for (size_t i = from; i < suite->workload_count; i++) {
        for (size_t v = 0; v < values->count; v++) {
            char *assignment = text_format("%s=%s", name, values->items[v]);
            all[at] = copy_of(&suite->workloads[i]);
            suite_workload_parameter(&all[at++], assignment, e); /* checked above */
            free(assignment);
        }
        free_workload(&suite->workloads[i]);
    }
    free(suite->workloads);
    suite->workloads = all;
    suite->workload_count = count;
    return 0;
}

static bool are_twins(const struct suite_workload *a, const struct suite_workload *b)
{
    bool same = strcmp(a->workload.name, b->workload.name) == 0 && a->parameters.count == b->parameters.count;

    for (size_t i = 0; same && i < a->parameters.count; i++)
        same = text_list_has(&b->parameters, a->parameters.items[i]);
    return same;
}

/* The first of the workloads that are as this one. */
static size_t first_twin(const struct suite *suite, size_t index)
{
    size_t first = 0;

    while (!are_twins(&suite->workloads[first], &suite->workloads[index])) /* ends at itself */
        first++;
    return first;
}

int suite_refuse_twins(const struct suite *suite, struct error *e)
{
    for (size_t i = 0; i < suite->workload_count; i++)
        if (first_twin(suite, i) < i)
            return error_set(e, "workload '%s' is named twice with the same parameters",
                             suite->workloads[i].workload.name);
    for (size_t i = 0; i < suite->beside_count; i++)
        for (size_t k = 0; k < i; k++)
            if (suite->besides[i].workers && suite->besides[i].workers == suite->besides[k].workers &&
                are_twins(&suite->besides[i].work, &suite->besides[k].work))
                return error_set(e, "beside: workload '%s' is named twice with the same parameters",
                                 suite->besides[i].work.workload.name);
    return 0;
}

/* Variants of one workload whose difference is gone, as it was in a parameter that has been set for all. */
static void merge_twins(struct suite *suite)
{
    size_t kept = 0;

    for (size_t i = 0; i < suite->workload_count; i++) {
        struct suite_workload workload = suite->workloads[i];
        suite->workloads[kept] = workload;
        if (first_twin(suite, kept) < kept)
            free_workload(&workload);
        else
            kept++;
    }
    suite->workload_count = kept;
}

/* "0,25,50" as three values without the blanks around them; a comma of a value's own is written "\\,". */
static void split_values(struct text_list *values, const char *text)
{
    char *value = text_grow(NULL, strlen(text) + 1, 1);
    size_t length = 0;

    text += strspn(text, " ");
    for (;; text++) {
        bool own = text[0] == '\\' && text[1] == ',';
        if (own || (*text && *text != ',')) {
            text += own;
            value[length++] = *text;
            continue;
        }
        while (*text && length && value[length - 1] == ' ')
            length--;
        value[length] = '\0';
        text_list_add(values, value);
        if (!*text)
            break;
        length = 0;
        text += strspn(text + 1, " ");
    }
    free(value);
}

int suite_add_parameter(struct suite *suite, const char *assignment, struct error *e)
{
    struct text_list values = {0};
    int result = check_assignment(assignment, e);

    if (result < 0)
        return -1;
    char *name = text_format("%.*s", (int)name_length(assignment), assignment);
    split_values(&values, assignment + name_length(assignment) + 1);
    if (values.count > 1 && text_list_has(&values, ""))
        result = error_set(e, "parameter '%s': an empty value in '%s'", name, assignment + strlen(name) + 1);
    else
        result = suite_sweep(suite, 0, name, &values, e);
    if (result == 0)
        merge_twins(suite);
    free(name);
    text_list_free(&values);
    return result;
}

/* Whether another variant of this workload has another value there, or none. */
static bool tells_apart(const struct suite *suite, size_t index, const char *assignment)
{
    for (size_t i = 0; i < suite->workload_count; i++)
        if (strcmp(suite->workloads[i].workload.name, suite->workloads[index].workload.name) == 0 &&
            !text_list_has(&suite->workloads[i].parameters, assignment))
            return true;
    return false;
}

char *suite_label(const struct suite *suite, size_t index)
{
    const struct suite_workload *workload = &suite->workloads[index];
    char *label = text_format("%s", workload->workload.name);
    bool any = false;

    for (size_t i = 0; i < workload->parameters.count; i++) {
        const char *assignment = workload->parameters.items[i];
        if (!tells_apart(suite, index, assignment))
            continue;
        char *longer = text_format("%s%s%s", label, any ? ", " : " (", assignment);
        free(label);
        label = longer;
        any = true;
    }
    if (any) {
        char *closed = text_format("%s)", label);
        free(label);
        label = closed;
    }
    return label;
}
