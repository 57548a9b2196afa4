#include <Python.h>

#include "runner/gcpause.h"

#include "base/clock.h"

/* callback(phase, info). One collection at a time is the collector's own rule, on every build. */
static PyObject *on_collection(PyObject *self, PyObject *const *arguments, Py_ssize_t count)
{
    struct gcpause *pause = PyCapsule_GetPointer(self, NULL);
    int64_t now = clock_now_ns();

    if (!pause)
        return NULL;
    if (count > 0 && PyUnicode_Check(arguments[0]) &&
        PyUnicode_CompareWithASCIIString(arguments[0], "start") == 0) {
        atomic_store_explicit(&pause->since_ns, now, memory_order_relaxed);
    } else {
        int64_t since = atomic_exchange_explicit(&pause->since_ns, 0, memory_order_relaxed);
        if (since) /* else it began before we were asked */
            atomic_fetch_add_explicit(&pause->paused_ns, now - since, memory_order_relaxed);
    }
    Py_RETURN_NONE;
}

void gcpause_watch(struct gcpause *pause)
{
    static PyMethodDef method = {"gilscale_gc_pause", (PyCFunction)(void (*)(void))on_collection,
                                 METH_FASTCALL, NULL};
    PyObject *gc = PyImport_ImportModule("gc");
    PyObject *callbacks = gc ? PyObject_GetAttrString(gc, "callbacks") : NULL;
    PyObject *capsule = callbacks ? PyCapsule_New(pause, NULL, NULL) : NULL;
    PyObject *function = capsule ? PyCFunction_New(&method, capsule) : NULL;

    pause->watching = function && PyList_Check(callbacks) && PyList_Append(callbacks, function) == 0;
    PyErr_Clear();
    Py_XDECREF(function);
    Py_XDECREF(capsule);
    Py_XDECREF(callbacks);
    Py_XDECREF(gc);
}

int64_t gcpause_ns(const struct gcpause *pause)
{
    return pause->watching ? atomic_load_explicit(&pause->paused_ns, memory_order_relaxed) : -1;
}
