/* run.h - puts the rooms together for one run: suite, builds, machine, plan, session, store.
 */
#ifndef GILSCALE_RUN_H
#define GILSCALE_RUN_H

#include <stdio.h>

#include "base/paths.h"
#include "builds/builds.h"
#include "cli/results.h"
#include "machine/quota.h"
#include "session/session.h"
#include "suite/plan.h"

/* The command line, taken apart. Strings belong to argv; lists are owned. */
struct run_request {
    struct text_list names;            /* suites and workloads */
    struct text_list settings, values; /* pairs, in the order given */
    struct text_list parameters;       /* "size=16" */
    const char *output, *resume, *baseline;
    enum results_format format; /* of what is printed at the end */
    bool dry_run, quiet;
    int argc;
    char **argv; /* for the record */
};

struct run {
    struct paths paths;
    struct suite suite;
    struct builds builds;
    struct topology topology;
    struct quota quota;
    struct plan plan;
    struct progress progress;
    struct session session;
    struct store store;
};

/* Decides everything: builds, seed, cells. Runs nothing. */
int run_plan(struct run *run, const struct run_request *request, struct error *e);

/* For --dry-run: the cells, and how long they should take. */
void run_describe(const struct run *run, FILE *to);

/* What all of its cells should take. */
int64_t run_expected_ns(const struct run *run);

/* Compiles, calibrates, measures; leaves the folder. See run->session for what became of it. */
int run_measure(struct run *run, const struct run_request *request, struct error *e);

/* Now, as environment.csv has a run's beginning: "2026-11-22T03:10:00+0000". The caller frees. */
char *run_stamp(void);

void run_free(struct run *run);

#endif
