#include "stats/rank.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* What either side of a 95 % interval may miss. */
#define TAIL .025

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double *sorted_copy(const double *values, size_t count, double sign)
{
    double *copy = text_grow(NULL, count, sizeof *copy);

    for (size_t i = 0; i < count; i++)
        copy[i] = sign * values[i];
    qsort(copy, count, sizeof *copy, ascending);
    return copy;
}

/* ---- ranks */

/* A value, and which side it counts for: the first group, or the positive differences. */
struct ranked {
    double value;
    bool ours;
};

static int ascending_ranked(const void *a, const void *b)
{
    return ascending(&((const struct ranked *)a)->value, &((const struct ranked *)b)->value);
}

/* Twice the ranks, as values that tie share the middle one, which may end in a half. */
struct ranking {
    size_t *doubled; /* of the values in ascending order; the caller frees */
    size_t ours;     /* sum over those that are ours */
    double ties;     /* sum of t^3 - t over runs of t equal values: what they take from the variance */
};

static struct ranking rank_all(struct ranked *values, size_t count)
{
    struct ranking ranking = {.doubled = text_grow(NULL, count, sizeof *ranking.doubled)};

    qsort(values, count, sizeof *values, ascending_ranked);
    for (size_t first = 0, next; first < count; first = next) {
        for (next = first + 1; next < count; next++)
            if (ascending_ranked(&values[first], &values[next]) != 0)
                break;
        double run = (double)(next - first);
        ranking.ties += run * run * run - run;
        for (size_t i = first; i < next; i++) {
            ranking.doubled[i] = first + next + 1;
            ranking.ours += values[i].ours ? ranking.doubled[i] : 0;
        }
    }
    return ranking;
}

/* ---- what the statistics are when nothing differs. Both are symmetric about their middle. */

/* P(U = u) for u from 0 to m n; the caller frees. The largest value of all is either one of the first group,
 * and then it beats all n of the second, or it is one of the second, and then it beats none:
 *     ways(m, n, u) = ways(m - 1, n, u - n) + ways(m, n - 1, u)
 * Row i of the table is ways(i, j, .) for the j reached so far. Counts stay far below 2^53: a double is exact. */
static double *distribution_of_u(size_t m, size_t n)
{
    size_t size = m * n + 1;
    double *ways = text_grow(NULL, (m + 1) * size, sizeof *ways), all = 0;

    memset(ways, 0, (m + 1) * size * sizeof *ways);
    for (size_t i = 0; i <= m; i++)
        ways[i * size] = 1;
    for (size_t j = 1; j <= n; j++)
        for (size_t i = 1; i <= m; i++)
            for (size_t u = j; u <= i * j; u++)
                ways[i * size + u] += ways[(i - 1) * size + u - j];
    memmove(ways, ways + m * size, size * sizeof *ways);
    for (size_t u = 0; u < size; u++)
        all += ways[u];
    for (size_t u = 0; u < size; u++)
        ways[u] /= all;
    return ways;
}

/* P(W = w) for w from 0 to `total`, the sum of the ranks, each of which counts or not by the throw of a coin; the
 * caller frees. */
static double *distribution_of_w(const size_t *ranks, size_t count, size_t total)
{
    double *chance = text_grow(NULL, total + 1, sizeof *chance);
    size_t reached = 0;

    memset(chance, 0, (total + 1) * sizeof *chance);
    chance[0] = 1;
    for (size_t i = 0; i < count; i++) {
        reached += ranks[i];
        for (size_t w = reached + 1; w-- > 0;)
            chance[w] = (chance[w] + (w >= ranks[i] ? chance[w - ranks[i]] : 0)) / 2;
    }
    return chance;
}

/* Twice the tail that ends at `at`, the smaller one's end. */
static double exact_p(const double *chance, size_t total, size_t at)
{
    size_t end = at < total - at ? at : total - at;
    double tail = 0;

    for (size_t i = 0; i <= end; i++)
        tail += chance[i];
    return fmin(1, 2 * tail);
}

