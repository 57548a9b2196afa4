/* kinds.h - the charts there are, and drawing one of them: of a run's curves or of a comparison, as SVG or PNG.
 *
 * A chart is drawn by gnuplot from fixed scripts (gnuplot.h); names and numbers reach them as data only. Every picture comes with a text that
 * says in words and figures what it shows, for who cannot see it. The same build has the same colour in all charts of one source.
 */
#ifndef GILSCALE_KINDS_H
#define GILSCALE_KINDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "stats/compare.h"
#include "stats/curves.h"

/* What is drawn: a run's curves, or a comparison; the other is NULL. Not owned. */
struct chart_source {
    const struct curves *curves;
    const struct compare *compare;
};

/* How the panels of a chart (one a workload with its parameters, in most kinds) come onto pictures. */
enum chart_layout {
    CHART_SHEET,  /* one picture, NAME.svg, with title, key and all panels: for a paper or an issue */
    CHART_SINGLES /* a picture a panel, NAME-1.svg ...: about 420 pixels wide, its own key or labels, no title: for a page with its own headings */
};

enum chart_form { CHART_SVG = 1, CHART_PNG = 2 }; /* bits */

struct picture {
    char *path;  /* of the SVG; of the PNG where that alone was asked for */
    char *title; /* of a single: the panel's, as it came: a name may hold anything. "" for a sheet */
    char *text;  /* what it shows, in sentences of plain text with the figures; may hold names as they came */
};

/* Start from {0}. Owns everything. */
struct pictures {
    struct picture *items;
    size_t count;
};

struct chart_kind {
    const char *name;    /* "speedup": on the command line, and of its files */
    const char *title;   /* "Speedup over one worker" */
    const char *reading; /* a sentence or two: what is drawn, and how to read it */
    bool of_comparison;  /* drawn of a comparison, else of a run */
};

/* In the order in which a report shows them. */
extern const struct chart_kind chart_kinds[];
extern const size_t chart_kind_count;

/* NULL when there is none of that name. */
const struct chart_kind *chart_kind_named(const char *name);

/* Draws into `folder`, and adds what was drawn to `pictures`. 0 and no picture when the source has nothing for this kind (no latency was
 * measured, only one N): that is no error. `root` holds scripts/. -1 when it cannot be drawn; EXIT_MISSING without gnuplot. */
int chart_draw(const struct chart_kind *kind, const struct chart_source *source, const char *root,
               const char *folder, unsigned forms, enum chart_layout layout, struct pictures *pictures,
               struct error *e);

void pictures_free(struct pictures *pictures);

#endif
