/* The GIL given up and taken again, with nothing in between.
 *
 * Mechanism: what every call that releases the GIL pays, PyEval_SaveThread and PyEval_RestoreThread. With a GIL and a second worker the lock is
 * handed from thread to thread, so all together are slower than one alone; in a free-threaded build the thread detaches and attaches, two
 * compare-and-swaps on the thread's own state, which should scale with the cores from 3.13 on; python/cpython#157666 reports that such threads
 * hang from eight on.
 * op: one PyEval_SaveThread and one PyEval_RestoreThread.
 */
#include <Python.h>

#include "counted.h"

static int run(struct gilscale_worker *worker, uint64_t n)
{
    PyThreadState *mine = PyThreadState_Get();

    while (n--) {
        PyThreadState *saved = PyEval_SaveThread();
        worker->result += saved == mine;
        PyEval_RestoreThread(saved);
    }
    return 0;
}

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .run = run, .check = counted_check);
