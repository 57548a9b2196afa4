/* proportion.h - how often something happens, and how sure that is.
 *
 * Interval: the exact one of C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
 * binomial", Biometrika 26 (1934): it covers the true share with at least 95 %, whatever that is, and with few trials often more. Pure; any
 * thread may call.
 */
#ifndef GILSCALE_PROPORTION_H
#define GILSCALE_PROPORTION_H

#include "stats/median.h"

/* As a share, 0 to 1, of `happened` among `trials` that do not depend on each other. No trials: all NAN. */
struct interval proportion_interval(size_t happened, size_t trials);

#endif
