/* suitefile.c - reads suites in libconfig's syntax. Every setting knows its file and line, so every error does too.
 */
#include "suite/suite.h"

#include <inttypes.h>
#include <libconfig.h>
#include <stdlib.h>
#include <string.h>

#include "suite/include.h"

static int fail_at(const config_setting_t *setting, const char *path, struct error *e)
{
    const char *file = config_setting_source_file(setting);
    return error_prefix(e, "%s:%u", file ? file : path, config_setting_source_line(setting));
}

/* As short as it was typed: 0.1, not 0.10000000000000001, which would be another cell. */
static char *real_text(double value)
{
    char text[32];
    int digits = 15;

    do
        snprintf(text, sizeof text, "%.*g", digits, value);
    while (strtod(text, NULL) != value && ++digits <= 17);
    return text_format("%s", text);
}

/* The setting's value as a person would type it; NULL for groups and the like. The caller frees. */
static char *value_text(const config_setting_t *setting)
{
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_STRING:
        return text_format("%s", config_setting_get_string(setting));
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        return text_format("%lld", config_setting_get_int64(setting));
    case CONFIG_TYPE_FLOAT:
        return real_text(config_setting_get_float(setting));
    default:
        return NULL;
    }
}

/* size = [ 16, 32 ] in a group: a variant of the workload for each value. */
static int sweep(struct suite *suite, size_t from, const config_setting_t *array, struct error *e)
{
    struct text_list values = {0};
    int result = 0;

    for (int i = 0; i < config_setting_length(array) && result == 0; i++) {
        char *text = value_text(config_setting_get_elem(array, (unsigned)i));
        if (text)
            text_list_add(&values, text);
        else
            result = error_set(e, "parameters: expected text or a number");
        free(text);
    }
    if (result == 0)
        result = suite_sweep(suite, from, config_setting_name(array), &values, e);
    text_list_free(&values);
    return result;
}

/* parameters = { size = 16; }, or ( "size=16" ) for names that are no libconfig names; of all workloads from `from` on. */
static int set_parameters(struct suite *suite, size_t from, const config_setting_t *setting, struct error *e)
{
    bool group = config_setting_is_group(setting);

    if (!group && !config_setting_is_list(setting) && !config_setting_is_array(setting))
        return error_set(e, "parameters: expected a group like { size = 16; }");
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *item = config_setting_get_elem(setting, (unsigned)i);
        int result = 0;
        if (group && (config_setting_is_array(item) || config_setting_is_list(item))) {
            if (sweep(suite, from, item, e) < 0)
                return -1;
            continue;
        }
        char *text = value_text(item);
        if (!text)
            return error_set(e, "parameters: expected text or a number");
        char *assignment =
            group ? text_format("%s=%s", config_setting_name(item), text) : text_format("%s", text);
        for (size_t w = from; w < suite->workload_count && result == 0; w++)
            result = suite_workload_parameter(&suite->workloads[w], assignment, e);
        free(assignment);
        free(text);
        if (result < 0)
            return -1;
    }
    return 0;
}

/* batch, total, calibrated-total: a number of ops. */
static int read_ops(const config_setting_t *setting, long most, uint64_t *to, struct error *e)
{
    char *text = value_text(setting);
    long ops = 0;
    int result = text ? text_to_int(text, 1, most, &ops, e) : error_set(e, "expected a number");

    free(text);
    *to = (uint64_t)ops;
    return result < 0 ? error_prefix(e, "%s", config_setting_name(setting)) : 0;
}

static int set_batch(struct suite *suite, size_t from, const config_setting_t *setting, struct error *e)
{
    uint64_t ops;

    if (read_ops(setting, INT64_MAX, &ops, e) < 0)
        return -1;
    for (size_t w = from; w < suite->workload_count; w++)
        suite->workloads[w].batch_ops = ops;
    return 0;
}

static int set_total(struct suite *suite, size_t from, const config_setting_t *setting, struct error *e)
{
    uint64_t ops;

    if (read_ops(setting, SUITE_MOST_TOTAL, &ops, e) < 0)
        return -1;
    for (size_t w = from; w < suite->workload_count; w++) {
        suite->workloads[w].total = ops;
        suite->workloads[w].total_asked = strcmp(config_setting_name(setting), "total") == 0;
    }
    return 0;
}

