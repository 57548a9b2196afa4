#include "stats/phase_times.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/cells.h"

static bool same_names(const struct phases *a, const struct phases *b)
{
    bool same = a->count == b->count;

    for (int i = 0; same && i < a->count; i++)
        same = strcmp(a->items[i].name, b->items[i].name) == 0;
    return same;
}

/* The phases that all invocations have; NULL when one has others, or none. */
static const struct phases *common_phases(const struct measured_cell *cell)
{
    const struct phases *first = cell->count ? cell->invocations[0]->phases : NULL;

    for (size_t i = 1; first && i < cell->count; i++)
        if (!cell->invocations[i]->phases || !same_names(first, cell->invocations[i]->phases))
            return NULL;
    return first;
}

/* What is wanted of a phase in one invocation. */
typedef double (*phase_value)(const struct measured_invocation *invocation, const struct phase *phase);

/* Its share of the time that there was, times a worker's time for an op, which knows of ops that lie across the edges of windows. */
static double seconds_of(const struct measured_invocation *invocation, const struct phase *phase)
{
    return phase->seconds / (invocation->seconds * invocation->rate);
}

static double part_of(const struct measured_invocation *invocation, const struct phase *phase)
{
    return phase->seconds / phases_seconds(invocation->phases);
}

static double held_of(const struct measured_invocation *invocation, const struct phase *phase)
{
    (void)invocation;
    return phase->held_s / phase->seconds;
}

static struct interval interval_of(const struct measured_cell *cell, int phase, phase_value value,
                                   double *scratch)
{
    size_t count = 0;

    for (size_t i = 0; i < cell->count; i++) {
        double one = value(cell->invocations[i], &cell->invocations[i]->phases->items[phase]);
        if (isfinite(one))
            scratch[count++] = one;
    }
    return median_interval(scratch, count);
}

void phase_times_take(struct phase_times *times, const struct measured_cell *cell)
{
    const struct phases *phases = common_phases(cell);
    double *scratch = text_grow(NULL, cell->count + 1, sizeof *scratch);

    for (int i = 0; phases && i < phases->count; i++) {
        times->items = text_grow(times->items, times->count + 1, sizeof *times->items);
        times->items[times->count++] =
            (struct phase_time){.name = text_format("%s", phases->items[i].name),
                                .seconds = interval_of(cell, i, seconds_of, scratch),
                                .part = interval_of(cell, i, part_of, scratch),
                                .held = interval_of(cell, i, held_of, scratch)};
    }
    free(scratch);
}

void phase_times_free(struct phase_times *times)
{
    for (size_t i = 0; i < times->count; i++)
        free(times->items[i].name);
    free(times->items);
    *times = (struct phase_times){0};
}

char *phase_times_text(const struct phase_times *times)
{
    char *all = text_format("%s", "");

    for (size_t i = 0; i < times->count; i++) {
        const struct phase_time *time = &times->items[i];
        char *held =
            isfinite(time->held.middle) ? text_format("/%.6g", time->held.middle) : text_format("%s", "");
        char *longer =
            text_format("%s%s%s=%.6g%s", all, i ? ";" : "", time->name, time->seconds.middle, held);
        free(held);
        free(all);
        all = longer;
    }
    return all;
}
