#include "stats/paired.h"

#include "base/text.h"
#include "stats/median.h"

#include <math.h>
#include <stdlib.h>

void paired_levels(const double *const *rates, size_t invocations, size_t windows,
                   struct paired_level *levels)
{
    double *common = text_grow(NULL, 2 * windows, sizeof *common), *own = common + windows;
    const size_t half = windows / 2;

    for (size_t k = 0; k < windows; k++) {
        double logs = 0;
        for (size_t i = 0; i < invocations; i++)
            logs += log(rates[i][k]);
        common[k] = invocations > 1 ? exp(logs / (double)invocations) : rates[0][k]; /* to the last digit */
    }
    for (size_t i = 0; i < invocations; i++) {
        for (size_t k = 0; k < windows;
             k++) /* logs: the middle of two is then the middle of their ratio, too */
            own[k] = log(rates[i][k] / common[k]);
        double first = median_of(own, half), second = median_of(own + half, windows - half);
        levels[i].drift = half < 2 ? 0 : expm1(second - first);
        levels[i].rate = exp(median_of(own, windows));
    }
    double level = median_of(common, windows);
    for (size_t i = 0; i < invocations; i++)
        levels[i].rate *= level;
    free(common);
}
