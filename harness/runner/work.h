/* work.h - a workload as the crew sees it, whether it is a Python file or a compiled C file.
 *
 * The life of one: load (main thread) -> begin (each worker) -> run, run, run (each worker) -> end (each
 * worker) -> check (main thread). All but run are called attached to the interpreter; run is called attached
 * only if `attached` says so.
 */
#ifndef GILSCALE_WORK_H
#define GILSCALE_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

enum work_status {
    WORK_OK,
    WORK_FAILED,
    WORK_SKIPPED, /* this build or machine cannot run it, and the reason is no fault */
    WORK_WRONG,   /* it ran, and its check says that the work was not done right */
    WORK_USAGE    /* asked for with parameters that it does not have */
};

struct work;

struct work_kind {
    /* Reads the file, makes the shared state. SKIPPED when this build cannot run it, with the reason. */
    enum work_status (*load)(struct work *work, const char *path, const struct text_list *parameters,
                             struct error *e);

    /* Makes one worker's own state, on its own thread. Returns what run() takes, or NULL with an error. */
    void *(*begin)(struct work *work, int index, struct error *e);

    /* The timed part: n ops. Writes to `e` only when it returns -1. */
    int (*run)(void *worker, uint64_t n, struct error *e);

    void (*end)(void *worker);

    /* Was the work done right? `ops[i]` is what worker i did in all. */
    enum work_status (*check)(struct work *work, const uint64_t *ops, struct error *e);
};

struct work {
    const struct work_kind *kind;
    int workers;
    bool attached;
    char parameters[256]; /* canonical, "size=16;held=25", set by load */
    void *self;           /* the kind's own */
};

extern const struct work_kind work_python; /* NAME.py; the contract: workloads/README.md */
extern const struct work_kind work_native; /* NAME.so; the contract: workloads/gilscale_workload.h */

/* Splits "name=value" requests: the value asked for `name`, or NULL. Marks it as taken, so that
 * work_untaken() finds names that no parameter has. */
struct work_requests {
    const struct text_list *given;
    bool taken[64];
};
const char *work_request(struct work_requests *requests, const char *name);

/* The first request that nobody took, or NULL. */
const char *work_untaken(const struct work_requests *requests);

/* Appends "name=value" to the canonical parameters; -1 when they grow too long. */
int work_note_parameter(struct work *work, const char *name, const char *value, struct error *e);

#endif
