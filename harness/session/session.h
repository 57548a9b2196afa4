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
    bool missing; /* the problem is something that is not on this machine: no fault of the workload's */
};

/* What a cell has come to so far. */
struct session_cell {
    bool *done; /* by block: what a resumed run has already */
    long done_count;
    int misses;    /* how often in a row it did not end well; what came out wrong neither adds nor resets */
    bool wrong;    /* its last one came out wrong */
    double *rates; /* of the invocations that count */
    long *blocks;  /* of each of these */
    size_t rate_count;
    double fastest_hz; /* the CPUs' clock, of all its invocations; 0: not shown */
};

struct session {
    struct suite *suite; /* calibration fills in batches and parameters */
    struct plan *plan;   /* the pilot decides how long its cells' invocations are */
    const struct builds *builds;
    const struct topology *topology;
    const struct paths *paths;
    struct progress *progress;
    struct store *store; /* not needed before session_run */

    char *topology_file; /* for the runners, or NULL: they read the machine's themselves; owned */
    char **runners;      /* one a build */
    struct session_program *programs; /* see session_program() */
    struct session_cell *cells;       /* what is known of each so far */
    struct child_signals signals;
    size_t bad;      /* invocations that failed, crashed, timed out or were wrong */
    size_t wrong;    /* of those, the wrong ones */
    int interrupted; /* the signal, or 0 */
};

/* What a suite's work is for one build. Work is a workload of the suite by its number, or from workload_count on a group beside. */
size_t session_work_count(const struct suite *suite);
struct suite_workload *session_work(struct suite *suite, size_t work);
struct session_program *session_program(const struct session *session, size_t build, size_t work);

/* The one that a cell cannot do without and does not have, else that of its workload. */
const struct session_program *session_program_of(const struct session *session, const struct cell *cell);

/* Compiles what is missing. -1 when a build has no runner; a workload that does not compile becomes rows. */
int session_prepare(struct session *session, struct error *e);

/* Finds the batch of each workload that has none: about suite->batch_ns at one worker, on the first build
 * that can run it. -1 on usage errors (a parameter that does not exist) and when interrupted. */
int session_calibrate(struct session *session, struct error *e);

/* Decides how long an invocation of each cell is, where the suite leaves that to us (SUITE_AUTO): fills in the plan's cells from a pilot
 * (suite/dimension.h) and leaves pilot.csv in the folder; session_pilot_read() takes it from there, for a run that goes on. -1 also when
 * interrupted. */
int session_pilot(struct session *session, struct error *e);
int session_pilot_read(struct session *session, const char *folder, struct error *e);

/* A sample_on_row for store_resume: notes what has been done. The context is the session. */
int session_note_done(void *session, const struct sample *row, size_t line, struct error *e);

/* Runs what is not done yet: the plan's blocks, and with `until` more of them for as long as an interval is too wide and the budget lasts.
 * A workload whose cells are all narrow leaves; so do not its builds or numbers of workers one by one, as they are compared with each
 * other. 0 also when cells failed or when it was interrupted (see the fields); -1 when it cannot go on. */
int session_run(struct session *session, struct error *e);

/* A cell to a person: "fib on 3.13.15t, gc=off, 2 workers", "... 4 processes", "fib on 3.13.15t, gil on, 1 worker". The caller frees. */
char *session_label(const struct session *session, const struct cell *cell);

/* Half of the interval of the cell's median rate, as a share of that; NAN with too few invocations for an interval. */
double session_half_width(const struct session *session, size_t cell);

void session_free(struct session *session);

#endif
