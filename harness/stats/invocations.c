#include "stats/invocations.h"

#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "record/sample.h"

enum { THREADS_MAX = 65536 };

/* How much of the rows is wanted. */
enum extent { RATES, MEASURES_TOO, ROWS_TOO };

struct window {
    double rate, cpu_use, fairness, slowest, fastest, seconds;
};

/* An invocation while its rows come in, up to its `end` row: what follows is another attempt. */
struct attempt {
    struct measured_cell *cell;
    char *run;
    int64_t block, number;
    struct window *windows;
    size_t count, room;
    struct measured_window *warmups; /* with ROWS_TOO only */
    size_t warmup_count;
    int64_t last_warmup, last_window;
    double pss_bytes;
    struct measures measures;
    struct phases *phases; /* the sum so far, or NULL, */
    size_t phase_windows;  /* over so many windows; all of them, or they do not agree */
    uint64_t flags;        /* a bit for each of the cell's flags */
};

/* The trees find what a row belongs to in a file of half a million rows; in the usual order `current` has it already. An attempt is in its
 * tree from its first row to its `end`, so that the tree has few: those that were cut off. */
struct reading {
    const char *path;
    struct measured_cells *cells;
    void *cell_tree, *attempt_tree;
    struct attempt *current;
    enum extent extent;
};

/* Any order will do to look a cell up; this one asks the cheap question first. */
static int compare_for_search(const void *a, const void *b)
{
    const struct measured_cell *x = a, *y = b;
    int order = x->threads - y->threads;
    return order ? order : curve_key_compare(&x->key, &y->key);
}

