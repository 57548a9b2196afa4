/* progress.h - how far the run is, on standard error: one line that renews itself on a terminal, a plain line
 * now and then elsewhere.
 */
#ifndef GILSCALE_PROGRESS_H
#define GILSCALE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
    FILE *to;
    bool live;  /* a terminal that can go back to the start of a line */
    bool quiet; /* nothing but what goes wrong */
    bool shown; /* a live line stands there now */
    size_t total, done;
    int64_t start_ns, last_plain_ns;
    int64_t expected_ns, passed_ns; /* of all steps; of those that are done: for the time that remains */
};

struct progress progress_open(FILE *to, bool quiet);

/* From here on the times count. */
void progress_start(struct progress *p, size_t total, int64_t expected_ns);

/* There are more steps than it seemed. */
void progress_add(struct progress *p, size_t steps, int64_t expected_ns);

/* A step begins; says what it is. */
void progress_show(struct progress *p, const char *what);

/* It ended; `expected_ns` is what it was expected to take. */
void progress_step(struct progress *p, int64_t expected_ns);

/* A sentence that stays, above the live line. Shown even when quiet if `important`. */
void progress_say(struct progress *p, bool important, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Takes the live line away. */
void progress_clear(struct progress *p);

#endif
