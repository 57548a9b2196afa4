/* diverging.h - colours about a middle: orange below it, white at it, purple above; told apart by colour-blind readers, and the darker the
 * farther. From ColorBrewer's PuOr (Brewer and Harrower). They are not of the page: what stands on them takes the ink from here, too. Pure.
 */
#ifndef GILSCALE_DIVERGING_H
#define GILSCALE_DIVERGING_H

#define DIVERGING_WORSE  0xb35806
#define DIVERGING_BETTER 0x542788

/* `place` from -1 to 1; beyond, the end's. 0xRRGGBB. */
unsigned diverging_colour(double place);

/* Black or white, whichever is the easier to read on it: contrast of at least 4.5:1. */
unsigned diverging_ink(unsigned colour);

#endif
