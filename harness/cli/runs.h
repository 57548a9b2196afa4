/* runs.h - a folder that holds several runs, one a claim or a library: each measured once, gone on with where it was cut off, and the reason
 * kept where there is none. FOLDER/NAME is a run's own; FOLDER/NAME.reason says why it is not there. And what a page says of all of them.
 */
#ifndef GILSCALE_RUNS_H
#define GILSCALE_RUNS_H

#include "cli/run.h"

/* The folder of all: `given` without slashes at its end, made if need be, or a new one under results/ for a command of this name. Of a dry run
 * NULL. The caller frees. */
int runs_open_folder(char **folder, const char *given, const char *command, bool dry_run, struct error *e);

/* One of them. Start from {.folder, .name, .asked, .names}; all borrowed. */
struct runs_one {
    const char *folder; /* of all; NULL: a dry run, which only describes the cells */
    const char *name;
    const struct run_request *asked; /* settings and the like; its names are not looked at */
    const struct text_list *names;   /* a suite, or workloads: see suites_resolve() */
    /* What came out: */
    size_t bad;          /* invocations that did not end well */
    size_t wrong;        /* of those, the ones whose check failed */
    int interrupted;     /* the signal, or 0 */
    size_t invocations;  /* planned */
    int64_t expected_ns; /* for these */
};

enum { RUNS_MEASURED = 0, RUNS_THERE = 1 };

/* RUNS_THERE when it is there already. -1: it could not be measured. */
int runs_measure(struct runs_one *one, struct error *e);

/* One line, for the page, which may be written another day. The reason read is the caller's to free; NULL when there is none. */
void runs_keep_reason(const char *folder, const char *name, const struct error *why);
char *runs_read_reason(const char *folder, const char *name);

/* What a page says of where a run was made: adds to the lists what they do not have yet, in words; *version, of gilscale, is set where it is NULL. */
void runs_say_facts(const struct facts *facts, struct text_list *machines, struct text_list *builds,
                    char **version);

/* When it began, "2026-11-22T03:10:00+0000", or "". */
const char *runs_date(const struct facts *facts);

/* How many CPUs it could use; 0: not known. */
int runs_cpus(const struct facts *facts);

#endif
