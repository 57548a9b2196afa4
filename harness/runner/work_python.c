/* work_python.c - a workload that is a Python file. What the file may define: workloads/README.md. */
#include <Python.h>

#include "runner/describe.h"
#include "runner/interpreter.h"
#include "runner/work.h"
#include "runner/work_python_declared.h"
#include "runner/work_python_parameters.h"
#include "runner/work_python_phase.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct python_work {
    PyObject *run, *setup, *begin, *stop, *check; /* all but run may be NULL */
    PyObject *declared;                           /* the file's PARAMETERS, or NULL */
    PyObject *values;                             /* cell.parameters */
    PyObject *cell;                               /* the namespace that the file's functions get */
    PyObject *states;                             /* cell.states: one entry a worker */
    Py_ssize_t run_arguments;                     /* run(n) or run(n, state) */
    struct python_worker **workers;
    int count;
};

/* What one worker touches in the timed part; pages of its own thread's making. */
struct python_worker {
    _Alignas(128) PyObject *run;
    PyObject *arguments[3]; /* [0] is scratch space for the callee, then n and state */
    Py_ssize_t run_arguments;
    uint64_t n;     /* what arguments[1] holds */
    uint64_t total; /* of what run() returned, modulo 2^64 */
};

/* Takes the exception that kept the workload from starting; EXIT_MISSING when it is no fault: the file says so, or a module of
 * the build will not be loaded into an interpreter with a GIL of its own. */
static void take_refusal(bool says_so, struct error *e)
{
    interpreter_take_exception(e);
    if (says_so || strstr(e->text, "does not support loading in subinterpreters"))
        e->status = EXIT_MISSING;
}

/* A prefix, so that a workload called json.py does not stand in the way of the library's own module; and a number where the same file is loaded a
 * second time, to run beside itself: each has its own globals. */
static void name_module(const char *path, char name[static 320])
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
    int length = dot ? (int)(dot - base) : (int)strlen(base);

    snprintf(name, 300, "gilscale_workload_%.*s", length, base);
    size_t end = strlen(name);
    for (int i = 2; PyDict_GetItemString(PyImport_GetModuleDict(), name); i++)
        snprintf(name + end, 320 - end, "_%d", i);
}

static PyObject *read_module(const char *path, struct error *e)
{
    PyObject *module = NULL, *code = NULL;
    char *source = NULL, name[320];
    size_t length = 0;

    FILE *file = fopen(path, "re");
    ssize_t read = file ? getdelim(&source, &length, '\0', file) : -1;
    if (!file || ferror(file)) {
        error_set(e, "%s: %s", path, strerror(errno));
        goto out;
    }
    if (read <= 0 || source[read - 1] == '\0') {
        error_set(e, read <= 0 ? "%s: the file is empty; a workload defines run(n)" : "%s: not a text file",
                  path);
        goto out;
    }

    name_module(path, name);
    code = Py_CompileString(source, path, Py_file_input);
    module = code ? PyImport_ExecCodeModuleEx(name, code, path) : NULL;
    if (!module)
        take_refusal(PyErr_ExceptionMatches(PyExc_ModuleNotFoundError) ||
                         PyErr_ExceptionMatches(PyExc_NotImplementedError),
                     e);
out:
    Py_XDECREF(code);
    free(source);
    if (file)
        fclose(file);
    return module;
}

/* Lets a workload import what lies beside it; last, so that nothing there hides the standard library. */
static int add_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    PyObject *search = PySys_GetObject("path");
    PyObject *folder =
        slash ? PyUnicode_DecodeFSDefaultAndSize(path, slash - path) : PyUnicode_FromString(".");
    int result = search && folder ? PyList_Append(search, folder) : -1;
    Py_XDECREF(folder);
    return result;
}

/* A callable attribute, or NULL without an exception when the file does not define it. */
static PyObject *function_of(PyObject *module, const char *name)
{
    PyObject *function = python_declared_value(module, name);

    if (function && !PyCallable_Check(function)) {
        PyErr_Format(PyExc_TypeError, "%s is not a function", name);
        Py_CLEAR(function);
    }
    return function;
}

/* run(n) or run(n, state)? A callable that does not tell (a builtin, a partial) gets both. */
static Py_ssize_t count_arguments(PyObject *run)
{
    PyObject *code = PyObject_GetAttrString(run, "__code__");
    PyObject *count = code ? PyObject_GetAttrString(code, "co_argcount") : NULL;
    Py_ssize_t arguments = count ? PyLong_AsSsize_t(count) : 2;
    PyErr_Clear();
    Py_XDECREF(count);
    Py_XDECREF(code);
    return arguments;
}

