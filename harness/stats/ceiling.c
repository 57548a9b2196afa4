#include "stats/ceiling.h"

#include <math.h>
#include <string.h>

static const struct interval none = {NAN, NAN, NAN, NAN, 0};

struct interval ceiling_of(const struct curve *curve, const char **why)
{
    const struct curve_point *one = curve_at(curve, 1);
    const char *ignored;

    why = why ? why : &ignored;
    *why = NULL;
    if (strcmp(curve->key.gil, "on") != 0 || strcmp(curve->key.mode, "threads") != 0 || !one)
        return none;
    const struct interval *held = &one->measures[MEASURE_GIL_HELD];
    if (!isfinite(held->middle))
        return none;
    if (curve_point_has_flag(one, "gil_elsewhere"))
        *why = "threads that are no workers held the GIL, too";
    else if (strstr(curve->key.axes, "beside="))
        *why = "the workers beside hold the GIL, too";
    else if (curve_is_open_loop(curve))
        *why = "requests came at a given rate";
    if (*why)
        return none;
    return (struct interval){.middle = 1 / held->middle,
                             .low = 1 / held->high,
                             .high = 1 / held->low,
                             .coverage = held->coverage,
                             .values = held->values};
}

static double at_most(double ceiling, int threads)
{
    return ceiling > threads ? threads : ceiling; /* NAN stays */
}

struct interval ceiling_at(const struct curve *curve, int threads)
{
    struct interval ceiling = ceiling_of(curve, NULL);

    ceiling.middle = at_most(ceiling.middle, threads);
    ceiling.low = at_most(ceiling.low, threads);
    ceiling.high = at_most(ceiling.high, threads);
    return ceiling;
}
