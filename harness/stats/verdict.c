#include "stats/verdict.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "stats/rank.h"

#define SIGNIFICANT .05

const char *verdict_name(enum verdict v)
{
    static const char *const names[] = {
        [VERDICT_FASTER] = "faster",
        [VERDICT_SLOWER] = "slower",
        [VERDICT_EQUIVALENT] = "equivalent",
        [VERDICT_INCONCLUSIVE] = "inconclusive",
    };
    return names[v];
}

/* ---- how many invocations? */

size_t verdict_least(size_t cells, bool paired)
{
    double smallest_p = 2; /* of pairs, all of one sign: 2/2^n; of groups, apart: 2/C(2n, n) */
    size_t n = 0;

    while (n < MEDIAN_MIN_VALUES || smallest_p * (double)cells >= SIGNIFICANT) {
        n++;
        smallest_p *= paired ? .5 : (double)n / (2 * (2 * (double)n - 1));
    }
    return n;
}

/* The interval's half width is 1.96 standard errors, and 1.28 is how far the estimate strays one way in a tenth of all
 * cases: with both within the threshold, the interval of a shift of 0 is too, in eight of ten. The pi/3 is what ranks
 * cost beside means when the noise is normal; the 2 is for small numbers, where a normal quantile is too near
 * (Guenther 1981, The American Statistician 35). The page's 2 (2.8 s/threshold)^2 is for a test alone; our rule wants
 * the effect too. */
size_t verdict_needed(double sd, double threshold)
{
    double errors = (1.96 + 1.28) * sd / log1p(threshold);
    double needed = ceil(2 * errors * errors * M_PI / 3 + 2);

    if (needed <= MEDIAN_MIN_VALUES)
        return MEDIAN_MIN_VALUES;
    return needed < VERDICT_NEEDED_MAX ? (size_t)needed : VERDICT_NEEDED_MAX;
}

/* ---- one cell by itself */

static size_t pairs_of(const struct verdict_cell *cell)
{
    return cell->a_count < cell->b_count ? cell->a_count : cell->b_count;
}

/* The caller frees. */
static double *differences_of(const struct verdict_cell *cell)
{
    double *differences = text_grow(NULL, pairs_of(cell), sizeof *differences);

    for (size_t i = 0; i < pairs_of(cell); i++)
        differences[i] = cell->b[i] - cell->a[i];
    return differences;
}

struct interval verdict_group_shift(const double *a, size_t a_count, const double *b, size_t b_count)
{
    struct interval shift = rank_shift(a, a_count, b, b_count);

    if (a_count < MEDIAN_MIN_VALUES || b_count < MEDIAN_MIN_VALUES)
        shift.low = shift.high = shift.coverage = NAN;
    return shift;
}

/* The ratio in logs for now, and p. */
static void test_cell(struct verdict_cell *cell)
{
    if (cell->paired) {
        double *differences = differences_of(cell);
        cell->ratio = rank_signed_shift(differences, pairs_of(cell));
        cell->p = rank_signed_test(differences, pairs_of(cell), NULL);
        free(differences);
    } else {
        cell->ratio = verdict_group_shift(cell->a, cell->a_count, cell->b, cell->b_count);
        cell->p = rank_test(cell->a, cell->a_count, cell->b, cell->b_count, NULL);
    }
}

/* Of one build's values. */
static double sd_of(const struct verdict_cell *cell)
{
    double result;

    if (cell->paired) {
        double *differences = differences_of(cell);
        result = gsl_stats_sd(differences, 1, pairs_of(cell)) / M_SQRT2;
        free(differences);
    } else {
        double a = gsl_stats_variance(cell->a, 1, cell->a_count),
               b = gsl_stats_variance(cell->b, 1, cell->b_count);
        result = sqrt((a + b) / 2);
    }
    return result;
}

/* ---- the table */

