/* PyGILState_Ensure and Release on a thread that is attached already.
 *
 * Mechanism: a library that cannot know whether its caller holds the GIL and asks for it to be sure: the thread's state is looked up, and a
 * counter in it goes up and down. Flat with a GIL, which is held; free-threaded it should scale with the cores from 3.13 on. Twins: ensure_release
 * (a fresh state each time), ensure_release_reused. Every Ensure must have said that the thread was attached.
 * op: one PyGILState_Ensure and one PyGILState_Release.
 */
#include <Python.h>

#include "counted.h"

static int run(struct gilscale_worker *worker, uint64_t n)
{
    while (n--) {
        PyGILState_STATE outer = PyGILState_Ensure();
        worker->result += outer == PyGILState_LOCKED;
        PyGILState_Release(outer);
    }
    return 0;
}

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .modes = GILSCALE_THREADS | GILSCALE_PROCESSES, .run = run,
                  .check = counted_check);
