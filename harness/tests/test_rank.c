/* The rank tests agree with SciPy and with counting by hand, and their intervals with their tests. */
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "stats/rank.h"

/* A generator that is one line in Python too: x = (x * 1103515245 + 12345) % 2**31; value = (x >> 8) % levels. */
static double draw(uint32_t *x, unsigned levels)
{
    *x = (*x * 1103515245u + 12345u) & 0x7fffffff;
    return (*x >> 8) % levels;
}

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g is not %.12g", value, expected);
}

/* ---- two groups */

static void two_groups_have_the_p_of_the_tables(void **state)
{
    (void)state;
    static const double low[] = {1, 2, 3, 4, 5}, high[] = {6, 7, 8, 9, 10};
    static const double a[] = {1.1, 2.3, 3.1, 4.8, 5.0, 6.7}, b[] = {2.9, 3.3, 5.5, 7.1, 8.2, 9.4};
    double u;
    assert_near(rank_test(low, 5, high, 5, &u), .0079365, 5e-8);
    assert_true(u == 0);
    assert_near(rank_test(a, 6, b, 6, &u), .132035, 5e-7);
    assert_true(u == 8);
    assert_near(rank_test(b, 6, a, 6, &u), .132035, 5e-7);
    assert_true(u == 36 - 8);
}

/* Row i, from 1: x starts at i; m values, then n values to which `shift` is added. Levels are few where ties are wanted.
 * SciPy 1.17.1: mannwhitneyu(a, b, use_continuity=True, alternative="two-sided", method="exact" without ties and with
 * m, n <= 20, else "asymptotic"). */
static void two_groups_have_the_p_that_scipy_gives(void **state)
{
    (void)state;
    static const struct {
        size_t m, n;
        unsigned levels;
        double shift, u, p;
    } golden[] = {
        {10, 11, 8388593, 3145722, 10, 0.00078816951882},
        {39, 2, 1, 0, 39, 1},
        {58, 30, 8388593, 1048574, 603, 0.0189788025058},
        {18, 9, 8388593, 1048574, 34, 0.014610317219},
        {34, 11, 5, 1, 78.5, 0.0034120353422},
        {42, 24, 8388593, 0, 579, 0.320676549038},
        {18, 16, 8388593, 3145722, 66, 0.00631509781004},
        {22, 33, 2, 0, 313.5, 0.32453549415},
        {52, 25, 8388593, 1048574, 516, 0.146421391813},
        {3, 10, 8388593, 3145722, 5, 0.111888111888},
        {6, 16, 5, 1, 47.5, 1},
        {29, 41, 8388593, 1048574, 412, 0.0300135934252},
        {1, 16, 8388593, 0, 13, 0.470588235294},
        {12, 20, 5, 0, 134, 0.585149925307},
        {60, 50, 8388593, 3145722, 674, 7.21525534498e-07},
        {2, 15, 8388593, 1048574, 14, 0.941176470588},
        {22, 37, 2, 0, 357, 0.366961091977},
        {27, 33, 8388593, 3145722, 227, 0.00119847988876},
        {9, 11, 8388593, 1048574, 35, 0.294724934508},
        {5, 17, 10, 1, 41.5, 0.9684118777},
        {52, 35, 8388593, 2097148, 607, 0.00883385293497},
        {16, 19, 8388593, 1048574, 102, 0.101677385758},
        {2, 29, 5, 1, 39.5, 0.408040431736},
        {39, 35, 8388593, 0, 766, 0.368859867206},
        {10, 13, 8388593, 3145722, 30, 0.0303286698495},
        {35, 9, 5, 1, 107.5, 0.1408856661},
        {31, 34, 8388593, 3145722, 361, 0.0297288979188},
        {12, 11, 8388593, 2097148, 44, 0.189586695442},
        {21, 40, 10, 0, 360.5, 0.367018175439},
        {26, 42, 8388593, 3145722, 121, 8.45527401666e-08},
        {2, 14, 8388593, 3145722, 20, 0.416666666667},
        {32, 35, 1, 0, 560, 1},
        {53, 35, 8388593, 0, 823, 0.37526210589},
        {10, 2, 8388593, 0, 17, 0.181818181818},
        {35, 27, 50, 18, 213, 0.000233140093368},
        {56, 33, 8388593, 1048574, 690, 0.0473253357496},
        {13, 6, 8388593, 3145722, 16, 0.046218487395},
        {1, 34, 10, 1, 0, 0.098195445025},
        {49, 37, 8388593, 3145722, 326, 4.21579074568e-07},
        {20, 6, 8388593, 1048574, 27, 0.0458584893368},
        {9, 28, 10, 3, 48, 0.00574721694261},
        {53, 60, 8388593, 3145722, 663, 9.79287442924e-08},
        {18, 4, 8388593, 0, 41, 0.711961722488},
        {20, 14, 50, 18, 70.5, 0.0156852177603},
        {37, 44, 8388593, 2097148, 616, 0.0611364070018},
        {18, 1, 8388593, 1048574, 9, 1},
        {27, 19, 50, 18, 86.5, 0.000154564865395},
        {54, 39, 8388593, 3145722, 340, 2.90099290117e-08},
        {2, 14, 8388593, 1048574, 0, 0.0166666666667},
        {10, 28, 10, 3, 67, 0.0153907433505},
        {29, 55, 8388593, 3145722, 451, 0.00113314816807},
        {7, 2, 8388593, 3145722, 6, 0.888888888889},
        {34, 19, 1, 0, 323, 1},
        {36, 51, 8388593, 1048574, 784, 0.249929716212},
        {1, 14, 8388593, 2097148, 0, 0.133333333333},
        {8, 23, 2, 0, 102, 0.615997786601},
        {21, 46, 8388593, 1048574, 369, 0.125013920376},
        {12, 9, 8388593, 2097148, 76, 0.128534004695},
        {5, 15, 10, 3, 12, 0.0265320800859},
        {36, 21, 8388593, 2097148, 218, 0.00832448804367},
    };
    for (size_t i = 0; i < sizeof golden / sizeof *golden; i++) {
        double a[60], b[60], u;
        uint32_t x = (uint32_t)i + 1;
        for (size_t j = 0; j < golden[i].m; j++)
            a[j] = draw(&x, golden[i].levels);
        for (size_t j = 0; j < golden[i].n; j++)
            b[j] = draw(&x, golden[i].levels) + golden[i].shift;
        assert_near(rank_test(a, golden[i].m, b, golden[i].n, &u), golden[i].p, 1e-9);
        assert_true(u == golden[i].u);
    }
}

