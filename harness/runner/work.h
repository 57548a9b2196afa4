/* work.h - a workload as the crew sees it, whether it is a Python file or a compiled C file.
 *
 * The life of one: load -> setup (main thread) -> begin (each worker) -> run, run, run (each worker) -> stop (main
 * thread, while they still run) -> end (each worker) -> check (main thread). All but run are called attached to the
 * interpreter; run is called attached only if `attached` says so.
 */
#ifndef GILSCALE_WORK_H
#define GILSCALE_WORK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"
#include "record/phases.h"
#include "runner/mode.h"

enum work_status {
    WORK_OK,
    WORK_FAILED,
    WORK_SKIPPED, /* this build or machine cannot run it, and the reason is no fault */
    WORK_WRONG,   /* it ran, and its check says that the work was not done right */
    WORK_CRASHED, /* a process of its crew was killed, or left before it was done */
    WORK_USAGE    /* asked for with parameters that it does not have */
};

struct work;

struct work_kind {
    /* Reads the file: what it defines, its parameters, its roles. SKIPPED when this build cannot run it, with the
     * reason. */
    enum work_status (*load)(struct work *work, const char *path, const struct text_list *parameters,
                             struct error *e);

    /* What was loaded, a key=value a line; see describe.h. */
    void (*describe)(const struct work *work, FILE *to);

    /* Makes the shared state. SKIPPED as above, USAGE when parameters do not go together. */
    enum work_status (*setup)(struct work *work, struct error *e);

    /* Makes one worker's own state, on its own thread. Returns what run() takes, or NULL with an error, whose status
     * is EXIT_MISSING when this build cannot run it. */
    void *(*begin)(struct work *work, int index, struct error *e);

    /* The timed part: n ops. Writes to `e` only when it returns -1. */
    int (*run)(void *worker, uint64_t n, struct error *e);

    /* Wakes workers that wait for each other. Called only when the work says that it `stops`. */
    int (*stop)(struct work *work, struct error *e);

    void (*end)(void *worker);

    /* Was the work done right? `ops[i]` is what worker i did in all. */
    enum work_status (*check)(struct work *work, const uint64_t *ops, struct error *e);
};

struct work {
    const struct work_kind *kind;
    int workers;    /* of this cell: 1 where each member of a crew is a cell of its own */
    enum mode mode; /* how the crew's members exist; what cell.mode says */

    /* From here on load sets it. */
    bool attached, stops;
    bool requests;        /* an op is a request, to be timed one by one */
    unsigned modes;       /* the MODE_BITs of the modes that the file admits; work_fit_mode() knows more */
    char parameters[256]; /* canonical, "size=16;held=25" */
    struct text_list roles;
    struct phases phases; /* their names; none: an op has no parts */
    void *self;           /* the kind's own */
};

extern const struct work_kind work_python; /* NAME.py; the contract: workloads/README.md */
extern const struct work_kind work_native; /* NAME.so; the contract: workloads/gilscale_workload.h */
const struct work_kind *work_kind_of(const char *path);

/* SKIPPED, with the reason, when the workload has roles and these workers cannot share them evenly. One worker always
 * can: it does all of it. */
enum work_status work_fit_roles(const struct work *work, struct error *e);

/* SKIPPED, with the reason, when the workload cannot run where its workers exist in this way: its file restricts it, or
 * its workers need each other. Threads always fit. */
enum work_status work_fit_mode(const struct work *work, enum mode mode, struct error *e);

/* What worker `index` does; NULL without roles, and for the only worker. */
const char *work_role(const struct work *work, int index);

/* Splits "name=value" requests: the value asked for `name`, or NULL. Marks it as taken, so that
 * work_untaken() finds names that no parameter has. */
struct work_requests {
    const struct text_list *given;
    bool taken[64];
};
const char *work_request(struct work_requests *requests, const char *name);

/* The first request that nobody took, or NULL. */
const char *work_untaken(const struct work_requests *requests);

/* Appends "name=value" to the canonical parameters; -1 when they grow too long, or the value holds what separates them. */
int work_note_parameter(struct work *work, const char *name, const char *value, struct error *e);

#endif
