/* work_native.c - a workload that is a shared object made from a C file. Its contract:
 * workloads/gilscale_workload.h. */
#include <Python.h>

#include "gilscale_workload.h"
#include "runner/describe.h"
#include "runner/interpreter.h"
#include "runner/phaseclock.h"
#include "runner/work.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_PARAMETERS 32

struct native_work {
    const struct gilscale_workload *workload;
    struct gilscale_cell cell;
    struct gilscale_parameter parameters[MOST_PARAMETERS + 1];
    struct gilscale_worker **contract; /* as check() wants them */
    struct native_worker **workers;
    PyObject *breath; /* an empty Python function, for attached workloads */
};

/* On cache lines of its own: run() adds to result. */
struct native_worker {
    _Alignas(128) struct gilscale_worker contract;
    const struct native_work *work;
    int phases;         /* how many there are */
    bool phase_unknown; /* gilscale_phase() was given a number that is none: */
    int unknown_phase;
};

/* An exception if one is set, else the sentence that the workload left. */
static int explain(const char *sentence, struct error *e)
{
    if (PyErr_Occurred())
        return interpreter_take_exception(e);
    return error_set(e, "%s", *sentence ? sentence : "failed without saying why");
}

/* What the file declares; a mistake in it is the file's failure. */
static int check_declarations(const struct gilscale_workload *workload, struct error *e)
{
    size_t count = 0;

    for (const struct gilscale_parameter *p = workload->parameters; p && p->name; p++) {
        if (++count > MOST_PARAMETERS)
            return error_set(e, "more than %d parameters", MOST_PARAMETERS);
        if (p->value < p->low || p->value > p->high)
            return error_set(
                e, "parameter '%s': its default %" PRId64 " is out of range: %" PRId64 " to %" PRId64,
                p->name, p->value, p->low, p->high);
    }
    return 0;
}

_Static_assert(GILSCALE_THREADS == MODE_BIT(MODE_THREADS) && GILSCALE_PROCESSES == MODE_BIT(MODE_PROCESSES) &&
                   GILSCALE_SUBINTERPRETERS == MODE_BIT(MODE_SUBINTERPRETERS),
               "the contract's modes are the runner's");

static int take_modes(struct work *work, const struct gilscale_workload *workload, struct error *e)
{
    work->modes = workload->modes ? workload->modes : MODE_ALL;
    if (work->modes & ~MODE_ALL)
        return error_set(e,
                         ".modes is 0x%x; it is a sum of GILSCALE_THREADS, GILSCALE_PROCESSES and "
                         "GILSCALE_SUBINTERPRETERS",
                         work->modes);
    if (!(work->modes & GILSCALE_THREADS))
        return error_set(e, ".modes lacks GILSCALE_THREADS, which every workload admits; without .modes, it "
                            "admits all modes");
    return 0;
}

static int take_roles(struct work *work, const struct gilscale_workload *workload, struct error *e)
{
    for (const char *const *role = workload->roles; role && *role; role++)
        text_list_add(&work->roles, *role);
    if (workload->roles && work->roles.count < 2)
        return error_set(e, ".roles names fewer than two; where all workers do the same it is left out");
    return 0;
}

static int take_phases(struct work *work, const struct gilscale_workload *workload, struct error *e)
{
    for (const char *const *phase = workload->phases; phase && *phase; phase++)
        if (phases_name(&work->phases, *phase, e) < 0)
            return error_prefix(e, ".phases");
    if (workload->phases && work->phases.count < PHASES_LEAST)
        return error_set(e, ".phases names fewer than %d; where an op has one part it is left out",
                         PHASES_LEAST);
    return 0;
}

/* The contract is the first member. */
static void mark_phase(struct gilscale_worker *contract, int phase)
{
    struct native_worker *worker = (struct native_worker *)contract;

    if (phase >= 0 && phase < worker->phases) {
        phaseclock_mark(phase);
    } else {
        worker->phase_unknown = true;
        worker->unknown_phase = phase;
    }
}

