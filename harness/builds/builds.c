#include "builds/builds.h"

#include "base/process.h"
#include "builds/installation.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Linking a libpython with link-time optimisation takes three minutes on two busy CPUs. */
#define COMPILE_PATIENCE_NS INT64_C(600000000000)

static int check_root(const char *root, struct error *e)
{
    char *script = text_format("%s/scripts/probe.py", root);
    int result = 0;

    if (access(script, R_OK) < 0)
        result =
            error_set_status(e, EXIT_MISSING, "%s is missing; is gilscale installed completely?", script);
    free(script);
    return result;
}

/* Moves the build out of the installation, which is freed. */
static void take(struct builds *list, struct installation *from)
{
    list->items = text_grow(list->items, list->count + 1, sizeof *list->items);
    list->items[list->count++] = from->build;
    from->build = (struct build){0};
    installation_free(from);
}

int builds_find(struct builds *all, const char *root, struct error *e)
{
    struct installations found;

    if (check_root(root, e) < 0)
        return -1;
    installations_find(&found, root);
    for (size_t i = 0; i < found.count; i++)
        take(all, &found.items[i]);
    installations_free(&found);
    return 0;
}

/* Whether "3.13", "3.13t" or "3.13.15" is what this build is. */
static bool is_of_version(const struct build *b, const char *wanted)
{
    size_t length = strlen(wanted);
    bool ft = length > 0 && wanted[length - 1] == 't';

    length -= ft;
    return b->ft == ft && !b->debug && strncmp(b->version, wanted, length) == 0 &&
           (b->version[length] == '\0' || b->version[length] == '.');
}

static int unusable(const struct build *b, struct error *e)
{
    return error_set_status(e, EXIT_MISSING, "%s (%s) cannot be used: %s", b->tag, b->executable, b->problem);
}

static void add_once(struct text_list *list, char *text)
{
    if (!text_list_has(list, text))
        text_list_add(list, text);
    free(text);
}

/* Says that there is none, and what was perhaps meant. */
static int unknown(const char *name, const char *version, const struct installations *all, struct error *e)
{
    struct text_list names = {0};
    char *meant, *get;

    for (size_t i = 0; i < all->count; i++) {
        const struct build *b = &all->items[i].build;
        int major = b->version_hex >> 24, minor = b->version_hex >> 16 & 255;
        if (b->problem)
            continue;
        add_once(&names, text_format("%s", b->tag));
        add_once(&names, text_format("%d.%d%s", major, minor, b->ft ? "t" : ""));
        add_once(&names, text_format("python%d.%d%s", major, minor, b->ft ? "t" : ""));
    }
    const char *nearest = text_nearest(name, &names);
    bool is_version = isdigit((unsigned char)*version);
    meant =
        nearest ? text_format("; did you mean '%s'?", nearest) : text_format("; give a path or a version.");
    get = is_version ? text_format(", `gilscale get-pythons --python %.*s` gets it",
                                   (int)strspn(version, "0123456789."), version)
                     : text_format("%s", "");
    error_set_status(e, is_version ? EXIT_MISSING : EXIT_USAGE,
                     "there is no Python '%s' here%s `gilscale list pythons` shows all%s", name, meant, get);
    free(meant);
    free(get);
    text_list_free(&names);
    return -1;
}

/* Finds a version or a tag among the installations of this machine. */
static int find_version(struct installation *one, const char *root, const char *name, struct error *e)
{
    const char *wanted = strncmp(name, "python", 6) == 0 ? name + 6 : name;
    struct installations all;
    struct installation *match = NULL;
    int result = 0;

    installations_find(&all, root);
    for (size_t i = 0; i < all.count && !match; i++)
        if (strcmp(all.items[i].build.tag, name) == 0)
            match = &all.items[i];
    for (size_t i = 0; i < all.count; i++)
        /* A version is never an environment, whose packages nobody asked for. */
        if (isdigit((unsigned char)*wanted) && !all.items[i].build.environment &&
            is_of_version(&all.items[i].build, wanted) &&
            (!match || (match->build.problem && !all.items[i].build.problem)))
            match = &all.items[i];

    if (!match)
        result = unknown(name, wanted, &all, e);
    else if (match->build.problem)
        result = unusable(&match->build, e);
    else {
        *one = *match;
        *match = (struct installation){0};
    }
    installations_free(&all);
    return result;
}

/* A path to an interpreter, or to the folder that it is installed in. */
static int probe_path(struct installation *one, const char *root, const char *path, struct error *e)
{
    struct stat status;

    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        char *inside = text_format("%s/bin/python3", path);
        int result = installation_probe(one, root, inside, "named", e);
        free(inside);
        return result;
    }
    return installation_probe(one, root, path, "named", e);
}

/* `one` is what the name means; it is not freed when there is none. */
static int resolve(struct installation *one, const char *root, const char *name, struct error *e)
{
    if (strchr(name, '/')) {
        if (probe_path(one, root, name, e) < 0) {
            installation_free(one);
            return error_prefix(e, "'%s' is no Python that can be used", name);
        }
    } else if (isdigit((unsigned char)*name) || installation_probe(one, root, name, "named", e) < 0) {
        /* A command may be absent, or be a launcher that refuses, as pyenv's do; an installation of that name
         * may be here all the same. */
        if (!isdigit((unsigned char)*name))
            installation_free(one);
        return find_version(one, root, name, e);
    }
    installation_name(one);
    if (one->build.problem) {
        unusable(&one->build, e);
        installation_free(one);
        return -1;
    }
    return 0;
}

