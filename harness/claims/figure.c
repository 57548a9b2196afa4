#include "claims/figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claims/pick.h"
#include "stats/geomean.h"
#include "stats/proportion.h"
#include "stats/rank.h"

const char *figure_verdict_name(enum figure_verdict verdict)
{
    static const char *const names[] = {[FIGURE_AGREE] = "agree",
                                        [FIGURE_DISAGREE] = "disagree",
                                        [FIGURE_UNCLEAR] = "unclear",
                                        [FIGURE_NO_INTERVAL] = "no interval",
                                        [FIGURE_NOT_JUDGED] = "not judged",
                                        [FIGURE_QUALITATIVE] = "qualitative",
                                        [FIGURE_NOT_MEASURED] = "not measured"};
    return names[verdict];
}

/* ---- values of one selection, block by block */

/* Values that are none are left out. Of a speedup, or of what a worker adds, `one` is the cell at N=1. */
static struct block_values values_of(const struct claim_figure *figure, const struct measured_cell *cell,
                                     const struct measured_cell *one, int cpus)
{
    const struct quantity_cell many = {cell->threads, cpus}, single = {1, cpus};
    struct block_values values = {text_grow(NULL, cell->count + 1, sizeof *values.items), 0};

    for (size_t i = 0, j = 0; i < cell->count; i++) {
        const struct measured_invocation *invocation = cell->invocations[i];
        double value = quantity_of(figure->quantity, invocation, &many);
        if (figure->quantity->kind != QUANTITY_OWN) {
            while (j < one->count && invocation_compare_block(one->invocations[j], invocation) < 0)
                j++;
            if (j == one->count || invocation_compare_block(one->invocations[j], invocation) != 0)
                continue;
            double base = quantity_of(figure->quantity, one->invocations[j++], &single);
            value = figure->quantity->kind == QUANTITY_SPEEDUP ? value / base
                                                               : (value - base) / (cell->threads - 1);
        }
        if (isfinite(value))
            values.items[values.count++] = (struct block_value){invocation, value};
    }
    return values;
}

/* 0, or -1 with the reason. `*cell` is the one at N, when there is one. */
static int select_values(struct block_values *values, const struct measured_cell **cell,
                         const struct claim_figure *figure, const struct pick *pick,
                         const struct claim_selection *selection, char **reason)
{
    const struct measured_cell *one = NULL;
    struct claim_selection single = *selection;

    single.threads = 1;
    *cell = pick_cell(pick, selection, reason);
    if (!*cell)
        return -1;
    if (figure->quantity->kind != QUANTITY_OWN && !(one = pick_cell(pick, &single, reason)))
        return -1;
    if (figure->quantity->kind == QUANTITY_PER_WORKER && (*cell)->threads < 2) {
        *reason = text_format("it takes more than one worker to tell what each of them adds");
        return -1;
    }
    *values = values_of(figure, *cell, one, pick->cpus);
    if (values->count)
        return 0;
    *reason = text_format("this run has no %s of it", figure->quantity->name);
    blocks_free(values);
    return -1;
}

/* What the selection has more than `less`, for each unit of the parameter `per`. */
static int take_less(struct block_values *values, const struct measured_cell *cell,
                     const struct claim_figure *figure, const struct pick *pick,
                     const struct claim_selection *less, char **reason)
{
    struct block_values base;
    const struct measured_cell *base_cell;
    double divisor = 1;

    if (select_values(&base, &base_cell, figure, pick, less, reason) < 0)
        return -1;
    struct block_values more = blocks_differences(&base, values);
    blocks_free(&base);
    blocks_free(values);
    *values = more;
    if (*figure->per)
        divisor = pick_parameter(cell, figure->per) - pick_parameter(base_cell, figure->per);
    if (!isfinite(divisor) || divisor == 0) {
        *reason = text_format("the two cells do not differ in a number called %s", figure->per);
        return -1;
    }
    for (size_t i = 0; i < values->count; i++)
        values->items[i].value /= divisor;
    if (values->count == 0)
        *reason = text_format("the two cells have no block in common");
    return values->count ? 0 : -1;
}

/* The caller frees the values also after -1. */
static int side(struct block_values *values, const struct measured_cell **cell,
                const struct claim_figure *figure, const struct pick *pick,
                const struct claim_selection *selection, const struct claim_selection *less, char **reason)
{
    *values = (struct block_values){0};
    if (select_values(values, cell, figure, pick, selection, reason) < 0)
        return -1;
    return figure->has_less ? take_less(values, *cell, figure, pick, less, reason) : 0;
}

/* ---- both sides, and what is made of them */

static int to_logs(struct block_values *values, const char *name, char **reason)
{
    for (size_t i = 0; i < values->count; i++) {
        if (!(values->items[i].value > 0)) {
            *reason = text_format("a %s of 0 or below has no ratio", name);
            return -1;
        }
        values->items[i].value = log(values->items[i].value);
    }
    return 0;
}

