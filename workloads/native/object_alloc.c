/* bytes objects made and dropped through the C API by the same worker.
 *
 * Mechanism: the object allocator: pymalloc in builds with a GIL, mimalloc with a heap for each thread in free-threaded ones. No object is shared,
 * none is tracked by the garbage collector. Flat with a GIL, which is held all the time; free-threaded it should scale with the cores from 3.13
 * on. The twin for C memory is malloc_churn.
 * op: one object of `size` bytes is made and tagged, and the oldest of `live`, made `live` ops before, is checked and dropped.
 */
#include <Python.h>

#include "counted.h"
#include "lines.h"

struct objects {
    uint64_t made; /* the number of the next op, and tag of its object */
    Py_ssize_t size;
    size_t live;
    PyObject *ring[]; /* the object of op k is at k % live */
};

static PyObject *make(struct objects *objects)
{
    PyObject *object = PyBytes_FromStringAndSize(NULL, objects->size);
    if (object) {
        memcpy(PyBytes_AS_STRING(object), &objects->made, sizeof objects->made);
        objects->made++;
    }
    return object;
}

static int begin(struct gilscale_worker *worker)
{
    size_t live = (size_t)gilscale_parameter(worker->cell, "live");

    if (lines_state(worker, sizeof(struct objects) + live * sizeof(PyObject *)) < 0)
        return -1;
    struct objects *objects = worker->state;
    objects->live = live;
    objects->size = (Py_ssize_t)gilscale_parameter(worker->cell, "size");
    for (size_t i = 0; i < live; i++)
        if (!(objects->ring[i] = make(objects)))
            return -1;
    return 0;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    struct objects *objects = worker->state;
    size_t slot = objects->made % objects->live;

    while (n--) {
        uint64_t tag, expected = objects->made - objects->live;
        PyObject *oldest = objects->ring[slot], *newest = make(objects);
        if (!newest)
            return -1;
        objects->ring[slot] = newest;
        memcpy(&tag, PyBytes_AS_STRING(oldest), sizeof tag);
        worker->result += tag == expected;
        Py_DECREF(oldest);
        slot = slot + 1 == objects->live ? 0 : slot + 1;
    }
    return 0;
}

static void end(struct gilscale_worker *worker)
{
    struct objects *objects = worker->state;

    for (size_t i = 0; i < objects->live; i++)
        Py_CLEAR(objects->ring[i]);
}

static const struct gilscale_parameter parameters[] = {
    {.name = "size",
     .value = 32,
     .low = 8,
     .high = 1048576,
     .unit = "bytes",
     .help = "of an object, without its header"},
    {.name = "live",
     .value = 64,
     .low = 1,
     .high = 1000000,
     .unit = "objects",
     .help = "objects of a worker that are there at a time"},
    {0},
};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .begin = begin, .run = run,
                  .end = end, .check = counted_check);
