#include "exchange/pyperf.h"

#include "base/shown.h"

#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- metadata: pyperf takes whole numbers, real ones, and text of one line that is not blank */

/* As Python's str.isspace() sees it, of what shown_plain() lets through. */
static bool is_blank(const char *text)
{
    static const char *const blanks[] = {" ",      "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
                                         "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
                                         "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

    while (*text) {
        size_t length = 0;
        for (size_t i = 0; i < sizeof blanks / sizeof *blanks && !length; i++)
            if (strncmp(text, blanks[i], strlen(blanks[i])) == 0)
                length = strlen(blanks[i]);
        if (!length)
            return false;
        text += length;
    }
    return true;
}

static void set_text(json_t *metadata, const char *key, const char *text)
{
    char *plain = text ? shown_plain(text, 0) : NULL;

    if (plain && !is_blank(plain))
        json_object_set_new(metadata, key, json_string(plain));
    free(plain);
}

static void set_whole(json_t *metadata, const char *key, int64_t number)
{
    if (number != SAMPLE_NONE)
        json_object_set_new(metadata, key, json_integer(number));
}

static void set_real(json_t *metadata, const char *key, double number)
{
    if (isfinite(number) && number >= 0)
        json_object_set_new(metadata, key, json_real(number));
}

static const char *fact_value(const struct facts *facts, const char *key)
{
    const struct fact *fact = facts_find(facts, key);
    return fact && strcmp(fact->value, "unknown") != 0 ? fact->value : NULL;
}

static const char *build_fact(const struct facts *facts, const char *build, const char *key)
{
    char *full = text_format("build.%s.%s", build, key);
    const char *value = fact_value(facts, full);

    free(full);
    return value;
}

/* Is it of another build than this file's? Tags have dots in them, so the longest that fits is meant: "3.13.15t" is not of "3.13.15". */
static bool is_foreign(const char *key, const char *build)
{
    size_t length = strlen(build);

    if (strncmp(key, "build.", 6) != 0)
        return false;
    key += 6;
    return strncmp(key, build, length) != 0 || key[length] != '.' || strchr(key + length + 1, '.');
}

/* The same for all benchmarks of the file. */
static json_t *file_metadata(const struct curve_key *key, const struct facts *facts, bool windows)
{
    json_t *metadata = json_object();
    const char *kernel = fact_value(facts, "kernel.release"), *cpus = fact_value(facts, "topology.cpus"),
               *aslr = fact_value(facts, "memory.aslr");
    struct error e;
    long count;

    for (size_t i = 0; i < facts->count; i++)
        if (strchr(facts->items[i].key, '.') && !is_foreign(facts->items[i].key, key->build)) {
            char *plain = shown_plain(facts->items[i].key, 0);
            set_text(metadata, plain, facts->items[i].value);
            free(plain);
        }
    set_text(metadata, "unit", "second");
    set_text(
        metadata, "description",
        windows ? "gilscale export: a value is the time per op of all workers together in one window"
                : "gilscale export: a value is the time per op of all workers together, one value a process");
    set_text(metadata, "python_implementation", "cpython");
    set_text(metadata, "python_version", key->python);
    set_text(metadata, "python_compiler", build_fact(facts, key->build, "compiler"));
    set_text(metadata, "python_config_args", build_fact(facts, key->build, "config_args"));
    set_text(metadata, "python_executable", build_fact(facts, key->build, "executable"));
    set_text(metadata, "cpu_model_name", fact_value(facts, "cpu.model"));
    if (cpus && text_to_int(cpus, 1, INT_MAX, &count, &e) == 0)
        set_whole(metadata, "cpu_count", count);
    if (kernel) {
        char *platform = text_format("Linux-%s", kernel);
        set_text(metadata, "platform", platform);
        free(platform);
    }
    if (aslr)
        set_text(metadata, "aslr",
                 strcmp(aslr, "on") == 0        ? "Full randomization"
                 : strcmp(aslr, "partial") == 0 ? "Conservative randomization"
                                                : "No randomization");
    set_text(metadata, "gilscale_build", key->build);
    set_whole(metadata, "gilscale_ft", key->ft);
    set_text(metadata, "gilscale_gil", key->gil);
    return metadata;
}

static char *benchmark_name(const struct measured_cell *cell)
{
    const struct curve_key *key = &cell->key;
    char *name = text_format("%s%s%s%s, N=%d, %s, %s%s%s", key->workload, *key->params ? " (" : "",
                             key->params, *key->params ? ")" : "", cell->threads, key->mode, key->placement,
                             *key->axes ? ", " : "", key->axes);
    char *plain = shown_plain(name, 0);

    free(name);
    return plain;
}

static json_t *cell_metadata(const struct measured_cell *cell, const char *name)
{
    const struct curve_key *key = &cell->key;
    json_t *metadata = json_object();

    set_text(metadata, "name", name);
    set_text(metadata, "gilscale_workload", key->workload);
    set_text(metadata, "gilscale_params", key->params);
    set_text(metadata, "gilscale_workload_hash", cell->hash);
    set_text(metadata, "gilscale_mode", key->mode);
    set_text(metadata, "gilscale_placement", key->placement);
    set_text(metadata, "gilscale_cpus", cell->cpus);
    set_text(metadata, "gilscale_axes", key->axes);
    set_text(metadata, "gilscale_gil_enabled_by", cell->gil_enabled_by);
    set_whole(metadata, "gilscale_threads", cell->threads);
    if (cell->failed) {
        set_whole(metadata, "gilscale_failed", (int64_t)cell->failed);
        set_text(metadata, "gilscale_status", cell->status);
        set_text(metadata, "gilscale_detail", cell->detail);
    }
    return metadata;
}

/* ---- runs */

/* How many ops a window of this rate does: pyperf's "loops", the iterations behind a value. */
static int64_t loops_of(double rate, double seconds)
{
    double ops = rate * seconds;
    return ops >= 1 && ops < (double)INT_MAX ? llround(ops) : 1;
}

static json_t *run_metadata(const struct measured_cell *cell, const struct measured_invocation *invocation)
{
    const struct invocation_rows *rows = invocation->rows;
    const struct sample *end = &rows->end;
    json_t *metadata = json_object();
    char *flags = cell_flags_text(cell, invocation->flags);

    set_text(metadata, "gilscale_run", invocation->run);
    set_whole(metadata, "gilscale_block", invocation->block);
    set_whole(metadata, "gilscale_invocation", invocation->number);
    set_text(metadata, "gilscale_flags", flags);
    free(flags);
    set_whole(metadata, "python_hash_seed", end->hash_seed);
    set_real(metadata, "load_avg_1min", end->load_average);
    if (end->duration_ns > 0)
        set_real(metadata, "duration", (double)end->duration_ns / 1e9);
    if (end->peak_rss_bytes >= 1)
        set_whole(metadata, "mem_max_rss", end->peak_rss_bytes);
    set_whole(metadata, "loops",
              loops_of(invocation->rate, invocation->seconds / (double)rows->window_count));
    return metadata;
}

static void add_value(json_t *values, double rate)
{
    double seconds = 1 / rate;
    if (rate > 0 && isfinite(seconds))
        json_array_append_new(values, json_real(seconds));
}

/* NULL when nothing was done in its windows: then there is no time per op. */
static json_t *run_of(const struct measured_cell *cell, const struct measured_invocation *invocation,
                      const struct pyperf_options *options)
{
    const struct invocation_rows *rows = invocation->rows;
    json_t *values = json_array(), *warmups = json_array();

    for (size_t i = 0; i < rows->warmup_count; i++)
        if (rows->warmups[i].rate > 0 && isfinite(1 / rows->warmups[i].rate))
            json_array_append_new(
                warmups,
                json_pack("[I,f]", (json_int_t)loops_of(rows->warmups[i].rate, rows->warmups[i].seconds),
                          1 / rows->warmups[i].rate));
    if (!options->windows)
        add_value(values, invocation->rate);
    for (size_t i = 0; i < rows->window_count && options->windows; i++)
        add_value(values, rows->windows[i].rate);
    if (!json_array_size(values)) {
        json_decref(values);
        json_decref(warmups);
        return NULL;
    }
    json_t *run = json_pack("{s:o,s:o}", "metadata", run_metadata(cell, invocation), "values", values);
    if (json_array_size(warmups))
        json_object_set(run, "warmups", warmups);
    json_decref(warmups);
    return run;
}

static void leave(struct text_list *left, const char *name, const char *why)
{
    char *sentence = text_format(SHOWN_DATA " %s", name, why);

    text_list_add(left, sentence);
    free(sentence);
}

/* NULL when it has no place in the file. */
static json_t *benchmark_of(const struct measured_cell *cell, const char *name,
                            const struct pyperf_options *options, struct text_list *left)
{
    const char *problem = selection_problem(cell);
    json_t *runs = json_array();

    for (size_t i = 0; i < cell->count && !problem; i++) {
        json_t *run = run_of(cell, cell->invocations[i], options);
        if (run)
            json_array_append_new(runs, run);
    }
    if (!problem && json_array_size(runs) < cell->count) {
        char *why = text_format("has %zu of %zu invocations in which nothing was done, and so no time per op",
                                cell->count - json_array_size(runs), cell->count);
        leave(left, name, why);
        free(why);
    }
    if (json_array_size(runs))
        return json_pack("{s:o,s:o}", "metadata", cell_metadata(cell, name), "runs", runs);
    if (problem)
        leave(left, name, problem);
    json_decref(runs);
    return NULL;
}

int pyperf_write(const struct selection_group *group, const struct facts *facts,
                 const struct pyperf_options *options, FILE *to, struct text_list *left, struct error *e)
{
    json_t *benchmarks = json_array();
    struct text_list taken = {0};
    int result = -1;

    for (size_t i = 0; i < group->count; i++) {
        char *name = selection_unique(&taken, benchmark_name(group->cells[i]));
        json_t *benchmark = benchmark_of(group->cells[i], name, options, left);
        if (benchmark)
            json_array_append_new(benchmarks, benchmark);
        free(name);
    }
    size_t count = json_array_size(benchmarks);
    json_t *json =
        json_pack("{s:s,s:o,s:o}", "version", "1.0", "metadata",
                  file_metadata(&group->cells[0]->key, facts, options->windows), "benchmarks", benchmarks);
    if (!count)
        error_set(e, "build '%s' has no cell with a time per op", group->label);
    /* Seventeen digits: what is read back is the same number. */
    else if (!json || json_dumpf(json, to, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(17)) != 0 ||
             putc('\n', to) == EOF)
        error_set_status(e, EXIT_CELL_FAILED, "the JSON cannot be written");
    else
        result = 0;
    json_decref(json);
    text_list_free(&taken);
    return result;
}