/* Of minus over, block by block; of their logs for a ratio. */
static int differences(struct block_values *result, const struct claim_figure *figure,
                       const struct pick *of_pick, const struct pick *over_pick, const char *workload,
                       const struct measured_cell **cell, char **reason)
{
    struct claim_selection of = figure->of, over = figure->over, less = figure->less,
                           over_less = figure->over_less;
    struct block_values a = {0}, b = {0};
    const struct measured_cell *other;
    bool logs = figure->form != CLAIM_DIFFERENCE;
    int status = -1;

    if (workload)
        of.workload = over.workload = less.workload = over_less.workload = (char *)workload;
    if (side(&a, cell, figure, of_pick, &of, &less, reason) < 0 ||
        side(&b, &other, figure, over_pick, &over, &over_less, reason) < 0)
        goto out;
    if (logs &&
        (to_logs(&a, figure->quantity->name, reason) < 0 || to_logs(&b, figure->quantity->name, reason) < 0))
        goto out;
    *result = blocks_differences(&b, &a);
    if (result->count == 0)
        *reason = text_format("the two cells have no block in common");
    status = result->count ? 0 : -1;
out:
    blocks_free(&a);
    blocks_free(&b);
    return status;
}

static double *plain(const struct block_values *values)
{
    double *numbers = text_grow(NULL, values->count + 1, sizeof *numbers);

    for (size_t i = 0; i < values->count; i++)
        numbers[i] = values->items[i].value;
    return numbers;
}

static int estimate_value(struct interval *ours, const struct claim_figure *figure, const struct pick *pick,
                          const struct measured_cell **cell, char **reason)
{
    struct block_values values;
    int result = side(&values, cell, figure, pick, &figure->of, &figure->less, reason);

    if (result == 0) {
        double *numbers = plain(&values);
        *ours = median_interval(numbers, values.count);
        free(numbers);
    }
    blocks_free(&values);
    return result;
}

static int estimate_wrong(struct interval *ours, const struct claim_figure *figure, const struct pick *pick,
                          const struct measured_cell **cell, char **reason)
{
    *cell = pick_checked_cell(pick, &figure->of, reason);
    if (!*cell)
        return -1;
    *ours = proportion_interval((*cell)->wrong, (*cell)->count + (*cell)->wrong);
    return 0;
}

static int estimate_pairs(struct interval *ours, const struct claim_figure *figure,
                          const struct pick *of_pick, const struct pick *over_pick,
                          const struct measured_cell **cell, char **reason)
{
    struct block_values pairs = {0};
    int result = differences(&pairs, figure, of_pick, over_pick, NULL, cell, reason);

    if (result == 0) {
        double *numbers = plain(&pairs);
        *ours = rank_signed_shift(numbers, pairs.count);
        free(numbers);
        if (figure->form != CLAIM_DIFFERENCE)
            *ours = (struct interval){exp(ours->middle), exp(ours->low), exp(ours->high), ours->coverage,
                                      ours->values};
    }
    blocks_free(&pairs);
    return result;
}

static int estimate_mean(struct interval *ours, const struct claim_figure *figure, const struct pick *of_pick,
                         const struct pick *over_pick, const struct measured_cell **cell, char **reason)
{
    size_t count = figure->geomean.count, i = 0;
    struct geomean_item *items = text_grow(NULL, count, sizeof *items);
    int result = 0;

    memset(items, 0, count * sizeof *items);
    for (; i < count && result == 0; i++)
        result =
            differences(&items[i].new, figure, of_pick, over_pick, figure->geomean.items[i], cell, reason);
    if (result == 0)
        *ours = geomean_ratio(items, count, true);
    if (result == 0 && isnan(ours->middle)) {
        *reason = text_format("no block has all of the workloads");
        result = -1;
    }
    while (i-- > 0)
        blocks_free(&items[i].new);
    free(items);
    return result;
}

/* From base units, or a plain ratio, to theirs. */
static void convert(struct interval *ours, const struct claim_figure *figure)
{
    double *ends[] = {&ours->middle, &ours->low, &ours->high};

    for (size_t i = 0; i < 3; i++)
        *ends[i] = figure->form == CLAIM_PERCENT ? 100 * (*ends[i] - 1) : *ends[i] * figure->scale;
}

/* ---- the verdict */

static double wider(double end, double by, double share, double most)
{
    if (!isfinite(end))
        return end;
    if (isnan(share))
        return end + by * most;
    return (end > 0) == (by > 0) ? end * (1 + share) : end / (1 + share);
}

bool figure_band(const struct claim_figure *figure, double *low, double *high)
{
    if (isnan(figure->low) || (isnan(figure->share) && isnan(figure->most)))
        return false;
    *low = wider(figure->low, -1, figure->share, figure->most);
    *high = wider(figure->high, 1, figure->share, figure->most);
    return true;
}

enum figure_verdict figure_judge(const struct claim_figure *figure, const struct interval *ours)
{
    double low, high;

