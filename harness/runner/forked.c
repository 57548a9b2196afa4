#include "runner/forked.h"

#include "runner/crew.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* It only waits; hundreds of them should not need memory for deep calls. */
#define WATCHER_STACK_BYTES (64u << 10)

static void *live(void *member)
{
    member_live(member);
    return NULL;
}

/* A thread of its own, so that its stack is as large as a worker's in the other modes. */
_Noreturn static void live_here(struct crew_member *m, pid_t parent, const pthread_attr_t *attributes)
{
    pthread_t thread;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* it died before we said so */
        _exit(EXIT_CELL_FAILED);
    int code = pthread_create(&thread, attributes, live, m);
    if (code) {
        fprintf(stderr, "gilscale-runner: cannot start a thread: %s\n", strerror(code));
        _exit(EXIT_CELL_FAILED);
    }
    pthread_join(thread, NULL);
    fflush(NULL);
    _exit(EXIT_FINE); /* without finalising Python, as the main process */
}

int forked_make(struct crew_member *m, const pthread_attr_t *attributes, struct error *e)
{
    pid_t parent = getpid();

    fflush(NULL); /* else both would write what is buffered */
    pid_t pid = fork();
    if (pid == 0)
        live_here(m, parent, attributes);
    if (pid < 0)
        return error_set(e, "cannot start worker %d of %d: %s", m->index + 1, m->crew->workers,
                         strerror(errno));
    m->pid = pid;
    return 0;
}

static void note_end(struct crew_member *m, int status)
{
    m->status = WORK_CRASHED;
    if (WIFSIGNALED(status)) {
        const char *name = sigabbrev_np(WTERMSIG(status));
        error_set(&m->why, "worker %d of %d, a process: SIG%s (%s)", m->index + 1, m->crew->workers,
                  name ? name : "?", strsignal(WTERMSIG(status)));
    } else {
        error_set(&m->why, "worker %d of %d, a process, left with exit code %d before it was done",
                  m->index + 1, m->crew->workers, WEXITSTATUS(status));
    }
}

static void *watch(void *argument)
{
    struct crew_member *m = argument;
    int status = 0;

    while (waitpid(m->pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (!atomic_load(&m->finished)) {
        note_end(m, status);
        gate_give_up(m->crew->gate, m->index, &m->why);
        atomic_fetch_add(&m->crew->board->ended, 1);
        crew_ring(m->crew);
    }
    return NULL;
}

int forked_watch(struct crew_member *m, struct error *e)
{
    pthread_attr_t attributes;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, WATCHER_STACK_BYTES);
    int code = pthread_create(&m->thread, &attributes, watch, m);
    pthread_attr_destroy(&attributes);
    if (!code)
        return 0;
    kill(m->pid, SIGKILL);
    waitpid(m->pid, NULL, 0);
    return error_set(e, "cannot watch worker %d of %d: %s", m->index + 1, m->crew->workers, strerror(code));
}
