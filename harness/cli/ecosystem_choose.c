/* ecosystem_choose.c - which libraries, on which builds. */
#include "cli/ecosystem.h"

#include "base/shown.h"
#include "environments/locks.h"
#include "environments/requirement.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOCK_NAME "+ecosystem"

static struct ecosystem_item *find_item(struct ecosystem_choice *choice, const char *name)
{
    for (size_t i = 0; i < choice->count; i++)
        if (strcmp(choice->items[i].name, name) == 0)
            return &choice->items[i];
    return NULL;
}

/* The library's, a new one where there is none. `name`: a package's, or a requirement. */
static struct ecosystem_item *item_of(struct ecosystem_choice *choice, const char *name)
{
    char *own = requirement_name(name);
    struct ecosystem_item *found = find_item(choice, own);

    if (!found) {
        choice->items = text_grow(choice->items, choice->count + 1, sizeof *choice->items);
        found = &choice->items[choice->count++];
        *found = (struct ecosystem_item){.name = own};
        own = NULL;
    }
    free(own);
    return found;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct ecosystem_item *)a)->name, ((const struct ecosystem_item *)b)->name);
}

/* ---- builds */

/* Is it one of a lock file of ours: called ...+NAME, where configs/locks has NAME? */
static bool is_locked(const char *name, const char *root)
{
    const char *ending = strrchr(name, '+');
    char *folder = ending ? locks_folder(root, ending + 1) : NULL;
    bool locked = folder && text_is_name(ending + 1) && access(folder, F_OK) == 0;

    free(folder);
    return locked;
}

/* Half of a pair would go unnoticed. */
static void add_whole(struct text_list *words, const struct environment *one)
{
    if (one->problem)
        shown_say(stderr, "gilscale: warning: %s is left out: %s", one->name, one->problem);
    else
        text_list_add(words, one->name);
}

/* Words as --python takes them; false when the person named none. */
static bool add_words(struct text_list *words, const struct ecosystem_request *request,
                      const struct environments *environments, const char *root)
{
    const struct run_request *run = &request->run;

    for (size_t i = 0; i < request->environments.count; i++)
        text_list_add(words, request->environments.items[i]);
    for (size_t i = 0; i < run->settings.count; i++)
        if (strcmp(run->settings.items[i], "python") == 0)
            text_list_add(words, run->values.items[i]);
    if (words->count)
        return true;
    /* Those of the lock `ecosystem` first: a library that others have, too, is measured there. */
    for (int first = 1; first >= 0; first--)
        for (size_t i = 0; i < environments->count; i++) {
            const struct environment *one = &environments->items[i];
            const char *ending = strrchr(one->name, '+');
            if (is_locked(one->name, root) && (strcmp(ending, LOCK_NAME) == 0) == first)
                add_whole(words, one);
        }
    return false;
}

static int check_environment(const struct environments *environments, const char *name, struct error *e)
{
    struct text_list names = {0};

    for (size_t i = 0; i < environments->count; i++)
        text_list_add(&names, environments->items[i].name);
    const char *nearest = text_list_has(&names, name) ? name : text_nearest(name, &names);
    int result = text_list_has(&names, name)
                     ? 0
                     : error_set_status(e, EXIT_MISSING,
                                        "there is no environment '%.100s' here%s%s%s `gilscale env list` "
                                        "shows all",
                                        name, nearest ? "; did you mean '" : ";", nearest ? nearest : "",
                                        nearest ? "'?" : "");
    text_list_free(&names);
    return result;
}

static int choose_builds(struct ecosystem_choice *choice, const struct ecosystem_request *request,
                         const char *root, struct error *e)
{
    struct text_list words = {0};
    int result = 0;

    environments_find(&choice->environments, NULL);
    for (size_t i = 0; i < request->environments.count && result == 0; i++)
        result = check_environment(&choice->environments, request->environments.items[i], e);
    if (result == 0)
        choice->named = add_words(&words, request, &choice->environments, root);
    if (result == 0 && !words.count)
        result =
            error_set_status(e, EXIT_MISSING,
                             "there are no environments to measure in; `gilscale env create --lock` makes "
                             "those of the lock file, `--python` or `--env` names others");
    for (size_t i = 0; i < words.count && result == 0; i++)
        result = builds_add_named(&choice->builds, root, words.items[i], e);
    text_list_free(&words);
    return result;
}

static const struct environment *environment_of(const struct ecosystem_choice *choice,
                                                const struct build *build)
{
    for (size_t i = 0; build->environment && i < choice->environments.count; i++)
        if (strcmp(choice->environments.items[i].name, build->environment) == 0)
            return &choice->environments.items[i];
    return NULL;
}

/* Has its environment the package? */
static bool has_package(const struct ecosystem_choice *choice, size_t build, const char *library)
{
    const struct environment *environment = environment_of(choice, &choice->builds.items[build]);

    return environment && lockfile_find(&environment->lock, library);
}

