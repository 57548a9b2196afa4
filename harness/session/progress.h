/* progress.h - how far the run is, on standard error: a few lines that renew themselves on a terminal, a plain line now and then elsewhere.
 *
 *   block 4 of 10  [########............]  38 %  42 s gone, 1m10s left
 *   now     fib on 3.13.15t, 2 workers
 *   so far  fib on 3.13.15, 1 worker: 79.7 k ops/s (71.6 k to 102 k)
 *   1 failed, 3 disturbed, 2 warnings
 *
 * On a narrow terminal less is told, but no number is ever cut. Text that is given is copied; one thread.
 */
#ifndef GILSCALE_PROGRESS_H
#define GILSCALE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* An estimate in so many lengths, the longest first. */
#define PROGRESS_FORMS 4

struct progress {
    FILE *to;
    bool live;    /* a terminal whose lines can be renewed */
    bool colours; /* it shows them */
    bool quiet;   /* nothing but what goes wrong */
    bool
        ticks; /* somebody calls progress_tick() while a step goes on: what changes too often can wait for it */
    char heading[80], now[320], cell[320], estimate[PROGRESS_FORMS][120];
    size_t total, done;
    int64_t opened_ns, start_ns, stepped_ns, last_ns; /* the last: when something was shown */
    int64_t expected_ns, passed_ns,
        skipped_ns;                     /* of all steps; of those that were made, or were not needed */
    size_t disturbed, failed, warnings; /* invocations; sentences */
};

struct progress progress_open(FILE *to, bool quiet);

/* Another part of the work begins: so many steps. `expected_ns` is what they should take together; 0: nobody knows, and no time that
 * remains is told. */
void progress_start(struct progress *p, size_t total, int64_t expected_ns);

/* There are more steps than it seemed. */
void progress_add(struct progress *p, size_t steps, int64_t expected_ns);

/* Where we are, in a word or two, from the next renewal on: "block 4 of 10". */
void progress_heading(struct progress *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A step begins; says what it is. */
void progress_show(struct progress *p, const char *what);

/* It ended, or is not needed; `expected_ns` is what it was expected to take. */
void progress_step(struct progress *p, int64_t expected_ns);
void progress_skip(struct progress *p, int64_t expected_ns);

/* What a cell has come to so far, from the next renewal on: the longest form that the terminal has room for is shown, or none. */
void progress_estimate(struct progress *p, const char *cell, char *const forms[PROGRESS_FORMS]);

/* Time goes by: renews the lines when it has been a while or the terminal was resized. Cheap otherwise; `progress` is a struct progress. */
void progress_tick(void *progress);

/* A sentence that stays, above the live lines. Shown even when quiet if `important`. */
void progress_say(struct progress *p, bool important, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* An important one that begins with "warning: ", and is counted. */
void progress_warn(struct progress *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Takes the live lines away; until the next part begins there are none. */
void progress_clear(struct progress *p);

#endif
