#include "exchange/pyperf.h"

#include "base/shown.h"
#include "stats/median.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What a time per op may be: from below one instruction's to thirty years. */
static const double seconds_least = 1e-15, seconds_most = 1e9;

/* Those of all of pyperformance come to some hundred benchmarks and thirty facts. */
enum { NAME_MOST = 64, THREADS_MAX = 65536, BENCHMARKS_MAX = 10000, FACTS_MAX = 1000 };

/* Metadata stand at the file, the benchmark and the run; the last that has a key counts. */
struct metadata {
    const json_t *run, *benchmark, *file;
};

struct reading {
    struct pyperf_file *file;
    const char *path;
    struct text_list names; /* of benchmarks */
};

/* ---- looking things up */

static const json_t *get(const struct metadata *metadata, const char *key)
{
    const json_t *const places[] = {metadata->run, metadata->benchmark, metadata->file};
    const json_t *found = NULL;

    for (size_t i = 0; i < sizeof places / sizeof *places && !found; i++)
        found = json_object_get(places[i], key);
    return found;
}

static const char *get_text(const struct metadata *metadata, const char *key)
{
    const char *text = json_string_value(get(metadata, key));
    return text ? text : "";
}

static int64_t get_whole(const struct metadata *metadata, const char *key, int64_t otherwise)
{
    const json_t *number = get(metadata, key);
    return json_is_integer(number) ? (int64_t)json_integer_value(number) : otherwise;
}

static bool has_word(const char *text, const char *word)
{
    return strstr(text, word) != NULL;
}

/* ---- who made it. The caller frees what is a char *. */

/* "3.13.15" of "3.13.15 (64-bit) revision 0123abc" */
static char *version_of(const struct metadata *metadata)
{
    const char *version = get_text(metadata, "python_version");
    return text_format("%.*s", (int)strcspn(version, " "), version);
}

/* pyperf has no key for it, so: how the build was configured, or what its executable is called. */
static bool is_free_threaded(const struct metadata *metadata)
{
    const char *executable = get_text(metadata, "python_executable"), *slash = strrchr(executable, '/');
    const char *name = slash ? slash + 1 : executable;
    size_t length = strlen(name);

    return has_word(get_text(metadata, "python_config_args"), "--disable-gil") ||
           (strncmp(name, "python3.", 8) == 0 && length > 8 && name[length - 1] == 't');
}

static struct curve_key key_of(const struct metadata *metadata, const char *name)
{
    struct curve_key key;

    if (*get_text(metadata, "gilscale_workload")) {
        key = (struct curve_key){.build = text_format("%s", get_text(metadata, "gilscale_build")),
                                 .python = text_format("%s", get_text(metadata, "python_version")),
                                 .gil = text_format("%s", get_text(metadata, "gilscale_gil")),
                                 .mode = text_format("%s", get_text(metadata, "gilscale_mode")),
                                 .axes = text_format("%s", get_text(metadata, "gilscale_axes")),
                                 .workload = text_format("%s", get_text(metadata, "gilscale_workload")),
                                 .params = text_format("%s", get_text(metadata, "gilscale_params")),
                                 .placement = text_format("%s", get_text(metadata, "gilscale_placement")),
                                 .ft = get_whole(metadata, "gilscale_ft", 0) == 1};
        return key;
    }
    const char *implementation = get_text(metadata, "python_implementation");
    bool ft = is_free_threaded(metadata),
         cpython = !*implementation || strcmp(implementation, "cpython") == 0;
    char *version = version_of(metadata);
    key = (struct curve_key){.build = cpython
                                          ? text_format("%s%s", *version ? version : "unknown", ft ? "t" : "")
                                          : text_format("%s-%s", implementation, version),
                             .python = version,
                             /* Whether an import or PYTHON_GIL has switched it on is not in the file. */
                             .gil = text_format("%s", ft        ? "unknown"
                                                      : cpython ? "on"
                                                                : "unknown"),
                             .mode = text_format("threads"),
                             .axes = text_format("%s", ""),
                             .workload = text_format("%s", name),
                             .params = text_format("%s", ""),
                             .placement = text_format("pyperf"),
                             .ft = ft};
    return key;
}

/* ---- facts */

static void add_fact(struct facts *facts, const char *key, const char *value)
{
    if (*value && facts->count < FACTS_MAX && !facts_find(facts, key))
        facts_add(facts, FACT_NEUTRAL, key, value, NULL, NULL);
}

static void add_build_fact(struct facts *facts, const char *build, const char *key, const char *value)
{
    char *full = text_format("build.%s.%s", build, key);

    add_fact(facts, full, value);
    free(full);
}