static int compare_whole(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_attempts(const void *a, const void *b)
{
    const struct attempt *x = a, *y = b;
    int order = compare_whole((int64_t)(uintptr_t)x->cell, (int64_t)(uintptr_t)y->cell);
    if (!order)
        order = compare_whole(x->block, y->block);
    if (!order)
        order = compare_whole(x->number, y->number);
    return order ? order : strcmp(x->run, y->run);
}

/* A row's names as a cell to look up; nothing is copied. */
static struct measured_cell cell_of(const struct sample *row)
{
    return (struct measured_cell){.key = {.build = (char *)row->build,
                                          .python = (char *)row->python,
                                          .gil = (char *)row->gil,
                                          .mode = (char *)row->mode,
                                          .axes = (char *)row->axes,
                                          .workload = (char *)row->workload,
                                          .params = (char *)row->params,
                                          .placement = (char *)row->placement,
                                          .ft = row->ft == 1},
                                  .threads = (int)row->threads};
}

static struct measured_cell *find_cell(struct reading *reading, const struct measured_cell *wanted)
{
    struct measured_cell **found = tfind(wanted, &reading->cell_tree, compare_for_search);
    if (found)
        return *found;

    struct measured_cell *cell = cells_add(reading->cells, &wanted->key, wanted->threads);
    if (!tsearch(cell, &reading->cell_tree, compare_for_search))
        abort(); /* no memory, as in text_grow */
    return cell;
}

static void attempt_restart(struct attempt *attempt)
{
    attempt->count = attempt->warmup_count = 0;
    attempt->last_warmup = attempt->last_window = SAMPLE_NONE;
    attempt->pss_bytes = NAN;
    measures_restart(&attempt->measures);
    free(attempt->phases);
    attempt->phases = NULL;
    attempt->phase_windows = 0;
    attempt->flags = 0;
}

static struct attempt *find_attempt(struct reading *reading, const struct sample *row)
{
    struct measured_cell cell = cell_of(row);
    struct attempt wanted = {.run = (char *)row->run, .block = row->block, .number = row->invocation};
    struct attempt *current = reading->current;

    if (current && compare_for_search(current->cell, &cell) == 0) {
        wanted.cell = current->cell;
        if (compare_attempts(current, &wanted) == 0)
            return current;
    } else {
        wanted.cell = find_cell(reading, &cell);
    }
    struct attempt **found = tfind(&wanted, &reading->attempt_tree, compare_attempts);
    if (found)
        return *found;

    struct attempt *attempt = text_grow(NULL, 1, sizeof *attempt);
    *attempt = wanted;
    attempt->run = text_format("%s", wanted.run);
    attempt_restart(attempt);
    if (!tsearch(attempt, &reading->attempt_tree, compare_attempts))
        abort();
    return attempt;
}

static void attempt_free(void *node)
{
    struct attempt *attempt = node;
    free(attempt->windows);
    free(attempt->warmups);
    measures_free(&attempt->measures);
    free(attempt->phases);
    free(attempt->run);
    free(attempt);
}

/* Windows are counted upwards within their phase: one that is not new is of a second attempt, after a first that was cut off. */
static void notice_restart(struct attempt *attempt, const struct sample *row, bool measure)
{
    int64_t *last = measure ? &attempt->last_window : &attempt->last_warmup;

    if (row->window == SAMPLE_NONE)
        return;
    if (row->window <= *last)
        attempt_restart(attempt);
    *last = row->window;
}

static double seconds_of(const struct sample *row)
{
    return row->duration_ns > 0 ? (double)row->duration_ns / 1e9 : NAN;
}

static void add_warmup(struct attempt *attempt, const struct sample *row)
{
    if (isnan(row->ops_per_s))
        return;
    attempt->warmups = text_grow(attempt->warmups, attempt->warmup_count + 1, sizeof *attempt->warmups);
    attempt->warmups[attempt->warmup_count++] = (struct measured_window){row->ops_per_s, seconds_of(row)};
}

static void add_window(struct attempt *attempt, const struct sample *row)
{
    double seconds = seconds_of(row);
    double mean = row->ops_per_s > 0 ? row->ops_per_s / attempt->cell->threads : NAN; /* of a worker */

    if (isnan(row->ops_per_s))
        return;
    if (attempt->count == attempt->room) {
        attempt->room = 2 * attempt->room + 8;
        attempt->windows = text_grow(attempt->windows, attempt->room, sizeof *attempt->windows);
    }
    attempt->windows[attempt->count++] = (struct window){
        .rate = row->ops_per_s,
        .cpu_use = row->cpu_s / seconds,
        .fairness = row->fastest_ops_per_s > 0 ? row->slowest_ops_per_s / row->fastest_ops_per_s : NAN,
        .slowest = row->slowest_ops_per_s / mean,
        .fastest = row->fastest_ops_per_s / mean,
        .seconds = seconds};
}

static int add_phases(struct attempt *attempt, const struct sample *row, struct error *e)
{
    struct phases phases;

    if (!*row->phases) /* as in nearly all files */
        return 0;
    if (phases_parse(&phases, row->phases, e) < 0)
        return -1;
    if (!attempt->phases) {
        attempt->phases = text_grow(NULL, 1, sizeof *attempt->phases);
        *attempt->phases = (struct phases){0};
    }
    attempt->phase_windows += phases_add(attempt->phases, &phases) == 0;
    return 0;
}

static double window_median(const struct attempt *attempt, size_t offset, double *scratch)
{
    size_t count = 0;

    for (size_t i = 0; i < attempt->count; i++) {
        double value = *(const double *)(const void *)((const char *)&attempt->windows[i] + offset);
        if (!isnan(value))
            scratch[count++] = value;
    }
    if (count > 16)
        return median_of(scratch, count);
    for (size_t i = 1; i < count;
         i++) { /* a handful of windows, as it always is: sorted before qsort() has begun */
        double value = scratch[i];
        size_t at = i;
        for (; at > 0 && scratch[at - 1] > value; at--)
            scratch[at] = scratch[at - 1];
        scratch[at] = value;
    }
    if (count % 2)
        return scratch[count / 2];
    return count ? (scratch[count / 2 - 1] + scratch[count / 2]) / 2 : NAN;
}

static struct invocation_rows *keep_rows(const struct attempt *attempt, const struct sample *end)
{
    struct invocation_rows *rows = text_grow(NULL, 1, sizeof *rows);

    *rows =
        (struct invocation_rows){.end = sample_copy(end),
                                 .warmups = text_grow(NULL, attempt->warmup_count + 1, sizeof *rows->warmups),
                                 .windows = text_grow(NULL, attempt->count + 1, sizeof *rows->windows),
                                 .warmup_count = attempt->warmup_count,
                                 .window_count = attempt->count};
    for (size_t i = 0; i < attempt->warmup_count; i++)
        rows->warmups[i] = attempt->warmups[i];
    for (size_t i = 0; i < attempt->count; i++)
        rows->windows[i] = (struct measured_window){attempt->windows[i].rate, attempt->windows[i].seconds};
    return rows;
}

static void add_invocation(struct measured_cell *cell, struct attempt *attempt, const struct sample *end,
                           enum extent extent)
{
    bool rates_only = extent == RATES;
    double rate = end->ops_per_s; /* NAN when it does not say */
    double *scratch = text_grow(NULL, attempt->count, sizeof *scratch);
    struct measured_invocation invocation = {
        .run = attempt->run,
        .block = attempt->block,
        .number = attempt->number,
        .rate = rate > 0 ? rate : window_median(attempt, offsetof(struct window, rate), scratch),
        .cpu_use = rates_only ? NAN : window_median(attempt, offsetof(struct window, cpu_use), scratch),
        .fairness = rates_only ? NAN : window_median(attempt, offsetof(struct window, fairness), scratch),
        .slowest = rates_only ? NAN : window_median(attempt, offsetof(struct window, slowest), scratch),
        .fastest = rates_only ? NAN : window_median(attempt, offsetof(struct window, fastest), scratch),
        .pss_bytes = attempt->pss_bytes};
    for (size_t i = 0; i < attempt->count; i++)
        invocation.seconds += attempt->windows[i].seconds;
    cell_count_flags(cell, &invocation, attempt->flags);
    if (!rates_only) {
        invocation.measures = text_grow(NULL, MEASURE_COUNT, sizeof *invocation.measures);
        measures_end(&attempt->measures, end, cell->threads, invocation.measures);
    }
    if (attempt->phases && attempt->phase_windows == attempt->count) {
        invocation.phases = attempt->phases;
        attempt->phases = NULL; /* as of its run */
    }
    if (extent == ROWS_TOO)
        invocation.rows = keep_rows(attempt, end);
    cell_add_invocation(cell, &invocation);
    attempt->run = NULL; /* it is the invocation's now */
    free(scratch);
}

static void add_failure(const struct reading *reading, const struct attempt *attempt,
                        const struct sample *end, const char *status, const char *detail)
{
    struct measured_cell *cell = attempt->cell;

    if (cell->failed == 0) {
        cell->status = text_format("%s", *status ? status : "failed");
        cell->detail = text_format("%s", detail);
    }
    if (reading->extent == ROWS_TOO) {
        cell->failures = text_grow(cell->failures, cell->failed + 1, sizeof *cell->failures);
        cell->failures[cell->failed] = keep_rows(attempt, end);
    }
    cell->failed++;
    cell->wrong += strcmp(status, "wrong") == 0;
}

static void end_attempt(struct reading *reading, struct attempt *attempt, const struct sample *row)
{
    tdelete(attempt, &reading->attempt_tree, compare_attempts);
    if (strcmp(row->status, "ok") != 0)
        add_failure(reading, attempt, row, row->status, row->detail);
    else if (attempt->count == 0)
        add_failure(reading, attempt, row, "failed", "it ended well, but no window was measured");
    else
        add_invocation(attempt->cell, attempt, row, reading->extent);
    attempt_free(attempt);
    reading->current = NULL;
}

static int take_row(void *context, const struct sample *row, size_t line, struct error *e)
{
    struct reading *reading = context;

    if (row->threads < 1 || row->threads > THREADS_MAX)
        return row->threads == SAMPLE_NONE
                   ? error_set(e, "%s:%zu: column 'threads' is empty", reading->path, line)
                   : error_set(e, "%s:%zu: column 'threads': %lld is out of range: 1 to %d", reading->path,
                               line, (long long)row->threads, THREADS_MAX);
    if (row->ops_per_s < 0)
        return error_set(e, "%s:%zu: column 'ops_per_s': %g is below 0", reading->path, line, row->ops_per_s);

    /* All that names the cell and the invocation stands in front, but for the axes. */
    bool same = reading->current && row->repeats > SAMPLE_AT_threads &&
                strcmp(row->axes, reading->current->cell->key.axes) == 0;
    struct attempt *attempt = reading->current = same ? reading->current : find_attempt(reading, row);
    if (strcmp(row->phase, "worker") == 0) /* one worker's share of what the windows say */
        return 0;
    if (!same) {
        cell_note_same(&attempt->cell->hash, row->workload_hash);
        cell_note_same(&attempt->cell->cpus, row->cpus);
    }
    bool end = strcmp(row->phase, "end") == 0, measure = strcmp(row->phase, "measure") == 0;
    if (measure || strcmp(row->phase, "warmup") == 0)
        notice_restart(attempt, row, measure);
    if (*row->flags)
        attempt->flags |= cell_flags(attempt->cell, row->flags);
    if (measure) {
        add_window(attempt, row);
        if (reading->extent != RATES) {
            measures_add_window(&attempt->measures, row);
            if (add_phases(attempt, row, e) < 0)
                return error_prefix(e, "%s:%zu: column 'phases'", reading->path, line);
        }
    } else if (!end && reading->extent == ROWS_TOO) {
        add_warmup(attempt, row);
    }
    if ((measure || end) && row->pss_bytes != SAMPLE_NONE)
        attempt->pss_bytes = fmax(attempt->pss_bytes, (double)row->pss_bytes); /* fmax passes over a NAN */
    if (*row->gil_enabled_by)
        cell_note_same(&attempt->cell->gil_enabled_by, row->gil_enabled_by);
    if (end)
        end_attempt(reading, attempt, row);
    return 0;
}

static void keep(void *node)
{
    (void)node; /* the list owns the cells */
}

static int read_some(struct measured_cells *cells, const char *samples_csv, bool cut_off_ok,
                     enum extent extent, struct error *e)
{
    const uint64_t others = UINT64_C(1) << SAMPLE_AT_cpu_s | UINT64_C(1) << SAMPLE_AT_slowest_ops_per_s |
                            UINT64_C(1) << SAMPLE_AT_fastest_ops_per_s | measures_columns();
    struct reading reading = {.path = samples_csv, .cells = cells, .extent = extent};
    int result =
        sample_read_some(samples_csv, cut_off_ok, extent == RATES ? others : 0, take_row, &reading, e);

    tdestroy(reading.attempt_tree, attempt_free);
    tdestroy(reading.cell_tree, keep);
    cells_sort(cells);
    return result;
}

int cells_read(struct measured_cells *cells, const char *samples_csv, bool cut_off_ok, struct error *e)
{
    return read_some(cells, samples_csv, cut_off_ok, MEASURES_TOO, e);
}

int cells_read_rates(struct measured_cells *cells, const char *samples_csv, bool cut_off_ok, struct error *e)
{
    return read_some(cells, samples_csv, cut_off_ok, RATES, e);
}

int cells_read_rows(struct measured_cells *cells, const char *samples_csv, bool cut_off_ok, struct error *e)
{
    return read_some(cells, samples_csv, cut_off_ok, ROWS_TOO, e);
}
