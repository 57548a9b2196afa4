/* claim.h - what a public text says about the GIL, as a file: an ordinary suite that measures it, and in its group `claim` what they say
 * and where ours is found among the cells that the suite leaves.
 *
 *   claim = {
 *     id = "C2"; title = "Prime counting on 1 to 64 threads"; source = "A, an article on PEP 703 and AI training";
 *     said = "what the text says, in our words";
 *     figures = ( { what = "no GIL, {threads} threads"; theirs = [ "1.96", "3.89" ]; unit = "x"; agree = "10%"; measure = "speedup";
 *                   build = "ft"; gil = "off"; workload = "primes"; threads = [ 2, 4 ]; } );
 *     means = "one sentence on what came out, true whatever comes out";
 *     wrong = ( "mistakes of the text" );
 *     not_measured = "the reason why nothing here measures it";
 *     libraries = ( "numpy", "scikit-learn" );    for `gilscale ecosystem`, which measures what the text says of them
 *   };
 *
 * The settings of a figure:
 *   what          the row's name; {threads} and {workload} stand for the figure's own
 *   theirs        "1.96", "1.00..1.04", "<10", ">60", or words, which are not judged
 *   at_least, at_most   the numbers behind words ("flat")
 *   unit, times   in which both are; `times` multiplies ours (tokens of a request)
 *   agree         "10%": theirs may be so much larger or smaller; ".5": by so many units; without it the figure is not judged (an absolute
 *                 time of another machine)
 *   measure       a name of quantity.h
 *   workload, params, mode, build (gil, ft), gil, axes, placement, threads (a number, or "cpus")   which cell; params: those that matter
 *   less          another cell, by what differs: ours is what this cell has more; `per` names the parameter whose difference it is divided by
 *   over, form    another cell, by what differs, and what is made of the two: ratio (the default), percent (more), difference
 *   geomean       workloads whose ratios make one geometric mean
 *   from          the claim in whose run the cells are, where it is not this one
 *   cpus          how many CPUs the machine must have for it to mean anything; by default as many as threads
 * Where threads, workload or theirs is an array, it is a figure for each.
 *
 * Pure but for the reading; any thread may call.
 */
#ifndef GILSCALE_CLAIM_H
#define GILSCALE_CLAIM_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"
#include "claims/quantity.h"

#define CLAIM_CPUS 0 /* threads: as many as the machine has CPUs */

/* Which cell. "" where any will do, but for mode ("threads") and axes (exactly these). */
struct claim_selection {
    char *build, *gil, *mode, *workload, *params, *axes, *placement;
    int threads;
};

enum claim_form { CLAIM_VALUE, CLAIM_RATIO, CLAIM_PERCENT, CLAIM_DIFFERENCE };

struct claim_figure {
    char *what, *theirs, *unit;
    double low, high;   /* theirs, in their unit; NAN: words. One may be infinite */
    double share, most; /* what ours may differ by, as a share, or in units; NAN both: not judged */
    const struct quantity *quantity;
    double scale; /* from base units to theirs */
    enum claim_form form;
    struct claim_selection of, over, less, over_less; /* over_less: what is taken off `over` */
    bool has_less;
    char *per;                /* or "" */
    struct text_list geomean; /* empty, or at least two workloads */
    char *from;               /* or "" */
    int cpus;
};

struct claim {
    char *id, *title, *source, *said, *means; /* means: or "" */
    char *not_measured;                       /* or NULL */
    struct text_list wrong;
    struct text_list libraries; /* that it has an opinion of, as PyPI spells them */
    struct claim_figure *figures;
    size_t count;
    char *path;
    bool measures; /* the file is a suite, too: it names workloads */
};

/* Reads the group `claim` of a suite file; errors name file and line. */
int claim_read(struct claim *claim, const char *path, struct error *e);
void claim_free(struct claim *claim);

/* Start from {0}. By id, C2 before C10. */
struct claims {
    struct claim *items;
    size_t count;
};

/* All files of the folder whose name ends in .cfg, but defaults.cfg, which they include; the id is the file's name. */
int claims_scan(struct claims *claims, const char *folder, struct error *e);
const struct claim *claims_find(const struct claims *claims, const char *id);
void claims_free(struct claims *claims);

#endif
