#include "cli/command.h"

#include "builds/builds.h"
#include "cli/claims_gather.h"
#include "cli/names.h"
#include "cli/noise_file.h"
#include "base/shown.h"
#include "cli/suites.h"
#include "machine/placement.h"
#include "session/baseline.h"
#include "suite/catalog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct list_options {
    const char *what;
    const char *synthetic;
    bool pair, names;
};

enum { KEY_PAIR = 0x100, KEY_SYNTHETIC, KEY_NAMES };

#define THINGS "workloads|suites|pythons|placements|baselines|runs|claims|noise"

static const struct argp_option table[] = {
    {"pair", KEY_PAIR, NULL, 0,
     "pythons: only the newest usable pair of GIL and free-threaded; exit code 3 without one", 0},
    {"synthetic", KEY_SYNTHETIC, "MACHINE", 0,
     "placements: of a machine made of words, like \"pack:2 core:4 pu:2\", instead of this one", 0},
    {"names", KEY_NAMES, NULL, 0, "Only names that can be typed, one a line; no Python is asked for its own",
     0},
    {0}};

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct list_options *options = state->input;

    switch (key) {
    case KEY_PAIR:
        options->pair = true;
        return 0;
    case KEY_SYNTHETIC:
        options->synthetic = value;
        return 0;
    case KEY_NAMES:
        options->names = true;
        return 0;
    case ARGP_KEY_ARG:
        if (options->what)
            argp_error(state, "one thing at a time");
        options->what = value;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "list what? " THINGS);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The longest name of a folder's workloads, within reason: one long name must not push all the others' lines aside. */
static size_t name_width(const struct catalog *catalog, const char *folder)
{
    const size_t most = 26;
    size_t width = 0;

    for (size_t i = 0; i < catalog->count; i++) {
        size_t length = strlen(catalog->items[i].name);
        if (strcmp(catalog->items[i].folder, folder) == 0 && length > width)
            width = length < most ? length : most;
    }
    return width;
}

static void list_folder(const struct catalog *catalog, const char *folder, size_t columns)
{
    int width = (int)name_width(catalog, folder);
    size_t indent = (size_t)width + 4;

    printf("workloads/%s:\n", folder);
    for (size_t i = 0; i < catalog->count; i++) {
        const struct workload *workload = &catalog->items[i];
        int length;
        if (strcmp(workload->folder, folder) != 0)
            continue;
        const char *summary = workload_summary(workload, &length);
        char *line = text_format("%.*s%s%s%s", length, summary, *workload->note ? " [" : "", workload->note,
                                 *workload->note ? "]" : "");
        printf("  %-*s  ", width, workload->name);
        if (strlen(workload->name) > (size_t)width)
            printf("\n%*s", (int)indent, "");
        shown_wrapped(line, indent, columns ? columns : SIZE_MAX, stdout);
        free(line);
    }
}

static int list_workloads(const struct paths *paths, struct error *e)
{
    struct catalog catalog = {0};
    struct text_list folders = {0};
    int result = catalog_scan(&catalog, paths->root, e);

    for (size_t i = 0; result == 0 && i < catalog.count; i++)
        if (!text_list_has(&folders, catalog.items[i].folder))
            text_list_add(&folders, catalog.items[i].folder);
    if (folders.count)
        qsort(folders.items, folders.count, sizeof *folders.items, by_text);
    for (size_t i = 0; i < folders.count; i++) {
        printf("%s", i ? "\n" : "");
        list_folder(&catalog, folders.items[i], shown_columns(stdout));
    }
    text_list_free(&folders);
    catalog_free(&catalog);
    return result;
}

static int list_suites(const struct paths *paths, struct error *e)
{
    struct catalog catalog = {0};
    struct text_list names = {0};
    int result = catalog_scan(&catalog, paths->root, e);

    suites_list(paths->root, &names);
    for (size_t i = 0; result == 0 && i < names.count; i++) {
        char *path = suites_path(paths->root, names.items[i]);
        struct suite suite = suite_default(names.items[i]);
        result = suite_read(&suite, path, &catalog, e);
        if (result == 0)
            printf("%-16s %2zu workloads: %s\n", names.items[i], suite.workload_count, suite.description);
        suite_free(&suite);
        free(path);
    }
    text_list_free(&names);
    catalog_free(&catalog);
    return result;
}

static void print_build(const struct build *b)
{
    printf("%-12s %-4s %-6s %-8s %-9s %s\n", b->tag, b->ft ? "FT" : "GIL", *b->link ? b->link : "-",
           b->pgo && b->lto ? "PGO+LTO"
           : b->pgo         ? "PGO"
           : b->lto         ? "LTO"
                            : "plain",
           b->problem ? "unusable" : b->source, b->executable);
    if (b->debug)
        printf("%12s debug build: its timings are marked, and mean little\n", "");
    if (b->problem)
        printf("%12s %s\n", "", b->problem);
}

static int list_pythons(const struct paths *paths, bool pair, struct error *e)
{
    struct builds builds = {0};
    int result = pair ? builds_find_pair(&builds, paths->root, e) : builds_find(&builds, paths->root, e);

    if (result == 0)
        printf("%-12s %-4s %-6s %-8s %-9s %s\n", "tag", "kind", "link", "built", "found in", "executable");
    for (size_t i = 0; result == 0 && i < builds.count; i++)
        print_build(&builds.items[i]);
    builds_free(&builds);
    return result;
}