static int add_parameters(struct suite_workload *work, const config_setting_t *list, struct error *e)
{
    for (int i = 0; i < config_setting_length(list); i++) {
        const char *assignment = config_setting_get_string_elem(list, i);
        if (!assignment)
            return error_set(e, "parameters: expected a list like ( \"size=16\" )");
        if (suite_workload_parameter(work, assignment, e) < 0)
            return -1;
    }
    return 0;
}

/* { name = "/path/to/fib.py"; workers = 2; batch = 1200L; parameters = ( "n=18" ); } as suite_write() has it: with the batch, and a path that
 * may hold any character. */
static int add_beside_group(struct suite *suite, const config_setting_t *group, const struct catalog *catalog,
                            struct error *e)
{
    struct suite found = {0};
    struct suite_beside beside = {.workers = 1};
    const char *name = NULL;
    int result = config_setting_lookup_string(group, "name", &name)
                     ? suite_add_workload(&found, catalog, name, e)
                     : error_set(e, "beside: a group needs a name");

    if (result == 0)
        beside.work = *found.workloads;
    free(found.workloads);
    for (int i = 0; i < config_setting_length(group) && result == 0; i++) {
        const config_setting_t *item = config_setting_get_elem(group, (unsigned)i);
        const char *key = config_setting_name(item);
        uint64_t workers;
        if (strcmp(key, "workers") == 0) {
            result = read_ops(item, SUITE_MOST_THREADS, &workers, e);
            beside.workers = (long)workers;
        } else if (strcmp(key, "batch") == 0) {
            result = read_ops(item, INT64_MAX, &beside.work.batch_ops, e);
        } else if (strcmp(key, "parameters") == 0) {
            result = add_parameters(&beside.work, item, e);
        } else if (strcmp(key, "name") != 0) {
            result = error_set(e, "unknown setting '%s' beside; use name, workers, parameters or batch", key);
        }
    }
    suite_add_beside(suite, &beside, result == 0);
    return result;
}

/* One value, or an array or list of them. */
static int set_values(struct suite *suite, const config_setting_t *setting, const char *path,
                      const struct catalog *catalog, struct error *e)
{
    const char *name = config_setting_name(setting);
    bool many = config_setting_is_array(setting) || config_setting_is_list(setting);
    int count = many ? config_setting_length(setting) : 1;
    const struct suite_setting *known = suite_settings;

    while (known->name && strcmp(known->name, name) != 0)
        known++;
    if (!known->name || (many && (!known->list || count == 0))) {
        if (known->name)
            error_set(e, "%s: expected %s value", name, known->list ? "at least one" : "one");
        else
            suite_set(suite, name, "", e); /* says that it is unknown, and what is near */
        return fail_at(setting, path, e);
    }
    suite_clear(suite, name);
    bool beside = axes_find(name) == AXIS_BESIDE;
    for (int i = 0; i < count; i++) {
        const config_setting_t *item = many ? config_setting_get_elem(setting, (unsigned)i) : setting;
        char *text = value_text(item);
        int result;
        if (text)
            result = suite_set(suite, name, text, e);
        else if (beside && config_setting_is_group(item))
            result = add_beside_group(suite, item, catalog, e);
        else
            result = error_set(e, "%s: expected text, a number, or an array of them", name);
        free(text);
        if (result == 0 && beside)
            result = suite_resolve(suite, catalog, e);
        if (result < 0)
            return fail_at(item, path, e);
    }
    return 0;
}