/* Of a batch that has ended well so far. */
static int check_phases(const struct native_worker *worker, struct error *e)
{
    if (!worker->phase_unknown)
        return 0;
    return error_set(e, "gilscale_phase(%d): .phases has %d, from 0", worker->unknown_phase, worker->phases);
}

static int take_parameters(struct work *work, const struct text_list *given, struct error *e)
{
    struct native_work *self = work->self;
    struct work_requests requests = {.given = given};
    size_t count = 0;

    for (const struct gilscale_parameter *p = self->workload->parameters; p && p->name; p++) {
        char text[32];
        long value = p->value;
        const char *asked = work_request(&requests, p->name);
        if (asked && text_to_int(asked, p->low, p->high, &value, e) < 0)
            return error_prefix(e, "parameter '%s'", p->name);
        self->parameters[count] = *p;
        self->parameters[count++].value = value;
        snprintf(text, sizeof text, "%ld", value);
        if (work_note_parameter(work, p->name, text, e) < 0)
            return -1;
    }
    if (work_untaken(&requests))
        return error_set(e, "no parameter takes '%s'; this workload has: %s", work_untaken(&requests),
                         *work->parameters ? work->parameters : "none");
    return 0;
}

/* A native loop holds the GIL between two batches as well, and a thread that asks for it would wait for ever.
 * Bytecode answers such a request when a function is entered; so between batches an attached workload enters
 * an empty one. */
static PyObject *make_breath(void)
{
    PyObject *globals = PyDict_New();
    PyObject *function = globals ? PyRun_String("lambda: None", Py_eval_input, globals, globals) : NULL;
    Py_XDECREF(globals);
    return function;
}

static enum work_status native_load(struct work *work, const char *path, const struct text_list *given,
                                    struct error *e)
{
    struct native_work *self = text_grow(NULL, 1, sizeof *self);
    *self = (struct native_work){.cell = {.workers = work->workers}};
    self->contract = text_grow(NULL, (size_t)work->workers, sizeof(void *));
    self->workers = text_grow(NULL, (size_t)work->workers, sizeof(void *));
    self->cell.parameters = self->parameters;
    work->self = self;

    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        /* The file is there, so what is not there is a library that it needs. */
        const char *why = dlerror();
        error_set(e, "cannot load: %s", why);
        return access(path, R_OK) == 0 && strstr(why, "cannot open shared object") ? WORK_SKIPPED
                                                                                   : WORK_FAILED;
    }
    self->workload = dlsym(library, "gilscale_workload");
    if (!self->workload) {
        error_set(e, "%s: defines no workload; end the file with GILSCALE_WORKLOAD(.run = run);", path);
        return WORK_FAILED;
    }
    if (self->workload->abi != GILSCALE_WORKLOAD_ABI || !self->workload->run) {
        error_set(e, "%s: %s", path,
                  self->workload->run ? "compiled for another gilscale" : "its run is NULL");
        return WORK_FAILED;
    }
    work->attached = self->workload->attachment == GILSCALE_ATTACHED;
    work->stops = self->workload->stop;
    work->requests = self->workload->requests;
    if (check_declarations(self->workload, e) < 0 || take_roles(work, self->workload, e) < 0)
        return WORK_FAILED;
    if (take_modes(work, self->workload, e) < 0 || take_phases(work, self->workload, e) < 0) {
        error_prefix(e, "%s", path);
        return WORK_FAILED;
    }
    return take_parameters(work, given, e) < 0 ? WORK_USAGE : WORK_OK;
}

static void put_number(FILE *to, const char *key, int64_t value)
{
    char text[32];

    snprintf(text, sizeof text, "%" PRId64, value);
    describe_put(to, key, text);
}

