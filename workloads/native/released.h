/* released.h - the parameter `held` of native work that an extension would do with the GIL released: 0, the default, releases it around the work
 * of each op, as good extensions do; 1 holds it all along. Free-threaded builds detach and attach where the others release and take the GIL.
 *
 * (held.h is about a share of an op.)
 */
#ifndef GILSCALE_RELEASED_H
#define GILSCALE_RELEASED_H

#include <Python.h>

#include "gilscale_workload.h"

#define RELEASED_PARAMETER                                                                                   \
    {                                                                                                        \
        .name = "held", .value = 0, .low = 0, .high = 1,                                                     \
        .help = "1: the GIL is held all along; 0: it is released around the work"                            \
    }

static inline int released_held(const struct gilscale_worker *worker)
{
    return (int)gilscale_parameter(worker->cell, "held");
}

/* Before the work of an op. Returns what released_end() takes. */
static inline PyThreadState *released_begin(int held)
{
    return held ? NULL : PyEval_SaveThread();
}

static inline void released_end(PyThreadState *saved)
{
    if (saved)
        PyEval_RestoreThread(saved);
}

#endif
