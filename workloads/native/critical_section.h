/* critical_section.h - a plain counter under an object's critical section, Python 3.13 and later.
 */
#ifndef GILSCALE_CRITICAL_SECTION_H
#define GILSCALE_CRITICAL_SECTION_H

#include <Python.h>

#define CRITICAL_SECTION_MISSING "critical sections are in the C API from Python 3.13 on"

#if PY_VERSION_HEX >= 0x030D0000

#include "lines.h"

#include <stdatomic.h>

struct section {
    PyObject *object;
    uint64_t count; /* guarded by the object's lock, or by the GIL */
};

/* On the main thread or a worker's: the object belongs to it. */
static inline int section_init(struct section *section)
{
    section->object = PyList_New(0);
    return section->object ? 0 : -1;
}

/* With a GIL the section is a pair of braces; the fence, which is no instruction, keeps the additions apart. */
static inline void section_run(struct section *section, uint64_t n)
{
    while (n--) {
        Py_BEGIN_CRITICAL_SECTION(section->object);
        section->count++;
        atomic_signal_fence(memory_order_seq_cst);
        Py_END_CRITICAL_SECTION();
    }
}

#endif
#endif
