#include "cli/suites.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void suites_list(const char *root, struct text_list *names)
{
    char *literal = text_glob_literal(root), *pattern = text_format("%s/configs/*.cfg", literal);
    glob_t found = {0};

    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++) {
            const char *base = strrchr(found.gl_pathv[i], '/') + 1;
            char *name = text_format("%.*s", (int)(strlen(base) - strlen(".cfg")), base);
            if (strcmp(name, "defaults") != 0)
                text_list_add(names, name);
            free(name);
        }
    globfree(&found);
    free(pattern);
    free(literal);
}

char *suites_path(const char *root, const char *name)
{
    return text_format("%s/configs/%s.cfg", root, name);
}

/* The suite file that `name` means, or NULL; the caller frees. */
static char *suite_file(const char *root, const char *name)
{
    size_t length = strlen(name);
    struct text_list names = {0};

    if (length > 4 && strcmp(name + length - 4, ".cfg") == 0)
        return text_format("%s", name);
    suites_list(root, &names);
    char *path = text_list_has(&names, name) ? suites_path(root, name) : NULL;
    text_list_free(&names);
    return path;
}

/* "results/x/suite.cfg" is suite "suite"; its name stands in folder names, so it must be one. */
static char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    char *name = text_format("%.*s", (int)(strlen(base) - strlen(".cfg")), base);

    if (!text_is_name(name)) {
        free(name);
        return text_format("suite");
    }
    return name;
}

static int add_workload(struct suite *suite, const char *root, const struct catalog *catalog,
                        const char *name, struct error *e)
{
    struct text_list suites = {0};

    if (suite_add_workload(suite, catalog, name, e) == 0)
        return 0;
    suites_list(root, &suites);
    const char *nearest = strstr(e->text, "did you mean") ? NULL : text_nearest(name, &suites);
    if (nearest && strstr(e->text, "unknown workload"))
        error_set(e, "unknown suite or workload '%s'; did you mean the suite '%s'?", name, nearest);
    text_list_free(&suites);
    return -1;
}

int suites_resolve(struct suite *suite, const char *root, const struct text_list *names, struct error *e)
{
    struct text_list quick = {0};
    struct catalog catalog = {0};
    char *file = NULL;
    int result = -1;

    text_list_add(&quick, "quick");
    if (!names->count)
        names = &quick;
    *suite = suite_default("run");
    if (catalog_scan(&catalog, root, e) < 0)
        goto out;
    for (size_t i = 0; i < names->count; i++) {
        char *path = catalog_find(&catalog, names->items[i]) ? NULL : suite_file(root, names->items[i]);
        if (path && file) {
            error_set(e, "two suites, %s and %s; one at a time", file, path);
            free(path);
            goto out;
        }
        if (path) {
            file = path;
            free(suite->name);
            suite->name = name_of(path);
            if (suite_read(suite, path, &catalog, e) < 0)
                goto out;
        } else if (add_workload(suite, root, &catalog, names->items[i], e) < 0) {
            goto out;
        }
    }
    result = 0;
out:
    free(file);
    text_list_free(&quick);
    catalog_free(&catalog);
    return result;
}
