#include <Python.h>

#include "runner/gilwatch.h"

#include <stdio.h>
#include <string.h>

/* The words of CPython 3.13 and later; the module's name follows, then another quote. */
#define SENTENCE "The global interpreter lock (GIL) has been enabled to load module '"

static void note_module(struct gilwatch *watch, const char *sentence)
{
    size_t length = strlen(SENTENCE);

    if (!sentence || *watch->module || strncmp(sentence, SENTENCE, length) != 0)
        return;
    snprintf(watch->module, sizeof watch->module, "%.*s", (int)strcspn(sentence + length, "'"),
             sentence + length);
}

/* warnings._showwarnmsg(msg). It comes here behind all filters, and before warnings.showwarning and catch_warnings(record=True). */
static PyObject *show(PyObject *self, PyObject *message)
{
    struct gilwatch *watch = PyCapsule_GetPointer(PyTuple_GET_ITEM(self, 0), NULL);
    PyObject *warning = PyObject_GetAttrString(message, "message");
    PyObject *text = warning && watch ? PyObject_Str(warning) : NULL;

    if (text)
        note_module(watch, PyUnicode_AsUTF8(text));
    PyErr_Clear();
    Py_XDECREF(text);
    Py_XDECREF(warning);
    return PyObject_CallOneArg(PyTuple_GET_ITEM(self, 1), message);
}

void gilwatch_begin(struct gilwatch *watch)
{
    static PyMethodDef method = {"_showwarnmsg", show, METH_O, NULL};
    PyObject *warnings = PyImport_ImportModule("warnings");
    PyObject *original = warnings ? PyObject_GetAttrString(warnings, "_showwarnmsg") : NULL;
    PyObject *capsule = original ? PyCapsule_New(watch, NULL, NULL) : NULL;
    PyObject *self = capsule ? PyTuple_Pack(2, capsule, original) : NULL;
    PyObject *function = self ? PyCFunction_New(&method, self) : NULL;

    if (function)
        PyObject_SetAttrString(warnings, "_showwarnmsg", function);
    PyErr_Clear(); /* then nobody will be named */
    Py_XDECREF(function);
    Py_XDECREF(self);
    Py_XDECREF(capsule);
    Py_XDECREF(original);
    Py_XDECREF(warnings);
}