static void native_describe(const struct work *work, FILE *to)
{
    const struct gilscale_workload *w = ((const struct native_work *)work->self)->workload;

    if (w->begin)
        describe_put(to, "function", "begin");
    if (w->check)
        describe_put(to, "function", "check");
    describe_put(to, "function", "run");
    if (w->setup)
        describe_put(to, "function", "setup");
    if (w->stop)
        describe_put(to, "function", "stop");
    for (const struct gilscale_parameter *p = w->parameters; p && p->name; p++) {
        describe_put(to, "parameter", p->name);
        describe_put(to, "type", "int");
        put_number(to, "default", p->value);
        put_number(to, "low", p->low);
        put_number(to, "high", p->high);
        if (p->unit)
            describe_put(to, "unit", p->unit);
        if (p->help)
            describe_put(to, "help", p->help);
    }
}

static enum work_status native_setup(struct work *work, struct error *e)
{
    struct native_work *self = work->self;

    self->breath = make_breath();
    if (!self->breath) {
        interpreter_take_exception(e);
        return WORK_FAILED;
    }
    int code = self->workload->setup ? self->workload->setup(&self->cell) : 0;
    if (code) {
        explain(self->cell.error, e);
        return code == GILSCALE_SKIP ? WORK_SKIPPED : code == GILSCALE_USAGE ? WORK_USAGE : WORK_FAILED;
    }
    return WORK_OK;
}

static void *native_begin(struct work *work, int index, struct error *e)
{
    struct native_work *self = work->self;
    struct native_worker *worker = aligned_alloc(_Alignof(struct native_worker), sizeof *worker);

    if (!worker) {
        error_set(e, "out of memory");
        return NULL;
    }
    *worker = (struct native_worker){
        .contract = {.cell = &self->cell, .index = index, .role = work_role(work, index), .mark = mark_phase},
        .work = self,
        .phases = work->phases.count};
    self->workers[index] = worker;
    self->contract[index] = &worker->contract;
    int code = self->workload->begin ? self->workload->begin(&worker->contract) : 0;
    if (code) {
        explain(worker->contract.error, e);
        if (code == GILSCALE_SKIP)
            e->status = EXIT_MISSING;
        return NULL;
    }
    return worker;
}

static int native_run(void *mine, uint64_t n, struct error *e)
{
    struct native_worker *worker = mine;
    const struct native_work *self = worker->work;

    if (self->workload->attachment == GILSCALE_DETACHED) {
        if (self->workload->run(&worker->contract, n))
            return error_set(e, "%s",
                             *worker->contract.error ? worker->contract.error : "failed without saying why");
        return check_phases(worker, e);
    }
    if (self->workload->run(&worker->contract, n))
        return explain(worker->contract.error, e);
    PyObject *none = PyObject_CallNoArgs(self->breath);
    if (!none)
        return interpreter_take_exception(e);
    Py_DECREF(none);
    return check_phases(worker, e);
}

static int native_stop(struct work *work, struct error *e)
{
    struct native_work *self = work->self;

    if (!self->workload->stop(&self->cell))
        return 0;
    explain(self->cell.error, e);
    return error_prefix(e, "stop");
}

static void native_end(void *mine)
{
    struct native_worker *worker = mine;
    if (worker->work->workload->end)
        worker->work->workload->end(&worker->contract);
}

static enum work_status native_check(struct work *work, const uint64_t *ops, struct error *e)
{
    struct native_work *self = work->self;

    if (!self->workload->check)
        return WORK_OK;
    for (int i = 0; i < work->workers; i++)
        self->contract[i]->ops = ops[i];
    if (self->workload->check(&self->cell, self->contract)) {
        explain(self->cell.error, e);
        return WORK_WRONG;
    }
    return WORK_OK;
}

const struct work_kind work_native = {.load = native_load,
                                      .describe = native_describe,
                                      .setup = native_setup,
                                      .begin = native_begin,
                                      .run = native_run,
                                      .stop = native_stop,
                                      .end = native_end,
                                      .check = native_check};
