/* interpreter_exception.c - an exception of Python's in words. */
#include <Python.h>

#include "runner/interpreter.h"

#include <stdio.h>
#include <string.h>

/* The file and line where an exception was raised; "" when it has no traceback. */
static void place_of(PyObject *exception, char *to, size_t size)
{
    PyObject *last = PyException_GetTraceback(exception);
    PyObject *line = NULL, *frame = NULL, *code = NULL, *file = NULL;

    *to = '\0';
    while (last) {
        PyObject *next = PyObject_GetAttrString(last, "tb_next");
        if (!next || next == Py_None) {
            Py_XDECREF(next);
            break;
        }
        Py_SETREF(last, next);
    }
    if (!last)
        goto out;
    line = PyObject_GetAttrString(last, "tb_lineno");
    frame = PyObject_GetAttrString(last, "tb_frame");
    code = frame ? PyObject_GetAttrString(frame, "f_code") : NULL;
    file = code ? PyObject_GetAttrString(code, "co_filename") : NULL;
    const char *path = file ? PyUnicode_AsUTF8(file) : NULL;
    if (line && path) {
        const char *slash = strrchr(path, '/');
        snprintf(to, size, " (%s:%ld)", slash ? slash + 1 : path, PyLong_AsLong(line));
    }
out:
    Py_XDECREF(file);
    Py_XDECREF(code);
    Py_XDECREF(frame);
    Py_XDECREF(line);
    Py_XDECREF(last);
    PyErr_Clear();
}

#if PY_VERSION_HEX >= 0x030C0000
static PyObject *take_raised(void)
{
    return PyErr_GetRaisedException();
}

static void put_raised(PyObject *exception)
{
    PyErr_SetRaisedException(exception);
}
#else
static PyObject *take_raised(void)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (value && traceback)
        PyException_SetTraceback(value, traceback);
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    return value;
}

static void put_raised(PyObject *exception)
{
    PyErr_Restore(Py_NewRef((PyObject *)Py_TYPE(exception)), exception, PyException_GetTraceback(exception));
}
#endif

int interpreter_take_exception(struct error *e)
{
    char place[300];
    PyObject *exception = take_raised();

    if (!exception)
        return error_set(e, "failed without saying why");
    place_of(exception, place, sizeof place);
    PyObject *text = PyObject_Str(exception);
    const char *words = text ? PyUnicode_AsUTF8(text) : NULL;
    if (!words) {
        PyErr_Clear();
        words = "(its text cannot be shown)";
    }
    error_set(e, "%s%s%s%s", Py_TYPE(exception)->tp_name, *words ? ": " : "", words, place);
    Py_XDECREF(text);

    /* PyErr_Print would obey a SystemExit, and end the process in the middle of a cell. */
    if (PyErr_GivenExceptionMatches(exception, PyExc_SystemExit)) {
        Py_DECREF(exception);
    } else {
        put_raised(exception);
        PyErr_PrintEx(0);
    }
    return -1;
}
