/* The loop of `spin`, with the GIL held for `held` percent of it.
 *
 * Mechanism: the capacity of one lock, as in an extension that releases the GIL around its kernel, but not before it; as in held_waiting, but both
 * parts need a core each. Expect X(N) = X(1) min(N, 1/share) with a GIL while the cores last, and min(N, cores) on a free-threaded build, where
 * detaching and attaching are all there is; the same on every build with held=0. held.h says why this is not Amdahl's law, and what bends the
 * plateau. The share is one of steps, which no clock can bend.
 * Claim C22.
 * op: op_steps steps of a 64-bit linear congruential generator, the held ones first, then the rest between PyEval_SaveThread and
 * PyEval_RestoreThread.
 */
#include <Python.h>

#include "held.h"
#include "lcg.h"

static int run(struct gilscale_worker *worker, uint64_t n)
{
    uint64_t steps = (uint64_t)gilscale_parameter(worker->cell, "op_steps");
    uint64_t held = (uint64_t)held_part(worker->cell, (int64_t)steps);

    while (n--) {
        lcg_run(worker, held);
        PyThreadState *python = PyEval_SaveThread();
        lcg_run(worker, steps - held);
        PyEval_RestoreThread(python);
    }
    return 0;
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    return lcg_check_steps(cell, workers, (uint64_t)gilscale_parameter(cell, "op_steps"));
}

static const struct gilscale_parameter parameters[] = {
    HELD_PARAMETER,
    {"op_steps", 10000000, 1000, 1000000000, "length of an op; a million take about a millisecond", "steps"},
    {0},
};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .run = run, .check = check);