/* With continuity correction; as in scipy.stats.mannwhitneyu(method="asymptotic"). */
static double approximate_p(double at, double mean, double variance)
{
    double z = (fabs(at - mean) - .5) / sqrt(variance);

    return fmin(1, 2 * gsl_cdf_ugaussian_Q(variance > 0 ? z : -INFINITY));
}

/* ---- the two tests */

double rank_test(const double *a, size_t m, const double *b, size_t n, double *u)
{
    if (m == 0 || n == 0)
        return NAN;

    size_t count = m + n;
    struct ranked *values = text_grow(NULL, count, sizeof *values);
    for (size_t i = 0; i < count; i++)
        values[i] = i < m ? (struct ranked){a[i], true} : (struct ranked){b[i - m], false};
    struct ranking ranking = rank_all(values, count);
    size_t doubled_u = ranking.ours - m * (m + 1);
    double p;

    if (ranking.ties > 0 || m > RANK_EXACT || n > RANK_EXACT) {
        double product = (double)m * (double)n, all = (double)count;
        double variance = product / 12 * (all + 1 - ranking.ties / (all * (all - 1)));
        p = approximate_p((double)doubled_u / 2, product / 2, variance);
    } else {
        double *chance = distribution_of_u(m, n);
        p = exact_p(chance, m * n, doubled_u / 2);
        free(chance);
    }
    if (u)
        *u = (double)doubled_u / 2;
    free(ranking.doubled);
    free(values);
    return p;
}

double rank_signed_test(const double *differences, size_t n, double *w)
{
    struct ranked *values = text_grow(NULL, n, sizeof *values);
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        if (fabs(differences[i]) > 0)
            values[count++] = (struct ranked){fabs(differences[i]), differences[i] > 0};
    struct ranking ranking = rank_all(values, count);
    size_t total = count * (count + 1);
    double p;

    if (count > RANK_SIGNED_EXACT) {
        double sum = (double)total;
        double variance = sum * (2 * (double)count + 1) / 24 - ranking.ties / 48;
        p = approximate_p((double)ranking.ours / 2, sum / 4, variance);
    } else {
        double *chance = distribution_of_w(ranking.doubled, count, total);
        p = exact_p(chance, total, ranking.ours);
        free(chance);
    }
    if (w)
        *w = (double)ranking.ours / 2;
    free(ranking.doubled);
    free(values);
    return n ? p : NAN;
}

/* ---- the k-th smallest sum of two values, without writing all sums down: 4000 values have eight million */

/* The sums x[i] + y[j]. With `once`, where x and y are the same list, those with i <= j. */
struct sums {
    const double *x, *y; /* ascending */
    size_t m, n;
    bool once;
};

/* How many are at most `limit`, and the largest of those. One walk down both lists, as for a larger x[i] ever fewer
 * y[j] will do. */
static size_t sums_up_to(const struct sums *sums, double limit, double *largest)
{
    size_t count = 0, j = sums->n;

    *largest = -INFINITY;
    for (size_t i = 0; i < sums->m; i++) {
        while (j > 0 && sums->x[i] + sums->y[j - 1] > limit)
            j--;
        size_t first = sums->once ? i : 0;
        if (j <= first)
            break;
        count += j - first;
        *largest = fmax(*largest, sums->x[i] + sums->y[j - 1]);
    }
    return count;
}

/* k counts from 1. Halves the range until exactly k sums are in its lower part: the largest of those is it. Where others tie with
 * it that never happens, and 64 halvings leave nothing between the ends; a double tells no finer ones. */
