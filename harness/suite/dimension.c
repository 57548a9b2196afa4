#include "suite/dimension.h"

#include <gsl/gsl_fit.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define PILOT_NS                                                                                             \
    300000000 /* of windows in one pilot invocation; specialisation takes some ten milliseconds */

int64_t dimension_pilot_window_ns(int64_t shortest_ns, bool turns)
{
    int64_t least = turns ? DIMENSION_TURN_NS : DIMENSION_WINDOW_NS;
    return shortest_ns > least ? shortest_ns : least;
}

/* Never fewer than four, so that there are two halves to compare. */
int dimension_pilot_windows(int64_t window_ns)
{
    int64_t count = PILOT_NS / window_ns;
    return count < 4 ? 4 : (int)count;
}

/* The level of some windows that should be steady, the noise about their line, and how far that line rises or falls: shares of the level. */
struct steadiness {
    double level, noise, drift;
};

static struct steadiness look_at(const double *rates, size_t count)
{
    double *scratch = text_grow(NULL, 4 * count, sizeof *scratch), *at = scratch + count, *off = at + count;
    double start, slope, ignored[3], squares;

    for (size_t i = 0; i < count; i++) {
        scratch[i] = rates[i];
        at[i] = (double)i;
    }
    double level = gsl_stats_median(scratch, 1, count);
    gsl_fit_linear(at, 1, rates, 1, count, &start, &slope, &ignored[0], &ignored[1], &ignored[2], &squares);
    for (size_t i = 0; i < count; i++)
        off[i] = rates[i] - (start + slope * at[i]);
    /* gsl_stats_mad() is scaled to be the standard deviation of normal noise. */
    double noise = gsl_stats_mad(off, 1, count, off + count);
    free(scratch);
    return (struct steadiness){level, noise / level, slope * (double)(count - 1) / level};
}

int dimension_warmup_windows(const double *rates, int count, bool *over)
{
    int half = count / 2, warm = 0;
    struct steadiness end = look_at(rates + half, (size_t)(count - half));
    /* So few windows as a long one leaves room for lie near any line. */
    double allowed = fmax(count - half < 5 ? .2 : .05, 3 * end.noise);

    /* Two in a row: one may be there by chance on its way. */
    while (warm < half && !(fabs(rates[warm] / end.level - 1) <= allowed &&
                            fabs(rates[warm + 1] / end.level - 1) <= allowed))
        warm++;
    if (fabs(end.drift) > 2 * allowed)
        warm = half;
    *over = warm < half;
    return warm;
}

void dimension_add_variance(struct dimension_variance *sum, const struct dimension_pilot *pilots, int count)
{
    double *means = text_grow(NULL, (size_t)count + 1, sizeof *means), within_means = 0;
    int good = 0;

    for (int i = 0; i < count; i++) {
        bool over;
        const struct dimension_pilot *pilot = &pilots[i];
        if (!pilot->count)
            continue;
        int first = dimension_warmup_windows(pilot->rates, pilot->count, &over), kept = pilot->count - first;
        double *logs = text_grow(NULL, (size_t)kept, sizeof *logs);
        for (int k = 0; k < kept; k++)
            logs[k] = log(pilot->rates[first + k]);
        double mean = gsl_stats_mean(logs, 1, (size_t)kept),
               squares = gsl_stats_tss_m(logs, 1, (size_t)kept, mean);
        free(logs);
        means[good++] = mean;
        sum->within += squares;
        sum->within_freedom += kept - 1;
        within_means +=
            kept > 1 ? squares / (kept - 1) / kept : 0; /* what the windows' noise leaves in the mean */
    }
    if (good > 1) {
        /* Not less than nothing: the between-process variance is what is left of the scatter of the means. */
        double scatter = gsl_stats_tss(means, 1, (size_t)good) - (good - 1) * within_means / good;
        sum->between += fmax(0, scatter);
        sum->between_freedom += good - 1;
    }
    free(means);
}

long dimension_windows(double process_cost, double window_cost, const struct dimension_variance *variance)
{
    if (variance->within_freedom < 1 || variance->between_freedom < 1 || !(window_cost > 0))
        return DIMENSION_LEAST_WINDOWS;
    double within = variance->within / variance->within_freedom;
    double between = variance->between / variance->between_freedom;
    double windows =
        ceil(sqrt(process_cost / window_cost * within / between)); /* infinite without a variance between */

    if (!(windows > DIMENSION_LEAST_WINDOWS))
        return DIMENSION_LEAST_WINDOWS;
    return windows < DIMENSION_MOST_WINDOWS ? (long)windows : DIMENSION_MOST_WINDOWS;
}

long dimension_turns(long windows, int64_t window_ns)
{
    long enough = (long)((DIMENSION_TURNS_NS + window_ns - 1) / window_ns);
    return windows > enough ? windows : enough;
}

int64_t dimension_gc_period_ns(const struct dimension_pilot *pilot)
{
    int64_t times = pilot->full_collections >= 2 ? pilot->full_collections : pilot->collections;

    return times >= 2 ? pilot->crew_ns / times : 0;
}
