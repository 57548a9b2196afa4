/* A critical section for each worker, on an object of its own: enter, count, leave.
 *
 * Mechanism: the lock within every object of a free-threaded build, as Py_BEGIN_CRITICAL_SECTION takes it: a PyMutex, and an entry in the thread
 * state's list. Should scale with the cores. In a build with a GIL it is a pair of braces and the op is the addition alone, flat because the GIL
 * is held. Twin: critical_section_shared. From Python 3.13 on; skipped before.
 * Steadiness: with a GIL 21 % and 13 % beside itself in turns (half of the interval of the ratio of two labels of one build), for the reason that
 * critical_section_shared gives: processes had 0.36 to 2.2 G/s where those of spin lay within 0.56 and 0.63.
 * op: one critical section with one addition in it.
 */
#include "critical_section.h"

#if PY_VERSION_HEX >= 0x030D0000

static int begin(struct gilscale_worker *worker)
{
    return lines_state(worker, sizeof(struct section)) < 0 ? -1 : section_init(worker->state);
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    section_run(worker->state, n);
    return 0;
}

static void end(struct gilscale_worker *worker)
{
    struct section *section = worker->state;
    Py_CLEAR(section->object);
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    for (int i = 0; i < cell->workers; i++)
        if (((struct section *)workers[i]->state)->count != workers[i]->ops) {
            strcpy(cell->error, "a worker's counter is not the number of its ops");
            return -1;
        }
    return 0;
}

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .begin = begin, .run = run, .end = end, .check = check);

#else
#include "skipped.h"
SKIPPED_WORKLOAD(NULL, CRITICAL_SECTION_MISSING);
#endif