static double sums_select(const struct sums *sums, size_t k)
{
    double low = sums->x[0] + sums->y[0], high = sums->x[sums->m - 1] + sums->y[sums->n - 1], largest;

    if (sums_up_to(sums, low, &largest) >= k)
        return low;
    for (int step = 0; step < 64; step++) {
        double middle = low + (high - low) / 2;
        if (!(low < middle && middle < high))
            break;
        size_t count = sums_up_to(sums, middle, &largest);
        if (count == k)
            return largest;
        if (count > k)
            high = largest;
        else
            low = middle;
    }
    return high;
}

static size_t sums_count(const struct sums *sums)
{
    return sums->once ? sums->m * (sums->m + 1) / 2 : sums->m * sums->n;
}

static double sums_median(const struct sums *sums)
{
    size_t count = sums_count(sums);
    double upper = sums_select(sums, count / 2 + 1);

    return count % 2 ? upper : (sums_select(sums, count / 2) + upper) / 2;
}

/* ---- the two intervals: of `count` sums, the k-th from either end, for the largest k that keeps the promise. The true
 * shift lies below the k-th smallest when the test statistic, taken about that shift, is below k. */

struct cut {
    size_t k; /* 0: there is none */
    double coverage;
};

static struct cut exact_cut(const double *chance)
{
    struct cut cut = {.k = 0};
    double tail = 0;

    while (tail + chance[cut.k] <= TAIL)
        tail += chance[cut.k++];
    cut.coverage = 1 - 2 * tail;
    return cut;
}

static struct cut approximate_cut(double mean, double variance)
{
    double sd = sqrt(variance), k = floor(mean + .5 + sd * gsl_cdf_ugaussian_Pinv(TAIL));

    return k < 1 ? (struct cut){.k = 0}
                 : (struct cut){(size_t)k, 1 - 2 * gsl_cdf_ugaussian_P((k - .5 - mean) / sd)};
}

/* `scale` is what a sum stands for. */
static struct interval interval_of(const struct sums *sums, struct cut cut, double scale, size_t values)
{
    struct interval result = {scale * sums_median(sums), NAN, NAN, NAN, values};

    if (cut.k > 0) {
        result.low = scale * sums_select(sums, cut.k);
        result.high = scale * sums_select(sums, sums_count(sums) + 1 - cut.k);
        result.coverage = cut.coverage;
    }
    return result;
}

struct interval rank_shift(const double *a, size_t m, const double *b, size_t n)
{
    if (m == 0 || n == 0)
        return (struct interval){NAN, NAN, NAN, NAN, m + n};

    double *x = sorted_copy(a, m, -1), *y = sorted_copy(b, n, 1);
    struct sums sums = {.x = x, .y = y, .m = m, .n = n};
    struct cut cut;

    if (m > RANK_EXACT || n > RANK_EXACT) {
        double product = (double)m * (double)n;
        cut = approximate_cut(product / 2, product * (double)(m + n + 1) / 12);
    } else {
        double *chance = distribution_of_u(m, n);
        cut = exact_cut(chance);
        free(chance);
    }
    struct interval result = interval_of(&sums, cut, 1, m + n);
    free(x);
    free(y);
    return result;
}

struct interval rank_signed_shift(const double *differences, size_t n)
{
    if (n == 0)
        return (struct interval){NAN, NAN, NAN, NAN, 0};

    double *x = sorted_copy(differences, n, 1);
    struct sums sums = {.x = x, .y = x, .m = n, .n = n, .once = true};
    struct cut cut;

    if (n > RANK_SIGNED_EXACT) {
        double sum = (double)n * (double)(n + 1) / 2;
        cut = approximate_cut(sum / 2, sum * (2 * (double)n + 1) / 12);
    } else {
        size_t ranks[RANK_SIGNED_EXACT];
        for (size_t i = 0; i < n; i++)
            ranks[i] = i + 1;
        double *chance = distribution_of_w(ranks, n, n * (n + 1) / 2);
        cut = exact_cut(chance);
        free(chance);
    }
    struct interval result = interval_of(&sums, cut, .5, n);
    free(x);
    return result;
}
