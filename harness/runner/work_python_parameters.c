#include "runner/work_python_parameters.h"

#include "runner/describe.h"
#include "runner/interpreter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One declaration; all references are borrowed from it, NULL where it says nothing. */
struct declaration {
    const char *name;
    PyObject *value, *low, *high, *choices; /* value: the default, whose type is the parameter's */
    PyObject *unit, *help;
};

static bool is_number(PyObject *value)
{
    return (PyLong_Check(value) && !PyBool_Check(value)) || PyFloat_Check(value);
}

static const char *type_of(PyObject *value)
{
    return PyBool_Check(value)      ? "bool"
           : PyLong_Check(value)    ? "int"
           : PyFloat_Check(value)   ? "float"
           : PyUnicode_Check(value) ? "str"
                                    : NULL;
}

/* str(value); the caller frees. */
static char *text_of(PyObject *value)
{
    PyObject *text = PyObject_Str(value);
    const char *words = text ? PyUnicode_AsUTF8(text) : NULL;
    char *copy = text_format("%s", words ? words : "?");

    PyErr_Clear();
    Py_XDECREF(text);
    return copy;
}

static bool is_below(PyObject *a, PyObject *b)
{
    int answer = PyObject_RichCompareBool(a, b, Py_LT);
    PyErr_Clear();
    return answer == 1;
}

/* "0 to 100", "at least 1", "at most 9", "one of json, pickle". The caller frees. */
static char *range_of(const struct declaration *d)
{
    char *low = d->low ? text_of(d->low) : NULL, *high = d->high ? text_of(d->high) : NULL, *range;

    if (d->choices) {
        range = text_format("one of");
        for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(d->choices); i++) {
            char *choice = text_of(PySequence_Fast_GET_ITEM(d->choices, i));
            char *longer = text_format("%s%s %s", range, i ? "," : "", choice);
            free(choice);
            free(range);
            range = longer;
        }
    } else if (low && high) {
        range = text_format("%s to %s", low, high);
    } else {
        range = text_format("%s %s", low ? "at least" : "at most", low ? low : high ? high : "");
    }
    free(low);
    free(high);
    return range;
}

static bool is_allowed(const struct declaration *d, PyObject *value)
{
    if (PyFloat_Check(value) && !isfinite(PyFloat_AS_DOUBLE(value)))
        return false;
    if ((d->low && is_below(value, d->low)) || (d->high && is_below(d->high, value)))
        return false;
    for (Py_ssize_t i = 0; d->choices && i < PySequence_Fast_GET_SIZE(d->choices); i++)
        if (PyObject_RichCompareBool(PySequence_Fast_GET_ITEM(d->choices, i), value, Py_EQ) == 1)
            return true;
    PyErr_Clear();
    return !d->choices;
}

/* Takes one key of the long form. */
static int take_key(struct declaration *d, const char *key, PyObject *value, struct error *e)
{
    static const char *const names[] = {"default", "low", "high", "choices", "unit", "help"};
    PyObject **const places[] = {&d->value, &d->low, &d->high, &d->choices, &d->unit, &d->help};
    struct text_list known = {0};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(key, names[i]) == 0) {
            *places[i] = value;
            text_list_free(&known);
            return 0;
        }
        text_list_add(&known, names[i]);
    }
    const char *nearest = text_nearest(key, &known);
    error_set(e, "unknown key '%s'; %s%s%s", key,
              nearest ? "did you mean '" : "use default, low, high, choices, unit or help",
              nearest ? nearest : "", nearest ? "'?" : "");
    text_list_free(&known);
    return -1;
}

/* Does what is said go together? */
static int check_declaration(const struct declaration *d, struct error *e)
{
    if (!d->value)
        return error_set(e, "it has no default");
    if (!type_of(d->value))
        return error_set(e, "its default is of type %s; it should be int, float, str or bool",
                         Py_TYPE(d->value)->tp_name);
    if ((d->low || d->high) && !is_number(d->value))
        return error_set(e, "low and high are for numbers");
    if ((d->low && !is_number(d->low)) || (d->high && !is_number(d->high)))
        return error_set(e, "low and high should be numbers");
    if (d->choices && !PyList_Check(d->choices) && !PyTuple_Check(d->choices))
        return error_set(e, "choices should be a list");
    if (d->choices && (d->low || d->high))
        return error_set(e, "either choices, or low and high");
    if ((d->unit && !PyUnicode_Check(d->unit)) || (d->help && !PyUnicode_Check(d->help)))
        return error_set(e, "unit and help should be text");
    if (is_allowed(d, d->value))
        return 0;
    char *range = range_of(d), *value = text_of(d->value);
    error_set(e, "its default %s is not %s", value, range);
    free(range);
    free(value);
    return -1;
}