    if (isnan(ours->middle))
        return FIGURE_NOT_MEASURED;
    if (isnan(figure->low))
        return FIGURE_QUALITATIVE;
    if (!figure_band(figure, &low, &high))
        return FIGURE_NOT_JUDGED;
    if (isnan(ours->low))
        return FIGURE_NO_INTERVAL;
    if (ours->high < low || ours->low > high)
        return FIGURE_DISAGREE;
    bool inside = ours->low >= low && ours->high <= high;
    bool within = ours->middle >= low && ours->middle <= high;
    bool narrow = isfinite(high - low) && ours->high - ours->low <= 2 * (high - low);
    return inside || (within && narrow) ? FIGURE_AGREE : FIGURE_UNCLEAR;
}

/* ---- rows */

static void note(char **notes, char *more)
{
    char *longer = text_format("%s%s%s", *notes, **notes ? "; " : "", more);

    free(*notes);
    free(more);
    *notes = longer;
}

/* What a reader has to know of a cell that was measured, where `values` went into the figure. */
static char *notes_of(const struct measured_cell *cell, size_t values)
{
    char *notes = text_format("%s", "");

    if (values < cell->count)
        note(&notes, text_format("from %zu of %zu invocations, the others lack it or have no counterpart",
                                 values, cell->count));
    if (cell->count && 2 * cell->disturbed >= cell->count)
        note(&notes, text_format("%zu of %zu invocations were disturbed", cell->disturbed, cell->count));
    if (cell->failed)
        note(&notes, text_format("%zu did not end well (%s: %s)", cell->failed, cell->status, cell->detail));
    return notes;
}

static struct figure_row *add_row(struct figure_rows *rows, const struct claim_figure *figure,
                                  const char *build, const struct measured_cell *cell)
{
    const struct claim_selection *of = &figure->of;

    rows->items = text_grow(rows->items, rows->count + 1, sizeof *rows->items);
    struct figure_row *row = &rows->items[rows->count++];
    *row = (struct figure_row){.figure = figure,
                               .ours = {NAN, NAN, NAN, NAN, 0},
                               .verdict = FIGURE_NOT_MEASURED,
                               .build = text_format("%s", build),
                               .gil = text_format("%s", cell ? cell->key.gil : of->gil),
                               .mode = text_format("%s", cell ? cell->key.mode : of->mode),
                               .workload = text_format("%s", figure->geomean.count ? "" : of->workload),
                               .params = text_format("%s", cell ? cell->key.params : of->params),
                               .axes = text_format("%s", cell ? cell->key.axes : of->axes),
                               .threads = cell ? cell->threads : of->threads};
    return row;
}

static void evaluate_on(struct figure_rows *rows, const struct claim_figure *figure, const struct pick *pick)
{
    const struct measured_cell *cell = NULL;
    struct interval ours = {NAN, NAN, NAN, NAN, 0};
    struct pick other;
    char *reason = NULL;
    int result;

    if (figure->quantity->kind == QUANTITY_WRONG)
        result = estimate_wrong(&ours, figure, pick, &cell, &reason);
    else if (figure->form == CLAIM_VALUE)
        result = estimate_value(&ours, figure, pick, &cell, &reason);
    else if (pick_other(&other, pick, figure->over.build, &reason) < 0)
        result = -1;
    else if (figure->geomean.count)
        result = estimate_mean(&ours, figure, pick, &other, &cell, &reason);
    else
        result = estimate_pairs(&ours, figure, pick, &other, &cell, &reason);
    struct figure_row *row = add_row(rows, figure, pick->build, cell);
    if (result == 0) {
        convert(&ours, figure);
        row->ours = ours;
        row->verdict = figure_judge(figure, &ours);
        reason = notes_of(cell, figure->geomean.count ? cell->count : ours.values);
    }
    row->reason = reason;
}

void figure_evaluate(struct figure_rows *rows, const struct claim_figure *figure,
                     const struct figure_source *source)
{
    struct text_list builds = {0};
    const char *kind = figure->of.build;
    char *reason = NULL;

    if (!source->cells)
        reason = text_format("%s", source->why);
    else if (source->cpus && figure->cpus > source->cpus)
        reason = text_format("not on this machine (%d CPU%s)", source->cpus, source->cpus > 1 ? "s" : "");
    else
        pick_builds(source->cells, kind, &builds);
    if (!reason && !builds.count)
        reason = text_format("no %s build in this run", strcmp(kind, "ft") == 0    ? "free-threaded"
                                                        : strcmp(kind, "gil") == 0 ? "GIL"
                                                                                   : "Python");
    if (reason)
        add_row(rows, figure, "", NULL)->reason = reason;
    for (size_t i = 0; i < builds.count; i++) {
        struct pick pick = {.cells = source->cells, .cpus = source->cpus, .build = builds.items[i]};
        evaluate_on(rows, figure, &pick);
    }
    text_list_free(&builds);
}

void figure_rows_free(struct figure_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        struct figure_row *row = &rows->items[i];
        free(row->reason);
        free(row->build);
        free(row->gil);
        free(row->mode);
        free(row->workload);
        free(row->params);
        free(row->axes);
    }
    free(rows->items);
    *rows = (struct figure_rows){0};
}