static void print_flags(unsigned flags)
{
    printf("%s%s%s\n", flags & PLACEMENT_OVERSUBSCRIBED ? "  oversubscribed" : "",
           flags & PLACEMENT_SMT_SHARED ? "  smt_shared" : "",
           flags & PLACEMENT_MIXED_KINDS ? "  mixed_kinds" : "");
}

static void print_policy(const struct topology *topology, const char *policy)
{
    struct placement placement;
    struct error why;

    if (placement_make(&placement, topology, policy, &why) < 0) {
        printf("\n%s: not here: %s\n", policy, why.text);
        return;
    }
    printf("\n%s\n", placement.name);
    for (int n = 1; n <= placement.count; n++) {
        printf("  N=%-4d", n);
        for (int i = 0; i < n && placement.cpus; i++)
            printf(" %d", placement_cpu(&placement, i));
        if (!placement.cpus)
            printf(" wherever the kernel likes");
        print_flags(placement_flags(&placement, topology, n));
    }
    placement_free(&placement);
}

static int list_placements(const char *synthetic, struct error *e)
{
    struct topology t;

    if (synthetic ? topology_load_synthetic(&t, synthetic, e) < 0 : topology_load(&t, e) < 0)
        return -1;
    printf("%d allowed CPUs, %d cores%s, %d packages, %d NUMA nodes, %d kinds of CPU\n", t.count, t.cores,
           t.has_cores ? "" : " (the machine hides its cores: each CPU counts as one)", t.packages, t.nodes,
           t.kinds);
    for (size_t i = 0; names_placements[i]; i++)
        print_policy(&t, names_placements[i]);
    for (int kind = 0; kind < t.kinds && t.kinds > 1; kind++) {
        char policy[32];
        snprintf(policy, sizeof policy, "kind=%d", kind);
        print_policy(&t, policy);
    }
    topology_free(&t);
    return 0;
}

/* One a line, or what to do where there are none; frees the list. */
static void print_names(struct text_list *names, const char *none)
{
    for (size_t i = 0; i < names->count; i++)
        puts(names->items[i]);
    if (!names->count && none)
        puts(none);
    text_list_free(names);
}

static int list_baselines(void)
{
    struct text_list names = {0};

    baseline_list(&names);
    print_names(&names, "none here; `gilscale run --save-baseline NAME` keeps one under results/baselines");
    return 0;
}

static int list_runs(void)
{
    struct text_list names = {0};

    names_runs(&names);
    print_names(&names, "none here; `gilscale run` leaves its folders in results");
    return 0;
}

static int list_claims(const struct paths *paths, struct error *e)
{
    char *folder = text_format("%s/configs/claims", paths->root);
    struct claims claims = {0};
    int result = claims_scan(&claims, folder, e);

    if (result == 0)
        claims_list(&claims, stdout);
    claims_free(&claims);
    free(folder);
    return result;
}

static int list_names(const char *what, const struct paths *paths, struct error *e)
{
    struct text_list names = {0};
    int result = names_find(&names, what, paths, e);

    print_names(&names, NULL);
    return result;
}

static int list_noise(struct error *e)
{
    struct noise noise = {0};
    char *path = noise_path();
    int result = noise_read(&noise, path, e);

    if (result == 0 && noise.count)
        noise_table(&noise, stdout);
    else if (result == 0)
        printf("none here; `gilscale noise` measures it and keeps it in %s\n", path);
    noise_free(&noise);
    free(path);
    return result;
}

int command_list(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {.options = table,
                                     .parser = parse,
                                     .args_doc = THINGS,
                                     .doc = "Shows what there is. Runs and baselines are those in results/ "
                                            "of the current folder."};
    struct list_options options = {0};
    struct text_list things = {0};
    struct paths paths;
    int result = -1;

    argp_parse(&argp, argc, argv, 0, NULL, &options);
    if (paths_find(&paths, e) < 0)
        return -1;
    *exit_code = EXIT_FINE;
    text_split(&things, THINGS, "|");
    if (options.names && text_list_has(&things, options.what))
        result = list_names(options.what, &paths, e);
    else if (strcmp(options.what, "workloads") == 0)
        result = list_workloads(&paths, e);
    else if (strcmp(options.what, "suites") == 0)
        result = list_suites(&paths, e);
    else if (strcmp(options.what, "pythons") == 0)
        result = list_pythons(&paths, options.pair, e);
    else if (strcmp(options.what, "placements") == 0)
        result = list_placements(options.synthetic, e);
    else if (strcmp(options.what, "baselines") == 0)
        result = list_baselines();
    else if (strcmp(options.what, "runs") == 0)
        result = list_runs();
    else if (strcmp(options.what, "claims") == 0)
        result = list_claims(&paths, e);
    else if (strcmp(options.what, "noise") == 0)
        result = list_noise(e);
    else {
        const char *nearest = text_nearest(options.what, &things);
        error_set(e, "cannot list '%s'%s%s%s; there are " THINGS, options.what,
                  nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    }
    text_list_free(&things);
    paths_free(&paths);
    return result;
}
