#include "stats/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/csvfile.h"
#include "stats/invocations.h"

/* The ratios of a cell's invocations to their neighbours in time at N=1. Both lists are in the order of their
 * blocks; within a block the first goes with the first, and who has no partner is not used. Returns how many
 * there are. */
static size_t pair_up(const struct measured_cell *cell, const struct measured_cell *one, double *ratios)
{
    size_t count = 0;

    for (size_t i = 0, j = 0; i < cell->count && j < one->count;) {
        int order = invocation_compare_block(cell->invocations[i], one->invocations[j]);
        if (order == 0 && one->invocations[j]->rate > 0)
            ratios[count++] = cell->invocations[i]->rate / one->invocations[j]->rate;
        if (order <= 0)
            i++;
        if (order >= 0)
            j++;
    }
    return count;
}

/* The median of one measure over a cell's invocations, those without it left out. */
static double middle(const struct measured_cell *cell, size_t offset, double *scratch)
{
    size_t count = 0;

    for (size_t i = 0; i < cell->count; i++) {
        double value = *(const double *)(const void *)((const char *)cell->invocations[i] + offset);
        if (!isnan(value))
            scratch[count++] = value;
    }
    return median_of(scratch, count);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *joined(struct text_list *flags)
{
    char *text = text_format("%s", "");

    if (flags->count)
        qsort(flags->items, flags->count, sizeof *flags->items, by_name);
    for (size_t i = 0; i < flags->count; i++) {
        char *longer = text_format("%s%s%s", text, i ? ";" : "", flags->items[i]);
        free(text);
        text = longer;
    }
    return text;
}

static struct curve_point make_point(struct measured_cell *cell, const struct measured_cell *one)
{
    struct curve_point point = {.threads = cell->threads, .invocations = cell->count, .failed = cell->failed};
    double *scratch = text_grow(NULL, cell->count + 1, sizeof *scratch);

    for (size_t i = 0; i < cell->count; i++)
        scratch[i] = cell->invocations[i]->rate;
    point.rate = median_interval(scratch, cell->count);
    point.speedup = median_interval(scratch, one ? pair_up(cell, one, scratch) : 0);
    point.efficiency = point.speedup.middle / cell->threads;
    point.serial = scaling_karp_flatt(point.speedup.middle, cell->threads);
    point.cpu_use = middle(cell, offsetof(struct measured_invocation, cpu_use), scratch);
    point.pss_bytes = middle(cell, offsetof(struct measured_invocation, pss_bytes), scratch);
    point.fairness = middle(cell, offsetof(struct measured_invocation, fairness), scratch);
    const char *status = cell->count ? "ok" : cell->status ? cell->status : "unfinished";
    snprintf(point.status, sizeof point.status, "%s", status);
    point.detail = text_format("%s", cell->detail ? cell->detail : "");
    point.flags = joined(&cell->flags);
    free(scratch);
    return point;
}

/* Beyond these the hardware bends the curve, and a fit would call it contention. */
static bool leaves_regime(const struct curve_point *point)
{
    return strstr(point->flags, "oversubscribed") || strstr(point->flags, "smt_shared") ||
           strstr(point->flags, "mixed_kinds");
}

/* Points weigh by how sure they are, where all of them say so. */
static struct scaling_fit fit_law(const struct curve *curve)
{
    double *n = text_grow(NULL, 3 * curve->count, sizeof *n), *rate = n + curve->count,
           *weights = rate + curve->count;
    struct scaling_fit law;
    struct error why;
    bool all_sure = true;
    size_t count = 0;

    for (size_t i = 0; i < curve->count && !leaves_regime(&curve->points[i]); i++) {
        const struct interval *r = &curve->points[i].rate;
        if (!(r->middle > 0))
            continue;
        double width = r->high - r->low;
        all_sure = all_sure && width > 0;
        n[count] = curve->points[i].threads;
        rate[count] = r->middle;
        weights[count++] = 1 / (width * width);
    }
    if (scaling_fit_usl(n, rate, all_sure ? weights : NULL, count, &law, &why) < 0)
        law = (struct scaling_fit){.shape = SCALING_NO_FIT, .lambda = NAN, .sigma = NAN, .kappa = NAN};
    free(n);
    return law;
}

/* Cells of one curve are neighbours here, N ascending. */
static struct curve make_curve(struct measured_cell *const *cells, size_t count)
{
    struct curve curve = {.key = curve_key_copy(&cells[0]->key), .count = count};
    const struct measured_cell *one = cells[0]->threads == 1 ? cells[0] : NULL;

    curve.points = text_grow(NULL, count, sizeof *curve.points);
    for (size_t i = 0; i < count; i++)
        curve.points[i] = make_point(cells[i], one);
    curve.law = fit_law(&curve);
    return curve;
}

int curves_read(struct curves *curves, const char *samples_csv, bool cut_off_ok, struct error *e)
{
    struct measured_cells cells = {0};
    int result = cells_read(&cells, samples_csv, cut_off_ok, e);

    for (size_t first = 0, next; result == 0 && first < cells.count; first = next) {
        for (next = first + 1; next < cells.count; next++)
            if (curve_key_compare(&cells.items[first]->key, &cells.items[next]->key) != 0)
                break;
        curves->items = text_grow(curves->items, curves->count + 1, sizeof *curves->items);
        curves->items[curves->count++] = make_curve(cells.items + first, next - first);
    }
    cells_free(&cells);
    return result;
}

const struct curve_point *curve_at(const struct curve *curve, int threads)
{
    for (size_t i = 0; i < curve->count; i++)
        if (curve->points[i].threads == threads)
            return &curve->points[i];
    return NULL;
}

void curves_free(struct curves *curves)
{
    for (size_t i = 0; i < curves->count; i++) {
        struct curve *curve = &curves->items[i];
        curve_key_free(&curve->key);
        for (size_t j = 0; j < curve->count; j++) {
            free(curve->points[j].detail);
            free(curve->points[j].flags);
        }
        free(curve->points);
    }
    free(curves->items);
    *curves = (struct curves){0};
}

/* The columns of curves.csv in order: name, type, where the value is. */
#define CURVES_COLUMNS(TEXT, WHOLE, REAL)                                                                    \
    TEXT(build, key->build)                                                                                  \
    TEXT(python, key->python)                                                                                \
    WHOLE(ft, key->ft)                                                                                       \
    TEXT(gil, key->gil)                                                                                      \
    TEXT(mode, key->mode)                                                                                    \
    TEXT(workload, key->workload)                                                                            \
    TEXT(params, key->params)                                                                                \
    TEXT(placement, key->placement)                                                                          \
    WHOLE(threads, point->threads)                                                                           \
    WHOLE(invocations, (int64_t)point->invocations)                                                          \
    REAL(ops_per_s, point->rate.middle)                                                                      \
    REAL(ops_per_s_low, point->rate.low)                                                                     \
    REAL(ops_per_s_high, point->rate.high)                                                                   \
    REAL(speedup, point->speedup.middle)                                                                     \
    REAL(speedup_low, point->speedup.low)                                                                    \
    REAL(speedup_high, point->speedup.high)                                                                  \
    REAL(efficiency, point->efficiency)                                                                      \
    REAL(cpu_use, point->cpu_use)                                                                            \
    REAL(pss_bytes, point->pss_bytes)                                                                        \
    TEXT(status, point->status)                                                                              \
    TEXT(flags, point->flags)                                                                                \
    REAL(coverage, point->rate.coverage)                                                                     \
    REAL(fairness, point->fairness)                                                                          \
    WHOLE(failed, (int64_t)point->failed)                                                                    \
    TEXT(detail, point->detail)                                                                              \
    REAL(serial_fraction, point->serial)                                                                     \
    TEXT(usl_shape, scaling_shape_name(law->shape))                                                          \
    REAL(usl_lambda, law->lambda)                                                                            \
    REAL(usl_sigma, law->sigma)                                                                              \
    REAL(usl_kappa, law->kappa)

static int write_point(const struct curve *curve, const struct curve_point *point, FILE *to)
{
    const struct curve_key *key = &curve->key;
    const struct scaling_fit *law = &curve->law;
    const char *separator = "";

#define WRITE_CELL(put, value)                                                                               \
    if (fputs(separator, to) == EOF || put(to, value))                                                       \
        return -1;                                                                                           \
    separator = ",";
#define WRITE_TEXT(name, value)  WRITE_CELL(csvfile_put_text, value)
#define WRITE_WHOLE(name, value) WRITE_CELL(csvfile_put_whole, value)
#define WRITE_REAL(name, value)  WRITE_CELL(csvfile_put_real, value)
    CURVES_COLUMNS(WRITE_TEXT, WRITE_WHOLE, WRITE_REAL)
#undef WRITE_TEXT
#undef WRITE_WHOLE
#undef WRITE_REAL
#undef WRITE_CELL
    return putc('\n', to) == EOF ? -1 : 0;
}

int curves_write(const struct curves *curves, FILE *to)
{
#define NAME(name, value) "," #name
    static const char header[] = CURVES_COLUMNS(NAME, NAME, NAME) "\n";
#undef NAME

    if (fputs(header + 1, to) == EOF)
        return -1;
    for (size_t i = 0; i < curves->count; i++)
        for (size_t j = 0; j < curves->items[i].count; j++)
            if (write_point(&curves->items[i], &curves->items[i].points[j], to))
                return -1;
    return 0;
}
