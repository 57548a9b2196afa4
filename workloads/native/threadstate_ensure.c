/* PyThreadState_Ensure and Release, Python 3.15's way in for foreign threads.
 *
 * Mechanism: as ensure_release, with a guard that keeps the interpreter from ending, taken once by each worker. A fresh thread state each time, on
 * a thread that Python does not know. Flat at best with a GIL. From Python 3.15 on (PEP 788); skipped before. Every op must have seen a thread
 * state with another number than the op before.
 * op: one PyThreadState_Ensure and one PyThreadState_Release.
 */
#include <Python.h>

#if PY_VERSION_HEX >= 0x030F00F0

#include "counted.h"
#include "foreign.h"

static int work(struct foreign *foreign, uint64_t n)
{
    uint64_t last = 0;

    while (n--) {
        PyThreadStateToken *token = PyThreadState_Ensure(foreign->data);
        if (!token) {
            strcpy(foreign->error, "PyThreadState_Ensure failed");
            return -1;
        }
        uint64_t number = PyThreadState_GetID(PyThreadState_Get());
        foreign->result += number != last;
        last = number;
        PyThreadState_Release(token);
    }
    return 0;
}

static int begin(struct gilscale_worker *worker)
{
    PyInterpreterGuard *guard = PyInterpreterGuard_FromCurrent();
    return guard ? foreign_start(worker, work, guard) : -1;
}

static void end(struct gilscale_worker *worker)
{
    struct foreign *foreign = worker->state;

    foreign_stop(worker);
    PyInterpreterGuard_Close(foreign->data);
}

GILSCALE_WORKLOAD(.attachment = GILSCALE_DETACHED, .modes = GILSCALE_THREADS | GILSCALE_PROCESSES,
                  .begin = begin, .run = foreign_run, .end = end, .check = counted_check);

#else
#include "skipped.h"
SKIPPED_WORKLOAD(NULL, "PyThreadState_Ensure is in the C API from Python 3.15 on");
#endif
