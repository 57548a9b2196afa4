/* session.h - runs a plan: one fresh runner process at a time, each with a deadline, every row to disk as it
 * comes.
 *
 * Whatever a workload does (raises, crashes, hangs, leaves by os._exit), its cell gets a row that says so,
 * and the run goes on.
 */
#ifndef GILSCALE_SESSION_H
#define GILSCALE_SESSION_H

#include "base/paths.h"
#include "builds/builds.h"
#include "session/child.h"
#include "session/progress.h"
#include "session/store.h"
#include "suite/plan.h"

/* What one workload is for one build: a file that its runner loads, or the reason why there is none. */
struct session_program {
    char *path;
    char *problem;
};

struct session {
    struct suite *suite; /* calibration fills in batches and parameters */
    const struct plan *plan;
    const struct builds *builds;
    const struct topology *topology;
    const struct paths *paths;
    struct progress *progress;
    struct store *store; /* not needed before session_run */

    char **runners;                   /* one a build */
    struct session_program *programs; /* build * workload_count + workload */
    bool *done;                       /* block * cell_count + order: what a resumed run has already */
    int *misses;                      /* one a cell: how often in a row it did not end well */
    struct child_signals signals;
    size_t bad;      /* invocations that failed, crashed, timed out or were wrong */
    int interrupted; /* the signal, or 0 */
};

/* Compiles what is missing. -1 when a build has no runner; a workload that does not compile becomes rows. */
int session_prepare(struct session *session, struct error *e);

/* Finds the batch of each workload that has none: about suite->batch_ns at one worker, on the first build
 * that can run it. -1 on usage errors (a parameter that does not exist) and when interrupted. */
int session_calibrate(struct session *session, struct error *e);

/* A sample_on_row for store_resume: notes what has been done. The context is the session. */
int session_note_done(void *session, const struct sample *row, size_t line, struct error *e);

/* Runs what is not done yet. 0 also when cells failed or when it was interrupted (see the fields); -1 when it
 * cannot go on. */
int session_run(struct session *session, struct error *e);

void session_free(struct session *session);

#endif
