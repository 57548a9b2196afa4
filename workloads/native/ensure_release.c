/* PyGILState_Ensure and Release, with a fresh thread state each time.
 *
 * Mechanism: what a callback from a native library's own thread, which Python does not know, pays: a thread state is made, linked into the
 * interpreter's list under a lock, attached, cleared and freed. With a GIL all of it waits for the lock of the GIL too, so it is flat at best;
 * free-threaded the thread's heap has to be made and given back too, so in 3.13 one worker takes several times as long as with a GIL
 * (python/cpython#146219). Twins: ensure_release_reused (the thread has a state already), ensure_release_nested (it is attached already); from
 * 3.15 on also threadstate_ensure. Every op must have seen a thread state with another number than the op before.
 * op: one PyGILState_Ensure and one PyGILState_Release.
 */
#include <Python.h>

#include "counted.h"
#include "foreign.h"

static int work(struct foreign *foreign, uint64_t n)
{
    uint64_t last = 0;

    while (n--) {
        PyGILState_STATE outer = PyGILState_Ensure();
        uint64_t number = PyThreadState_GetID(PyThreadState_Get());
        foreign->result += outer == PyGILState_UNLOCKED && number != last;
        last = number;
        PyGILState_Release(outer);
    }
    return 0;
}

static int begin(struct gilscale_worker *worker)
{
    return foreign_start(worker, work, NULL);
}

GILSCALE_WORKLOAD(.attachment = GILSCALE_DETACHED, .modes = GILSCALE_THREADS | GILSCALE_PROCESSES,
                  .begin = begin, .run = foreign_run, .end = foreign_stop, .check = counted_check);
