#include "runner/work_python_declared.h"

#include "runner/interpreter.h"

#include <string.h>

PyObject *python_declared_value(PyObject *module, const char *name)
{
    PyObject *value = PyObject_GetAttrString(module, name);

    if (!value && PyErr_ExceptionMatches(PyExc_AttributeError))
        PyErr_Clear();
    return value;
}

/* Reads `module.name`, a tuple of names that are not empty; `*there` says whether the file has it. `example`: how it is written. */
static int take_names(struct text_list *names, bool *there, PyObject *module, const char *name,
                      const char *example, struct error *e)
{
    PyObject *declared = python_declared_value(module, name);
    int result = -1;

    *there = declared;
    if (!declared)
        return PyErr_Occurred() ? interpreter_take_exception(e) : 0;
    if (!PyTuple_Check(declared) && !PyList_Check(declared))
        goto out;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(declared); i++) {
        PyObject *item = PySequence_Fast_GET_ITEM(declared, i);
        const char *text = PyUnicode_Check(item) ? PyUnicode_AsUTF8(item) : NULL;
        PyErr_Clear();
        if (!text || !*text)
            goto out;
        text_list_add(names, text);
    }
    result = 0;
out:
    if (result < 0)
        error_set(e, "%s is not a tuple of names, like (%s)", name, example);
    Py_DECREF(declared);
    return result;
}

/* ROLES = ("producer", "consumer") */
static int take_roles(struct work *work, PyObject *module, struct error *e)
{
    bool there;

    if (take_names(&work->roles, &there, module, "ROLES", "\"giver\", \"taker\"", e) < 0)
        return -1;
    if (there && work->roles.count < 2)
        return error_set(e, "ROLES names fewer than two; where all workers do the same it is left out");
    return 0;
}

static int refuse_mode(const char *asked, struct error *e)
{
    struct text_list known = {0};

    for (int i = 0; i < MODE_COUNT; i++)
        text_list_add(&known, mode_name((enum mode)i));
    const char *nearest = text_nearest(asked, &known);
    error_set(e, "MODES: '%s' is no mode; %s%s%s", asked,
              nearest ? "did you mean '" : "there are " MODE_NAMES, nearest ? nearest : "",
              nearest ? "'?" : "");
    text_list_free(&known);
    return -1;
}

/* MODES = ("threads", "processes") */
static int take_modes(struct work *work, PyObject *module, struct error *e)
{
    struct text_list names = {0};
    enum mode mode;
    bool there;
    int result = -1;

    work->modes = MODE_ALL;
    if (take_names(&names, &there, module, "MODES", "\"threads\",", e) < 0)
        goto out;
    if (there)
        work->modes = 0;
    for (size_t i = 0; i < names.count; i++) {
        if (mode_of_name(names.items[i], &mode) < 0) {
            refuse_mode(names.items[i], e);
            goto out;
        }
        work->modes |= MODE_BIT(mode);
    }
    if (!(work->modes & MODE_BIT(MODE_THREADS)))
        error_set(e, "MODES lacks threads, which every workload admits; without MODES, it admits all modes");
    else
        result = 0;
out:
    text_list_free(&names);
    return result;
}

/* PHASES = ("prepare", "native", "result") */
static int take_phases(struct work *work, PyObject *module, struct error *e)
{
    struct text_list names = {0};
    bool there;
    int result = take_names(&names, &there, module, "PHASES", "\"prepare\", \"native\"", e);

    for (size_t i = 0; i < names.count && result == 0; i++)
        if (phases_name(&work->phases, names.items[i], e) < 0)
            result = error_prefix(e, "PHASES");
    if (result == 0 && there && names.count < PHASES_LEAST)
        result =
            error_set(e, "PHASES names fewer than %d; where an op has one part it is left out", PHASES_LEAST);
    text_list_free(&names);
    return result;
}

static int take_requests(struct work *work, PyObject *module, struct error *e)
{
    PyObject *declared = python_declared_value(module, "REQUESTS");
    int result = 0;

    if (!declared)
        return PyErr_Occurred() ? interpreter_take_exception(e) : 0;
    work->requests = declared == Py_True;
    if (!PyBool_Check(declared))
        result = error_set(e, "REQUESTS is neither True nor False");
    Py_DECREF(declared);
    return result;
}

int python_declared_take(struct work *work, PyObject *module, const char *path, struct error *e)
{
    if (take_roles(work, module, e) < 0)
        return -1;
    if (take_modes(work, module, e) < 0 || take_phases(work, module, e) < 0 ||
        take_requests(work, module, e) < 0)
        return error_prefix(e, "%s", path);
    return 0;
}
