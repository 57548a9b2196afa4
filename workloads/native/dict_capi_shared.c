/* PyDict_SetItem from C, all workers on one dictionary, each with keys of its own.
 *
 * Mechanism: one dictionary's lock, contended: in a free-threaded build PyDict_SetItem is a critical section, so writers wait for each other
 * though their keys differ. Flat with a GIL, which is held; free-threaded it does not scale and gets slower with the second worker;
 * python/cpython#157914 is about that in 3.15. Twin: dict_capi_private.
 * op: one value put under a key that is there.
 */
#include "dict_capi.h"

static int setup(struct gilscale_cell *cell)
{
    cell->shared = PyDict_New();
    return cell->shared ? 0 : -1;
}

static int begin(struct gilscale_worker *worker)
{
    return dict_writer_new(worker, worker->cell->shared);
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    int result = dict_check(cell, workers);
    Py_CLEAR(cell->shared);
    return result;
}

static const struct gilscale_parameter parameters[] = {DICT_KEYS, {0}};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .modes = GILSCALE_THREADS, .parameters = parameters,
                  .setup = setup, .begin = begin, .run = dict_run, .check = check);