static int by_p(const void *a, const void *b)
{
    double x = (*(struct verdict_cell *const *)a)->p, y = (*(struct verdict_cell *const *)b)->p;
    return (x > y) - (x < y);
}

/* Holm 1979, Scandinavian Journal of Statistics 6: the smallest p times the number of cells, the next times one less,
 * and none below the one before. Returns how many cells count. */
static size_t correct_for_multiplicity(struct verdict_cell *cells, size_t count)
{
    struct verdict_cell **sorted = text_grow(NULL, count, sizeof(struct verdict_cell *));
    size_t tested = 0;
    double reached = 0;

    /* A cell without an interval gets no verdict, so it cannot be a false one. */
    for (size_t i = 0; i < count; i++) {
        cells[i].p_holm = NAN;
        if (!isnan(cells[i].ratio.low))
            sorted[tested++] = &cells[i];
    }
    qsort(sorted, tested, sizeof *sorted, by_p);
    for (size_t i = 0; i < tested; i++) {
        reached = fmax(reached, fmin(1, (double)(tested - i) * sorted[i]->p));
        sorted[i]->p_holm = reached;
    }
    free(sorted);
    return tested;
}

/* All in logs. */
static enum verdict judge(const struct verdict_cell *cell, double threshold, double floor)
{
    const struct interval *shift = &cell->ratio;

    if (isnan(shift->low))
        return VERDICT_INCONCLUSIVE;
    if ((shift->low > 0 || shift->high < 0) && fabs(shift->middle) >= fmax(threshold, floor) &&
        cell->p_holm < SIGNIFICANT)
        return shift->middle > 0 ? VERDICT_FASTER : VERDICT_SLOWER;
    if (shift->low >= -threshold && shift->high <= threshold && floor <= threshold)
        return VERDICT_EQUIVALENT;
    return VERDICT_INCONCLUSIVE;
}

/* More invocations would only repeat that it is below. Where the interval reaches beyond the floor, they may tell. */
static bool floor_forbids(const struct verdict_cell *cell, double threshold, double floor)
{
    bool inside = cell->ratio.low > -floor && cell->ratio.high < floor;

    return cell->verdict == VERDICT_INCONCLUSIVE && floor > threshold &&
           (inside || judge(cell, threshold, 0) != VERDICT_INCONCLUSIVE);
}

static size_t advise(const struct verdict_cell *cell, size_t tested, double threshold)
{
    size_t have = pairs_of(cell), least = verdict_least(tested, cell->paired), needed = least;

    if (have >= 2) {
        size_t planned = verdict_needed(sd_of(cell), threshold);
        needed = planned > least ? planned : least;
    }
    /* It has what the plan asks for: the truth is near the threshold, and a narrower interval must tell the side. */
    if (needed <= have)
        needed = 2 * have;
    return needed < VERDICT_NEEDED_MAX ? needed : VERDICT_NEEDED_MAX;
}

static struct interval exponentials(struct interval logs)
{
    return (struct interval){exp(logs.middle), exp(logs.low), exp(logs.high), logs.coverage, logs.values};
}

void verdict_table(struct verdict_cell *cells, size_t count, double threshold, const double *floor)
{
    for (size_t i = 0; i < count; i++)
        test_cell(&cells[i]);

    size_t tested = correct_for_multiplicity(cells, count);
    double least = log1p(threshold);
    for (size_t i = 0; i < count; i++) {
        struct verdict_cell *cell = &cells[i];
        double ours = floor && !isnan(floor[i]) ? log1p(floor[i]) : 0;
        cell->verdict = judge(cell, least, ours);
        cell->below_floor = floor_forbids(cell, least, ours);
        cell->needed = 0;
        if (cell->verdict == VERDICT_INCONCLUSIVE && !cell->below_floor)
            cell->needed = advise(cell, tested ? tested : 1, fmax(threshold, expm1(ours)));
        cell->ratio = exponentials(cell->ratio);
    }
}
