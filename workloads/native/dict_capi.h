/* dict_capi.h - PyDict_SetItem on a dictionary's present keys; whose dictionary it is, is the includer's.
 *
 * A worker writes its own keys only, in turn, and with each round over them the next value: so after any number of ops it is known what each key
 * must hold, in a shared dictionary too. The keys are in the dictionary before the first op: it never grows.
 */
#ifndef GILSCALE_DICT_CAPI_H
#define GILSCALE_DICT_CAPI_H

#include <Python.h>

#include "lines.h"

#define DICT_VALUES                                                                                          \
    200 /* small whole numbers, which Python makes once and for all, and which are immortal from 3.12 on */
#define DICT_KEYS                                                                                            \
    {                                                                                                        \
        .name = "keys", .value = 16, .low = 1, .high = 100000, .unit = "keys",                               \
        .help = "keys that a worker writes"                                                                  \
    }

struct dict_writer {
    PyObject *dict; /* a reference of this worker's */
    Py_ssize_t keys, next;
    unsigned value; /* of this round */
    PyObject *values[DICT_VALUES];
    PyObject *key[]; /* keys */
};

/* For begin(): worker i writes the keys i * keys ... */
static inline int dict_writer_new(struct gilscale_worker *worker, PyObject *dict)
{
    Py_ssize_t keys = (Py_ssize_t)gilscale_parameter(worker->cell, "keys");

    if (!dict || lines_state(worker, sizeof(struct dict_writer) + (size_t)keys * sizeof(PyObject *)) < 0)
        return -1;
    struct dict_writer *writer = worker->state;
    writer->dict = Py_NewRef(dict);
    writer->keys = keys;
    writer->value = 1;
    for (unsigned i = 0; i < DICT_VALUES; i++)
        if (!(writer->values[i] = PyLong_FromUnsignedLong(i)))
            return -1;
    for (Py_ssize_t i = 0; i < keys; i++) {
        writer->key[i] = PyLong_FromSsize_t(worker->index * keys + i);
        if (!writer->key[i] || PyDict_SetItem(dict, writer->key[i], writer->values[0]) < 0)
            return -1;
    }
    return 0;
}

static inline int dict_run(struct gilscale_worker *worker, uint64_t n)
{
    struct dict_writer *writer = worker->state;

    worker->result += n; /* values come round again */
    while (n--) {
        if (PyDict_SetItem(writer->dict, writer->key[writer->next], writer->values[writer->value]) < 0)
            return -1;
        if (++writer->next == writer->keys) {
            writer->next = 0;
            writer->value = writer->value + 1 == DICT_VALUES ? 0 : writer->value + 1;
        }
    }
    return 0;
}

static inline int dict_check_worker(const struct dict_writer *writer, uint64_t ops)
{
    uint64_t rounds = ops / (uint64_t)writer->keys, left = ops % (uint64_t)writer->keys;

    for (Py_ssize_t i = 0; i < writer->keys; i++) {
        uint64_t expected = (rounds + ((uint64_t)i < left)) % DICT_VALUES;
        PyObject *value = PyDict_GetItemWithError(writer->dict, writer->key[i]); /* nobody writes any more */
        if (!value || PyLong_AsUnsignedLong(value) != expected)
            return -1;
    }
    return 0;
}

static inline int dict_check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    int result = 0;

    for (int i = 0; i < cell->workers; i++) {
        struct dict_writer *writer = workers[i]->state;
        if (workers[i]->result != workers[i]->ops || dict_check_worker(writer, workers[i]->ops) < 0)
            result = -1;
        Py_CLEAR(writer->dict);
        for (Py_ssize_t k = 0; k < writer->keys; k++)
            Py_CLEAR(writer->key[k]);
        for (int k = 0; k < DICT_VALUES; k++)
            Py_CLEAR(writer->values[k]);
    }
    if (result < 0 && !PyErr_Occurred())
        strcpy(cell->error, "a key does not hold what its worker's number of ops would have put there");
    return result;
}

#endif
