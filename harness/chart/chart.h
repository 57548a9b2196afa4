/* chart.h - scaling curves drawn by gnuplot.
 *
 * The scripts in scripts/ are fixed text; names and numbers reach them as a data file and as arguments only, so a hostile name is a
 * label and nothing else. A picture gets its final name only when gnuplot has ended well.
 */
#ifndef GILSCALE_CHART_H
#define GILSCALE_CHART_H

#include <stdio.h>

#include "base/error.h"
#include "stats/curves.h"

/* Draws folder/speedup.svg and folder/speedup.png: a panel a workload and its parameters, speedup against N with interval bars, one colour
 * a build, the ideal line and the native ceiling (the median over the builds' `spin` curves at the panel's placements, where there are
 * any). `root` holds scripts/. An error when no cell ended well together with its partner at one worker. */
int chart_speedup(const struct curves *curves, const char *root, const char *folder, struct error *e);

#endif
