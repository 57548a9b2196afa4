#include "runner/steady.h"

#include <math.h>

static double mean_of(const double *rates, int count)
{
    double sum = 0;

    for (int i = 0; i < count; i++)
        sum += rates[i];
    return sum / count;
}

double steady_deviation(const double *rates, int count)
{
    double mean = mean_of(rates, count), farthest = 0;

    for (int i = 0; i < count; i++)
        farthest = fmax(farthest, fabs(rates[i] - mean));
    return farthest / mean;
}

double steady_drift(const double *rates, int count)
{
    double mean = mean_of(rates, count), middle = (count - 1) / 2.0, products = 0, squares = 0;

    if (count < 2)
        return 0;
    for (int i = 0; i < count; i++) {
        products += (i - middle) * (rates[i] - mean);
        squares += (i - middle) * (i - middle);
    }
    return products / squares * (count - 1) / mean;
}

bool steady_is(const double *rates, int count, struct steady_limits limits)
{
    return count < STEADY_MIN_WINDOWS || (steady_deviation(rates, count) <= limits.deviation &&
                                          fabs(steady_drift(rates, count)) <= limits.drift);
}
