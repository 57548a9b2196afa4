#include "cli/results_workers.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/grid.h"
#include "cli/results_columns.h"
#include "cli/results_words.h"
#include "record/sample.h"

/* What is told of a worker; a value an invocation. */
enum value { RATE, CPU, GIL_WAIT, RUNQUEUE, VALUES };

struct worker {
    size_t row;     /* of the view */
    int64_t number; /* from 0 */
    char *cpu;      /* "mixed" where invocations differ */
    double *values[VALUES];
    size_t count;
};

/* While rows come in. An invocation's workers stand before the row that says whether it counts. */
struct reading {
    const struct results_view *view;
    struct worker *workers;
    size_t count;
    struct sample *pending;
    size_t pending_count;
};

static bool is_of(const struct results_row *row, const struct sample *sample)
{
    const struct curve_key *key = &row->curve->key;

    return row->point->threads == sample->threads && strcmp(key->workload, sample->workload) == 0 &&
           strcmp(key->params, sample->params) == 0 && strcmp(key->build, sample->build) == 0 &&
           strcmp(key->gil, sample->gil) == 0 && strcmp(key->mode, sample->mode) == 0 &&
           strcmp(key->axes, sample->axes) == 0 && strcmp(key->placement, sample->placement) == 0 &&
           strcmp(key->python, sample->python) == 0;
}

static struct worker *worker_of(struct reading *reading, size_t row, const struct sample *sample)
{
    for (size_t i = 0; i < reading->count; i++)
        if (reading->workers[i].row == row && reading->workers[i].number == sample->worker)
            return &reading->workers[i];
    reading->workers = text_grow(reading->workers, reading->count + 1, sizeof *reading->workers);
    struct worker *worker = &reading->workers[reading->count++];
    *worker = (struct worker){.row = row, .number = sample->worker, .cpu = text_format("%s", sample->cpus)};
    return worker;
}

static void take(struct reading *reading, const struct sample *sample)
{
    const struct results_view *view = reading->view;
    double seconds = sample->duration_ns > 0 ? (double)sample->duration_ns / 1e9 : NAN;
    size_t row = 0;

    while (row < view->count && !is_of(&view->rows[row], sample))
        row++;
    /* Those beyond the cell's own are of the group beside. */
    if (row == view->count || sample->worker < 0 || sample->worker >= sample->threads)
        return;
    struct worker *worker = worker_of(reading, row, sample);
    const double values[VALUES] = {[RATE] = sample->ops == SAMPLE_NONE ? (double)NAN
                                                                       : (double)sample->ops / seconds,
                                   [CPU] = sample->cpu_s / seconds,
                                   [GIL_WAIT] = sample->gil_wait_s / seconds,
                                   [RUNQUEUE] = sample->runqueue_wait_s / seconds};
    for (int i = 0; i < VALUES; i++) {
        worker->values[i] = text_grow(worker->values[i], worker->count + 1, sizeof *worker->values[i]);
        worker->values[i][worker->count] = values[i];
    }
    worker->count++;
    if (strcmp(worker->cpu, sample->cpus) != 0) {
        free(worker->cpu);
        worker->cpu = text_format("mixed");
    }
}

static void forget(struct reading *reading)
{
    for (size_t i = 0; i < reading->pending_count; i++)
        sample_free(&reading->pending[i]);
    reading->pending_count = 0;
}

static int take_row(void *context, const struct sample *row, size_t line, struct error *e)
{
    struct reading *reading = context;

    (void)line;
    (void)e;
    if (strcmp(row->phase, "worker") == 0) {
        reading->pending = text_grow(reading->pending, reading->pending_count + 1, sizeof *reading->pending);
        reading->pending[reading->pending_count++] = sample_copy(row);
        return 0;
    }
    for (size_t i = 0;
         strcmp(row->phase, "end") == 0 && strcmp(row->status, "ok") == 0 && i < reading->pending_count; i++)
        if (reading->pending[i].block == row->block && reading->pending[i].order == row->order)
            take(reading, &reading->pending[i]);
    forget(reading);
    return 0;
}

static int by_row(const void *a, const void *b)
{
    const struct worker *x = a, *y = b;
    int order = (x->row > y->row) - (x->row < y->row);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

/* The median of those that are known; NAN for none. Sorts them. */
static double middle_of(const struct worker *worker, enum value which)
{
    size_t known = 0;

    for (size_t i = 0; i < worker->count; i++)
        if (isfinite(worker->values[which][i]))
            worker->values[which][known++] = worker->values[which][i];
    return median_of(worker->values[which], known);
}

static void add(struct grid *grid, char *text)
{
    grid_add(grid, text);
    free(text);
}

static char *share_text(double share)
{
    return isfinite(share) ? text_format("%.0f %%", 100 * share) : words_none();
}

static void print(const struct reading *reading, bool markdown, size_t width, FILE *to)
{
    static const struct grid_column columns[] = {
        {.title = "workload", .data = true},
        {.title = "mode", .data = true, .common = true},
        {.title = "axes", .data = true, .common = true, .rank = 2},
        {.title = "placement", .data = true, .common = true, .rank = 2},
        {.title = "build", .data = true},
        {.title = "GIL", .data = true},
        {.title = "N", .right = true},
        {.title = "worker", .right = true},
        {.title = "CPU", .data = true, .sparse = true, .rank = 4},
        {.title = "ops/s", .right = true},
        {.title = "CPU time", .right = true, .sparse = true, .rank = 1},
        {.title = "GIL wait", .right = true, .sparse = true, .rank = 1},
        {.title = "CPU wait", .right = true, .sparse = true, .rank = 3}};
    struct grid grid = {.columns = columns, .column_count = sizeof columns / sizeof *columns, .width = width};

    for (size_t i = 0; i < reading->count; i++) {
        const struct worker *worker = &reading->workers[i];
        const struct results_row *row = &reading->view->rows[worker->row];
        const struct curve_key *key = &row->curve->key;
        const char *const names[] = {key->mode, key->axes, key->placement, key->build, key->gil};
        add(&grid, results_work(row));
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            grid_add(&grid, names[k]);
        add(&grid, text_format("%d", row->point->threads));
        add(&grid, text_format("%" PRId64, worker->number));
        grid_add(&grid, worker->cpu);
        add(&grid, words_rate(middle_of(worker, RATE)));
        for (enum value which = CPU; which < VALUES; which++)
            add(&grid, share_text(middle_of(worker, which)));
    }
    grid_print(&grid, "Each worker: its own rate, and what it did with its time", markdown, false, to);
    fprintf(to, "CPU wait: ready to run, and no CPU.\n");
    grid_free(&grid);
}

int results_workers_print(const struct results *results, const struct results_view *view, bool markdown,
                          size_t width, FILE *to, struct error *e)
{
    struct reading reading = {.view = view};
    int result = sample_read_file(results->samples, results->partial, take_row, &reading, e);

    if (result == 0 && !reading.count)
        result = error_set(
            e, "these cells have no rows of single workers; `gilscale run --per-worker` records them");
    if (result == 0) {
        qsort(reading.workers, reading.count, sizeof *reading.workers, by_row);
        print(&reading, markdown, width, to);
    }
    forget(&reading);
    free(reading.pending);
    for (size_t i = 0; i < reading.count; i++) {
        free(reading.workers[i].cpu);
        for (int k = 0; k < VALUES; k++)
            free(reading.workers[i].values[k]);
    }
    free(reading.workers);
    return result;
}
