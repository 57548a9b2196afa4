#include "stats/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/csvfile.h"
#include "stats/ceiling.h"
#include "stats/invocations.h"

/* The ratios of a cell's invocations to their neighbours in time of another, at N=1 or of another build. Both lists are in the order of their
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

/* One measure over a cell's invocations, those without it left out. */
static struct interval interval_of(const struct measured_cell *cell, size_t offset, double *scratch)
{
    size_t count = 0;

    for (size_t i = 0; i < cell->count; i++) {
        double value = *(const double *)(const void *)((const char *)cell->invocations[i] + offset);
        if (!isnan(value))
            scratch[count++] = value;
    }
    return median_interval(scratch, count);
}

static double middle(const struct measured_cell *cell, size_t offset, double *scratch)
{
    return interval_of(cell, offset, scratch).middle;
}

static struct interval measure_of(const struct measured_cell *cell, size_t measure, double *scratch)
{
    size_t count = 0;

    for (size_t i = 0; i < cell->count; i++) {
        const double *measures = cell->invocations[i]->measures;
        if (measures && !isnan(measures[measure]))
            scratch[count++] = measures[measure];
    }
    return median_interval(scratch, count);
}

/* A makespan's one window is all of it. */
static struct interval makespan_of(const struct measured_cell *cell, double *scratch)
{
    size_t count = 0;

    for (size_t i = 0; i < cell->count && strstr(cell->key.axes, "measure=makespan"); i++)
        if (cell->invocations[i]->seconds > 0)
            scratch[count++] = cell->invocations[i]->seconds;
    return median_interval(scratch, count);
}

struct flag {
    const char *name;
    size_t count;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct flag *)a)->name, ((const struct flag *)b)->name);
}

static void take_flags(struct curve_point *point, const struct measured_cell *cell)
{
    size_t count = cell->flags.count;
    struct flag *flags = text_grow(NULL, count + 1, sizeof *flags);

    for (size_t i = 0; i < count; i++)
        flags[i] = (struct flag){cell->flags.items[i], cell->flag_counts[i]};
    qsort(flags, count, sizeof *flags, by_name);
    point->flags = text_format("%s", "");
    point->flag_counts = text_grow(NULL, count + 1, sizeof *point->flag_counts);
    for (size_t i = 0; i < count; i++) {
        char *longer = text_format("%s%s%s", point->flags, i ? ";" : "", flags[i].name);
        free(point->flags);
        point->flags = longer;
        point->flag_counts[i] = flags[i].count;
    }
    free(flags);
}

/* More speedup is less of a serial part, so the ends of the interval change places. */
static struct interval serial_of(const struct interval *speedup, int threads)
{
    return (struct interval){.middle = scaling_karp_flatt(speedup->middle, threads),
                             .low = scaling_karp_flatt(speedup->high, threads),
                             .high = scaling_karp_flatt(speedup->low, threads),
                             .coverage = threads > 1 ? speedup->coverage : NAN,
                             .values = speedup->values};
}

static struct curve_point make_point(const struct measured_cell *cell, const struct measured_cell *one)
{
    struct curve_point point = {.threads = cell->threads,
                                .invocations = cell->count,
                                .failed = cell->failed,
                                .disturbed = cell->disturbed};
    double *scratch = text_grow(NULL, cell->count + 1, sizeof *scratch);

