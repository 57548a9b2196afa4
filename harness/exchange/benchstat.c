#include "exchange/benchstat.h"

#include "base/shown.h"
#include "stats/measures.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A percentile with fewer requests than this beyond it is the few slowest by chance, as in the table. */
enum { BEYOND = 10 };

/* ---- names: no blanks, no slash but between parts; benchstat splits at '/' and '=', and takes "-8" at the end for N */

/* What stands in a name as it is; all else becomes '_'. */
static void put_part(FILE *to, const char *text)
{
    for (; *text; text++)
        putc(isalnum((unsigned char)*text) || strchr("._+-", *text) ? *text : '_', to);
}

/* "gc=off;switch-interval=1ms" as "/gc=off/switch-interval=1ms" */
static void put_settings(FILE *to, const char *settings)
{
    struct text_list list = {0};

    text_split(&list, settings, ";");
    for (size_t i = 0; i < list.count; i++) {
        char *value = strchr(list.items[i], '=');
        putc('/', to);
        if (value)
            *value++ = '\0';
        put_part(to, list.items[i]);
        if (value) {
            putc('=', to);
            put_part(to, value);
        }
    }
    text_list_free(&list);
}

/* All but N; the caller frees. "Benchmark" and a capital letter: a small one would make it no benchmark. */
static char *curve_name(const struct curve_key *key)
{
    char *name = NULL;
    size_t size;
    FILE *to = open_memstream(&name, &size);

    if (!to)
        abort(); /* no memory, as in text_format */
    fputs("Benchmark", to);
    if (islower((unsigned char)*key->workload)) {
        putc(toupper((unsigned char)*key->workload), to);
        put_part(to, key->workload + 1);
    } else {
        putc('_', to);
        put_part(to, key->workload);
    }
    put_settings(to, key->params);
    fputs("/mode=", to);
    put_part(to, key->mode);
    fputs("/placement=", to);
    put_part(to, key->placement);
    put_settings(to, key->axes);
    fclose(to);
    return name;
}

/* ---- lines */

static void put_config(FILE *to, const char *key, const char *value)
{
    char *plain = shown_plain(value, 0);

    fprintf(to, "%s: %s\n", key, plain);
    free(plain);
}

static void put_measure(FILE *to, double seconds, const char *unit)
{
    if (isfinite(seconds))
        fprintf(to, " %.10g %s", seconds * 1e9, unit);
}

/* How many ops are behind the line; at least 1, as the format wants it. */
static long long iterations_of(const struct measured_invocation *invocation)
{
    double ops = invocation->rate * invocation->seconds;
    return ops >= 1 && ops < 1e18 ? llround(ops) : 1;
}

/* Has every invocation requests enough for this percentile? Of those alone that have, the median would be one of chosen ones. */
static bool has_percentile(const struct measured_cell *cell, enum measure percentile, double share)
{
    for (size_t i = 0; i < cell->count; i++) {
        const double *measures = cell->invocations[i]->measures;
        if (!isfinite(measures[percentile]) || !(share * measures[MEASURE_REQUESTS] >= BEYOND))
            return false;
    }
    return true;
}

static bool put_line(FILE *to, const char *name, const struct measured_cell *cell,
                     const struct measured_invocation *invocation, bool has_p99)
{
    bool open_loop = curve_key_is_open_loop(&cell->key);
    double seconds = open_loop ? NAN : 1 / invocation->rate;
    double p50 = invocation->measures[MEASURE_LATENCY_P50],
           p99 = has_p99 ? invocation->measures[MEASURE_LATENCY_P99] : NAN;

    if (!isfinite(seconds) && !isfinite(p50))
        return false;
    fprintf(to, "%s-%d %lld", name, cell->threads, iterations_of(invocation));
    if (isfinite(seconds)) {
        put_measure(to, seconds, "ns/op");
        fprintf(to, " %.10g ops/s", invocation->rate);
    }
    put_measure(to, p50, "p50-ns");
    put_measure(to, p99, "p99-ns");
    putc('\n', to);
    return true;
}

static void leave(struct text_list *left, const struct measured_cell *cell, size_t lines)
{
    char *plain = shown_plain(cell->key.workload, 0);
    char *sentence =
        cell->count ? text_format(SHOWN_DATA " at N=%d: %zu of %zu invocations have no time per op, nor a "
                                             "request's time, and are left out",
                                  plain, cell->threads, cell->count - lines, cell->count)
                    : text_format(SHOWN_DATA " at N=%d has no invocation that counts", plain, cell->threads);

    text_list_add(left, sentence);
    free(sentence);
    free(plain);
}

static size_t put_group(const struct selection_group *group, FILE *to, struct text_list *left)
{
    struct text_list taken = {0};
    const struct curve_key *before = NULL;
    char *name = NULL;
    size_t all = 0;

    for (size_t i = 0; i < group->count; i++) {
        const struct measured_cell *cell = group->cells[i];
        size_t lines = 0;
        if (!before || curve_key_compare(before, &cell->key) != 0) { /* those of a curve stand together */
            free(name);
            name = selection_unique(&taken, curve_name(&cell->key));
        }
        before = &cell->key;
        bool has_p99 = has_percentile(cell, MEASURE_LATENCY_P99, .01);
        for (size_t k = 0; k < cell->count; k++)
            lines += put_line(to, name, cell, cell->invocations[k], has_p99);
        if (lines < cell->count || !cell->count)
            leave(left, cell, lines);
        all += lines;
    }
    free(name);
    text_list_free(&taken);
    return all;
}

int benchstat_write(const struct selection *selection, const struct facts *facts, FILE *to,
                    struct text_list *left, struct error *e)
{
    const struct fact *cpu = facts_find(facts, "cpu.model");
    size_t lines = 0;

    fputs("Unit ops/s better=higher\n", to);
    put_config(to, "goos", "linux");
    if (cpu)
        put_config(to, "cpu", cpu->value);
    for (size_t i = 0; i < selection->count; i++) {
        if (selection->groups[i].cells[0]->count)
            put_config(to, "build", selection->groups[i].label);
        lines += put_group(&selection->groups[i], to, left);
    }
    if (!lines)
        return error_set(e, "there is no cell with a time per op");
    return ferror(to) ? error_set_status(e, EXIT_CELL_FAILED, "the text cannot be written") : 0;
}