/* { name = "dict_churn"; parameters = { size = [ 10, 100 ]; }; batch = 1200; total = 500000; } */
static int add_workload_group(struct suite *suite, const config_setting_t *group, const char *path,
                              const struct catalog *catalog, struct error *e)
{
    const char *name = NULL;
    size_t from = suite->workload_count;

    if (!config_setting_lookup_string(group, "name", &name)) {
        error_set(e, "a workload group needs a name");
        return fail_at(group, path, e);
    }
    if (suite_add_workload(suite, catalog, name, e) < 0)
        return fail_at(group, path, e);
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *item = config_setting_get_elem(group, (unsigned)i);
        const char *key = config_setting_name(item);
        int result = 0;
        if (strcmp(key, "parameters") == 0)
            result = set_parameters(suite, from, item, e);
        else if (strcmp(key, "batch") == 0)
            result = set_batch(suite, from, item, e);
        else if (strcmp(key, "total") == 0 || strcmp(key, "calibrated-total") == 0)
            result = set_total(suite, from, item, e);
        else if (strcmp(key, "name") != 0)
            result =
                error_set(e, "unknown setting '%s' of a workload; use name, parameters, batch or total", key);
        if (result < 0)
            return fail_at(item, path, e);
    }
    return 0;
}

static int add_workloads(struct suite *suite, const config_setting_t *list, const char *path,
                         const struct catalog *catalog, struct error *e)
{
    if (!config_setting_is_list(list) && !config_setting_is_array(list)) {
        error_set(e, "workloads: expected a list like ( \"fib\", \"primes\" )");
        return fail_at(list, path, e);
    }
    for (int i = 0; i < config_setting_length(list); i++) {
        const config_setting_t *item = config_setting_get_elem(list, (unsigned)i);
        int result;
        if (config_setting_is_group(item)) {
            if (add_workload_group(suite, item, path, catalog, e) < 0)
                return -1;
            continue;
        }
        if (config_setting_type(item) == CONFIG_TYPE_STRING)
            result = suite_add_workload(suite, catalog, config_setting_get_string(item), e);
        else
            result = error_set(e, "workloads: expected a name or a group");
        if (result < 0)
            return fail_at(item, path, e);
    }
    return 0;
}

/* The settings of one group: the file itself, or its `defaults`, which an included file usually fills. */
static int read_group(struct suite *suite, const config_setting_t *group, const char *path,
                      const struct catalog *catalog, struct error *e)
{
    const config_setting_t *defaults = config_setting_get_member(group, "defaults");

    if (defaults && !config_setting_is_group(defaults)) {
        error_set(e, "defaults: expected a group like { windows = 5; }");
        return fail_at(defaults, path, e);
    }
    if (defaults && read_group(suite, defaults, path, catalog, e) < 0)
        return -1;
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *item = config_setting_get_elem(group, (unsigned)i);
        const char *name = config_setting_name(item);
        /* What a public text says of what the suite measures: claims/claim.h reads it. */
        if (strcmp(name, "defaults") == 0 || (strcmp(name, "claim") == 0 && config_setting_is_group(item)))
            continue;
        if (strcmp(name, "workloads") == 0) {
            if (add_workloads(suite, item, path, catalog, e) < 0)
                return -1;
        } else if (strcmp(name, "description") == 0) {
            if (config_setting_type(item) != CONFIG_TYPE_STRING) {
                error_set(e, "description: expected text");
                return fail_at(item, path, e);
            }
            free(suite->description);
            suite->description = text_format("%s", config_setting_get_string(item));
        } else if (set_values(suite, item, path, catalog, e) < 0) {
            return -1;
        }
    }
    return 0;
}

int suite_read(struct suite *suite, const char *path, const struct catalog *catalog, struct error *e)
{
    config_t config;
    char *text = NULL;
    int result = -1;

    config_init(&config);
    const char *slash = strrchr(path, '/');
    char *folder = slash ? text_format("%.*s", (int)(slash - path), path) : text_format(".");
    config_set_include_dir(&config, folder);
    text = include_read(path, folder, e);
    if (!text)
        goto out;
    if (!config_read_string(&config, text)) {
        error_set(e, "%s:%d: %s", config_error_file(&config) ? config_error_file(&config) : path,
                  config_error_line(&config), config_error_text(&config));
        goto out;
    }
    if (read_group(suite, config_root_setting(&config), path, catalog, e) < 0)
        goto out;
    if (!suite->workload_count) {
        error_set(e, "%s: names no workloads; add workloads = ( \"fib\" );", path);
        goto out;
    }
    result = 0;
out:
    config_destroy(&config);
    free(folder);
    free(text);
    return result;
}
