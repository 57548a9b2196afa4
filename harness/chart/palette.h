/* palette.h - the colours of all charts: one a build, the same in every chart of one source, told apart by colour-blind readers too.
 *
 * Made from Okabe and Ito's palette; each colour has a variant for a dark page, as a report has. Pictures are drawn in the light ones and in
 * the neutral colours below, and in no other, so that who shows them on a dark page can put the other ones in their place. Contrast with its
 * page: at least 3:1 (WCAG 2.1, 1.4.11), of the ink and the muted ink at least 4.5:1. Pure; any thread may call.
 */
#ifndef GILSCALE_PALETTE_H
#define GILSCALE_PALETTE_H

#include <stddef.h>

#include "base/text.h"
#include "chart/kinds.h"

/* 0xRRGGBB */
struct palette_pair {
    unsigned light, dark;
};

/* More builds than these begin anew, with other marks (series.h). */
#define PALETTE_BUILDS 8
extern const struct palette_pair palette_builds[PALETTE_BUILDS];

enum palette_neutral {
    PALETTE_INK,   /* letters */
    PALETTE_MUTED, /* axes, and letters that matter less */
    PALETTE_DIM,   /* lines of reference: the ideal, no change */
    PALETTE_GRID,  /* must not be seen first: no contrast is asked of it */
    PALETTE_PAPER, /* the page itself */
    PALETTE_NEUTRALS
};
extern const struct palette_pair palette_neutrals[PALETTE_NEUTRALS];

/* Marks and lines of what got slower, and faster (diverging.h). Areas in the same colours belong to a scale, and stay as they are. */
#define PALETTE_VERDICTS 2
extern const struct palette_pair palette_verdicts[PALETTE_VERDICTS];

/* The builds of the source, each once, sorted as versions: a build's place gives its colour. Start from an empty list; the caller frees. */
void palette_list_builds(const struct chart_source *source, struct text_list *builds);

/* Of a list made above; a build that is not in it counts as the first. */
size_t palette_place(const struct text_list *builds, const char *build);

#endif
