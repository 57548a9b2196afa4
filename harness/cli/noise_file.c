#include "cli/noise_file.h"

#include "base/paths.h"
#include "base/text.h"
#include "session/store.h"
#include "stats/verdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "results"
#define NAME   "noise.csv"

char *noise_path(void)
{
    return text_format(FOLDER "/" NAME);
}

static bool says(const struct fact *fact)
{
    return fact && *fact->value && strcmp(fact->value, "unknown") != 0;
}

char *noise_machine(const struct facts *facts)
{
    /* Not the memory: the kernel's share of it, and so the figure, changes from kernel to kernel. */
    static const char *const keys[] = {"cpu.model", "topology.cpus",          "topology.cores", "cpu.allowed",
                                       "cpu.quota", "machine.virtualisation", "machine.product"};

    if (!says(facts_find(facts, "cpu.model")) || !says(facts_find(facts, "topology.cpus")))
        return NULL;
    char *machine = text_format("%s", "");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct fact *fact = facts_find(facts, keys[i]);
        if (!says(fact))
            continue;
        char *longer = text_format("%s%s%s=%s", machine, *machine ? "; " : "", keys[i], fact->value);
        free(machine);
        machine = longer;
    }
    for (char *c = machine; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    return machine;
}

static int write_noise(FILE *to, void *noise)
{
    return noise_write(noise, to);
}

bool noise_keeps(const struct noise *newer)
{
    for (size_t i = 0; i < newer->count; i++)
        if (noise_row_counts(&newer->rows[i]))
            return true;
    return false;
}

int noise_keep(const struct noise *newer, struct error *e)
{
    struct noise noise = {0};

    if (!noise_keeps(newer))
        return 0;
    char *path = noise_path();
    int result = noise_read(&noise, path, e);

    if (result == 0) {
        noise_replace(&noise, newer);
        result = paths_make_folder(FOLDER, e);
    }
    if (result == 0)
        result = store_write_file(FOLDER, NAME, write_noise, &noise, e);
    noise_free(&noise);
    free(path);
    return result;
}

/* ---- the table */

static bool same_block(const struct curve_key *a, const struct curve_key *b)
{
    return strcmp(a->workload, b->workload) == 0 && strcmp(a->params, b->params) == 0 &&
           strcmp(a->placement, b->placement) == 0 && strcmp(a->mode, b->mode) == 0 &&
           strcmp(a->axes, b->axes) == 0;
}

static void print_row(const struct noise_row *row, FILE *to)
{
    fprintf(to, "  %-18.18s %-3s %5d  %5zu ", row->key.build, row->key.gil, row->threads, row->invocations);
    if (!noise_row_counts(row)) {
        fprintf(to, row->invocations ? "  too few pairs to tell\n" : "  not measured on both sides\n");
        return;
    }
    fprintf(to, "%6.2f %% %7.2f %% %7.2f %% %9zu%s\n", 100 * row->sd, 100 * row->difference,
            100 * row->tells_from, verdict_needed(row->sd, .03), row->different ? "  !" : "");
}

void noise_table(const struct noise *noise, FILE *to)
{
    bool several = false;

    for (size_t i = 1; i < noise->count; i++)
        several = several || strcmp(noise->rows[i].machine, noise->rows[0].machine) != 0;
    fprintf(to, "  %-18s %-3s %5s  %5s  %7s %9s %9s %9s\n", "", "", "", "", "sd of", "A/A", "tells", "pairs");
    fprintf(to, "  %-18s %-3s %5s  %5s  %7s %9s %9s %9s\n", "build", "gil", "N", "pairs", "one", "differ",
            "from", "for 3 %");
    for (size_t i = 0; i < noise->count; i++) {
        const struct curve_key *key = &noise->rows[i].key;
        bool other = i == 0 || strcmp(noise->rows[i].machine, noise->rows[i - 1].machine) != 0;
        if (other && several)
            fprintf(to, "%s:\n", noise->rows[i].machine);
        if (other || !same_block(key, &noise->rows[i - 1].key))
            fprintf(to, "%s%s%s%s, %s%s%s, placement %s\n", key->workload, *key->params ? " (" : "",
                    key->params, *key->params ? ")" : "", key->mode, *key->axes ? ", " : "", key->axes,
                    key->placement);
        print_row(&noise->rows[i], to);
    }
}

