/* pymutex.h - PyMutex for mutex.h, where it is public API: from Python 3.13 on. PYMUTEX_WORKLOAD(parameters, ...) is GILSCALE_WORKLOAD there,
 * and a workload that is skipped on older ones.
 */
#ifndef GILSCALE_PYMUTEX_H
#define GILSCALE_PYMUTEX_H

#include <Python.h>

#if PY_VERSION_HEX >= 0x030D0000
#define MUTEX           PyMutex
#define MUTEX_LOCK(m)   PyMutex_Lock(m)
#define MUTEX_UNLOCK(m) PyMutex_Unlock(m)
#define PYMUTEX_WORKLOAD(list, ...)                                                                          \
    GILSCALE_WORKLOAD(.attachment = GILSCALE_DETACHED, .parameters = list, __VA_ARGS__)
#else
#include "skipped.h"
#define PYMUTEX_WORKLOAD(list, ...) SKIPPED_WORKLOAD(list, "PyMutex is public API from Python 3.13 on")
#endif

#include "mutex.h"

#endif
