/* The scaling law of a curve in words. */
#include "cli/results_sentences.h"

#include <math.h>

/* "0.021 (0.018 to 0.025)". Below 0 a share means nothing; where all of it is, the curve has a name. */
static void say_share(const char *what, const struct interval *share, FILE *to)
{
    fprintf(to, "%s is %.2g", what, fmax(share->middle, 0));
    if (isfinite(share->low) && isfinite(share->high))
        fprintf(to, " (%.2g to %.2g)", fmax(share->low, 0), fmax(share->high, 0));
}

/* Only where it is sure that there is one: a kappa that may be 0 puts it anywhere. */
static void say_peak(const struct laws *laws, FILE *to)
{
    if (!(laws->kappa.low > 0) || !isfinite(laws->usl.peak_n))
        return;
    double peak = round(laws->usl.peak_n);
    fprintf(to, ", peak at %.0f worker%s", peak, peak > 1 ? "s" : "");
    if (peak > laws->most)
        fprintf(to, " (extrapolated: measured up to %d)", laws->most);
}

/* What a curve with a name is told instead of a number. */
static const char *said_of(enum scaling_shape shape)
{
    switch (shape) {
    case SCALING_RETROGRADE:
        return "more workers do less than one (retrograde)";
    case SCALING_SUPERLINEAR:
        return "N workers do more than N times one (superlinear: no scaling law applies)";
    case SCALING_ACCELERATING:
        return "each worker adds more than the one before (accelerating: no scaling law applies)";
    case SCALING_NO_FIT:
        return "no scaling law fits";
    default:
        return NULL;
    }
}

/* Of the last point within the regime, where there are too few for a law. */
static const struct curve_point *last_in_regime(const struct curve *curve)
{
    for (size_t k = curve->laws.regime; k > 0; k--)
        if (isfinite(curve->points[k - 1].serial.middle))
            return &curve->points[k - 1];
    return NULL;
}

/* "; on 3.13t up to N=8 contention (sigma) is ..." The law with as many parameters as the numbers of workers allow. */
void results_say_law(const struct curve *curve, bool first, FILE *to)
{
    const struct laws *laws = &curve->laws;
    const struct curve_point *last = last_in_regime(curve), *told = results_last_point(curve);
    /* A kappa a little below 0 is most often a first worker that was a little faster: the best law without one is then Amdahl's. */
    bool bent = laws->usl.shape == SCALING_ACCELERATING && laws->amdahl.shape == SCALING_REGULAR;
    bool usl = laws->usl.shape != SCALING_TOO_FEW && !bent, amdahl = laws->amdahl.shape != SCALING_TOO_FEW;
    enum scaling_shape shape = usl ? laws->usl.shape : laws->amdahl.shape;
    char limit[32] = "";

    /* A single ratio without its interval is told by the speedup already, and so is a flat one. */
    if (!usl && !amdahl && (!last || isnan(last->serial.low) || results_is_flat(&last->speedup)))
        return;
    if (!usl && !amdahl && last->serial.low > 1)
        shape = SCALING_RETROGRADE;
    else if (!usl && !amdahl && last->serial.high < 0)
        shape = SCALING_SUPERLINEAR;
    /* Karp and Flatt's fraction of the same point is its speedup once more, in another form; curves.csv has it. */
    if (!usl && !amdahl && !said_of(shape) && last == told)
        return;
    /* That a flat curve is all contention is no news. */
    if (!said_of(shape) && told && results_is_flat(&told->speedup))
        return;
    if (laws->left_regime)
        snprintf(limit, sizeof limit, " up to N=%d",
                 laws->most ? laws->most : curve->points[laws->regime - 1].threads);
    fputs(first ? "on " : "; on ", to);
    results_put_build(curve, to);
    fprintf(to, "%s ", limit);
    if (said_of(shape)) {
        fputs(said_of(shape), to);
    } else if (usl) {
        say_share("contention (sigma)", &laws->sigma, to);
        say_share(", coherency (kappa)", &laws->kappa, to);
        say_peak(laws, to);
    } else if (amdahl) {
        say_share("the serial fraction (Amdahl)", &laws->serial, to);
    } else {
        say_share("the serial fraction (Karp-Flatt)", &last->serial, to);
    }
}