/* ---- the sentences */

/* The same in all that a floor is kept for? */
static bool same_floor(const struct noise_row *a, const struct noise_row *b)
{
    return same_block(&a->key, &b->key) && strcmp(a->key.gil, b->key.gil) == 0 && a->turns == b->turns;
}

/* "fib on 3.13.15 and 3.14.0, GIL on: ..." */
static void say_floor(const struct noise *noise, size_t row, const struct noise *kept, FILE *to)
{
    const struct noise_row *first = &noise->rows[row];
    const struct curve_key *key = &first->key;
    struct measured_cell cell = {.key = *key, .threads = first->threads, .hash = first->hash};
    struct text_list builds = {0};

    for (size_t i = 0; i < row; i++)
        if (same_floor(&noise->rows[i], first))
            return; /* said already */
    for (size_t i = row; i < noise->count; i++)
        if (same_floor(&noise->rows[i], first) && !text_list_has(&builds, noise->rows[i].key.build))
            text_list_add(&builds, noise->rows[i].key.build);
    fprintf(to, "%s%s%s%s on ", key->workload, *key->params ? " (" : "", key->params,
            *key->params ? ")" : "");
    for (size_t i = 0; i < builds.count; i++)
        fprintf(to, "%s%s", i == 0 ? "" : i + 1 < builds.count ? ", " : " and ", builds.items[i]);
    double least = noise_floor(kept, first->machine, &cell, first->turns);
    if (isnan(least))
        fprintf(to, ", GIL %s: nothing can be told; no cell has enough pairs.\n", key->gil);
    else
        fprintf(
            to,
            ", GIL %s: two runs of the same may differ by %.3g %%; no change below that will be judged.\n",
            key->gil, 100 * least);
    text_list_free(&builds);
}

static size_t cells_of(const struct noise *noise, const char *build)
{
    size_t count = 0;

    for (size_t i = 0; i < noise->count; i++)
        count += strcmp(noise->rows[i].key.build, build) == 0;
    return count;
}

/* Cells that get no verdict whatever happens: without an interval, or with too few pairs for Holm's correction over the build's cells. */
static void say_untold(const struct noise *noise, FILE *to)
{
    size_t least = 0, corrected = 0;

    for (size_t i = 0; i < noise->count; i++) {
        const struct noise_row *row = &noise->rows[i];
        size_t needed = verdict_least(cells_of(noise, row->key.build), true);
        if (!noise_row_counts(row))
            fprintf(to, "%s on %s, GIL %s, N=%d cannot be told at all: %zu pairs, and it takes %d.\n",
                    row->key.workload, row->key.build, row->key.gil, row->threads, row->invocations,
                    MEDIAN_MIN_VALUES);
        else if (row->invocations < needed) {
            corrected++;
            least = needed > least ? needed : least;
        }
    }
    if (corrected)
        fprintf(to,
                "%zu cells have too few pairs for any verdict in a table of this size: --invocations %zu is "
                "the least.\n",
                corrected, least);
}

static void say_false_verdicts(const struct noise *noise, double threshold, FILE *to)
{
    size_t counted = 0, different = 0;

    for (size_t i = 0; i < noise->count; i++) {
        counted += noise_row_counts(&noise->rows[i]);
        different += noise->rows[i].different;
    }
    fprintf(to, "%zu of %zu A/A cells were called different (threshold %g %%)%s\n", different, counted,
            100 * threshold,
            different ? ": do not believe verdicts on this machine before you know why; `gilscale doctor`."
                      : ".");
}

void noise_sentences(const struct noise *noise, const struct noise *kept, double threshold, FILE *to)
{
    for (size_t i = 0; i < noise->count; i++)
        say_floor(noise, i, kept, to);
    say_untold(noise, to);
    say_false_verdicts(noise, threshold, to);
}
