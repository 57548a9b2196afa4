/* suitefile.c - suites in libconfig's syntax. Every setting knows its file and line, so every error does too.
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

/* One value, or an array or list of them. */
static int set_values(struct suite *suite, const config_setting_t *setting, const char *path, struct error *e)
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
    for (int i = 0; i < count; i++) {
        const config_setting_t *item = many ? config_setting_get_elem(setting, (unsigned)i) : setting;
        char *text = value_text(item);
        int result = text ? suite_set(suite, name, text, e)
                          : error_set(e, "%s: expected text, a number, or an array of them", name);
        free(text);
        if (result < 0)
            return fail_at(item, path, e);
    }
    return 0;
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

static int set_batch(struct suite *suite, size_t from, const config_setting_t *setting, struct error *e)
{
    char *text = value_text(setting);
    long ops = 0;
    int result = text ? text_to_int(text, 1, INT64_MAX, &ops, e) : error_set(e, "expected a number");

    free(text);
    if (result < 0)
        return error_prefix(e, "batch");
    for (size_t w = from; w < suite->workload_count; w++)
        suite->workloads[w].batch_ops = (uint64_t)ops;
    return 0;
}

/* { name = "dict_churn"; parameters = { size = [ 10, 100 ]; }; batch = 1200; } */
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
        else if (strcmp(key, "name") != 0)
            result = error_set(e, "unknown setting '%s' of a workload; use name, parameters or batch", key);
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
        } else if (set_values(suite, item, path, e) < 0) {
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

/* A libconfig string: quotes and backslashes escaped, control characters as \xNN. */
static void write_string(FILE *to, const char *text)
{
    putc('"', to);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\')
            fprintf(to, "\\%c", *c);
        else if (*c < ' ')
            fprintf(to, "\\x%02x", *c);
        else
            putc(*c, to);
    }
    putc('"', to);
}

static void write_list(FILE *to, const char *name, const struct text_list *list)
{
    if (!list->count)
        return;
    fprintf(to, "%s = ( ", name);
    for (size_t i = 0; i < list->count; i++) {
        if (i)
            fputs(", ", to);
        write_string(to, list->items[i]);
    }
    fputs(" );\n", to);
}

static void write_workload(FILE *to, const struct suite_workload *w)
{
    fputs("  { name = ", to);
    write_string(to, w->workload.path);
    fputs(";", to);
    if (w->batch_ops)
        fprintf(to, " batch = %" PRIu64 "L;", w->batch_ops);
    if (w->parameters.count)
        fputs(" parameters = (", to);
    for (size_t i = 0; i < w->parameters.count; i++) {
        fputs(i ? ", " : " ", to);
        write_string(to, w->parameters.items[i]);
    }
    fputs(w->parameters.count ? " ); }" : " }", to);
}

static void write_whole(FILE *to, const char *name, int64_t value, const char *unit)
{
    if (value == SUITE_AUTO)
        fprintf(to, "%s = \"auto\";\n", name);
    else
        fprintf(to, "%s = \"%" PRId64 "%s\";\n", name, value, unit);
}

void suite_write(const struct suite *suite, FILE *to)
{
    fputs("# What was asked for, with everything decided: `gilscale run` takes this file to measure the same "
          "again.\n",
          to);
    fputs("description = ", to);
    write_string(to, suite->description);
    fputs(";\n", to);
    write_list(to, "python", &suite->pythons);
    write_list(to, "threads", &suite->threads);
    write_list(to, "placement", &suite->placements);
    write_list(to, "gil", &suite->gils);
    write_whole(to, "invocations", suite->invocations, "");
    write_whole(to, "windows", suite->windows, "");
    write_whole(to, "window", suite->window_ns, "ns");
    write_whole(to, "warmup", suite->warmup_ns, "ns");
    fprintf(to, "deviation = \"%.6g%%\";\ndrift = \"%.6g%%\";\n", 100 * suite->deviation, 100 * suite->drift);
    fprintf(to, "turns = \"%s\";\n", suite->turns ? "yes" : "no");
    if (suite->until > 0)
        fprintf(to, "until = \"%.6g%%\";\nbudget = \"%" PRId64 "ns\";\n", 100 * suite->until,
                suite->budget_ns);
    fprintf(to, "batch-time = \"%" PRId64 "ns\";\ntimeout = \"%" PRId64 "ns\";\n", suite->batch_ns,
            suite->timeout_ns);
    if (suite->seed)
        fprintf(to, "seed = \"%" PRIu64 "\";\n", suite->seed);
    fputs("workloads = (\n", to);
    for (size_t i = 0; i < suite->workload_count; i++) {
        write_workload(to, &suite->workloads[i]);
        fputs(i + 1 < suite->workload_count ? ",\n" : "\n", to);
    }
    fputs(");\n", to);
}
