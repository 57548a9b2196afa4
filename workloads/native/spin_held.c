/* The loop of `spin`, but attached: an extension that never releases the GIL.
 *
 * Mechanism: the GIL alone. Flat on a GIL build; on a free-threaded build it should scale like `spin`.
 * op: one step of a 64-bit linear congruential generator.
 */
#include "lcg.h"

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .run = lcg_run, .check = lcg_check);
