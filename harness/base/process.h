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

/* Who follows a program that takes minutes. Lines of its standard output come without the newline, cut at 4 KiB; what stands behind the
 * last newline does not. Ticks come at least five times a second. */
struct process_watcher {
    int stop_fd; /* once it is readable the program is killed with its children; -1: nobody stops it */
    void (*on_line)(void *context, const char *line);
    void (*on_tick)(void *context);
    void *context;
};

/* As process_run() for such a program. *errors gets the end of its standard error, at most 64 KiB (the caller frees, also after a
 * failure). Whether it was stopped shows at stop_fd, from which nothing is read. */
int process_watch(char *const argv[], int64_t timeout_ns, const struct process_watcher *watcher,
                  char **errors, int *exit_code, struct error *e);

#endif
