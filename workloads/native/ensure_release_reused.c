/* PyGILState_Ensure and Release on a thread that has a detached thread state.
 *
 * Mechanism: as save_restore, through the PyGILState calls: the thread's state, the same each time, is looked up and attached. With a GIL and a
 * second worker the lock is handed from thread to thread, so all together are slower than one alone; free-threaded it should scale with the cores
 * from 3.13 on. Twins: ensure_release (a fresh state each time), ensure_release_nested. Every op must have seen the worker's one thread state.
 * op: one PyGILState_Ensure and one PyGILState_Release.
 */
#include <Python.h>

#include "counted.h"

static int begin(struct gilscale_worker *worker)
{
    worker->state = PyThreadState_Get();
    return 0;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    while (n--) {
        PyGILState_STATE outer = PyGILState_Ensure();
        worker->result += outer == PyGILState_UNLOCKED && PyThreadState_Get() == worker->state;
        PyGILState_Release(outer);
    }
    return 0;
}

GILSCALE_WORKLOAD(.attachment = GILSCALE_DETACHED, .modes = GILSCALE_THREADS | GILSCALE_PROCESSES,
                  .begin = begin, .run = run, .check = counted_check);
