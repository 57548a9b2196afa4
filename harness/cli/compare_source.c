#include "cli/compare_source.h"

#include "cli/environment.h"
#include "base/shown.h"
#include "exchange/pyperf.h"
#include "session/baseline.h"
#include "session/store.h"

#include <libconfig.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Values in a sentence are cut here. */
enum { VALUE_MOST = 64 };

/* ---- opening */

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static bool is_there(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

/* The folder that a path means, or NULL: itself, a baseline's, or where a samples.csv lies. */
static char *folder_of(const char *name)
{
    const char *slash = strrchr(name, '/'), *file = slash ? slash + 1 : name;

    if (is_folder(name))
        return text_format("%s", name);
    if (!is_there(name))
        return baseline_folder(name);
    if (strcmp(file, "samples.csv") != 0)
        return NULL;
    return slash ? text_format("%.*s", slash == name ? 1 : (int)(slash - name), name) : text_format(".");
}

static int fail_unknown(const char *name, struct error *e)
{
    struct text_list names = {0};

    baseline_list(&names);
    const char *nearest = text_nearest(name, &names);
    error_set(e, "%s: no run and no baseline of that name%s%s%s", name, nearest ? "; did you mean '" : "",
              nearest ? nearest : "", nearest ? "'?" : "");
    text_list_free(&names);
    return -1;
}

/* The run's folder and the path of its rows. The caller frees what is in *samples. */
static int find_run(struct compare_source *source, const char *name, char **samples, struct error *e)
{
    bool partial = false;

    source->folder = folder_of(name);
    if (!source->folder && !is_there(name))
        return fail_unknown(name, e);
    if (is_there(name) && !is_folder(name))
        *samples = text_format("%s", name);
    else if (store_find_samples(source->folder, samples, &partial, e) < 0)
        return -1;
    /* Which cells a run lacks that was cut off is chance: no ground for a verdict. */
    return partial ? error_set(e, "%s: this run was cut off; `gilscale run --resume %s` finishes it",
                               *samples, source->folder)
                   : 0;
}

static int open_run(struct compare_source *source, const char *name, bool rows, struct error *e)
{
    char *samples = NULL;
    struct error none;
    int result = find_run(source, name, &samples, e);

    if (result == 0)
        result = rows ? cells_read_rows(&source->cells, samples, false, e)
                      : cells_read_rates(&source->cells, samples, false, e);
    free(samples);
    if (result == 0 && source->folder && environment_read(&source->facts, source->folder, &none) < 0)
        facts_free(&source->facts);
    return result;
}

int compare_source_open(struct compare_source *source, const char *name, struct error *e)
{
    struct pyperf_file file = {0};

    source->name = text_format("%s", name);
    if (!pyperf_is_file(name))
        return open_run(source, name, false, e);
    int result = pyperf_read(&file, name, e);
    source->cells = file.cells;
    source->facts = file.facts;
    source->left = file.left;
    source->kind = file.ours ? SOURCE_EXPORT : SOURCE_PYPERF;
    return result;
}

int compare_source_open_rows(struct compare_source *source, const char *name, struct error *e)
{
    source->name = text_format("%s", name);
    return pyperf_is_file(name) ? error_set(e, "%s: a file of pyperf's is no run; name a run's folder", name)
                                : open_run(source, name, true, e);
}

bool compare_source_is_build(const struct compare_source *source)
{
    const struct measured_cells *cells = &source->cells;

    for (size_t i = 0; i < cells->count; i++)
        if (strcmp(cells->items[i]->key.build, cells->items[0]->key.build) != 0 ||
            strcmp(cells->items[i]->key.gil, cells->items[0]->key.gil) != 0)
            return false;
    return source->kind != SOURCE_RUN;
}

void compare_source_free(struct compare_source *source)
{
    free(source->name);
    free(source->folder);
    cells_free(&source->cells);
    facts_free(&source->facts);
    text_list_free(&source->left);
    *source = (struct compare_source){0};
}

int compare_source_check_build(const struct compare_source *source, const char *build, struct error *e)
{
    struct text_list tags = {0};
    int result = 0;

    for (size_t i = 0; i < source->cells.count; i++)
        if (!text_list_has(&tags, source->cells.items[i]->key.build))
            text_list_add(&tags, source->cells.items[i]->key.build);
    if (!text_list_has(&tags, build)) {
        const char *nearest = text_nearest(build, &tags);
        char *plain = shown_plain(nearest ? nearest : "", VALUE_MOST);
        result = error_set(e, "no build '%s' in this run%s%s%s", build, nearest ? "; did you mean '" : "",
                           plain, nearest ? "'?" : "");
        free(plain);
    }
    text_list_free(&tags);
    return result;
}

/* ---- differences */

/* Each once: many cells share a build and a workload. */
static void differ(struct text_list *differences, const char *what, const char *name, const char *base,
                   const char *new)
{
    char *a = shown_plain(base, VALUE_MOST), *b = shown_plain(new, VALUE_MOST),
         *c = shown_plain(name, VALUE_MOST);
    char *quoted = *c ? text_format(" " SHOWN_DATA, c) : text_format("%s", "");
    char *sentence = text_format("%s%s is not the same on both sides (" SHOWN_DATA ", " SHOWN_DATA ")", what,
                                 quoted, a, b);

    if (!text_list_has(differences, sentence))
        text_list_add(differences, sentence);
    free(sentence);
    free(quoted);
    free(a);
    free(b);
    free(c);
}

/* What only one side knows cannot differ. */
static void differ_in_fact(struct text_list *differences, const struct facts *a, const char *key_a,
                           const struct facts *b, const char *key_b)
{
    const struct fact *mine = facts_find(a, key_a), *theirs = facts_find(b, key_b);

    if (mine && theirs && strcmp(mine->value, theirs->value) != 0) {
        char *plain = shown_plain(key_a, VALUE_MOST);
        differ(differences, plain, "", mine->value, theirs->value);
        free(plain);
    }
}

static void differ_in_machine(struct text_list *differences, const struct facts *base,
                              const struct facts *new)
{
    /* Not what changes from minute to minute, nor what the kernel's share changes (memory.total). */
    static const char *const keys[] = {
        "cpu.model", "cpu.microcode", "topology.cpus", "topology.cores", "topology.packages",
        "topology.nodes", "topology.kinds", "cpu.allowed", "cpu.quota", "cpu.governor", "cpu.driver",
        "cpu.boost", "cpu.smt", "cpu.isolated", "cpu.nohz_full", "clock.source", "machine.virtualisation",
        "machine.product", "kernel.release", "libc", "memory.transparent_huge_pages", "memory.aslr",
        /* of pyperf's files */
        "machine.host", "machine.platform", "cpu.config", "cpu.affinity"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        differ_in_fact(differences, base, keys[i], new, keys[i]);
}

static void differ_in_builds(struct text_list *differences, const struct facts *base, const struct facts *new,
                             const struct compare *compare)
{
    /* Not the arguments of configure: they hold paths, and what they change of the speed is here. */
    static const char *const keys[] = {"optimisation", "compiler", "link"};

    for (size_t i = 0; i < compare->count; i++)
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            char *mine = text_format("build.%s.%s", compare->rows[i].base->key.build, keys[k]);
            char *theirs = text_format("build.%s.%s", compare->rows[i].new->key.build, keys[k]);
            differ_in_fact(differences, base, mine, new, theirs);
            free(mine);
            free(theirs);
        }
}

static void differ_in_cells(struct text_list *differences, const struct compare *compare)
{
    /* What says which CPUs a cell had, and of what kind its build is. Others say what came between. */
    static const char *const flags[] = {"oversubscribed", "smt_shared", "mixed_kinds", "quota",
                                        "debug_build"};

    for (size_t i = 0; i < compare->count; i++) {
        const struct compare_row *row = &compare->rows[i];
        const char *mine_cpus = row->base->cpus ? row->base->cpus : "",
                   *their_cpus = row->new->cpus ? row->new->cpus : "";
        if (*mine_cpus && *their_cpus && strcmp(mine_cpus, their_cpus) != 0) {
            char *what = text_format("the CPU list at N=%d of placement", row->base->threads);
            differ(differences, what, row->base->key.placement, mine_cpus, their_cpus);
            free(what);
        }
        if (row->changed)
            differ(differences, "workload", row->base->key.workload, row->base->hash, row->new->hash);
        for (size_t k = 0; k < sizeof flags / sizeof *flags; k++) {
            bool mine = text_list_has(&row->base->flags, flags[k]),
                 theirs = text_list_has(&row->new->flags, flags[k]);
            char *what = text_format("flag %s at N=%d of", flags[k], row->base->threads);
            if (mine != theirs)
                differ(differences, what, row->base->key.workload, mine ? "yes" : "no",
                       theirs ? "yes" : "no");
            free(what);
        }
    }
}

/* ---- the design, from suite.cfg */

/* Without includes: our own files have none, and somebody else's shall not make us read more. */
static bool read_design(config_t *config, const struct compare_source *source)
{
    char *path = source->folder ? text_format("%s/suite.cfg", source->folder) : NULL, *text = NULL;
    size_t size = 0;
    FILE *file = path && !is_folder(path) ? fopen(path, "re") : NULL;
    bool read = file && getdelim(&text, &size, '\0', file) > 0 && !strstr(text, "@include") &&
                config_read_string(config, text) == CONFIG_TRUE;

    if (file)
        fclose(file);
    free(text);
    free(path);
    return read;
}

/* As in the file, but for times, which have many ways to be written. NULL: it is not there. The caller frees. */
static char *design_value(const config_t *config, const char *name)
{
    const config_setting_t *setting = config_lookup(config, name);
    struct error none;
    int64_t ns;

    if (!setting)
        return NULL;
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        return text_format("%lld", config_setting_get_int64(setting));
    case CONFIG_TYPE_STRING:
        return text_to_ns(config_setting_get_string(setting), &ns, &none) == 0
                   ? text_format("%lld ns", (long long)ns)
                   : text_format("%s", config_setting_get_string(setting));
    default:
        return NULL;
    }
}

static void differ_in_design(struct text_list *differences, const struct compare_source *base,
                             const struct compare_source *new)
{
    static const char *const names[] = {"window",    "windows", "warmup", "batch-time",
                                        "deviation", "drift",   "phases"};
    config_t a, b;

    config_init(&a);
    config_init(&b);
    bool both = read_design(&a, base) && read_design(&b, new);
    for (size_t i = 0; both && i < sizeof names / sizeof *names; i++) {
        char *mine = design_value(&a, names[i]), *theirs = design_value(&b, names[i]);
        if (mine && theirs && strcmp(mine, theirs) != 0)
            differ(differences, names[i], "", mine, theirs);
        free(mine);
        free(theirs);
    }
    config_destroy(&a);
    config_destroy(&b);
}

void compare_source_differences(const struct compare_source *base, const struct compare_source *new,
                                const struct compare *compare, struct text_list *differences)
{
    differ_in_cells(differences, compare);
    differ_in_builds(differences, &base->facts, &new->facts, compare);
    if (base != new) {
        differ_in_machine(differences, &base->facts, &new->facts);
        differ_in_design(differences, base, new);
    }
}