/* cell.roles: a name or None for each worker. */
static PyObject *make_roles(const struct work *work)
{
    PyObject *roles = PyList_New(work->workers);

    for (int i = 0; roles && i < work->workers; i++) {
        const char *name = work_role(work, i);
        PyObject *role = name ? PyUnicode_FromString(name) : Py_NewRef(Py_None);
        if (!role || PyList_SetItem(roles, i, role) < 0)
            Py_CLEAR(roles);
    }
    return roles;
}

/* cell.phase, where there are any. */
static int add_phase(struct python_work *self, const struct work *work)
{
    if (!work->phases.count)
        return 0;
    PyObject *phase = python_phase_new(&work->phases);
    int result = phase ? PyObject_SetAttrString(self->cell, "phase", phase) : -1;
    Py_XDECREF(phase);
    return result;
}

static int make_cell(struct python_work *self, const struct work *work)
{
    PyObject *types = PyImport_ImportModule("types");
    self->cell = types ? PyObject_CallMethod(types, "SimpleNamespace", NULL) : NULL;
    Py_XDECREF(types);
    self->states = PyList_New(work->workers);
    PyObject *workers = PyLong_FromLong(work->workers), *roles = make_roles(work);
    PyObject *mode = PyUnicode_FromString(mode_name(work->mode));
    int result = -1;
    if (!self->cell || !self->states || !workers || !roles || !mode)
        goto out;
    for (int i = 0; i < work->workers; i++)
        PyList_SetItem(self->states, i, Py_NewRef(Py_None));
    if (PyObject_SetAttrString(self->cell, "workers", workers) < 0 ||
        PyObject_SetAttrString(self->cell, "roles", roles) < 0 ||
        PyObject_SetAttrString(self->cell, "mode", mode) < 0 ||
        PyObject_SetAttrString(self->cell, "parameters", self->values) < 0 ||
        PyObject_SetAttrString(self->cell, "shared", Py_None) < 0 ||
        PyObject_SetAttrString(self->cell, "states", self->states) < 0 || add_phase(self, work) < 0)
        goto out;
    result = 0;
out:
    Py_XDECREF(mode);
    Py_XDECREF(roles);
    Py_XDECREF(workers);
    return result;
}

static int take_functions(struct python_work *self, PyObject *module, const char *path, struct error *e)
{
    static const char *const names[] = {"run", "setup", "begin", "stop", "check"};
    PyObject **const places[] = {&self->run, &self->setup, &self->begin, &self->stop, &self->check};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        *places[i] = function_of(module, names[i]);
        if (PyErr_Occurred())
            return interpreter_take_exception(e);
    }
    if (!self->run)
        return error_set(e, "%s: defines no run(n)", path);
    self->run_arguments = count_arguments(self->run);
    if (self->run_arguments < 1 || self->run_arguments > 2)
        return error_set(e, "%s: run takes %zd arguments; it should be run(n) or run(n, state)", path,
                         self->run_arguments);
    return 0;
}

static enum work_status python_load(struct work *work, const char *path, const struct text_list *given,
                                    struct error *e)
{
    struct python_work *self = text_grow(NULL, 1, sizeof *self);
    enum work_status status = WORK_FAILED;

    *self = (struct python_work){.count = work->workers, .values = PyDict_New()};
    self->workers = text_grow(NULL, (size_t)work->workers, sizeof *self->workers);
    work->self = self;
    work->attached = true;
    if (!self->values || add_folder(path) < 0) {
        interpreter_take_exception(e);
        return WORK_FAILED;
    }
    PyObject *module = read_module(path, e);
    if (!module)
        return e->status == EXIT_MISSING ? WORK_SKIPPED : WORK_FAILED;
    if (take_functions(self, module, path, e) < 0 || python_declared_take(work, module, path, e) < 0)
        goto out;
    work->stops = self->stop;
    self->declared = python_declared_value(module, "PARAMETERS");
    if (PyErr_Occurred())
        interpreter_take_exception(e);
    else
        status = python_parameters_take(work, self->declared, self->values, given, e);
out:
    Py_DECREF(module); /* sys.modules keeps it */
    return status;
}

static void python_describe(const struct work *work, FILE *to)
{
    const struct python_work *self = work->self;

    if (self->begin)
        describe_put(to, "function", "begin");
    if (self->check)
        describe_put(to, "function", "check");
    describe_put(to, "function", "run");
    if (self->setup)
        describe_put(to, "function", "setup");
    if (self->stop)
        describe_put(to, "function", "stop");
    python_parameters_describe(self->declared, to);
}

static enum work_status python_setup(struct work *work, struct error *e)
{
    struct python_work *self = work->self;

