#include "claims/claim.h"

#include <glob.h>
#include <libconfig.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claims/parts.h"
#include "suite/include.h"

static int fail_at(const config_setting_t *setting, const char *path, struct error *e)
{
    const char *file = config_setting_source_file(setting);
    return error_prefix(e, "%s:%u", file ? file : path, config_setting_source_line(setting));
}

static int take_text(char **text, const config_setting_t *setting, struct error *e)
{
    const char *given = config_setting_get_string(setting);

    if (!given)
        return error_set(e, "%s: expected text in quotes", config_setting_name(setting));
    free(*text);
    *text = text_format("%s", given);
    return 0;
}

static int take_list(struct text_list *list, const config_setting_t *setting, struct error *e)
{
    for (int i = 0; i < config_setting_length(setting); i++) {
        const char *given = config_setting_get_string_elem(setting, i);
        if (!given)
            return error_set(e, "%s: expected a list of text like ( \"one\", \"two\" )",
                             config_setting_name(setting));
        text_list_add(list, given);
    }
    return 0;
}

static int take_figures(struct claim *claim, const config_setting_t *list, const char *path, struct error *e)
{
    if (!config_setting_is_list(list)) {
        error_set(e, "figures: expected a list of groups like ( { what = \"...\"; }, ... )");
        return fail_at(list, path, e);
    }
    for (int i = 0; i < config_setting_length(list); i++) {
        const config_setting_t *group = config_setting_get_elem(list, (unsigned)i), *at = group;
        if (claim_add_figures(claim, group, &at, e) < 0)
            return fail_at(at, path, e);
    }
    return 0;
}

static int take_group(struct claim *claim, const config_setting_t *group, const char *path, struct error *e)
{
    const struct {
        const char *name;
        char **text;
    } texts[] = {{"id", &claim->id},     {"title", &claim->title}, {"source", &claim->source},
                 {"said", &claim->said}, {"means", &claim->means}, {"not_measured", &claim->not_measured}};
    const size_t count = sizeof texts / sizeof *texts;

    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *item = config_setting_get_elem(group, (unsigned)i);
        const char *name = config_setting_name(item);
        size_t at = 0;
        int result;
        while (at < count && strcmp(texts[at].name, name) != 0)
            at++;
        if (at < count)
            result = take_text(texts[at].text, item, e);
        else if (strcmp(name, "wrong") == 0)
            result = take_list(&claim->wrong, item, e);
        else if (strcmp(name, "libraries") == 0)
            result = take_list(&claim->libraries, item, e);
        else if (strcmp(name, "figures") == 0) {
            if (take_figures(claim, item, path, e) < 0)
                return -1;
            continue;
        } else
            result =
                error_set(e,
                          "unknown setting '%s' of a claim; use id, title, source, said, figures, means, "
                          "wrong, libraries or not_measured",
                          name);
        if (result < 0)
            return fail_at(item, path, e);
    }
    for (size_t at = 0; at < 4; at++)
        if (!*texts[at].text) {
            error_set(e, "a claim needs %s", texts[at].name);
            return fail_at(group, path, e);
        }
    if (!claim->count && !claim->not_measured) {
        error_set(e, "a claim needs figures, or not_measured and the reason");
        return fail_at(group, path, e);
    }
    if (!claim->means)
        claim->means = text_format("%s", "");
    return 0;
}

int claim_read(struct claim *claim, const char *path, struct error *e)
{
    config_t config;
    const char *slash = strrchr(path, '/');
    char *folder = slash ? text_format("%.*s", (int)(slash - path), path) : text_format(".");
    int result = -1;

    *claim = (struct claim){.path = text_format("%s", path)};
    config_init(&config);
    config_set_include_dir(&config, folder);
    char *text = include_read(path, folder, e);
    if (!text)
        goto out;
    if (!config_read_string(&config, text)) {
        error_set(e, "%s:%d: %s", config_error_file(&config) ? config_error_file(&config) : path,
                  config_error_line(&config), config_error_text(&config));
        goto out;
    }
    const config_setting_t *group = config_lookup(&config, "claim");
    if (!group || !config_setting_is_group(group)) {
        error_set(e, "%s: has no group `claim`", path);
        goto out;
    }
    claim->measures = config_lookup(&config, "workloads");
    result = take_group(claim, group, path, e);
out:
    config_destroy(&config);
    free(folder);
    free(text);
    return result;
}

void claim_free(struct claim *claim)
{
    for (size_t i = 0; i < claim->count; i++)
        claim_figure_free(&claim->figures[i]);
    free(claim->figures);
    free(claim->id);
    free(claim->title);
    free(claim->source);
    free(claim->said);
    free(claim->means);
    free(claim->not_measured);
    free(claim->path);
    text_list_free(&claim->wrong);
    text_list_free(&claim->libraries);
    *claim = (struct claim){0};
}

/* ---- all of them */

static long number_in(const char *id)
{
    return strtol(id + strcspn(id, "0123456789"), NULL, 10);
}

static int by_id(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;
    long left = number_in(x->id), right = number_in(y->id);
    return left != right ? (left > right) - (left < right) : strcmp(x->id, y->id);
}

/* The id names folders and is typed: it is the file's name. */
static int check_id(const struct claim *claim, struct error *e)
{
    const char *base = strrchr(claim->path, '/') + 1;
    size_t length = strlen(base) - strlen(".cfg");

    if (text_is_name(claim->id) && strlen(claim->id) == length && strncmp(claim->id, base, length) == 0)
        return 0;
    return error_set(e, "%s: id: '%s': expected the file's name, %.*s", claim->path, claim->id, (int)length,
                     base);
}

int claims_scan(struct claims *claims, const char *folder, struct error *e)
{
    char *literal = text_glob_literal(folder), *pattern = text_format("%s/*.cfg", literal);
    glob_t found = {0};
    int result = 0;

    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc && result == 0; i++) {
            if (strcmp(strrchr(found.gl_pathv[i], '/'), "/defaults.cfg") == 0)
                continue;
            claims->items = text_grow(claims->items, claims->count + 1, sizeof *claims->items);
            struct claim *claim = &claims->items[claims->count++];
            result = claim_read(claim, found.gl_pathv[i], e);
            if (result == 0)
                result = check_id(claim, e);
        }
    if (result == 0 && claims->count)
        qsort(claims->items, claims->count, sizeof *claims->items, by_id);
    globfree(&found);
    free(pattern);
    free(literal);
    return result;
}

const struct claim *claims_find(const struct claims *claims, const char *id)
{
    for (size_t i = 0; i < claims->count; i++)
        if (strcmp(claims->items[i].id, id) == 0)
            return &claims->items[i];
    return NULL;
}

void claims_free(struct claims *claims)
{
    for (size_t i = 0; i < claims->count; i++)
        claim_free(&claims->items[i]);
    free(claims->items);
    *claims = (struct claims){0};
}
