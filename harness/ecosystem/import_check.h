/* import_check.h - what importing a library does to a build: does it come in at all, from several threads too, and does it switch the GIL of a
 * free-threaded build back on, by which module?
 *
 * Each way of importing is a fresh process of scripts/import-check.py with a deadline, so that a crash or a hang is an answer like any other.
 * Nothing here is timed: some of them run side by side. What a library says (versions, names of modules, messages) is data of a stranger.
 */
#ifndef GILSCALE_IMPORT_CHECK_H
#define GILSCALE_IMPORT_CHECK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"

enum import_way {
    IMPORT_DEFAULT,  /* as the build does by itself */
    IMPORT_GIL_OFF,  /* with the GIL forced off; free-threaded builds only, as is the last */
    IMPORT_THREADS,  /* by several threads at once */
    IMPORT_COMPILED, /* then each of its compiled modules by itself */
    IMPORT_WAYS
};
extern const char *const import_way_names[IMPORT_WAYS];

enum import_outcome {
    IMPORT_NOT_ASKED,
    IMPORT_OK,
    IMPORT_FAILED, /* an exception */
    IMPORT_CRASHED,
    IMPORT_HUNG,
    IMPORT_MISSING, /* it is not installed */
    IMPORT_OUTCOMES
};
extern const char *const import_outcome_names[IMPORT_OUTCOMES];

struct import_answer {
    enum import_outcome outcome;
    char *detail;              /* of what is not ok: the exception, the signal; or "" */
    int gil_before, gil_after; /* 1 on, 0 off, -1 not known: the process did not live to tell */
    char *enabled_by;          /* the module that switched the GIL on, or "" */
    long compiled;             /* how many compiled modules the package has, but those of its tests */
};

/* Of one library on one build. Owns its strings. */
struct import_check {
    char *build;  /* its tag */
    char *python; /* "3.13.15" */
    bool ft;
    char *version; /* of the library; "" when it is not installed, or is no package */
    char *absent;  /* where it is not installed, what its environment's lock says of it; or "" */
    struct import_answer ways[IMPORT_WAYS];
};

/* Of one library, a build each. Start from {0}. */
struct import_checks {
    struct import_check *items;
    size_t count;
    char *date; /* when they were asked, "2026-11-22T03:10:00+0000"; NULL: not known */
};

/* All borrowed. */
struct import_request {
    const char *root;   /* holds scripts/ */
    const char *python; /* the build's executable */
    const char *library;
    const struct text_list
        *workloads;      /* paths of Python files: what they import of the library is imported, too */
    int64_t deadline_ns; /* of each way */
    int stop_fd;         /* as in process.h */
};

/* Asks one build; sets `version` and `ways` alone. -1 when it was stopped, or the script itself could not do its work. */
int import_check_run(struct import_check *check, const struct import_request *request, struct error *e);

/* The new last one; what it points to is taken. */
void import_checks_add(struct import_checks *checks, const struct import_check *check);
const struct import_check *import_checks_find(const struct import_checks *checks, const char *build);

/* As JSON, and back; a store_writer, whose context is the struct import_checks. -1 when the file is no such thing, with its name. */
int import_checks_write(FILE *to, void *checks);
int import_checks_read(struct import_checks *checks, const char *path, struct error *e);

void import_check_free(struct import_check *check);
void import_checks_free(struct import_checks *checks);

#endif
