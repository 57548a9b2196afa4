/* child.h - one runner process, from start to end, whatever it does.
 *
 * The runner gets a process group of its own, so that Ctrl-C reaches only us and a hanging runner is killed
 * with all that it started; it dies with us (PR_SET_PDEATHSIG), so that a killed driver leaves nothing
 * behind; and it is what the kernel kills first when memory runs out. What it prints is read and mostly
 * thrown away, so that no workload can fill a disk or block on a full pipe.
 */
#ifndef GILSCALE_CHILD_H
#define GILSCALE_CHILD_H

#include <stdint.h>

#include "base/error.h"
#include "record/sample.h"

/* Signals of the person at the terminal, as something to poll, and what this person wants to see meanwhile. One per process, made before
 * the first child. */
struct child_signals {
    int fd;       /* readable when SIGINT, SIGTERM or SIGHUP came */
    int received; /* the signal that ended the last child_run, or 0 */
    /* Called once a second while a process runs, and after any other signal; NULL: nobody wakes up for nothing. */
    void (*meanwhile)(void *context);
    void *context;
};
int child_signals_open(struct child_signals *signals, struct error *e);
void child_signals_close(struct child_signals *signals);

enum child_end {
    CHILD_EXITED,     /* code: the exit code */
    CHILD_SIGNALLED,  /* code: the signal */
    CHILD_TIMED_OUT,  /* it was killed */
    CHILD_INTERRUPTED /* we were told to stop, and killed it; see signals->received */
};

#define CHILD_TAIL 8192

struct child_outcome {
    enum child_end end;
    int code;
    char tail[CHILD_TAIL + 1]; /* the last of what it printed on standard output and error */
};

/* One process to run. */
struct child {
    char *const *argv; /* argv[0] is a path */
    int64_t
        timeout_ns; /* it is killed after so long; of several, each has its own time, which runs while it has the turn */
    sample_on_row on_row;         /* gets each row as it comes */
    void *context;                /* for on_row */
    struct child_outcome outcome; /* what became of it */
};

/* Runs them to their end, each with a pipe for rows as file descriptor CHILD_ROWS_FD. Several run in turns (runner/turns.h): each has a socket
 * as CHILD_TURN_FD, one at a time has the turn, and the end of a process, whatever its cause, ends its turn. -1 only when we fail: no process
 * can be made, its rows are no rows, on_row says so. A program that cannot be executed leaves with exit code 127. */
#define CHILD_ROWS_FD 3
#define CHILD_TURN_FD 4
int child_run(struct child *children, size_t count, struct child_signals *signals, struct error *e);

#endif