static const struct build *find_tag(const struct builds *list, const char *tag)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].tag, tag) == 0)
            return &list->items[i];
    return NULL;
}

/* "LABEL=python3.13": an equals sign after a slash belongs to a path. Returns the rest; *label is NULL when
 * there is none. */
static const char *split_label(const char *name, char **label)
{
    size_t length = strcspn(name, "=/");

    *label = name[length] == '=' ? text_format("%.*s", (int)length, name) : NULL;
    return *label ? name + length + 1 : name;
}

int builds_add_named(struct builds *chosen, const char *root, const char *name, struct error *e)
{
    struct installation one;
    char *label;
    int result = -1;

    const char *python = split_label(name, &label);
    if (!*python)
        error_set(e, "'%s' names no Python; give a path, a command or a version such as 3.13t", name);
    else if (label && !text_is_name(label))
        error_set(e, "'%s': the label before = may have letters, digits and ._+- only, at most 64", name);
    else if (label && find_tag(chosen, label))
        error_set(e, "the label '%s' is given twice", label);
    else if (check_root(root, e) == 0)
        result = resolve(&one, root, python, e);
    if (result < 0)
        goto out;

    if (label) {
        free(one.build.tag);
        one.build.tag = label;
        label = NULL;
    }
    for (int i = 2; find_tag(chosen, one.build.tag); i++) {
        if (strcmp(find_tag(chosen, one.build.tag)->executable, one.build.executable) == 0) {
            result = error_set(
                e, "'%s' is %s, which is there already; to compare it with itself, label it: again=%s", name,
                one.build.executable, python);
            installation_free(&one);
            goto out;
        }
        char *tag = text_format("%s%s%s-%d", one.build.version, one.build.ft ? "t" : "",
                                one.build.debug ? "d" : "", i);
        free(one.build.tag);
        one.build.tag = tag;
    }
    take(chosen, &one);
out:
    free(label);
    return result;
}

/* How good a pair two builds make, 0 for none at all. A difference in how they were built must not look like
 * one of the GIL. */
static int64_t pair_value(const struct installation *gil, const struct installation *ft)
{
    const struct build *g = &gil->build, *f = &ft->build;

    if (g->problem || f->problem || g->environment || f->environment || g->ft || !f->ft || g->debug ||
        f->debug || g->version_hex != f->version_hex || g->pgo != f->pgo || g->lto != f->lto ||
        strcmp(g->link, f->link) != 0)
        return 0;
    return ((int64_t)g->version_hex << 8) + (g->pgo + g->lto) * 64 +
           (strcmp(g->compiler, f->compiler) == 0) * 32 + (strcmp(g->source, f->source) == 0) * 16 +
           (!gil->venv && !ft->venv) * 8;
}

int builds_find_pair(struct builds *chosen, const char *root, struct error *e)
{
    struct installations all;
    size_t best_gil = 0, best_ft = 0;
    int64_t best = 0;

    if (check_root(root, e) < 0)
        return -1;
    installations_find(&all, root);
    for (size_t i = 0; i < all.count; i++)
        for (size_t j = 0; j < all.count; j++) {
            int64_t value = pair_value(&all.items[i], &all.items[j]);
            if (value > best) {
                best = value;
                best_gil = i;
                best_ft = j;
            }
        }
    if (best) {
        take(chosen, &all.items[best_gil]);
        take(chosen, &all.items[best_ft]);
    } else
        error_set_status(
            e, EXIT_MISSING,
            "no CPython is here both with the GIL and free-threaded, in one version and built alike; "
            "`gilscale get-pythons` gets such a pair, and those of uv and pyenv are found");
    installations_free(&all);
    return best ? 0 : -1;
}

int builds_compile(const struct build *b, const char *root, const char *out, const char *workload,
                   char **path, struct error *e)
{
    char *script = text_format("%s/scripts/compile.py", root), *said = NULL;
    const char *argv[] = {b->executable, "-I",    script, "--root",
                          root,          "--out", out,    workload ? "--workload" : NULL,
                          workload,      NULL};
    int code, result = -1;

    *path = NULL;
    if (process_run((char *const *)(uintptr_t)argv, COMPILE_PATIENCE_NS, &said, &code, e) < 0) {
        if (code == 1 || code == 2)
            e->status = EXIT_USAGE; /* a source that does not compile */
        else if (code == 3)
            e->status = EXIT_MISSING;
        error_prefix(e, "%s", b->tag);
        goto out;
    }
    /* Its last line; what a site package prints at start-up comes before. */
    size_t length = strlen(said);
    while (length > 0 && said[length - 1] == '\n')
        said[--length] = '\0';
    const char *newline = strrchr(said, '\n');
    const char *last = newline ? newline + 1 : said;
    if (*last != '/' || access(last, F_OK) < 0) {
        error_set_status(e, EXIT_CELL_FAILED, "%s: %s printed no path but '%s'", b->tag, script, last);
        goto out;
    }
    *path = text_format("%s", last);
    result = 0;
out:
    free(script);
    free(said);
    return result;
}

void builds_free(struct builds *builds)
{
    for (size_t i = 0; i < builds->count; i++)
        installation_free(&(struct installation){.build = builds->items[i]});
    free(builds->items);
    *builds = (struct builds){0};
}
