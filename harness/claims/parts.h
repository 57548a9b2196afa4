/* parts.h - within this room: one group of `figures` in a claim's file, which may stand for several figures.
 */
#ifndef GILSCALE_PARTS_H
#define GILSCALE_PARTS_H

#include <libconfig.h>

#include "claims/claim.h"

/* Adds the figures of a group; on -1 `*at` is the setting that is wrong. */
int claim_add_figures(struct claim *claim, const config_setting_t *group, const config_setting_t **at,
                      struct error *e);
void claim_figure_free(struct claim_figure *figure);

/* "1.96", "1.00..1.04", "<10", ">60" as a range; both NAN for words. */
void claim_theirs(const char *theirs, double *low, double *high);

#endif
