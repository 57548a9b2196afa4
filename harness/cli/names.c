#include "cli/names.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "builds/builds.h"
#include "claims/claim.h"
#include "cli/suites.h"
#include "session/baseline.h"
#include "session/store.h"
#include "suite/catalog.h"

#define RESULTS "results"

const char *const names_placements[] = {"cores", "smt", "scatter", "node0", "none", NULL};

/* A folder may be called anything; what would not be one line of text cannot be offered. */
static bool is_printable(const char *name)
{
    char *plain = shown_plain(name, 0);
    bool same = strcmp(plain, name) == 0;

    free(plain);
    return same;
}

void names_runs(struct text_list *names)
{
    struct dirent **entries;
    int count = scandir(RESULTS, &entries, NULL, alphasort);

    for (int i = 0; i < count; i++) {
        char *folder = text_format(RESULTS "/%s", entries[i]->d_name), *samples = NULL;
        struct error none;
        bool partial;
        if (entries[i]->d_name[0] != '.' && is_printable(folder) &&
            store_find_samples(folder, &samples, &partial, &none) == 0)
            text_list_add(names, folder);
        free(samples);
        free(folder);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static int workload_names(struct text_list *names, const char *root, struct error *e)
{
    struct catalog catalog = {0};
    int result = catalog_scan(&catalog, root, e);

    for (size_t i = 0; result == 0 && i < catalog.count; i++)
        text_list_add(names, catalog.items[i].name);
    catalog_free(&catalog);
    return result;
}

static int claim_names(struct text_list *names, const char *root, struct error *e)
{
    char *folder = text_format("%s/configs/claims", root);
    struct claims claims = {0};
    int result = claims_scan(&claims, folder, e);

    for (size_t i = 0; result == 0 && i < claims.count; i++)
        text_list_add(names, claims.items[i].id);
    claims_free(&claims);
    free(folder);
    return result;
}

static void python_names(struct text_list *names)
{
    struct text_list found = {0};

    builds_names(&found);
    for (size_t i = 0; i < found.count; i++)
        if (is_printable(found.items[i]))
            text_list_add(names, found.items[i]);
    text_list_free(&found);
}

int names_find(struct text_list *names, const char *what, const struct paths *paths, struct error *e)
{
    if (strcmp(what, "workloads") == 0)
        return workload_names(names, paths->root, e);
    if (strcmp(what, "claims") == 0)
        return claim_names(names, paths->root, e);
    if (strcmp(what, "suites") == 0)
        suites_list(paths->root, names);
    else if (strcmp(what, "pythons") == 0)
        python_names(names);
    else if (strcmp(what, "baselines") == 0)
        baseline_list(names);
    else if (strcmp(what, "runs") == 0)
        names_runs(names);
    else if (strcmp(what, "placements") == 0)
        for (size_t i = 0; names_placements[i]; i++)
            text_list_add(names, names_placements[i]);
    return 0;
}
