/* refcount.h - Py_INCREF and Py_DECREF of one object, by the build's own inline code.
 *
 * First a thousand references are taken, then they are dropped: so the count itself proves that they were taken, which pairs would not leave a
 * trace of, and reading it costs nothing. The fences make no instruction; they keep the compiler from adding up what it can see through.
 */
#ifndef GILSCALE_REFCOUNT_H
#define GILSCALE_REFCOUNT_H

#include <Python.h>

#include "gilscale_workload.h"

#include <stdatomic.h>

#define REFCOUNT_MOST 1000

/* The number of the n ops whose reference was seen in the count, which is `base` when no worker holds one. Others may hold some meanwhile. */
static inline uint64_t refcount_run(PyObject *object, Py_ssize_t base, uint64_t n)
{
    uint64_t seen = 0;

    while (n) {
        uint64_t taken = n < REFCOUNT_MOST ? n : REFCOUNT_MOST;
        for (uint64_t i = 0; i < taken; i++) {
            Py_INCREF(object);
            atomic_signal_fence(memory_order_seq_cst);
        }
        if (Py_REFCNT(object) >= base + (Py_ssize_t)taken)
            seen += taken;
        for (uint64_t i = 0; i < taken; i++) {
            Py_DECREF(object);
            atomic_signal_fence(memory_order_seq_cst);
        }
        n -= taken;
    }
    return seen;
}

/* An object that no part of Python knows or keeps: neither immortal nor with deferred reference counts. */
static inline PyObject *refcount_object(void)
{
    return PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type);
}

#endif