/* The same words as environment.csv has. */
static const char *optimisation_of(const char *config_args)
{
    bool pgo = has_word(config_args, "--enable-optimizations"), lto = has_word(config_args, "--with-lto");

    if (!*config_args)
        return "";
    return has_word(config_args, "--with-pydebug") ? "debug build"
           : pgo && lto                            ? "PGO and LTO"
           : pgo                                   ? "PGO"
           : lto                                   ? "LTO"
                                                   : "none";
}

/* What pyperf knows under the keys that our own environment has for it, and what only pyperf knows. */
static void take_facts(struct facts *facts, const struct metadata *metadata, const char *build)
{
    static const char *const same[][2] = {
        {"cpu_model_name", "cpu.model"},  {"hostname", "machine.host"},
        {"platform", "machine.platform"}, {"cpu_config", "cpu.config"},
        {"cpu_affinity", "cpu.affinity"}, {"perf_version", "pyperf.version"}};
    const char *aslr = get_text(metadata, "aslr");
    int64_t cpus = get_whole(metadata, "cpu_count", 0);

    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        add_fact(facts, same[i][1], get_text(metadata, same[i][0]));
    if (cpus > 0) {
        char *count = text_format("%lld", (long long)cpus);
        add_fact(facts, "topology.cpus", count);
        free(count);
    }
    add_fact(facts, "memory.aslr",
             strncmp(aslr, "Full", 4) == 0   ? "on"
             : strncmp(aslr, "Cons", 4) == 0 ? "partial"
             : *aslr                         ? "off"
                                             : "");
    add_build_fact(facts, build, "compiler", get_text(metadata, "python_compiler"));
    add_build_fact(facts, build, "optimisation", optimisation_of(get_text(metadata, "python_config_args")));
}

/* Of a file of ours: dotted keys, which pyperf has none of. */
static void take_our_facts(struct facts *facts, json_t *file_metadata)
{
    const char *key;
    json_t *value;

    json_object_foreach(file_metadata, key, value)
    {
        if (strchr(key, '.') && json_is_string(value))
            add_fact(facts, key, json_string_value(value));
    }
}

/* ---- runs */

/* The median over a run's values into *seconds; NAN when it has none, as runs that calibrate. */
static int take_values(const json_t *run, const char *where, double *seconds, struct error *e)
{
    const json_t *values = json_object_get(run, "values");
    size_t count = json_array_size(values);

    *seconds = NAN;
    if (values && !json_is_array(values))
        return error_set(e, "%s.values: expected a list", where);
    if (!count)
        return 0;
    double *numbers = text_grow(NULL, count, sizeof *numbers);
    int result = 0;
    for (size_t i = 0; i < count && result == 0; i++) {
        const json_t *number = json_array_get(values, i);
        numbers[i] = json_number_value(number);
        if (!json_is_number(number))
            result = error_set(e, "%s.values[%zu]: expected a number of seconds", where, i);
        else if (!(numbers[i] >= seconds_least && numbers[i] <= seconds_most))
            result = error_set(e, "%s.values[%zu]: %g is no time: expected seconds, %g to %g", where, i,
                               numbers[i], seconds_least, seconds_most);
    }
    if (result == 0)
        *seconds = median_of(numbers, count);
    free(numbers);
    return result;
}

static void add_invocation(struct reading *reading, struct measured_cell *cell,
                           const struct metadata *metadata, size_t at, double seconds)
{
    const char *run = get_text(metadata, "gilscale_run");
    struct measured_invocation invocation = {.run = text_format("%s", *run ? run : reading->path),
                                             .block = get_whole(metadata, "gilscale_block", SAMPLE_NONE),
                                             .number =
                                                 get_whole(metadata, "gilscale_invocation", (int64_t)at),
                                             .rate = 1 / seconds,
                                             .cpu_use = NAN,
                                             .fairness = NAN,
                                             .pss_bytes = NAN,
                                             .seconds = NAN};

    cell_count_flags(cell, &invocation, cell_flags(cell, get_text(metadata, "gilscale_flags")));
    cell_add_invocation(cell, &invocation);
}

/* Those of another build than the first's would be a mixture: pyperf itself refuses to write it. */
static int check_same_build(const struct measured_cell *cell, const struct metadata *metadata,
                            const char *where, struct error *e)
{
    struct curve_key key = key_of(metadata, cell->key.workload);
    bool same = strcmp(key.build, cell->key.build) == 0 && strcmp(key.gil, cell->key.gil) == 0;

    if (!same) {
        char *mine = shown_plain(cell->key.build, NAME_MOST), *theirs = shown_plain(key.build, NAME_MOST);
        error_set(e, "%s: made by another Python (%s) than the runs before it (%s)", where, theirs, mine);
        free(mine);
        free(theirs);
    }
    curve_key_free(&key);
    return same ? 0 : -1;
}