static void groups_that_are_empty_or_all_alike_have_no_evidence(void **state)
{
    (void)state;
    static const double same[] = {7, 7, 7, 7, 7, 7}, none[1];
    assert_true(isnan(rank_test(same, 6, none, 0, NULL)));
    assert_true(isnan(rank_test(none, 0, same, 6, NULL)));
    assert_true(rank_test(same, 6, same, 6, NULL) == 1);
    assert_true(isnan(rank_shift(none, 0, same, 6).middle));
    struct interval shift = rank_shift(same, 6, same, 6);
    assert_true(shift.low == 0 && shift.middle == 0 && shift.high == 0);
}

static void four_and_four_are_the_smallest_groups_with_an_interval(void **state)
{
    (void)state;
    static const double a[] = {1, 2, 3, 4}, b[] = {11, 13, 15, 17};
    struct interval shift = rank_shift(a, 4, b, 4);
    assert_true(shift.middle == 11.5 && shift.low == 7 && shift.high == 16 && shift.values == 8);
    assert_near(shift.coverage, 1 - 2. / 70, 1e-12);
    shift = rank_shift(a, 3, b, 3);
    assert_true(shift.middle == 11 && isnan(shift.low) && isnan(shift.high) && isnan(shift.coverage));
}

/* ---- differences */

static void signed_ranks_have_the_p_of_the_tables(void **state)
{
    (void)state;
    static const double all[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    static const double some[] = {1, -2, 3, 4, -5, 6, 7, 8, 9, 10};
    static const double more[] = {-1, -2, 3, 4, -5, 6, 7, 8, 9, 10}; /* 8 is the critical value for 10 */
    double w;
    assert_near(rank_signed_test(all, 10, &w), 2. / 1024, 1e-15);
    assert_true(w == 55);
    assert_near(rank_signed_test(all, 6, NULL), 2. / 64, 1e-15);
    assert_near(rank_signed_test(some, 10, &w), .037109375, 1e-15);
    assert_true(w == 48);
    assert_near(rank_signed_test(more, 10, &w), .048828125, 1e-15);
    assert_true(w == 47);
}

/* Generated like the pairs above, n values with `shift` added. SciPy 1.17.1: wilcoxon(method="exact") up to 100, approx with
 * correction beyond; with ties, all 2^n signs counted out by itertools. */
static void signed_ranks_have_the_p_that_scipy_gives(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        unsigned levels;
        double shift, w, p;
    } golden[] = {
        {41, 8388593, -4194296, 502, 0.36136767286},
        {3, 3, -1, 4, 1},
        {141, 8388593, -2097148, 8837, 3.15950365113e-15},
        {30, 8388593, -4194296, 152, 0.100397355855},
        {2, 3, -1, 3, 0.5},
        {132, 8388593, -3145722, 6446, 2.9991365783e-06},
        {14, 8388593, -4194296, 73, 0.216552734375},
        {10, 8, -4, 6, 0.1328125},
        {106, 8388593, -3145722, 3380, 0.0864134620355},
        {20, 8388593, -2097148, 172, 0.0106887817383},
        {8, 3, -1, 24, 0.125},
        {134, 8388593, -3145722, 6367, 4.21872819403e-05},
        {9, 8388593, -2097148, 36, 0.12890625},
        {11, 8, -2, 20, 0.40625},
        {115, 8388593, -4194296, 3165, 0.636189651853},
        {33, 8388593, -3145722, 464, 0.000651072477922},
        {10, 8, -4, 26, 0.2734375},
        {147, 8388593, -4194296, 5525, 0.868678393387},
        {4, 8388593, -2097148, 8, 0.375},
        {14, 3, -1, 27.5, 1},
        {116, 8388593, -4194296, 3175, 0.549045786256},
        {45, 8388593, -3145722, 623, 0.238471009336},
        {9, 3, -1, 16, 1},
        {110, 8388593, -2097148, 5185, 2.04040811766e-10},
    };
    for (size_t i = 0; i < sizeof golden / sizeof *golden; i++) {
        double differences[150], w;
        uint32_t x = (uint32_t)i + 1;
        for (size_t j = 0; j < golden[i].n; j++)
            differences[j] = draw(&x, golden[i].levels) + golden[i].shift;
        assert_near(rank_signed_test(differences, golden[i].n, &w), golden[i].p, 1e-9);
        assert_true(w == golden[i].w);
    }
}