static bool same_kind(const struct build *a, const struct build *b)
{
    return a->ft == b->ft && strcmp(a->version, b->version) == 0;
}

bool ecosystem_is_on(const struct ecosystem_choice *choice, const char *library, size_t build, bool *absent)
{
    const struct builds *builds = &choice->builds;
    bool has = has_package(choice, build, library);

    *absent = !has && environment_of(choice, &builds->items[build]);
    if (choice->named)
        return true;
    for (size_t i = 0; i < builds->count; i++) {
        if (i == build || !same_kind(&builds->items[i], &builds->items[build]))
            continue;
        bool other = has_package(choice, i, library);
        if ((other && !has) || (other == has && i < build))
            return false;
    }
    return true;
}

char *ecosystem_absent(const struct ecosystem_choice *choice, const struct build *build, const char *library)
{
    const struct environment *environment = environment_of(choice, build);

    if (!environment)
        return text_format("%s", "it is not installed");
    for (size_t i = 0; i < environment->lock.refused_count; i++)
        if (strcmp(environment->lock.refused[i].name, library) == 0)
            return text_format("%s", environment->lock.refused[i].reason);
    return text_format("%s", "it is not among what the environment was made with");
}

/* ---- libraries */

static void add_all(struct ecosystem_choice *choice, const struct catalog *catalog, const struct claim *claim)
{
    for (size_t i = 0; i < catalog->count; i++)
        if (*catalog->items[i].library)
            item_of(choice, catalog->items[i].library);
    for (size_t i = 0; i < choice->builds.count; i++) {
        const struct environment *environment = environment_of(choice, &choice->builds.items[i]);
        for (size_t k = 0; environment && k < environment->lock.wanted.count; k++)
            item_of(choice, environment->lock.wanted.items[k]);
    }
    for (size_t i = 0; claim && i < claim->libraries.count; i++)
        item_of(choice, claim->libraries.items[i]);
}

static int add_named(struct ecosystem_choice *choice, const struct text_list *names, struct error *e)
{
    for (size_t i = 0; i < names->count; i++) {
        if (!requirement_is_name(names->items[i]) || !text_is_name(names->items[i]))
            return error_set(e, "'%.100s' is no name of a library: expected one like numpy or scikit-learn",
                             names->items[i]);
        item_of(choice, names->items[i])->named = true;
    }
    return 0;
}

/* The catalog's, for all libraries; those of the command line for the one that is named. */
static int add_workloads(struct ecosystem_choice *choice, const struct catalog *catalog,
                         const struct text_list *own, struct error *e)
{
    for (size_t i = 0; i < catalog->count && !own->count; i++) {
        struct ecosystem_item *item = find_item(choice, catalog->items[i].library);
        if (item)
            text_list_add(&item->workloads, catalog->items[i].path);
    }
    for (size_t i = 0; i < own->count; i++) {
        struct workload workload;
        if (workload_read(&workload, own->items[i], e) < 0)
            return error_prefix(e, "--workload");
        text_list_add(&choice->items[0].workloads, workload.path);
        workload_free(&workload);
    }
    return 0;
}

int ecosystem_choose(struct ecosystem_choice *choice, const struct ecosystem_request *request,
                     const struct claim *claim, const char *root, struct error *e)
{
    struct catalog catalog = {0};
    int result = -1;

    if (choose_builds(choice, request, root, e) < 0 || catalog_scan(&catalog, root, e) < 0 ||
        add_named(choice, &request->run.names, e) < 0 || add_named(choice, &request->libraries, e) < 0)
        goto out;
    if (request->workloads.count && choice->count != 1) {
        error_set(
            e,
            "--workload: of which library? name one, as in `gilscale ecosystem mypackage --workload my.py`");
        goto out;
    }
    if (!choice->count)
        add_all(choice, &catalog, claim);
    result = add_workloads(choice, &catalog, &request->workloads, e);
    if (choice->count)
        qsort(choice->items, choice->count, sizeof *choice->items, by_name);
out:
    catalog_free(&catalog);
    return result;
}

void ecosystem_list(const struct ecosystem_choice *choice, FILE *to)
{
    for (size_t i = 0; i < choice->count; i++) {
        const struct ecosystem_item *item = &choice->items[i];
        fprintf(to, "%-24s", item->name);
        for (size_t k = 0; k < item->workloads.count; k++) {
            const char *base = strrchr(item->workloads.items[k], '/') + 1;
            fprintf(to, " %.*s", (int)strcspn(base, "."), base);
        }
        fputs(item->workloads.count ? "\n" : " (is imported, and nothing else)\n", to);
    }
}

void ecosystem_choice_free(struct ecosystem_choice *choice)
{
    for (size_t i = 0; i < choice->count; i++) {
        free(choice->items[i].name);
        text_list_free(&choice->items[i].workloads);
    }
    free(choice->items);
    builds_free(&choice->builds);
    environments_free(&choice->environments);
    *choice = (struct ecosystem_choice){0};
}