    for (size_t i = 0; i < cell->count; i++)
        scratch[i] = cell->invocations[i]->rate;
    point.rate = median_interval(scratch, cell->count);
    point.speedup = median_interval(scratch, one ? pair_up(cell, one, scratch) : 0);
    point.efficiency = point.speedup.middle / cell->threads;
    point.serial = serial_of(&point.speedup, cell->threads);
    point.cpu_use = middle(cell, offsetof(struct measured_invocation, cpu_use), scratch);
    point.pss_bytes = middle(cell, offsetof(struct measured_invocation, pss_bytes), scratch);
    point.fairness = middle(cell, offsetof(struct measured_invocation, fairness), scratch);
    point.slowest = interval_of(cell, offsetof(struct measured_invocation, slowest), scratch);
    point.fastest = interval_of(cell, offsetof(struct measured_invocation, fastest), scratch);
    point.gil_ratio = median_interval(scratch, 0);
    for (size_t i = 0; i < MEASURE_COUNT; i++)
        point.measures[i] = measure_of(cell, i, scratch);
    point.makespan = makespan_of(cell, scratch);
    phase_times_take(&point.phases, cell);
    point.gil_enabled_by = text_format("%s", cell->gil_enabled_by ? cell->gil_enabled_by : "");
    const char *status = cell->count ? "ok" : cell->status ? cell->status : "unfinished";
    snprintf(point.status, sizeof point.status, "%s", status);
    snprintf(point.failure, sizeof point.failure, "%s", cell->status ? cell->status : "");
    point.detail = text_format("%s", cell->detail ? cell->detail : "");
    take_flags(&point, cell);
    free(scratch);
    return point;
}

bool curve_is_open_loop(const struct curve *curve)
{
    return curve_key_is_open_loop(&curve->key);
}

/* Cells of one curve are neighbours here, N ascending. */
static struct curve make_curve(struct measured_cell *const *cells, size_t count)
{
    struct curve curve = {.key = curve_key_copy(&cells[0]->key), .count = count};
    const bool open_loop = curve_is_open_loop(&curve);
    const struct measured_cell *one = cells[0]->threads == 1 && !open_loop ? cells[0] : NULL;

    curve.points = text_grow(NULL, count, sizeof *curve.points);
    for (size_t i = 0; i < count; i++)
        curve.points[i] = make_point(cells[i], one);
    laws_fit(&curve.laws, cells, open_loop ? 0 : count);
    return curve;
}

/* ---- free-threaded over GIL */

static bool is_gil_partner(const struct curve_key *gil, const struct curve_key *ft)
{
    return !gil->ft && strcmp(gil->python, ft->python) == 0 && strcmp(gil->workload, ft->workload) == 0 &&
           strcmp(gil->params, ft->params) == 0 && strcmp(gil->placement, ft->placement) == 0 &&
           strcmp(gil->mode, ft->mode) == 0 && strcmp(gil->axes, ft->axes) == 0;
}

static struct interval turned_around(struct interval ratio)
{
    return (struct interval){1 / ratio.middle, 1 / ratio.high, 1 / ratio.low, ratio.coverage, ratio.values};
}

/* `cells` are those of both curves, point by point. At one worker the ratio is what one thread costs, turned around. */
static void take_ratios(struct curve *ft, struct measured_cell *const *ft_cells, const struct curve *gil,
                        struct measured_cell *const *gil_cells)
{
    ft->gil_build = text_format("%s", gil->key.build);
    for (size_t i = 0; i < ft->count; i++)
        for (size_t k = 0; k < gil->count; k++)
            if (ft_cells[i]->threads == gil_cells[k]->threads)
                ft->points[i].gil_ratio = turned_around(cost_ratio(gil_cells[k], ft_cells[i]));
}

/* The curves' cells follow each other in their order. */
static void add_ratios(struct curves *curves, const struct measured_cells *cells)
{
    size_t at = 0;

    for (size_t i = 0; i < curves->count; at += curves->items[i++].count) {
        size_t other = 0;
        for (size_t k = 0; k < curves->count; other += curves->items[k++].count)
            if (curves->items[i].key.ft && !curves->items[i].gil_build &&
                is_gil_partner(&curves->items[k].key, &curves->items[i].key))
                take_ratios(&curves->items[i], cells->items + at, &curves->items[k], cells->items + other);
    }
}

