/* One critical section for all workers, on one object: enter, count, leave.
 *
 * Mechanism: a contended object lock of a free-threaded build, a PyMutex: who does not get it yields, then parks, and detaches while parked. Does
 * not scale, and gets slower with the second worker, where it pays for the cache line and for waking up. In a build with a GIL it is a pair of
 * braces and the op is the addition alone, flat because the GIL is held. Twin: critical_section_private. From Python 3.13 on; skipped before.
 * Steadiness: with a GIL 11 % and 19 % beside itself in turns (half of the interval of the ratio of two labels of one build). An op is then one
 * addition in memory, whose rate jumped from window to window of one process, over 0.2 to 2.6 G/s, while spin in the same run lay within 0.59
 * and 0.67: the processor's, no lock is there.
 * op: one critical section with one addition in it.
 */
#include "critical_section.h"

#if PY_VERSION_HEX >= 0x030D0000

static int setup(struct gilscale_cell *cell)
{
    return lines_shared(cell, sizeof(struct section)) < 0 ? -1 : section_init(cell->shared);
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    section_run(worker->cell->shared, n);
    return 0;
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    struct section *section = cell->shared;
    uint64_t ops = 0;

    Py_CLEAR(section->object);
    for (int i = 0; i < cell->workers; i++)
        ops += workers[i]->ops;
    if (section->count == ops)
        return 0;
    strcpy(cell->error, "the counter in the critical section is not the number of all ops");
    return -1;
}

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .modes = GILSCALE_THREADS, .setup = setup, .run = run,
                  .check = check);

#else
#include "skipped.h"
SKIPPED_WORKLOAD(NULL, CRITICAL_SECTION_MISSING);
#endif
