/* claims_gather.h - from the folders that `gilscale claims` leaves to the page: each claim's rows, its machine and builds in words.
 */
#ifndef GILSCALE_CLAIMS_GATHER_H
#define GILSCALE_CLAIMS_GATHER_H

#include "claims/page.h"

/* Which claims, of all there are: their indexes. Start from {0}. */
struct claims_chosen {
    size_t *items;
    size_t count;
};

/* Those named, and those in whose runs their figures are looked for; all of them when none is named. In the order of their ids. */
int claims_choose(struct claims_chosen *chosen, const struct claims *claims, const struct text_list *names,
                  struct error *e);

/* Fills the page from folder/<id>. A claim without a run says why in its rows: what stands in folder/<id>.reason, or that it was not run.
 * -1 when a run cannot be read. `claims` has to outlive the page. */
int claims_gather(struct page *page, const struct claims *claims, const struct claims_chosen *chosen,
                  const char *folder, struct error *e);

/* One a line: id and title. */
void claims_list(const struct claims *claims, FILE *to);

#endif
