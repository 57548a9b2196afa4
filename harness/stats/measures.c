#include "stats/measures.h"

#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "stats/median.h"

enum kind { KIND_WHOLE, KIND_REAL };

static const struct {
    enum kind kind;
    enum measure_how how;
    size_t offset; /* in struct sample */
    int column;
} table[MEASURE_COUNT] = {
#define MEASURE_ROW(id, name, kind, column, how)                                                             \
    {KIND_##kind, MEASURE_##how, offsetof(struct sample, column), SAMPLE_AT_##column},
    MEASURES(MEASURE_ROW)
#undef MEASURE_ROW
};

#define MEASURE_FITS(id, name, kind, column, how)                                                            \
    _Static_assert(SAMPLE_AT_##column < SAMPLE_UNREAD_BITS, "a bit for sample_read_some()");
MEASURES(MEASURE_FITS)
#undef MEASURE_FITS

uint64_t measures_columns(void)
{
    uint64_t columns = 0;

    for (size_t i = 0; i < MEASURE_COUNT; i++)
        if (table[i].kind == KIND_REAL)
            columns |= UINT64_C(1) << table[i].column;
    return columns;
}

/* NAN where the row has none. */
static double value_of(const struct sample *row, size_t measure)
{
    const char *at = (const char *)row + table[measure].offset;

    if (table[measure].kind == KIND_REAL)
        return *(const double *)(const void *)at;
    int64_t whole = *(const int64_t *)(const void *)at;
    return whole == SAMPLE_NONE ? NAN : (double)whole;
}

void measures_restart(struct measures *measures)
{
    double *rates = measures->rates;
    *measures = (struct measures){.rates = rates};
}

void measures_add_window(struct measures *measures, const struct sample *row)
{
    measures->seconds += row->duration_ns > 0 ? (double)row->duration_ns / 1e9 : NAN;
    measures->ops += row->ops != SAMPLE_NONE ? (double)row->ops : NAN;
    for (size_t i = 0; i < MEASURE_COUNT; i++) {
        double value = table[i].how == MEASURE_AT_END ? NAN : value_of(row, i);
        if (isnan(value))
            continue;
        measures->sums[i] += value;
        measures->seen[i] = true;
        if (table[i].how == MEASURE_RATE) {
            measures->rates = text_grow(measures->rates, measures->rate_count + 1, sizeof *measures->rates);
            measures->rates[measures->rate_count++] = value;
        }
    }
}

void measures_end(struct measures *measures, const struct sample *end, int workers,
                  double values[MEASURE_COUNT])
{
    double life = end->duration_ns > 0 ? (double)end->duration_ns / 1e9 : NAN;
    double ops = end->ops != SAMPLE_NONE ? (double)end->ops : NAN;

    for (size_t i = 0; i < MEASURE_COUNT; i++) {
        bool seen = measures->seen[i];
        double at_end = value_of(end, i), sum = seen ? measures->sums[i] : at_end;
        double seconds = seen ? measures->seconds : life;
        switch (table[i].how) {
        case MEASURE_AT_END:
            values[i] = at_end;
            break;
        case MEASURE_RATE:
            values[i] = isnan(at_end) ? median_of(measures->rates, measures->rate_count) : at_end;
            break;
        case MEASURE_SHARE:
            values[i] = sum / seconds;
            break;
        case MEASURE_PER_WORKER:
            values[i] = sum / seconds / workers;
            break;
        case MEASURE_PER_OP:
            values[i] = sum / (seen ? measures->ops : ops);
            break;
        }
        if (!isfinite(values[i]))
            values[i] = NAN;
    }
}

void measures_free(struct measures *measures)
{
    free(measures->rates);
    measures->rates = NULL;
}