    if (make_cell(self, work) < 0) {
        interpreter_take_exception(e);
        return WORK_FAILED;
    }
    if (!self->setup)
        return WORK_OK;
    PyObject *shared = PyObject_CallOneArg(self->setup, self->cell);
    int result = shared ? PyObject_SetAttrString(self->cell, "shared", shared) : -1;
    Py_XDECREF(shared);
    if (result == 0)
        return WORK_OK;
    take_refusal(PyErr_ExceptionMatches(PyExc_NotImplementedError), e);
    return e->status == EXIT_MISSING ? WORK_SKIPPED : WORK_FAILED;
}

static void *python_begin(struct work *work, int index, struct error *e)
{
    struct python_work *self = work->self;
    struct python_worker *worker = aligned_alloc(_Alignof(struct python_worker), sizeof *worker);
    PyObject *state;

    if (!worker) {
        error_set(e, "out of memory");
        return NULL;
    }
    *worker = (struct python_worker){.run = self->run, .run_arguments = self->run_arguments};
    self->workers[index] = worker;
    if (self->begin)
        state = PyObject_CallFunction(self->begin, "Oi", self->cell, index);
    else
        state = PyObject_GetAttrString(self->cell, "shared");
    if (!state || PyList_SetItem(self->states, index, Py_NewRef(state)) < 0) {
        Py_XDECREF(state);
        take_refusal(PyErr_ExceptionMatches(PyExc_NotImplementedError), e);
        return NULL;
    }
    worker->arguments[2] = state;
    return worker;
}

static int python_run(void *mine, uint64_t n, struct error *e)
{
    struct python_worker *worker = mine;

    if (worker->n != n || !worker->arguments[1]) { /* the first batch, and while the batch is calibrated */
        Py_XDECREF(worker->arguments[1]);
        worker->arguments[1] = PyLong_FromUnsignedLongLong(n);
        worker->n = n;
        if (!worker->arguments[1])
            return interpreter_take_exception(e);
    }
    PyObject *result =
        PyObject_Vectorcall(worker->run, worker->arguments + 1,
                            (size_t)worker->run_arguments | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    if (!result)
        return interpreter_take_exception(e);
    if (PyLong_Check(result))
        worker->total += PyLong_AsUnsignedLongLongMask(result);
    Py_DECREF(result);
    return 0;
}

static int python_stop(struct work *work, struct error *e)
{
    const struct python_work *self = work->self;
    PyObject *none = PyObject_CallOneArg(self->stop, self->cell);

    if (!none) {
        interpreter_take_exception(e);
        return error_prefix(e, "stop");
    }
    Py_DECREF(none);
    return 0;
}

static void python_end(void *mine)
{
    struct python_worker *worker = mine;
    Py_CLEAR(worker->arguments[1]);
    Py_CLEAR(worker->arguments[2]); /* cell.states still holds it, for check() */
}

static enum work_status python_check(struct work *work, const uint64_t *ops, struct error *e)
{
    struct python_work *self = work->self;
    enum work_status status = WORK_FAILED;
    uint64_t total = 0;

    if (!self->check)
        return WORK_OK;
    PyObject *list = PyList_New(work->workers), *sum = NULL, *answer = NULL;
    for (int i = 0; list && i < work->workers; i++) {
        total += self->workers[i]->total;
        PyList_SetItem(list, i, PyLong_FromUnsignedLongLong(ops[i]));
    }
    sum = PyLong_FromLongLong((long long)total);
    if (!list || !sum || PyObject_SetAttrString(self->cell, "ops", list) < 0 ||
        PyObject_SetAttrString(self->cell, "total", sum) < 0) {
        interpreter_take_exception(e);
        goto out;
    }
    answer = PyObject_CallOneArg(self->check, self->cell);
    if (!answer) {
        status = PyErr_ExceptionMatches(PyExc_AssertionError) ? WORK_WRONG : WORK_FAILED;
        interpreter_take_exception(e);
    } else if (answer == Py_None) {
        status = WORK_OK; /* it asserts, and nothing was raised */
    } else {
        int truth = PyObject_IsTrue(answer);
        status = truth > 0 ? WORK_OK : truth == 0 ? WORK_WRONG : WORK_FAILED;
        if (truth < 0)
            interpreter_take_exception(e);
        else if (truth == 0)
            error_set(e, "check() says that the result is wrong (total %lld)", (long long)total);
    }
out:
    Py_XDECREF(answer);
    Py_XDECREF(sum);
    Py_XDECREF(list);
    return status;
}

const struct work_kind work_python = {.load = python_load,
                                      .describe = python_describe,
                                      .setup = python_setup,
                                      .begin = python_begin,
                                      .run = python_run,
                                      .stop = python_stop,
                                      .end = python_end,
                                      .check = python_check};
