/* work_python_declared.h - what a Python workload says of itself beside its functions and parameters: ROLES, MODES, PHASES,
 * REQUESTS.
 *
 * Main thread, attached. A mistake in them is the file's failure.
 */
#ifndef GILSCALE_WORK_PYTHON_DECLARED_H
#define GILSCALE_WORK_PYTHON_DECLARED_H

#include <Python.h>

#include "runner/work.h"

/* Sets work->roles, modes, phases and requests from the module. -1 with what to write instead. */
int python_declared_take(struct work *work, PyObject *module, const char *path, struct error *e);

/* An attribute, a new reference, or NULL without an exception when the file does not define it. */
PyObject *python_declared_value(PyObject *module, const char *name);

#endif
