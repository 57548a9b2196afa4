/* References to an object taken and dropped by the thread that made it.
 *
 * Mechanism: the plain half of a biased reference count: in a free-threaded build the owner adds to a field of its own, with no atomic
 * instruction. Flat with a GIL, which is held; free-threaded it should scale with the cores from 3.13 on. Two workers
 * once had 1.39 times one's rate (1.22 to 1.95), and later 1.30 and 1.92 in runs in which native spin had 1.36 and 1.59, atomic_private 1.42 and
 * 1.67: the machine's, as far as could be seen. Twin: refcount_shared (one object of another thread's).
 * Claim C10, "its owner only".
 * op: one Py_INCREF and one Py_DECREF.
 */
#include "refcount.h"

#include "counted.h"

static int begin(struct gilscale_worker *worker)
{
    worker->state = refcount_object();
    return worker->state ? 0 : -1;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    worker->result += refcount_run(worker->state, 1, n);
    return 0;
}

/* The object is dropped here, when its count has been looked at. */
static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    Py_ssize_t others = 0;

    for (int i = 0; i < cell->workers; i++) {
        PyObject *object = workers[i]->state;
        others += Py_REFCNT(object) - 1;
        Py_DECREF(object);
    }
    if (others) {
        strcpy(cell->error, "an object's reference count is not what it was before");
        return -1;
    }
    return counted_check(cell, workers);
}

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .begin = begin, .run = run, .check = check);
