/* A mixed task: dictionaries made, a singular value decomposition by LAPACK, a filter.
 *
 * Mechanism: three parts one after the other: Python makes `dicts` dictionaries, LAPACK decomposes a matrix of `size` rows and columns with the GIL
 * released, Python keeps a third of the dictionaries. So with a GIL it gains from the middle part only, and its ceiling is one over the share of
 * the other two; free-threaded it should scale with the cores, less the collector's pauses, which the dictionaries bring on. The twin
 * `mixed_task` decomposes a small matrix in Python instead. With held=1 nothing is released: flat with a GIL.
 * Claim C4, whose task has -p dicts=10000 -p size=500, the defaults; 64 of them are a run there.
 * libraries: openblas lapacke
 * op: one task.
 */
#include "released.h"

#include "counted.h"
#include "svd.h"

static const char source[] =
    "def make(count):\n"
    "    return [{'id': i, 'value': i * 0.5, 'name': f'item {i}'} for i in range(count)]\n"
    "\n"
    "def keep(items):\n"
    "    return len([item for item in items if item['value'] % 3.0 < 1.0])\n";

struct task {
    struct svd svd;
    PyObject *make, *keep, *count; /* this worker's: functions and number have counts of their own */
    long kept;                     /* how many dictionaries the filter should leave */
};

static int setup(struct gilscale_cell *cell)
{
    return blas_one_thread(cell);
}

static int begin(struct gilscale_worker *worker)
{
    if (lines_state(worker, sizeof(struct task)) < 0)
        return -1;
    struct task *task = worker->state;
    long dicts = (long)gilscale_parameter(worker->cell, "dicts");
    PyObject *globals = PyDict_New();
    PyObject *done = globals ? PyRun_String(source, Py_file_input, globals, globals) : NULL;
    task->make = done ? Py_XNewRef(PyDict_GetItemString(globals, "make")) : NULL;
    task->keep = done ? Py_XNewRef(PyDict_GetItemString(globals, "keep")) : NULL;
    task->count = PyLong_FromLong(dicts);
    task->kept = dicts / 6 * 2 + (dicts % 6 < 2 ? dicts % 6 : 2);
    Py_XDECREF(done);
    Py_XDECREF(globals);
    if (!task->make || !task->keep || !task->count)
        return -1;
    return svd_begin(&task->svd, worker, (int)gilscale_parameter(worker->cell, "size"));
}

/* 1 when all of it came out right, 0 when not, -1 with an exception. */
static int one(struct task *task, int held)
{
    PyObject *items = PyObject_CallOneArg(task->make, task->count);

    if (!items)
        return -1;
    PyThreadState *saved = released_begin(held);
    int right = svd_one(&task->svd);
    released_end(saved);
    PyObject *kept = PyObject_CallOneArg(task->keep, items);
    Py_DECREF(items);
    if (!kept)
        return -1;
    right &= PyLong_AsLong(kept) == task->kept;
    Py_DECREF(kept);
    return right;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    int held = released_held(worker);

    while (n--) {
        int right = one(worker->state, held);
        if (right < 0)
            return -1;
        worker->result += (uint64_t)right;
    }
    return 0;
}

static void end(struct gilscale_worker *worker)
{
    struct task *task = worker->state;

    Py_CLEAR(task->make);
    Py_CLEAR(task->keep);
    Py_CLEAR(task->count);
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    int fit = 1;

    for (int i = 0; i < cell->workers; i++) {
        struct task *task = workers[i]->state;
        fit &= svd_fits(&task->svd);
        svd_free(&task->svd);
    }
    if (fit)
        return counted_check(cell, workers);
    strcpy(cell->error, "a worker's factors do not make up its matrix");
    return -1;
}

static const struct gilscale_parameter parameters[] = {
    {.name = "dicts",
     .value = 10000,
     .low = 1,
     .high = 10000000,
     .unit = "dictionaries",
     .help = "dictionaries that are made and filtered"},
    {.name = "size",
     .value = 500,
     .low = 1,
     .high = 5000,
     .unit = "rows",
     .help = "rows and columns of the matrix"},
    RELEASED_PARAMETER,
    {0},
};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .setup = setup, .begin = begin,
                  .run = run, .end = end, .check = check);
