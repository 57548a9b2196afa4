#include "runner/work_python_phase.h"

#include "runner/phaseclock.h"

#include <stdio.h>

static PyObject *refuse(PyObject *names, long phase)
{
    char known[PHASES_TEXT] = "";
    size_t used = 0;

    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(names) && used < sizeof known; i++) {
        const char *name = PyUnicode_AsUTF8(PyTuple_GET_ITEM(names, i));
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%zd %s", i ? ", " : "", i,
                                 name ? name : "?");
    }
    return PyErr_Format(PyExc_ValueError, "cell.phase(%ld): PHASES has %s", phase, known);
}

static PyObject *mark(PyObject *names, PyObject *number)
{
    long phase = PyLong_AsLong(number);

    if (phase == -1 && PyErr_Occurred())
        return NULL;
    if (phase < 0 || phase >= PyTuple_GET_SIZE(names))
        return refuse(names, phase);
    phaseclock_mark((int)phase);
    Py_RETURN_NONE;
}

/* All workers call it, again and again. Without a GIL its reference count would be what they fight for, and what a mark costs would depend on
 * how many they are. It lives as long as its interpreter, which is never ended. */
static void make_immortal(PyObject *object)
{
#ifdef Py_GIL_DISABLED
    if (PyObject_GC_IsTracked(object))
        PyObject_GC_UnTrack(object);
    object->ob_tid = 0; /* nobody's */
    object->ob_ref_local = _Py_IMMORTAL_REFCNT_LOCAL;
    object->ob_ref_shared = 0;
#else
    (void)object;
#endif
}

PyObject *python_phase_new(const struct phases *phases)
{
    static PyMethodDef method = {
        "phase", mark, METH_O,
        PyDoc_STR("phase(i): from now on this worker is in phase i, which counts from 0 in PHASES")};
    PyObject *names = PyTuple_New(phases->count), *function = NULL;

    for (int i = 0; names && i < phases->count; i++) {
        PyObject *name = PyUnicode_FromString(phases->items[i].name);
        if (!name || PyTuple_SetItem(names, i, name) < 0)
            Py_CLEAR(names);
    }
    function = names ? PyCFunction_New(&method, names) : NULL;
    Py_XDECREF(names);
    if (function)
        make_immortal(function);
    return function;
}
