#include "chart/axis.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

/* Ticks that a linear axis aims at. */
enum { TICKS_AIM = 7 };

struct scale {
    double size;
    const char *name;
};

/* Each from the largest. */
static const struct scale rates[] = {{1e12, " T"}, {1e9, " G"}, {1e6, " M"}, {1e3, " k"}, {1, ""}};
static const struct scale bytes[] = {
    {0x1p40, " TiB"}, {0x1p30, " GiB"}, {0x1p20, " MiB"}, {0x1p10, " KiB"}, {1, " B"}};
static const struct scale seconds[] = {{1, " s"}, {1e-3, " ms"}, {1e-6, " us"}, {1e-9, " ns"}};
static const struct scale share = {.01, " %"}, times = {1, ""};

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* The largest that gives a number of at least 1; 999.6 of one would print as 1000 with three digits, and is .9996 of the next. */
static const struct scale *largest(const struct scale *scales, size_t count, double value)
{
    size_t i = 0;

    while (i + 1 < count && !(fabs(value) >= fmin(scales[i].size, 999.5 * scales[i + 1].size)))
        i++;
    return &scales[i];
}

static const struct scale *scale_of(enum axis_unit unit, double value)
{
    switch (unit) {
    case UNIT_RATE:
        return largest(rates, LENGTH(rates), value);
    case UNIT_BYTES:
        return largest(bytes, LENGTH(bytes), value);
    case UNIT_SECONDS:
        return largest(seconds, LENGTH(seconds), value);
    case UNIT_SHARE:
        return &share;
    case UNIT_TIMES:
        break;
    }
    return &times;
}

char *axis_text(enum axis_unit unit, double value, char *to, size_t size)
{
    const struct scale *scale = scale_of(unit, value);
    double shown = value / scale->size;

    if (unit == UNIT_TIMES)
        snprintf(to, size, "%.2fx", value);
    else if (unit == UNIT_SHARE)
        snprintf(to, size, "%.*f %%", fabs(shown) < 9.95 && shown != 0 ? 1 : 0, shown);
    else
        snprintf(to, size, "%.3g%s%s", shown, scale->name, unit == UNIT_RATE ? " ops/s" : "");
    return to;
}

static size_t add_tick(struct axis_tick *ticks, size_t count, double shown, const struct scale *scale)
{
    if (count < TICKS_MOST) {
        ticks[count].at = shown * scale->size;
        snprintf(ticks[count].text, sizeof ticks[count].text, "%.6g%s", shown, shown == 0 ? "" : scale->name);
        count++;
    }
    return count;
}

/* 1, 2 or 5 times a power of ten. */
static double round_step(double span)
{
    double least = span / TICKS_AIM, power = pow(10, floor(log10(least))), step = power;

    if (least > 5 * power)
        step = 10 * power;
    else if (least > 2 * power)
        step = 5 * power;
    else if (least > power)
        step = 2 * power;
    return step;
}

static size_t linear_ticks(enum axis_unit unit, double low, double high, struct axis_tick *ticks)
{
    const struct scale *scale = scale_of(unit, fmax(fabs(low), fabs(high)));
    double step = round_step((high - low) / scale->size), margin = 1e-9; /* of a step */
    size_t count = 0;

    for (double k = ceil(low / scale->size / step - margin); k <= high / scale->size / step + margin; k++)
        count = add_tick(ticks, count, k == 0 ? 0 : k * step, scale); /* never "-0" */
    return count;
}

static size_t log_ticks(enum axis_unit unit, double low, double high, struct axis_tick *ticks)
{
    static const double dense[] = {1, 1.5, 2, 3, 4, 5, 7}, sparse[] = {1, 2, 5};
    double decades = log10(high / low);
    const double *steps = decades < 1 ? dense : sparse;
    size_t step_count = decades < 1 ? LENGTH(dense) : decades < 2.5 ? LENGTH(sparse) : 1, count = 0;
    int skip = decades > 8 ? (int)ceil(decades / 8) : 1;

    for (int power = (int)floor(log10(low)); power <= (int)ceil(log10(high)); power++)
        for (size_t i = 0; i < step_count && power % skip == 0; i++) {
            double value = steps[i] * pow(10, power);
            const struct scale *scale = scale_of(unit, value);
            if (value >= low && value <= high)
                count = add_tick(ticks, count, value / scale->size, scale);
        }
    return count;
}

/* Of ratios powers of two, as the numbers of workers are. */
static size_t doubling_ticks(double low, double high, struct axis_tick *ticks)
{
    int first = (int)ceil(log2(low) - 1e-9), last = (int)floor(log2(high) + 1e-9),
        step = (last - first) / 8 + 1;
    size_t count = 0;

    for (int power = first; power <= last; power++)
        if (power % step == 0)
            count = add_tick(ticks, count, exp2(power), &times);
    return count;
}

size_t axis_ticks(enum axis_unit unit, double low, double high, bool log, struct axis_tick ticks[TICKS_MOST])
{
    if (!log)
        return linear_ticks(unit, low, high, ticks);
    size_t count = unit == UNIT_TIMES ? doubling_ticks(low, high, ticks) : 0;
    return count > 1 ? count : log_ticks(unit, low, high, ticks);
}

static void choose(const double *place, size_t count, double room, size_t i, bool *shown)
{
    for (size_t k = 0; k < count; k++)
        if (shown[k] && fabs(place[k] - place[i]) < room)
            return;
    shown[i] = true;
}

void axis_choose(const int *n, const double *place, size_t count, double room, bool *shown)
{
    for (size_t i = 0; i < count; i++)
        shown[i] = false;
    if (count == 0)
        return;
    choose(place, count, room, count - 1, shown);
    choose(place, count, room, 0, shown);
    for (size_t i = 0; i < count; i++)
        if ((n[i] & (n[i] - 1)) == 0)
            choose(place, count, room, i, shown);
    for (size_t i = 0; i < count; i++)
        choose(place, count, room, i, shown);
}
