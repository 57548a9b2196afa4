/* pick.h - within this room: the one cell of a run that a claim's figure means.
 *
 * The build is chosen before, by its kind; a selection says all else. Parameters are those that the selection names, among all that the row
 * spells out; axes are exactly the selection's. Two cells that fit are no answer: the figure would depend on their order.
 */
#ifndef GILSCALE_PICK_H
#define GILSCALE_PICK_H

#include "claims/claim.h"
#include "stats/invocations.h"

struct pick {
    const struct measured_cells *cells;
    int cpus;
    const char *build; /* its tag */
};

/* The tags of all builds of the kind ("gil", "ft", "": any) that the cells name, each once. */
void pick_builds(const struct measured_cells *cells, const char *kind, struct text_list *builds);

/* For the other side of a pair: the same build, or where it has to be of the other kind the one of the same Python version. -1 with the
 * reason. */
int pick_other(struct pick *other, const struct pick *pick, const char *kind, char **reason);

/* A cell with invocations that count; NULL with the reason. */
const struct measured_cell *pick_cell(const struct pick *pick, const struct claim_selection *selection,
                                      char **reason);

/* The same, but those that came out wrong count, too. */
const struct measured_cell *pick_checked_cell(const struct pick *pick,
                                              const struct claim_selection *selection, char **reason);

/* The number that a parameter is; NAN when it is none. */
double pick_parameter(const struct measured_cell *cell, const char *name);

#endif