int curves_read(struct curves *curves, const char *samples_csv, bool cut_off_ok, struct error *e)
{
    struct measured_cells cells = {0};
    struct measured_cell **ones = NULL;
    int result = cells_read(&cells, samples_csv, cut_off_ok, e);

    for (size_t first = 0, next; result == 0 && first < cells.count; first = next) {
        for (next = first + 1; next < cells.count; next++)
            if (curve_key_compare(&cells.items[first]->key, &cells.items[next]->key) != 0)
                break;
        curves->items = text_grow(curves->items, curves->count + 1, sizeof *curves->items);
        ones = text_grow(ones, curves->count + 1, sizeof(struct measured_cell *));
        struct curve *curve = &curves->items[curves->count];
        *curve = make_curve(cells.items + first, next - first);
        bool has_one = curve->points[0].threads == 1 && !curve_is_open_loop(curve);
        ones[curves->count++] = has_one ? cells.items[first] : NULL;
    }
    add_ratios(curves, &cells);
    costs_take(&curves->costs, ones, curves->count);
    free(ones);
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

bool curve_point_has_flag(const struct curve_point *point, const char *flag)
{
    struct text_list flags = {0};

    text_split(&flags, point->flags, ";");
    bool has = text_list_has(&flags, flag);
    text_list_free(&flags);
    return has;
}

void curves_free(struct curves *curves)
{
    for (size_t i = 0; i < curves->count; i++) {
        struct curve *curve = &curves->items[i];
        curve_key_free(&curve->key);
        for (size_t j = 0; j < curve->count; j++) {
            free(curve->points[j].detail);
            free(curve->points[j].gil_enabled_by);
            free(curve->points[j].flags);
            free(curve->points[j].flag_counts);
            phase_times_free(&curve->points[j].phases);
        }
        free(curve->points);
        free(curve->gil_build);
    }
    free(curves->items);
    costs_free(&curves->costs);
    *curves = (struct curves){0};
}

#define INTERVAL(REAL, name, value)                                                                          \
    REAL(name, value.middle)                                                                                 \
    REAL(name##_low, value.low)                                                                              \
    REAL(name##_high, value.high)

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
    REAL(serial_fraction, point->serial.middle)                                                              \
    TEXT(usl_shape, scaling_shape_name(laws->usl.shape))                                                     \
    REAL(usl_lambda, laws->usl.lambda)                                                                       \
    REAL(usl_sigma, laws->usl.sigma)                                                                         \
    REAL(usl_kappa, laws->usl.kappa)                                                                         \
    REAL(usl_sigma_low, laws->sigma.low)                                                                     \
    REAL(usl_sigma_high, laws->sigma.high)                                                                   \
    REAL(usl_kappa_low, laws->kappa.low)                                                                     \
    REAL(usl_kappa_high, laws->kappa.high)                                                                   \
    REAL(amdahl_serial, laws->amdahl.sigma)                                                                  \
    REAL(amdahl_serial_low, laws->serial.low)                                                                \
    REAL(amdahl_serial_high, laws->serial.high)                                                              \
    REAL(law_threads, laws->most ? (double)laws->most : (double)NAN)                                         \
    REAL(serial_fraction_low, point->serial.low)                                                             \
    REAL(serial_fraction_high, point->serial.high)                                                           \
    WHOLE(disturbed, (int64_t)point->disturbed)                                                              \
    TEXT(axes, key->axes)                                                                                    \
    INTERVAL(REAL, gil_wait, point->measures[MEASURE_GIL_WAIT])                                              \
    REAL(runqueue_wait, point->measures[MEASURE_RUNQUEUE_WAIT].middle)                                       \
    INTERVAL(REAL, beside_ops_per_s, point->measures[MEASURE_BESIDE])                                        \
    REAL(requests, point->measures[MEASURE_REQUESTS].middle)                                                 \
    INTERVAL(REAL, latency_p50_s, point->measures[MEASURE_LATENCY_P50])                                      \
    REAL(latency_p90_s, point->measures[MEASURE_LATENCY_P90].middle)                                         \
    INTERVAL(REAL, latency_p99_s, point->measures[MEASURE_LATENCY_P99])                                      \
    REAL(latency_p999_s, point->measures[MEASURE_LATENCY_P999].middle)                                       \
    REAL(latency_max_s, point->measures[MEASURE_LATENCY_MAX].middle)                                         \
    REAL(minor_faults_per_s, point->measures[MEASURE_MINOR_FAULTS].middle)                                   \
    REAL(major_faults_per_s, point->measures[MEASURE_MAJOR_FAULTS].middle)                                   \
    REAL(peak_rss_bytes, point->measures[MEASURE_PEAK_RSS].middle)                                           \
    REAL(start_create_s, point->measures[MEASURE_START_CREATE].middle)                                       \
    REAL(start_ready_s, point->measures[MEASURE_START_READY].middle)                                         \
    INTERVAL(REAL, start_first_op_s, point->measures[MEASURE_START_FIRST_OP])                                \
    REAL(gc_pause, point->measures[MEASURE_GC_PAUSE].middle)                                                 \
    REAL(instructions_per_op, point->measures[MEASURE_INSTRUCTIONS].middle)                                  \
    REAL(cycles_per_op, point->measures[MEASURE_CYCLES].middle)                                              \
    REAL(cache_misses_per_op, point->measures[MEASURE_CACHE_MISSES].middle)                                  \
    REAL(branch_misses_per_op, point->measures[MEASURE_BRANCH_MISSES].middle)                                \
    INTERVAL(REAL, makespan_s, point->makespan)                                                              \
    TEXT(gil_enabled_by, point->gil_enabled_by)                                                              \
    INTERVAL(REAL, gil_held, point->measures[MEASURE_GIL_HELD])                                              \
    TEXT(phases, phases)                                                                                     \
    REAL(gil_ceiling, ceiling.middle)

int curves_write_point(const struct curve *curve, const struct curve_point *point, FILE *to)
{
    const struct curve_key *key = &curve->key;
    const struct laws *laws = &curve->laws;
    const struct interval ceiling = ceiling_at(curve, point->threads);
    char *phases = phase_times_text(&point->phases);
    const char *separator = "";
    int result = -1;

#define WRITE_CELL(put, value)                                                                               \
    if (fputs(separator, to) == EOF || put(to, value))                                                       \
        goto out;                                                                                            \
    separator = ",";
#define WRITE_TEXT(name, value)  WRITE_CELL(csvfile_put_text, value)
#define WRITE_WHOLE(name, value) WRITE_CELL(csvfile_put_whole, value)
#define WRITE_REAL(name, value)  WRITE_CELL(csvfile_put_real, value)
    CURVES_COLUMNS(WRITE_TEXT, WRITE_WHOLE, WRITE_REAL)
#undef WRITE_TEXT
#undef WRITE_WHOLE
#undef WRITE_REAL
#undef WRITE_CELL
    result = putc('\n', to) == EOF ? -1 : 0;
out:
    free(phases);
    return result;
}

void curves_visit(const struct curve *curve, const struct curve_point *point,
                  const struct curves_visitor *visitor)
{
    const struct curve_key *key = &curve->key;
    const struct laws *laws = &curve->laws;
    const struct interval ceiling = ceiling_at(curve, point->threads);
    char *phases = phase_times_text(&point->phases);

#define VISIT_TEXT(name, value)  visitor->text(visitor->context, #name, value);
#define VISIT_WHOLE(name, value) visitor->whole(visitor->context, #name, value);
#define VISIT_REAL(name, value)  visitor->real(visitor->context, #name, value);
    CURVES_COLUMNS(VISIT_TEXT, VISIT_WHOLE, VISIT_REAL)
#undef VISIT_TEXT
#undef VISIT_WHOLE
#undef VISIT_REAL
    free(phases);
}

int curves_write_header(FILE *to)
{
#define NAME(name, value) "," #name
    static const char header[] = CURVES_COLUMNS(NAME, NAME, NAME) "\n";
#undef NAME

    return fputs(header + 1, to) == EOF ? -1 : 0;
}

int curves_write(const struct curves *curves, FILE *to)
{
    if (curves_write_header(to))
        return -1;
    for (size_t i = 0; i < curves->count; i++)
        for (size_t j = 0; j < curves->items[i].count; j++)
            if (curves_write_point(&curves->items[i], &curves->items[i].points[j], to))
                return -1;
    return 0;
}
