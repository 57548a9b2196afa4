/* Random pairs of samples, and what rank_test() says of them, as text: scripts/bench-scipy asks SciPy about the same.
 *
 *   rank_pairs PAIRS SEED
 *
 * One line a pair: whether values tie (`ties` or `none`), U, p, the size of the first sample, its values, the size of the second, its
 * values. Sizes are 4 to 20. Half of the pairs have values on a coarse grid, so that many tie; some pairs are shifted, so that small p occur.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "stats/rank.h"

#define LEAST 4
#define MOST  20

static size_t draw(gsl_rng *random, bool coarse, double shift, double *values)
{
    size_t count = LEAST + gsl_rng_uniform_int(random, MOST - LEAST + 1);

    for (size_t i = 0; i < count; i++) {
        double value = shift + gsl_ran_gaussian(random, 1);
        values[i] = coarse ? round(2 * value) / 2 : value;
    }
    return count;
}

static bool have_ties(const double *a, size_t m, const double *b, size_t n)
{
    for (size_t i = 0; i < m + n; i++)
        for (size_t j = 0; j < i; j++) {
            double x = i < m ? a[i] : b[i - m], y = j < m ? a[j] : b[j - m];
            if (!(x < y) && !(y < x))
                return true;
        }
    return false;
}

static void print_sample(const double *values, size_t count)
{
    printf(" %zu", count);
    for (size_t i = 0; i < count; i++)
        printf(" %.17g", values[i]);
}

int main(int argc, char **argv)
{
    double a[MOST], b[MOST], u;

    if (argc != 3) {
        fprintf(stderr, "usage: rank_pairs PAIRS SEED\n");
        return EXIT_USAGE;
    }
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(random, strtoul(argv[2], NULL, 10));
    for (unsigned long pair = 0; pair < strtoul(argv[1], NULL, 10); pair++) {
        bool coarse = pair % 2;
        double shift = 2 * gsl_rng_uniform(random);
        size_t m = draw(random, coarse, 0, a), n = draw(random, coarse, shift, b);
        double p = rank_test(a, m, b, n, &u);
        printf("%s %.17g %.17g", have_ties(a, m, b, n) ? "ties" : "none", u, p);
        print_sample(a, m);
        print_sample(b, n);
        printf("\n");
    }
    gsl_rng_free(random);
    return 0;
}
