/* process.h - runs a helper program to its end and takes what it says. No shell: arguments are data.
 */
#ifndef GILSCALE_PROCESS_H
#define GILSCALE_PROCESS_H

#include <stdint.h>

#include "base/error.h"

/* Runs argv[0] (looked up on PATH when it has no slash) with no standard input. *out gets its standard output
 * (the caller frees it, also after a failure that started the program; at most 1 MiB is kept), the error gets
 * the last line of standard error. 0 only for exit code 0 within `timeout_ns`; a program that takes longer is
 * killed with its children. *exit_code, when asked for, gets the exit code or -1. */
int process_run(char *const argv[], int64_t timeout_ns, char **out, int *exit_code, struct error *e);

#endif
