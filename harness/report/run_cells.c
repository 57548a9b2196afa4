#include "report/run_cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/html.h"
#include "report/table.h"
#include "report/warnings.h"
#include "stats/ceiling.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct table_column columns[] = {
    {"workload", TABLE_WORD, false},
    {"parameters", TABLE_WORD, true},
    {"mode", TABLE_WORD, true},
    {"axes", TABLE_WORD, true},
    {"placement", TABLE_WORD, true},
    {"build", TABLE_WORD, false},
    {"GIL", TABLE_WORD, false},
    {"N", TABLE_NUMBER, false},
    {"rate (ops/s)", TABLE_NUMBER, false},
    {"95 % interval (ops/s)", TABLE_WORD, false},
    {"speedup (x)", TABLE_NUMBER, false},
    {"95 % interval (x)", TABLE_WORD, false},
    {"efficiency (%)", TABLE_NUMBER, false},
    {"status", TABLE_WORD, true},
    {"invocations", TABLE_NUMBER, false},
    {"disturbed", TABLE_NUMBER, false},
    {"flags", TABLE_TEXT, false},
    {"detail", TABLE_TEXT, false},
    {"makespan", TABLE_NUMBER, false},
    {"latency p50", TABLE_NUMBER, false},
    {"latency p99", TABLE_NUMBER, false},
    {"GIL wait (% of time)", TABLE_NUMBER, false},
    {"GIL held (% of time)", TABLE_NUMBER, false},
    {"GIL ceiling (x)", TABLE_NUMBER, false},
    {"CPUs busy", TABLE_NUMBER, false},
    {"slowest / fastest worker", TABLE_NUMBER, false},
    {"memory, PSS (MiB)", TABLE_NUMBER, false},
};

/* "" where it was not measured. */
static void add_number(struct table *table, double value, double shown, const char *format)
{
    char text[32] = "";

    if (isfinite(value))
        snprintf(text, sizeof text, format, shown);
    table_add_number(table, value, text);
}

static void add_rates(struct table *table, const struct interval *rate)
{
    char middle[32], low[32], high[32], *range = text_format("%s", "");

    if (isfinite(rate->middle)) {
        table_add_number(table, rate->middle, text_from_rate(rate->middle, middle, sizeof middle));
        free(range);
        range = isfinite(rate->low) ? text_format("%s to %s", text_from_rate(rate->low, low, sizeof low),
                                                  text_from_rate(rate->high, high, sizeof high))
                                    : text_format("too few for one");
    } else {
        table_add(table, "");
    }
    table_add(table, range);
    free(range);
}

/* Of one worker there is none to tell. */
static void add_speedup(struct table *table, const struct curve_point *point)
{
    bool has = point->threads > 1 && isfinite(point->speedup.middle);
    char range[64] = "";

    add_number(table, has ? point->speedup.middle : NAN, point->speedup.middle, "%.2f");
    if (has && isfinite(point->speedup.low))
        snprintf(range, sizeof range, "%.2f to %.2f", point->speedup.low, point->speedup.high);
    table_add(table, range);
    add_number(table, has ? point->efficiency : NAN, 100 * point->efficiency, "%.0f");
}

static void add_time(struct table *table, double seconds)
{
    char text[32] = "";

    if (isfinite(seconds))
        text_from_ns(llround(seconds * 1e9), text, sizeof text);
    table_add_number(table, seconds, text);
}

static double middle_of(const struct curve_point *point, enum measure measure)
{
    return point->measures[measure].values ? point->measures[measure].middle : NAN;
}

/* "10", "8 of 10 ok" */
static void add_invocations(struct table *table, const struct curve_point *point)
{
    char *text = point->failed
                     ? text_format("%zu of %zu ok", point->invocations, point->invocations + point->failed)
                     : text_format("%zu", point->invocations);

    table_add_number(table, (double)point->invocations, text);
    free(text);
    add_number(table, point->invocations ? (double)point->disturbed : NAN, (double)point->disturbed, "%.0f");
}

static void add_measures(struct table *table, const struct curve *curve, const struct curve_point *point)
{
    double wait = middle_of(point, MEASURE_GIL_WAIT), held = middle_of(point, MEASURE_GIL_HELD),
           ceiling = ceiling_at(curve, point->threads).middle;

    add_time(table, point->makespan.values ? point->makespan.middle : NAN);
    add_time(table, middle_of(point, MEASURE_LATENCY_P50));
    /* A percentile needs ten requests beyond it. */
    add_time(table, middle_of(point, MEASURE_REQUESTS) >= 1000 ? middle_of(point, MEASURE_LATENCY_P99) : NAN);
    add_number(table, wait, 100 * wait, "%.0f");
    add_number(table, held, 100 * held, "%.1f");
    add_number(table, ceiling, ceiling, "%.2f");
    add_number(table, point->cpu_use, point->cpu_use, "%.2f");
    add_number(table, point->fairness, point->fairness, "%.2f");
    add_number(table, point->pss_bytes, point->pss_bytes / (1 << 20), "%.1f");
}

static void add_row(struct table *table, const struct curve *curve, const struct curve_point *point)
{
    const struct curve_key *key = &curve->key;
    const char *const texts[] = {key->workload,  key->params, key->mode, key->axes,
                                 key->placement, key->build,  key->gil};
    char *flags = warnings_flags(point);

    for (size_t i = 0; i < COUNT(texts); i++)
        table_add(table, texts[i]);
    add_number(table, point->threads, point->threads, "%.0f");
    add_rates(table, &point->rate);
    add_speedup(table, point);
    table_add(table, point->status);
    add_invocations(table, point);
    table_add(table, flags);
    table_add(table, point->detail);
    add_measures(table, curve, point);
    if (!point->invocations || point->failed)
        table_mark(table, TABLE_BAD);
    free(flags);
}

static void note_flags(struct text_list *seen, const struct curve_point *point)
{
    struct text_list flags = {0};

    text_split(&flags, point->flags, ";");
    for (size_t i = 0; i < flags.count; i++)
        if (!text_list_has(seen, flags.items[i]) && warnings_flag_meaning(flags.items[i]))
            text_list_add(seen, flags.items[i]);
    text_list_free(&flags);
}

static void put_legend(struct document *document, const struct text_list *flags)
{
    if (!flags->count)
        return;
    fputs("<dl>\n", document->to);
    for (size_t i = 0; i < flags->count; i++) {
        fputs("<dt>", document->to);
        html_text(document->to, flags->items[i]);
        fputs("</dt><dd>", document->to);
        html_text(document->to, warnings_flag_meaning(flags->items[i]));
        fputs("</dd>\n", document->to);
    }
    fputs("</dl>\n", document->to);
}

void run_cells_write(struct document *document, const struct curves *curves)
{
    struct table table = {.columns = columns, .column_count = COUNT(columns)};
    struct text_list flags = {0};

    for (size_t i = 0; i < curves->count; i++)
        for (size_t k = 0; k < curves->items[i].count; k++) {
            add_row(&table, &curves->items[i], &curves->items[i].points[k]);
            note_flags(&flags, &curves->items[i].points[k]);
        }
    document_section(document, "Cells", false);
    document_paragraph(
        document,
        "Rates are of all workers together. Intervals cover the median over invocations, which are fresh "
        "processes; speedups are over one worker thread of the same build.");
    table_write(&table, "All cells", false, document);
    put_legend(document, &flags);
    table_free(&table);
    text_list_free(&flags);
}
