/* PyDict_SetItem from C, each worker on a dictionary of its own.
 *
 * Mechanism: a dictionary's lock, taken and not contended: in a free-threaded build PyDict_SetItem is a critical section. Flat with a GIL, which
 * is held; free-threaded it should scale with the cores from 3.13 on. Twin: dict_capi_shared.
 * op: one value put under a key that is there.
 */
#include "dict_capi.h"

static int begin(struct gilscale_worker *worker)
{
    PyObject *dict = PyDict_New();
    int result = dict_writer_new(worker, dict);
    Py_XDECREF(dict);
    return result;
}

static const struct gilscale_parameter parameters[] = {DICT_KEYS, {0}};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .begin = begin, .run = dict_run,
                  .check = dict_check);
