/* From the rows of an A/A run to rows of noise. */
#include "stats/noise.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "stats/compare.h"

/* The median absolute deviation times this is the standard deviation of normal noise. */
#define MAD_TO_SD 1.4826

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* All but the build. */
static bool same_cell(const struct measured_cell *a, const struct measured_cell *b)
{
    struct curve_key key = b->key;

    key.build = a->key.build;
    return a->threads == b->threads && curve_key_compare(&a->key, &key) == 0;
}

/* Spread of the pairs' differences, into the row: each side has a share of 1/sqrt(2) in it. */
static void take_spread(struct noise_row *row, const struct verdict_cell *judged)
{
    size_t count = judged->a_count;
    double *differences = text_grow(NULL, count, sizeof *differences);

    for (size_t i = 0; i < count; i++)
        differences[i] = judged->b[i] - judged->a[i];
    row->sd = gsl_stats_sd(differences, 1, count) / M_SQRT2;
    for (size_t i = 0; i < count; i++)
        differences[i] = fabs(differences[i]); /* about 0, not about their own middle: the truth is known */
    row->expected = expm1(MAD_TO_SD * median_of(differences, count) / sqrt((double)count));
    free(differences);
}

static void take_judged(struct noise_row *row, const struct verdict_cell *judged)
{
    row->invocations = judged->a_count;
    row->different = judged->verdict == VERDICT_FASTER || judged->verdict == VERDICT_SLOWER;
    if (judged->a_count < 2)
        return;
    row->difference = expm1(fabs(log(judged->ratio.middle)));
    row->tells_from = expm1((log(judged->ratio.high) - log(judged->ratio.low)) / 2);
    take_spread(row, judged);
}

static void add_cell(struct noise *noise, const struct compare *compared, const struct measured_cell *cell,
                     const char *machine, const char *date)
{
    struct noise_row row = {.machine = text_format("%s", machine),
                            .key = curve_key_copy(&cell->key),
                            .threads = cell->threads,
                            .hash = text_format("%s", cell->hash),
                            .date = text_format("%s", date),
                            .difference = NAN,
                            .expected = NAN,
                            .tells_from = NAN,
                            .sd = NAN};

    memmove(row.key.build, row.key.build + strlen(NOISE_A), strlen(row.key.build + strlen(NOISE_A)) + 1);
    for (size_t i = 0; i < compared->count; i++)
        if (compared->rows[i].base == cell && same_cell(cell, compared->rows[i].new)) {
            take_judged(&row, &compared->rows[i].judged);
            row.turns = cells_took_turns(cell, compared->rows[i].new);
        }
    noise->rows = text_grow(noise->rows, noise->count + 1, sizeof *noise->rows);
    noise->rows[noise->count++] = row;
}

/* Is any cell measured on both sides? A comparison of nothing would be an error, where it is only a build that failed. */
static bool have_pair(const struct measured_cells *cells, const char *a, const char *b)
{
    for (size_t i = 0; i < cells->count; i++)
        for (size_t k = 0; k < cells->count; k++) {
            const struct measured_cell *x = cells->items[i], *y = cells->items[k];
            if (x->count && y->count && strcmp(x->key.build, a) == 0 && strcmp(y->key.build, b) == 0 &&
                same_cell(x, y))
                return true;
        }
    return false;
}

static int derive_build(struct noise *noise, const struct measured_cells *cells, const char *a, const char *b,
                        const char *machine, const char *date, double threshold, struct error *e)
{
    struct compare compared = {0};
    struct compare_options options = {.base_build = a, .new_build = b, .threshold = threshold};
    int result = 0;

    if (have_pair(cells, a, b))
        result = compare_make(&compared, cells, cells, &options, e);
    for (size_t i = 0; i < cells->count && result == 0; i++)
        if (strcmp(cells->items[i]->key.build, a) == 0)
            add_cell(noise, &compared, cells->items[i], machine, date);
    compare_free(&compared);
    return result;
}

/* The builds that stand in `cells` with A- and with B- before their tag, without it. */
static void find_builds(struct text_list *builds, const struct measured_cells *cells)
{
    struct text_list all = {0};

    for (size_t i = 0; i < cells->count; i++)
        if (!text_list_has(&all, cells->items[i]->key.build))
            text_list_add(&all, cells->items[i]->key.build);
    for (size_t i = 0; i < all.count; i++) {
        if (!starts_with(all.items[i], NOISE_A))
            continue;
        const char *build = all.items[i] + strlen(NOISE_A);
        char *b = text_format(NOISE_B "%s", build);
        if (text_list_has(&all, b))
            text_list_add(builds, build);
        free(b);
    }
    text_list_free(&all);
}

int noise_derive(struct noise *noise, const struct measured_cells *cells, const char *machine,
                 const char *date, double threshold, struct error *e)
{
    struct text_list builds = {0};
    int result = 0;

    find_builds(&builds, cells);
    if (!builds.count)
        result = error_set(e, "no build was measured twice, as " NOISE_A "BUILD and " NOISE_B
                              "BUILD; `gilscale noise` makes such a run");
    for (size_t i = 0; i < builds.count && result == 0; i++) {
        char *a = text_format(NOISE_A "%s", builds.items[i]), *b = text_format(NOISE_B "%s", builds.items[i]);
        result = derive_build(noise, cells, a, b, machine, date, threshold, e);
        free(a);
        free(b);
    }
    for (size_t i = 0; i < noise->count && result == 0; i++)
        result = noise_check(&noise->rows[i], e);
    noise_sort(noise);
    text_list_free(&builds);
    return result;
}