static int take_runs(struct reading *reading, struct measured_cell *cell, struct metadata *metadata,
                     const json_t *runs, const char *where, struct error *e)
{
    int result = 0;

    for (size_t i = 0; i < json_array_size(runs) && result == 0; i++) {
        const json_t *run = json_array_get(runs, i);
        char *here = text_format("%s.runs[%zu]", where, i);
        double seconds = NAN;
        metadata->run = json_object_get(run, "metadata");
        if (!json_is_object(run))
            result = error_set(e, "%s: expected an object", here);
        else
            result = take_values(run, here, &seconds, e);
        if (result == 0 && !isnan(seconds) && (result = check_same_build(cell, metadata, here, e)) == 0)
            add_invocation(reading, cell, metadata, i, seconds);
        free(here);
    }
    return result;
}

/* ---- benchmarks */

static void leave(struct reading *reading, const char *name, const char *why)
{
    char *plain = shown_plain(name, NAME_MOST), *sentence = text_format(SHOWN_DATA " %s", plain, why);

    text_list_add(&reading->file->left, sentence);
    free(sentence);
    free(plain);
}

static void take_ours(struct reading *reading, struct measured_cell *cell, const struct metadata *metadata)
{
    int64_t failed = get_whole(metadata, "gilscale_failed", 0);
    const char *enabled_by = get_text(metadata, "gilscale_gil_enabled_by");

    cell->hash = text_format("%s", get_text(metadata, "gilscale_workload_hash"));
    cell->cpus = text_format("%s", get_text(metadata, "gilscale_cpus"));
    if (*enabled_by)
        cell->gil_enabled_by = text_format("%s", enabled_by);
    if (failed > 0) {
        cell->failed = (size_t)failed;
        cell->status = text_format("%s", get_text(metadata, "gilscale_status"));
        cell->detail = text_format("%s", get_text(metadata, "gilscale_detail"));
    }
    reading->file->ours = reading->file->ours || *get_text(metadata, "gilscale_workload");
}

static int take_named(struct reading *reading, struct metadata *metadata, const json_t *runs,
                      const char *where, const char *name, struct error *e)
{
    int64_t threads = get_whole(metadata, "gilscale_threads", 1);
    const char *unit = get_text(metadata, "unit");

    if (threads < 1 || threads > THREADS_MAX)
        return error_set(e, "%s: gilscale_threads is %lld; expected 1 to %d", where, (long long)threads,
                         THREADS_MAX);
    if (*unit && strcmp(unit, "second") != 0) {
        leave(reading, name, "measures no time, and more of it need not be worse");
        return 0;
    }
    struct curve_key key = key_of(metadata, name);
    struct measured_cell *cell = cells_add(&reading->file->cells, &key, (int)threads);
    take_ours(reading, cell, metadata);
    take_facts(&reading->file->facts, metadata, key.build);
    curve_key_free(&key);
    if (take_runs(reading, cell, metadata, runs, where, e) < 0)
        return -1;
    if (!cell->count)
        leave(reading, name, "has no values: its runs only calibrate");
    return 0;
}

static int take_benchmark(struct reading *reading, const json_t *benchmark, const json_t *file_metadata,
                          const char *where, struct error *e)
{
    const json_t *runs = json_object_get(benchmark, "runs");
    struct metadata metadata = {.benchmark = json_object_get(benchmark, "metadata"), .file = file_metadata};

    if (!json_is_array(runs) || !json_array_size(runs))
        return error_set(e, "%s.runs: expected a list with at least one run", where);
    /* Where a file holds one benchmark, its name stands at the file; where it holds one run, at the run. */
    metadata.run = json_object_get(json_array_get(runs, 0), "metadata");
    const char *name = get_text(&metadata, "name");
    if (!*name)
        return error_set(e, "%s: has no name in its metadata", where);
    if (text_list_has(&reading->names, name)) {
        char *plain = shown_plain(name, NAME_MOST);
        error_set(e, "%s: '%s' is the name of another benchmark of this file, too", where, plain);
        free(plain);
        return -1;
    }
    text_list_add(&reading->names, name);
    return take_named(reading, &metadata, runs, where, name, e);
}

