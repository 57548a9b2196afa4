#include "exchange/pyperf.h"

#include "base/shown.h"
#include "exchange/pyperf_origin.h"
#include "stats/median.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What a time per op may be: from below one instruction's to thirty years. */
static const double seconds_least = 1e-15, seconds_most = 1e9;

/* pyperformance has some hundred benchmarks. */
enum { NAME_MOST = 64, THREADS_MAX = 65536, BENCHMARKS_MAX = 10000 };

struct reading {
    struct pyperf_file *file;
    const char *path;
    struct text_list names; /* of benchmarks */
};

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
                           const struct pyperf_metadata *metadata, size_t at, double seconds)
{
    const char *run = pyperf_text(metadata, "gilscale_run");
    struct measured_invocation invocation = {.run = text_format("%s", *run ? run : reading->path),
                                             .block = pyperf_whole(metadata, "gilscale_block", SAMPLE_NONE),
                                             .number =
                                                 pyperf_whole(metadata, "gilscale_invocation", (int64_t)at),
                                             .rate = 1 / seconds,
                                             .cpu_use = NAN,
                                             .fairness = NAN,
                                             .pss_bytes = NAN,
                                             .seconds = NAN};

    cell_count_flags(cell, &invocation, cell_flags(cell, pyperf_text(metadata, "gilscale_flags")));
    cell_add_invocation(cell, &invocation);
}

/* Those of another build than the first's would be a mixture: pyperf itself refuses to write it. */
static int check_same_build(const struct measured_cell *cell, const struct pyperf_metadata *metadata,
                            const char *where, struct error *e)
{
    struct curve_key key = pyperf_key(metadata, cell->key.workload);
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

static int take_runs(struct reading *reading, struct measured_cell *cell, struct pyperf_metadata *metadata,
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

static void take_ours(struct reading *reading, struct measured_cell *cell,
                      const struct pyperf_metadata *metadata)
{
    int64_t failed = pyperf_whole(metadata, "gilscale_failed", 0);
    const char *enabled_by = pyperf_text(metadata, "gilscale_gil_enabled_by");

    cell->hash = text_format("%s", pyperf_text(metadata, "gilscale_workload_hash"));
    cell->cpus = text_format("%s", pyperf_text(metadata, "gilscale_cpus"));
    if (*enabled_by)
        cell->gil_enabled_by = text_format("%s", enabled_by);
    if (failed > 0) {
        cell->failed = (size_t)failed;
        cell->status = text_format("%s", pyperf_text(metadata, "gilscale_status"));
        cell->detail = text_format("%s", pyperf_text(metadata, "gilscale_detail"));
    }
    reading->file->ours = reading->file->ours || *pyperf_text(metadata, "gilscale_workload");
}

static int take_named(struct reading *reading, struct pyperf_metadata *metadata, const json_t *runs,
                      const char *where, const char *name, struct error *e)
{
    int64_t threads = pyperf_whole(metadata, "gilscale_threads", 1);
    const char *unit = pyperf_text(metadata, "unit");

    if (threads < 1 || threads > THREADS_MAX)
        return error_set(e, "%s: gilscale_threads is %lld; expected 1 to %d", where, (long long)threads,
                         THREADS_MAX);
    if (*unit && strcmp(unit, "second") != 0) {
        leave(reading, name, "measures no time, and more of it need not be worse");
        return 0;
    }
    struct curve_key key = pyperf_key(metadata, name);
    struct measured_cell *cell = cells_add(&reading->file->cells, &key, (int)threads);
    take_ours(reading, cell, metadata);
    pyperf_facts(&reading->file->facts, metadata, key.build);
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
    struct pyperf_metadata metadata = {.benchmark = json_object_get(benchmark, "metadata"),
                                       .file = file_metadata};

    if (!json_is_array(runs) || !json_array_size(runs))
        return error_set(e, "%s.runs: expected a list with at least one run", where);
    /* Where a file holds one benchmark, its name stands at the file; where it holds one run, at the run. */
    metadata.run = json_object_get(json_array_get(runs, 0), "metadata");
    const char *name = pyperf_text(&metadata, "name");
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
        pyperf_our_facts(&reading->file->facts, metadata);
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
