#include "stats/proportion.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define TAIL .025

struct interval proportion_interval(size_t happened, size_t trials)
{
    const double k = (double)happened, n = (double)trials;

    if (trials == 0)
        return (struct interval){NAN, NAN, NAN, NAN, 0};
    /* The beta distribution has no parameter of 0: nothing lies below none, nor above all. */
    return (struct interval){.middle = k / n,
                             .low = happened == 0 ? 0 : gsl_cdf_beta_Pinv(TAIL, k, n - k + 1),
                             .high = happened == trials ? 1 : gsl_cdf_beta_Qinv(TAIL, k + 1, n - k),
                             .coverage = 1 - 2 * TAIL,
                             .values = trials};
}
