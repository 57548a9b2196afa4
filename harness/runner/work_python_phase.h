/* work_python_phase.h - cell.phase, by which a Python workload with PHASES says which part of an op it is in.
 *
 * A function made in C, the same for all workers of an interpreter: cell.phase(i) looks for the calling thread's own phaseclock, and where
 * that is not watched (nobody asked, or the thread is no worker) only returns. Attached.
 */
#ifndef GILSCALE_WORK_PYTHON_PHASE_H
#define GILSCALE_WORK_PYTHON_PHASE_H

#include <Python.h>

#include "record/phases.h"

/* A new reference, or NULL with an exception. It raises ValueError for a number that is no phase's. */
PyObject *python_phase_new(const struct phases *phases);

#endif
