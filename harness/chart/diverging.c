#include "chart/diverging.h"

#include <math.h>
#include <stddef.h>

static const unsigned steps[] = {0xb35806, 0xe08214, 0xfdb863, 0xfee0b6, 0xf7f7f7,
                                 0xd8daeb, 0xb2abd2, 0x8073ac, 0x542788};

enum { STEPS = sizeof steps / sizeof *steps };

static unsigned channel(unsigned colour, int shift)
{
    return colour >> shift & 0xff;
}

unsigned diverging_colour(double place)
{
    double at = (fmax(-1, fmin(1, place)) + 1) / 2 * (STEPS - 1);
    size_t below = at >= STEPS - 1 ? STEPS - 2 : (size_t)at;
    double part = at - (double)below;
    unsigned colour = 0;

    for (int shift = 0; shift <= 16; shift += 8)
        colour |= (unsigned)lround((1 - part) * channel(steps[below], shift) +
                                   part * channel(steps[below + 1], shift))
                  << shift;
    return colour;
}

/* Relative luminance as WCAG 2.1 defines it. */
static double luminance(unsigned colour)
{
    static const double weights[] = {0.0722, 0.7152, 0.2126}; /* blue, green, red */
    double sum = 0;

    for (int i = 0; i < 3; i++) {
        double value = channel(colour, 8 * i) / 255.0;
        sum += weights[i] * (value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4));
    }
    return sum;
}

unsigned diverging_ink(unsigned colour)
{
    const double own = luminance(colour);

    return (own + 0.05) / 0.05 >= 1.05 / (own + 0.05) ? 0x000001 : 0xfefefe;
}