static void differences_of_zero_are_no_evidence(void **state)
{
    (void)state;
    static const double zeros[] = {0, 0, -0.0, 0, 0, 0}, mixed[] = {0, 1, 0, 2, 3, 0, 4, 5, 6};
    assert_true(rank_signed_test(zeros, 6, NULL) == 1);
    assert_true(isnan(rank_signed_test(zeros, 0, NULL)));
    assert_near(rank_signed_test(mixed, 9, NULL), 2. / 64, 1e-15);
    struct interval shift = rank_signed_shift(zeros, 6);
    assert_true(shift.low == 0 && shift.middle == 0 && shift.high == 0);
    assert_true(isnan(rank_signed_shift(zeros, 0).middle));
}

static void the_intervals_of_differences_have_the_ranks_of_the_tables(void **state)
{
    (void)state;
    /* Of powers of two no two sums are alike, so a bound tells its rank. Ranks and coverage: Hollander & Wolfe, A.4. */
    static const struct {
        size_t n, rank;
        double coverage;
    } golden[] = {{6, 1, .969}, {7, 3, .953}, {8, 4, .961}, {10, 9, .951}, {12, 14, .958}, {15, 26, .952}};
    for (size_t i = 0; i < sizeof golden / sizeof *golden; i++) {
        size_t n = golden[i].n, count = 0;
        double values[15];
        for (size_t j = 0; j < n; j++)
            values[j] = ldexp(1, (int)j);
        struct interval shift = rank_signed_shift(values, n);
        for (size_t j = 0; j < n; j++)
            for (size_t k = j; k < n; k++)
                count += (values[j] + values[k]) / 2 <= shift.low;
        assert_int_equal(count, golden[i].rank);
        assert_near(shift.coverage, golden[i].coverage, .0005);
    }
    double five[] = {1, 2, 3, 4, 5};
    struct interval shift = rank_signed_shift(five, 5);
    assert_true(shift.middle == 3 && isnan(shift.low) && isnan(shift.high) && isnan(shift.coverage));
}

/* ---- what both promise */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Is each end among the sorted sums, as many from below as the other is from above? */
static void assert_ends(double *sums, size_t count, struct interval shift)
{
    size_t below = 0, above = 0;

    qsort(sums, count, sizeof *sums, ascending);
    assert_near(shift.middle, median_of(sums, count), 0);
    if (isnan(shift.low))
        return;
    assert_non_null(bsearch(&shift.low, sums, count, sizeof *sums, ascending));
    assert_non_null(bsearch(&shift.high, sums, count, sizeof *sums, ascending));
    for (size_t i = 0; i < count; i++) {
        below += sums[i] < shift.low;
        above += sums[i] > shift.high;
    }
    assert_true(shift.low <= shift.middle && shift.middle <= shift.high);
    assert_true(sums[below] == shift.low && sums[count - 1 - above] == shift.high);
}

