#include "stats/invocations.h"

#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "record/sample.h"

enum {
    THREADS_MAX = 65536,
    FLAGS_MAX = 64 /* of one cell, the bits of a mask; we know a dozen, and a file that makes up more shall
                      not cost a search through all */
};

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
    int64_t last_warmup, last_window;
    double pss_bytes;
    struct measures measures;
    uint64_t flags; /* a bit for each of the cell's flags */
};

/* The trees find what a row belongs to in a file of half a million rows; in the usual order `current` has it already. An attempt is in its
 * tree from its first row to its `end`, so that the tree has few: those that were cut off. */
struct reading {
    const char *path;
    struct measured_cells *cells;
    void *cell_tree, *attempt_tree;
    struct attempt *current;
    bool rates_only;
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

    struct measured_cell *cell = text_grow(NULL, 1, sizeof *cell);
    struct measured_cells *cells = reading->cells;
    *cell = (struct measured_cell){.key = curve_key_copy(&wanted->key), .threads = wanted->threads};
    if (cells->count == cells->room) {
        cells->room = 2 * cells->room + 16;
        cells->items = text_grow(cells->items, cells->room, sizeof *cells->items);
    }
    cells->items[cells->count++] = cell;
    if (!tsearch(cell, &reading->cell_tree, compare_for_search))
        abort(); /* no memory, as in text_grow */
    return cell;
}

