/* env_show.c - `gilscale env list`, `show` and `remove`: what is here. */
#include "cli/env.h"

#include "base/shown.h"
#include "cli/grid.h"
#include "environments/environments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- list */

static void list_one(const struct environment *one)
{
    const struct lockfile *lock = &one->lock;

    printf("%-28s %-8s %-7s %8zu  %-10s  %s\n", one->name, lock->python ? lock->python : "-",
           lock->abi ? lock->abi : "-", lock->package_count, lock->date ? lock->date : "-",
           one->problem ? "broken" : one->python);
    if (one->problem) {
        char *problem = shown_plain(one->problem, 0);
        printf("%28s %s; `gilscale env remove %s`\n", "", problem, one->name);
        free(problem);
    }
}

int env_list(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {
        .doc =
            "Shows the environments that are here. Each is started and asked for its packages: one that is "
            "no longer what it was made as is "
            "broken, and says why.\vExamples:\n  gilscale env list\n\nExit codes: 0 fine; 3 one is broken."};
    struct environments all = {0};
    struct paths paths;

    argp_parse(&argp, argc, argv, 0, NULL, NULL);
    if (paths_find(&paths, e) < 0)
        return -1;
    *exit_code = EXIT_FINE;
    environments_find(&all, paths.root);
    if (all.count)
        printf("%-28s %-8s %-7s %8s  %-10s  %s\n", "environment", "python", "abi", "packages", "made",
               "executable");
    else
        puts("none here; `gilscale env create 3.13 3.13t --with numpy` makes a pair");
    for (size_t i = 0; i < all.count; i++) {
        list_one(&all.items[i]);
        if (all.items[i].problem)
            *exit_code = EXIT_MISSING;
    }
    environments_free(&all);
    paths_free(&paths);
    return 0;
}

/* ---- show */

struct show_options {
    struct text_list names;
    bool markdown;
};

enum { KEY_FORMAT = 0x100 };

static const struct argp_option show_table[] = {{"format", KEY_FORMAT, "FORMAT", 0, "table, or markdown", 0},
                                                {0}};

static error_t parse_show(int key, char *value, struct argp_state *state)
{
    struct show_options *options = state->input;

    switch (key) {
    case KEY_FORMAT:
        if (strcmp(value, "table") != 0 && strcmp(value, "markdown") != 0)
            argp_error(state, "--format is table or markdown");
        options->markdown = strcmp(value, "markdown") == 0;
        return 0;
    case ARGP_KEY_ARG:
        text_list_add(&options->names, value);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "show which? `gilscale env list` shows their names");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *refused_reason(const struct lockfile *lock, const char *name)
{
    for (size_t i = 0; i < lock->refused_count; i++)
        if (strcmp(lock->refused[i].name, name) == 0)
            return lock->refused[i].reason;
    return NULL;
}

/* All packages of all of them: there, or wanted and not there. */
static void all_packages(const struct environments *all, struct text_list *names)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct lockfile *lock = &all->items[i].lock;
        for (size_t k = 0; k < lock->package_count; k++)
            if (!text_list_has(names, lock->packages[k].name))
                text_list_add(names, lock->packages[k].name);
        for (size_t k = 0; k < lock->refused_count; k++)
            if (!text_list_has(names, lock->refused[k].name))
                text_list_add(names, lock->refused[k].name);
    }
    if (names->count)
        qsort(names->items, names->count, sizeof *names->items, by_text);
}

/* How much of what is in all of them is the same release. */
static void say_how_alike(const struct environments *all, const struct text_list *names)
{
    size_t common = 0, same = 0;

    for (size_t i = 0; i < names->count; i++) {
        const char *version = NULL;
        bool everywhere = true, equal = true;
        for (size_t k = 0; k < all->count && everywhere; k++) {
            const struct locked *one = lockfile_find(&all->items[k].lock, names->items[i]);
            everywhere = one != NULL;
            equal = equal && one && (!version || strcmp(version, one->version) == 0);
            version = one ? one->version : version;
        }
        common += everywhere;
        same += everywhere && equal;
    }
    printf("%zu of %zu packages that are in all of them are the same release\n", same, common);
}

/* In full, where a table would have to cut them. */
static void say_reasons(const struct environments *all)
{
    for (size_t i = 0; i < all->count; i++)
        for (size_t k = 0; k < all->items[i].lock.refused_count; k++) {
            const struct refused *refused = &all->items[i].lock.refused[k];
            printf("%s: no %s: %s\n", all->items[i].name, refused->name, refused->reason);
        }
}

static bool is_pure(const struct locked *one)
{
    static const char ending[] = "-none-any.whl";
    size_t length = strlen(one->wheel);

    return length >= sizeof ending - 1 && strcmp(one->wheel + length - (sizeof ending - 1), ending) == 0;
}

