/* error.h - a sentence for the person at the terminal, carried up to the one place that prints it.
 *
 * Functions that can fail take a `struct error *` owned by the caller, return 0 or -1, and write here what
 * went wrong, where, and what to do about it. Only main prints and exits. Any thread may write its own; none
 * is shared.
 */
#ifndef GILSCALE_ERROR_H
#define GILSCALE_ERROR_H

/* What the program says with its exit code; see results/README.md. */
enum exit_status {
    EXIT_FINE = 0,
    EXIT_REGRESSION = 1,
    EXIT_USAGE = 2,       /* usage or configuration */
    EXIT_MISSING = 3,     /* something that is needed is not on this machine */
    EXIT_CELL_FAILED = 4, /* a cell failed, crashed or timed out */
    EXIT_UNTRUSTED = 5    /* the numbers cannot be trusted */
};

struct error {
    enum exit_status status; /* what main exits with; error_set() makes it EXIT_USAGE */
    char text[1000];         /* no trailing newline; empty: nothing went wrong */
};

/* Both replace the text, and both return -1, so that a failing function ends in `return error_set(e, ...)`.
 */
int error_set(struct error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));
int error_set_status(struct error *e, enum exit_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "prefix: " before the text that is there; returns -1. */
int error_prefix(struct error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