static void attempt_restart(struct attempt *attempt)
{
    attempt->count = 0;
    attempt->last_warmup = attempt->last_window = SAMPLE_NONE;
    attempt->pss_bytes = NAN;
    measures_restart(&attempt->measures);
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
    measures_free(&attempt->measures);
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

static void add_window(struct attempt *attempt, const struct sample *row)
{
    double seconds = row->duration_ns > 0 ? (double)row->duration_ns / 1e9 : NAN;
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

static void add_invocation(struct measured_cell *cell, struct attempt *attempt, const struct sample *end,
                           bool rates_only)
{
    double rate = end->ops_per_s; /* NAN when it does not say */
    struct measured_invocation *invocation = text_grow(NULL, 1, sizeof *invocation);
    double *scratch = text_grow(NULL, attempt->count, sizeof *scratch);

    *invocation = (struct measured_invocation){
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
        invocation->seconds += attempt->windows[i].seconds;
    for (size_t i = 0; i < cell->flags.count; i++)
        if (attempt->flags >> i & 1) {
            cell->flag_counts[i]++;
            invocation->disturbed = invocation->disturbed || flag_is_disturbance(cell->flags.items[i]);
        }
    cell->disturbed += invocation->disturbed;
    if (!rates_only) {
        invocation->measures = text_grow(NULL, MEASURE_COUNT, sizeof *invocation->measures);
        measures_end(&attempt->measures, end, cell->threads, invocation->measures);
    }
    if (cell->count == cell->room) {
        cell->room = 2 * cell->room + 16;
        cell->invocations = text_grow(cell->invocations, cell->room, sizeof *cell->invocations);
    }
    cell->invocations[cell->count++] = invocation;
    attempt->run = NULL; /* it is the invocation's now */
    free(scratch);
}

static void add_failure(struct measured_cell *cell, const char *status, const char *detail)
{
    if (cell->failed++ == 0) {
        cell->status = text_format("%s", *status ? status : "failed");
        cell->detail = text_format("%s", detail);
    }
}

static void end_attempt(struct reading *reading, struct attempt *attempt, const struct sample *row)
{
    tdelete(attempt, &reading->attempt_tree, compare_attempts);
    if (strcmp(row->status, "ok") != 0)
        add_failure(attempt->cell, row->status, row->detail);
    else if (attempt->count == 0)
        add_failure(attempt->cell, "failed", "it ended well, but no window was measured");
    else
        add_invocation(attempt->cell, attempt, row, reading->rates_only);
    attempt_free(attempt);
    reading->current = NULL;
}

/* Where the flag stands among the cell's; FLAGS_MAX when there are too many. */
static size_t flag_index(struct measured_cell *cell, const char *flag, size_t length)
{
    size_t i = 0;

    while (i < cell->flags.count &&
           (strncmp(cell->flags.items[i], flag, length) != 0 || cell->flags.items[i][length]))
        i++;
    if (i < cell->flags.count || i == FLAGS_MAX)
        return i;
    char *name = text_format("%.*s", (int)length, flag);
    text_list_add(&cell->flags, name);
    free(name);
    cell->flag_counts = text_grow(cell->flag_counts, cell->flags.count, sizeof *cell->flag_counts);
    cell->flag_counts[i] = 0;
    return i;
}

static void add_flags(struct attempt *attempt, const char *flags)
{
    static const char apart[] = "; \t\r\n";

    while (*(flags += strspn(flags, apart))) {
        size_t length = strcspn(flags, apart), i = flag_index(attempt->cell, flags, length);
        if (i < FLAGS_MAX)
            attempt->flags |= UINT64_C(1) << i;
        flags += length;
    }
}

/* What should be the same in all invocations of a cell. */
static void note_same(char **noted, const char *now)
{
    if (*noted && (strcmp(*noted, now) == 0 || strcmp(*noted, "mixed") == 0))
        return;
    char *text = text_format("%s", *noted ? "mixed" : now);
    free(*noted);
    *noted = text;
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
        note_same(&attempt->cell->hash, row->workload_hash);
        note_same(&attempt->cell->cpus, row->cpus);
    }
    bool end = strcmp(row->phase, "end") == 0, measure = strcmp(row->phase, "measure") == 0;
    if (measure || strcmp(row->phase, "warmup") == 0)
        notice_restart(attempt, row, measure);
    if (*row->flags)
        add_flags(attempt, row->flags);
    if (measure) {
        add_window(attempt, row);
        if (!reading->rates_only)
            measures_add_window(&attempt->measures, row);
    }
    if ((measure || end) && row->pss_bytes != SAMPLE_NONE)
        attempt->pss_bytes = fmax(attempt->pss_bytes, (double)row->pss_bytes); /* fmax passes over a NAN */
    if (*row->gil_enabled_by)
        note_same(&attempt->cell->gil_enabled_by, row->gil_enabled_by);
    if (end)
        end_attempt(reading, attempt, row);
    return 0;
}

static void keep(void *node)
{
    (void)node; /* the list owns the cells */
}

static int read_some(struct measured_cells *cells, const char *samples_csv, bool cut_off_ok, bool rates_only,
                     struct error *e)
{
    const uint64_t others = UINT64_C(1) << SAMPLE_AT_cpu_s | UINT64_C(1) << SAMPLE_AT_slowest_ops_per_s |
                            UINT64_C(1) << SAMPLE_AT_fastest_ops_per_s | measures_columns();
    struct reading reading = {.path = samples_csv, .cells = cells, .rates_only = rates_only};
    int result = sample_read_some(samples_csv, cut_off_ok, rates_only ? others : 0, take_row, &reading, e);

    tdestroy(reading.attempt_tree, attempt_free);
    tdestroy(reading.cell_tree, keep);
    if (cells->count)
        qsort(cells->items, cells->count, sizeof *cells->items, cells_compare_items);
    for (size_t i = 0; i < cells->count; i++) {
        struct measured_cell *cell = cells->items[i];
        size_t sorted = 1; /* how many, from the start: all, in a file as it was written */
        while (sorted < cell->count &&
               invocations_compare_items(&cell->invocations[sorted - 1], &cell->invocations[sorted]) <= 0)
            sorted++;
        if (sorted < cell->count)
            qsort(cell->invocations, cell->count, sizeof *cell->invocations, invocations_compare_items);
    }
    return result;
}

int cells_read(struct measured_cells *cells, const char *samples_csv, bool cut_off_ok, struct error *e)
{
    return read_some(cells, samples_csv, cut_off_ok, false, e);
}

int cells_read_rates(struct measured_cells *cells, const char *samples_csv, bool cut_off_ok, struct error *e)
{
    return read_some(cells, samples_csv, cut_off_ok, true, e);
}
