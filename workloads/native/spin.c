/* A dependent chain of integer multiplications in C, with the GIL released.
 *
 * Mechanism: none of Python's; this is the native ceiling of machine, placement and harness. It should scale with the cores on every build, GIL or
 * not. A Python curve is read against it.
 * op: one step of a 64-bit linear congruential generator.
 */
#include "lcg.h"

GILSCALE_WORKLOAD(.attachment = GILSCALE_DETACHED, .run = lcg_run, .check = lcg_check);