static void shifts_are_found_as_if_all_sums_had_been_sorted(void **state)
{
    (void)state;
    static double sums[130 * 131];
    for (uint32_t seed = 1; seed <= 300; seed++) {
        double a[130], b[130];
        uint32_t x = seed;
        unsigned levels = seed % 3 ? 8388593 : 5;
        size_t m = 1 + (size_t)draw(&x, 130), n = 1 + (size_t)draw(&x, 40), count = 0;
        for (size_t i = 0; i < m; i++)
            a[i] = draw(&x, levels);
        for (size_t i = 0; i < n; i++)
            b[i] = draw(&x, levels);
        for (size_t i = 0; i < m; i++)
            for (size_t j = 0; j < n; j++)
                sums[count++] = b[j] - a[i];
        assert_ends(sums, count, rank_shift(a, m, b, n));
        count = 0;
        for (size_t i = 0; i < m; i++)
            for (size_t j = i; j < m; j++)
                sums[count++] = (a[i] + a[j]) / 2;
        assert_ends(sums, count, rank_signed_shift(a, m));
    }
}

static void the_interval_excludes_zero_exactly_when_the_test_is_significant(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    int significant = 0;
    for (int trial = 0; trial < 2000; trial++) {
        double a[20], b[20], difference[20];
        size_t m = 4 + gsl_rng_uniform_int(random, 17), n = 4 + gsl_rng_uniform_int(random, 17);
        for (size_t i = 0; i < 20; i++) {
            a[i] = gsl_ran_exponential(random, 1);
            b[i] = gsl_ran_exponential(random, 1) + .7;
            difference[i] = b[i] - a[i];
        }
        struct interval two = rank_shift(a, m, b, n), one = rank_signed_shift(difference, n);
        assert_int_equal(two.low > 0 || two.high < 0, rank_test(a, m, b, n, NULL) < .05);
        assert_int_equal(one.low > 0 || one.high < 0, rank_signed_test(difference, n, NULL) < .05);
        significant += one.low > 0;
    }
    assert_true(significant > 200 && significant < 1800); /* else it was no test */
    gsl_rng_free(random);
}

static double normal_p(double at, double mean, double variance)
{
    return erfc((fabs(at - mean) - .5) / sqrt(2 * variance));
}

static void where_the_exact_count_ends_the_approximation_is_as_good(void **state)
{
    (void)state;
    double values[RANK_SIGNED_EXACT], a[RANK_EXACT], b[RANK_EXACT], at;
    size_t n = RANK_SIGNED_EXACT, m = RANK_EXACT;
    for (double shift = 0; shift < 40; shift++) {
        for (size_t i = 0; i < n; i++)
            values[i] = (i % 2 ? -1 : 1) * ((double)i + .7) + shift * .9731; /* without ties */
        double sum = (double)n * (double)(n + 1), p = rank_signed_test(values, n, &at);
        assert_near(p, normal_p(at, sum / 4, sum * (2 * (double)n + 1) / 24), .002);
        for (size_t i = 0; i < m; i++) {
            a[i] = (double)i;
            b[i] = (double)i + shift / 2.7;
        }
        p = rank_test(a, m, b, m, &at);
        if (shift > 0)
            assert_near(p, normal_p(at, (double)(m * m) / 2, (double)(m * m * (2 * m + 1)) / 12), .005);
    }
    assert_near(rank_signed_shift(values, n).coverage, .95, .001);
}

static void thousands_of_values_take_no_quadratic_memory(void **state)
{
    (void)state;
    enum { COUNT = 20000 }; /* all sums of them would be 1.6 GB */
    double *values = malloc(COUNT * sizeof *values);
    assert_non_null(values);
    for (size_t i = 0; i < COUNT; i++)
        values[i] = (double)((i * 7919) % COUNT) - (COUNT - 1) / 2.;
    struct interval shift = rank_signed_shift(values, COUNT);
    assert_near(shift.middle, 0, .5);
    assert_near(shift.low, -shift.high, 1);
    shift = rank_shift(values, COUNT, values, COUNT);
    assert_near(shift.middle, 0, 0);
    free(values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_groups_have_the_p_of_the_tables),
        cmocka_unit_test(two_groups_have_the_p_that_scipy_gives),
        cmocka_unit_test(groups_that_are_empty_or_all_alike_have_no_evidence),
        cmocka_unit_test(four_and_four_are_the_smallest_groups_with_an_interval),
        cmocka_unit_test(signed_ranks_have_the_p_of_the_tables),
        cmocka_unit_test(signed_ranks_have_the_p_that_scipy_gives),
        cmocka_unit_test(differences_of_zero_are_no_evidence),
        cmocka_unit_test(the_intervals_of_differences_have_the_ranks_of_the_tables),
        cmocka_unit_test(shifts_are_found_as_if_all_sums_had_been_sorted),
        cmocka_unit_test(the_interval_excludes_zero_exactly_when_the_test_is_significant),
        cmocka_unit_test(where_the_exact_count_ends_the_approximation_is_as_good),
        cmocka_unit_test(thousands_of_values_take_no_quadratic_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