/* Sorted. -1 when one stands there twice, or when there is nothing to compare. */
static int check_cells(const struct measured_cells *cells, struct error *e)
{
    bool any = false;

    for (size_t i = 0; i < cells->count; i++) {
        any = any || cells->items[i]->count;
        if (i && cells_compare_items(&cells->items[i - 1], &cells->items[i]) == 0) {
            char *plain = shown_plain(cells->items[i]->key.workload, NAME_MOST);
            error_set(e, "two benchmarks are the same cell of workload '%s', N=%d", plain,
                      cells->items[i]->threads);
            free(plain);
            return -1;
        }
    }
    return any ? 0 : error_set(e, "no benchmark in it has values that are times");
}

static int take_file(struct reading *reading, const json_t *json, struct error *e)
{
    const json_t *benchmarks = json_object_get(json, "benchmarks"),
                 *version = json_object_get(json, "version");
    json_t *metadata = json_object_get(json, "metadata");
    int result = 0;

    if (!json_is_object(json) || !benchmarks)
        return error_set(e, "no file of pyperf's: expected an object with \"version\" and \"benchmarks\"");
    if (json_is_integer(version))
        return error_set(
            e,
            "format version %lld: expected \"1.0\", as pyperf writes since its own 1.0; `python3 -m "
            "pyperf convert FILE -o NEW.json` writes such a file",
            (long long)json_integer_value(version));
    if (!json_is_string(version) || strcmp(json_string_value(version), "1.0") != 0)
        return error_set(e, "\"version\": expected \"1.0\", the format of pyperf 1.0 and later");
    if (!json_is_array(benchmarks) || !json_array_size(benchmarks))
        return error_set(e, "benchmarks: expected a list with at least one benchmark");
    if (json_array_size(benchmarks) > BENCHMARKS_MAX)
        return error_set(e, "benchmarks: %zu of them; at most %d are read", json_array_size(benchmarks),
                         BENCHMARKS_MAX);
    for (size_t i = 0; i < json_array_size(benchmarks) && result == 0; i++) {
        char *where = text_format("benchmarks[%zu]", i);
        result = take_benchmark(reading, json_array_get(benchmarks, i), metadata, where, e);
        free(where);
    }
    if (result < 0)
        return -1;
    if (reading->file->ours)
        take_our_facts(&reading->file->facts, metadata);
    cells_sort(&reading->file->cells);
    return check_cells(&reading->file->cells, e);
}

/* ---- the file */

bool pyperf_is_file(const char *path)
{
    struct stat about;
    FILE *file = stat(path, &about) == 0 && S_ISREG(about.st_mode) ? fopen(path, "re") : NULL;
    unsigned char first[2] = {0};

    if (!file)
        return false;
    size_t length = fread(first, 1, sizeof first, file), name = strlen(path);
    fclose(file);
    return (length && (first[0] == '{' || first[0] == '[')) ||
           (length == 2 && first[0] == 0x1f && first[1] == 0x8b) ||
           (name >= 5 && strcmp(path + name - 5, ".json") == 0);
}

static json_t *load(const char *path, struct error *e)
{
    FILE *file = fopen(path, "re");
    struct stat about;
    json_error_t problem;
    json_t *json = NULL;

    if (!file) {
        error_set(e, "cannot be read: %s", strerror(errno));
        return NULL;
    }
    int packed = getc(file);
    if (fstat(fileno(file), &about) < 0 || about.st_size > (off_t)PYPERF_BYTES_MAX)
        error_set(e, "larger than the %u MiB that are read of a file of pyperf's", PYPERF_BYTES_MAX >> 20);
    else if (packed == 0x1f)
        error_set(e, "packed; unpack it first: `gunzip -k FILE`");
    else {
        rewind(file);
        json = json_loadf(file, JSON_REJECT_DUPLICATES, &problem);
        if (!json) {
            char *plain = shown_plain(problem.text, 2 * NAME_MOST);
            error_set(e, "line %d, column %d: no JSON: %s", problem.line, problem.column, plain);
            free(plain);
        }
    }
    fclose(file);
    return json;
}

int pyperf_read(struct pyperf_file *file, const char *path, struct error *e)
{
    struct reading reading = {.file = file, .path = path};
    json_t *json = load(path, e);
    int result = json ? take_file(&reading, json, e) : -1;

    if (result < 0)
        error_prefix(e, "%s", path);
    json_decref(json);
    text_list_free(&reading.names);
    return result;
}

void pyperf_file_free(struct pyperf_file *file)
{
    cells_free(&file->cells);
    facts_free(&file->facts);
    text_list_free(&file->left);
}
