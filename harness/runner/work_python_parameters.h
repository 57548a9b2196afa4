/* work_python_parameters.h - the PARAMETERS of a Python workload: what may be asked for, checked, and told.
 *
 * Main thread, attached. What a file declares wrongly is the file's failure; what a person asks for wrongly is a usage error.
 */
#ifndef GILSCALE_WORK_PYTHON_PARAMETERS_H
#define GILSCALE_WORK_PYTHON_PARAMETERS_H

#include <Python.h>

#include "runner/work.h"

/* Fills the dictionary `values` with what is in force: the defaults, and what was given in place of them. `declared` is the file's
 * PARAMETERS, or NULL. */
enum work_status python_parameters_take(struct work *work, PyObject *declared, PyObject *values,
                                        const struct text_list *given, struct error *e);

/* Lines for describe.h, of declarations that python_parameters_take() has found right. */
void python_parameters_describe(PyObject *declared, FILE *to);

#endif