/* Reads a default, or a dictionary with more. Strings that it points to live as long as the dictionary. */
static int read_declaration(struct declaration *d, PyObject *name, PyObject *said, struct error *e)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;

    *d = (struct declaration){.name = PyUnicode_Check(name) ? PyUnicode_AsUTF8(name) : NULL};
    if (!d->name) {
        PyErr_Clear();
        return error_set(e, "PARAMETERS: a name that is no text");
    }
    if (!PyDict_Check(said))
        d->value = said;
    while (PyDict_Check(said) && PyDict_Next(said, &at, &key, &value)) {
        const char *word = PyUnicode_Check(key) ? PyUnicode_AsUTF8(key) : NULL;
        PyErr_Clear();
        if (take_key(d, word ? word : "?", value, e) < 0)
            return error_prefix(e, "PARAMETERS['%s']", d->name);
    }
    return check_declaration(d, e) < 0 ? error_prefix(e, "PARAMETERS['%s']", d->name) : 0;
}

/* bool("False") is true: for bool alone, the type does not read its own words. */
static PyObject *read_bool(const char *asked)
{
    static const char *const words[][2] = {
        {"False", "True"}, {"false", "true"}, {"no", "yes"}, {"off", "on"}, {"0", "1"}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (int truth = 0; truth < 2; truth++)
            if (strcmp(asked, words[i][truth]) == 0)
                return PyBool_FromLong(truth);
    return NULL;
}

/* A new reference to what `asked` means, or NULL with the reason. */
static PyObject *read_asked(const struct declaration *d, const char *asked, struct error *e)
{
    PyObject *value = PyBool_Check(d->value)
                          ? read_bool(asked)
                          : PyObject_CallFunction((PyObject *)Py_TYPE(d->value), "s", asked);

    PyErr_Clear();
    if (!value) {
        error_set(e, "parameter '%s': '%s' is not of type %s, which its default has", d->name, asked,
                  type_of(d->value));
        return NULL;
    }
    if (is_allowed(d, value))
        return value;
    Py_DECREF(value);
    char *range = d->low || d->high || d->choices ? range_of(d) : text_format("a finite number");
    error_set(e, d->choices ? "parameter '%s': '%s' is not %s" : "parameter '%s': %s is out of range: %s",
              d->name, asked, range);
    free(range);
    return NULL;
}

/* One parameter: its value in force goes into `values` and into the canonical text. */
static enum work_status take_one(struct work *work, const struct declaration *d, PyObject *values,
                                 const char *asked, struct error *e)
{
    PyObject *value = asked ? read_asked(d, asked, e) : Py_NewRef(d->value);

    if (!value)
        return WORK_USAGE;
    char *text = text_of(value);
    int result = work_note_parameter(work, d->name, text, e);
    free(text);
    if (result == 0 && PyDict_SetItemString(values, d->name, value) < 0)
        result = interpreter_take_exception(e);
    Py_DECREF(value);
    return result == 0 ? WORK_OK : asked ? WORK_USAGE : WORK_FAILED;
}

enum work_status python_parameters_take(struct work *work, PyObject *declared, PyObject *values,
                                        const struct text_list *given, struct error *e)
{
    struct work_requests requests = {.given = given};
    struct declaration d;
    PyObject *name, *said;
    Py_ssize_t at = 0;

    if (declared && !PyDict_Check(declared)) {
        error_set(e, "PARAMETERS is not a dictionary of names and defaults");
        return WORK_FAILED;
    }
    while (declared && PyDict_Next(declared, &at, &name, &said)) {
        if (read_declaration(&d, name, said, e) < 0)
            return WORK_FAILED;
        enum work_status status = take_one(work, &d, values, work_request(&requests, d.name), e);
        if (status != WORK_OK)
            return status;
    }
    if (work_untaken(&requests)) {
        error_set(e, "no parameter takes '%s'; this workload has: %s", work_untaken(&requests),
                  *work->parameters ? work->parameters : "none");
        return WORK_USAGE;
    }
    return WORK_OK;
}

static void put_value(FILE *to, const char *key, PyObject *value)
{
    char *text = value ? text_of(value) : NULL;

    if (text)
        describe_put(to, key, text);
    free(text);
}

void python_parameters_describe(PyObject *declared, FILE *to)
{
    struct declaration d;
    struct error e;
    PyObject *name, *said;
    Py_ssize_t at = 0;

    while (declared && PyDict_Next(declared, &at, &name, &said)) {
        if (read_declaration(&d, name, said, &e) < 0)
            continue;
        describe_put(to, "parameter", d.name);
        describe_put(to, "type", type_of(d.value));
        put_value(to, "default", d.value);
        put_value(to, "low", d.low);
        put_value(to, "high", d.high);
        for (Py_ssize_t i = 0; d.choices && i < PySequence_Fast_GET_SIZE(d.choices); i++)
            put_value(to, "choice", PySequence_Fast_GET_ITEM(d.choices, i));
        put_value(to, "unit", d.unit);
        put_value(to, "help", d.help);
    }
}
