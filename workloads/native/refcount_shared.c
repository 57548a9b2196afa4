/* References to one object of the main thread's taken and dropped by all workers.
 *
 * Mechanism: the shared half of a biased reference count: in a free-threaded build every thread but the owner uses an atomic instruction, on one
 * cache line for all. Flat with a GIL, which is held; free-threaded one worker is slower than in refcount_own, and with more the line moves from
 * core to core, as in atomic_shared, and all together get slower. Twin: refcount_own.
 * Claim C10, the alternating and contending threads.
 * op: one Py_INCREF and one Py_DECREF.
 */
#include "refcount.h"

#include "counted.h"

static int setup(struct gilscale_cell *cell)
{
    cell->shared = refcount_object();
    return cell->shared ? 0 : -1;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    worker->result += refcount_run(worker->cell->shared, 1, n);
    return 0;
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    PyObject *object = cell->shared;
    Py_ssize_t others = Py_REFCNT(object) - 1;

    Py_DECREF(object);
    if (others) {
        strcpy(cell->error, "the object's reference count is not what it was before");
        return -1;
    }
    return counted_check(cell, workers);
}

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .modes = GILSCALE_THREADS, .setup = setup, .run = run,
                  .check = check);