/* The same release is not the same thing, where one build gets its compiled wheel and another its plain Python. The caller frees. */
static char *version_text(const struct environments *all, const struct lockfile *lock,
                          const struct locked *one)
{
    const char *newest = lockfile_newest(lock, one->name);
    bool compiled_elsewhere = false;

    for (size_t i = 0; i < all->count; i++) {
        const struct locked *other = lockfile_find(&all->items[i].lock, one->name);
        compiled_elsewhere = compiled_elsewhere || (other && !is_pure(other));
    }
    return text_format("%s%s%s%s%s", one->version,
                       is_pure(one) && compiled_elsewhere ? " (not compiled)" : "",
                       newest ? " (newest: " : "", newest ? newest : "", newest ? ")" : "");
}

static void show_packages(const struct environments *all, bool markdown)
{
    struct grid_column *columns = text_grow(NULL, all->count + 1, sizeof *columns);
    struct text_list names = {0};

    columns[0] = (struct grid_column){.title = "package", .data = true};
    for (size_t i = 0; i < all->count; i++)
        columns[i + 1] = (struct grid_column){.title = all->items[i].name, .data = true};
    struct grid grid = {.columns = columns, .column_count = all->count + 1};
    all_packages(all, &names);
    for (size_t i = 0; i < names.count; i++) {
        grid_add(&grid, names.items[i]);
        for (size_t k = 0; k < all->count; k++) {
            const struct locked *one = lockfile_find(&all->items[k].lock, names.items[i]);
            const char *reason = refused_reason(&all->items[k].lock, names.items[i]);
            char *version = one ? version_text(all, &all->items[k].lock, one) : NULL;
            grid_add(&grid, version ? version : reason ? "not there" : "-");
            free(version);
        }
    }
    grid_print(&grid, "Packages", markdown, false, stdout);
    say_reasons(all);
    if (all->count > 1)
        say_how_alike(all, &names);
    grid_free(&grid);
    text_list_free(&names);
    free(columns);
}

static void show_facts(const struct environment *one)
{
    const struct lockfile *lock = &one->lock;

    printf("%s: CPython %s (%s, %s), resolved by pip %s on %s\n  %s\n  asked for:", one->name, lock->python,
           lock->abi, lock->platform, lock->pip, lock->date, one->python);
    for (size_t i = 0; i < lock->wanted.count; i++)
        printf("%s %s", i ? "," : "", lock->wanted.items[i]);
    puts("\n");
}

int env_show(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {
        .options = show_table,
        .parser = parse_show,
        .args_doc = "NAME...",
        .doc = "Shows the packages of environments with their releases, and why what was asked for is not "
               "there; several side by "
               "side.\vExamples:\n  gilscale env show 3.13.15+ecosystem\n  gilscale env show "
               "3.13.15+ecosystem 3.13.15t+ecosystem --format "
               "markdown\n\nExit codes: 0 fine; 3 there is no such environment, or it is broken."};
    struct show_options options = {0};
    struct environments all = {0};
    struct paths paths = {0};
    int result = -1;

    argp_parse(&argp, argc, argv, 0, NULL, &options);
    if (paths_find(&paths, e) < 0)
        goto out;
    for (size_t i = 0; i < options.names.count; i++) {
        struct environment one;
        if (environments_open(&one, options.names.items[i], paths.root, e) < 0)
            goto out;
        all.items = text_grow(all.items, all.count + 1, sizeof *all.items);
        all.items[all.count++] = one;
        if (one.problem) {
            error_set_status(e, EXIT_MISSING, "%s: %s", one.name, one.problem);
            goto out;
        }
    }
    for (size_t i = 0; i < all.count && !options.markdown; i++)
        show_facts(&all.items[i]);
    show_packages(&all, options.markdown);
    *exit_code = EXIT_FINE;
    result = 0;
out:
    environments_free(&all);
    text_list_free(&options.names);
    paths_free(&paths);
    return result;
}

/* ---- remove */

static void say_waiting(void *context)
{
    (void)context;
    fputs("gilscale: another gilscale is making or removing environments; waiting for it\n", stderr);
}

int env_remove(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {
        .parser = env_parse_names,
        .args_doc = "NAME...",
        .doc = "Removes environments, whole ones and broken ones.\vExamples:\n  gilscale env remove "
               "3.13.15+numbers 3.13.15t+numbers\n\n"
               "Exit codes: 0 removed; 2 none named; 3 there is no such environment."};
    struct text_list names = {0};
    int reserved, result = 0;

    argp_parse(&argp, argc, argv, 0, NULL, &names);
    if (!names.count)
        return error_set(e, "remove which? `gilscale env list` shows their names");
    reserved = environments_reserve(say_waiting, NULL, e);
    result = reserved < 0 ? -1 : 0;
    for (size_t i = 0; i < names.count && result == 0; i++)
        result = environments_remove(names.items[i], e);
    if (reserved >= 0)
        close(reserved);
    text_list_free(&names);
    *exit_code = EXIT_FINE;
    return result;
}
