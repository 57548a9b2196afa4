/* A loop in C that calls a small Python function, one of each worker's own.
 *
 * Mechanism: the way into the interpreter and out of it, as a callback from native code takes it: a vectorcall, a frame, a few bytecodes. Flat
 * with a GIL, which is held; free-threaded it should scale with the cores: function, code and globals belong to the worker, and its numbers are
 * small ones, which are immortal from 3.12 on.
 * op: one call of `lambda x: x + 1`.
 */
#include <Python.h>

#include "lines.h"

#define NUMBERS                                                                                              \
    200 /* with their successors among the small whole numbers, which Python makes once and for all */

struct caller {
    PyObject *function;
    unsigned next; /* the number to call it with */
    PyObject *numbers[NUMBERS];
};

static int begin(struct gilscale_worker *worker)
{
    if (lines_state(worker, sizeof(struct caller)) < 0)
        return -1;
    struct caller *caller = worker->state;
    PyObject *globals = PyDict_New();
    caller->function = globals ? PyRun_String("lambda x: x + 1", Py_eval_input, globals, globals) : NULL;
    Py_XDECREF(globals);
    for (long i = 0; i < NUMBERS; i++)
        if (!(caller->numbers[i] = PyLong_FromLong(i)))
            return -1;
    return caller->function ? 0 : -1;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    struct caller *caller = worker->state;

    while (n--) {
        PyObject *answer = PyObject_CallOneArg(caller->function, caller->numbers[caller->next]);
        if (!answer)
            return -1;
        worker->result += (uint64_t)PyLong_AsLong(answer);
        Py_DECREF(answer);
        caller->next = caller->next + 1 == NUMBERS ? 0 : caller->next + 1;
    }
    return 0;
}

static void end(struct gilscale_worker *worker)
{
    struct caller *caller = worker->state;

    for (int i = 0; i < NUMBERS; i++)
        Py_CLEAR(caller->numbers[i]);
    Py_CLEAR(caller->function);
}

/* 1 + 2 + ... + n */
static uint64_t triangle(uint64_t n)
{
    return n * (n + 1) / 2;
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    for (int i = 0; i < cell->workers; i++) {
        uint64_t rounds = workers[i]->ops / NUMBERS, left = workers[i]->ops % NUMBERS;
        if (workers[i]->result != rounds * triangle(NUMBERS) + triangle(left)) {
            strcpy(cell->error, "the sum of a worker's answers is not that of its calls");
            return -1;
        }
    }
    return 0;
}

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .begin = begin, .run = run, .end = end, .check = check);
