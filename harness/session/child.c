#include "session/child.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long a hanging runner may take to print its Python stacks (faulthandler does so on SIGABRT) before it
 * is killed. */
#define LAST_WORDS_NS 2000000000

static void our_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
}

int child_signals_open(struct child_signals *signals, struct error *e)
{
    sigset_t set;

    our_signals(&set);
    signals->received = 0;
    signals->fd = -1;
    if (sigprocmask(SIG_BLOCK, &set, NULL) == 0)
        signals->fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return signals->fd < 0 ? error_set(e, "signalfd: %s", strerror(errno)) : 0;
}

void child_signals_close(struct child_signals *signals)
{
    sigset_t set;

    our_signals(&set);
    close(signals->fd);
    signals->fd = -1;
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    ssize_t ignored = write(
        fd, text, strlen(text)); /* not allowed: then the kernel chooses by size, which is us last, too */
    (void)ignored;
    close(fd);
}

/* In the child, before exec: only calls that are safe there. */
static void become_runner(char *const argv[], int rows, int output, pid_t parent)
{
    const struct rlimit no_core = {0, 0};
    sigset_t none;

    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* the driver died before prctl could tell the kernel to watch it */
        _exit(127);
    setrlimit(RLIMIT_CORE, &no_core);
    write_text("/proc/self/oom_score_adj", "1000");
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGXFSZ, SIG_DFL);

    int nothing = open("/dev/null", O_RDONLY);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
        dup2(output, STDERR_FILENO) < 0)
        _exit(127);
    if (nothing > STDERR_FILENO)
        close(nothing);
    if (rows == CHILD_ROWS_FD)
        fcntl(rows, F_SETFD, 0); /* dup2 onto itself would leave it to be closed by exec */
    else if (dup2(rows, CHILD_ROWS_FD) < 0)
        _exit(127);
    execv(argv[0], argv);
    dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

/* Keeps the last CHILD_TAIL bytes. */
static void keep_tail(char *tail, const char *bytes, size_t length)
{
    if (length > CHILD_TAIL) {
        bytes += length - CHILD_TAIL;
        length = CHILD_TAIL;
    }
    size_t kept = strlen(tail);
    if (kept + length > CHILD_TAIL) {
        size_t drop = kept + length - CHILD_TAIL;
        memmove(tail, tail + drop, kept - drop);
        kept -= drop;
    }
    for (size_t i = 0; i < length; i++)
        tail[kept + i] = bytes[i] ? bytes[i] : ' ';
    tail[kept + length] = '\0';
}

struct watch {
    pid_t pid;
    int pidfd, rows, output; /* -1 when closed */
    struct sample_reader *reader;
    struct child_outcome *outcome;
};

/* At most so many reads at a time, that a workload which prints or sends rows for ever does not keep us from
 * its deadline. It is more than a pipe holds, so once the process has ended nothing that it wrote is left. */
#define READS_AT_ONCE 16

/* Closes the pipe at its end. */
static int drain_rows(struct watch *w, struct error *e)
{
    char bytes[16384];
    ssize_t length;

    for (int i = 0; i < READS_AT_ONCE && w->rows >= 0 && (length = read(w->rows, bytes, sizeof bytes)) != -1;
         i++) {
        if (length == 0) {
            close(w->rows);
            w->rows = -1;
        } else if (sample_reader_feed(w->reader, bytes, (size_t)length, e) < 0) {
            return -1;
        }
    }
    return 0;
}

static void drain_output(struct watch *w)
{
    char bytes[16384];
    ssize_t length = 1;

    for (int i = 0;
         i < READS_AT_ONCE && w->output >= 0 && (length = read(w->output, bytes, sizeof bytes)) > 0; i++)
        keep_tail(w->outcome->tail, bytes, (size_t)length);
    if (length == 0) {
        close(w->output);
        w->output = -1;
    }
}

static void kill_all(const struct watch *w, int signal_number)
{
    kill(-w->pid, signal_number);
    kill(w->pid, signal_number); /* it may not have made its group yet */
}

static int poll_timeout_ms(int64_t deadline_ns)
{
    int64_t left = deadline_ns - clock_now_ns();
    return left <= 0 ? 0 : left > 3600000000000 ? 3600000 : (int)(left / 1000000) + 1;
}

static void take_signal(struct child_signals *signals)
{
    struct signalfd_siginfo info;
    if (read(signals->fd, &info, sizeof info) == sizeof info)
        signals->received = (int)info.ssi_signo;
}

/* Until the process has ended and all its rows are read. */
static int watch_it(struct watch *w, int64_t timeout_ns, struct child_signals *signals, struct error *e)
{
    int64_t deadline = clock_now_ns() + timeout_ns;
    bool told = false;

    w->outcome->end = CHILD_EXITED;
    for (;;) {
        struct pollfd fds[] = {{.fd = w->pidfd, .events = POLLIN},
                               {.fd = w->rows, .events = POLLIN},
                               {.fd = w->output, .events = POLLIN},
                               {.fd = signals->fd, .events = POLLIN}};
        int ready = poll(fds, 4, poll_timeout_ms(deadline));
        if (ready < 0 && errno != EINTR)
            return error_set(e, "poll: %s", strerror(errno));
        drain_output(w);
        if (drain_rows(w, e) < 0)
            return -1;
        if (ready > 0 && fds[0].revents) {
            drain_output(w);
            return drain_rows(w, e); /* what it wrote before it ended; a grandchild may hold the pipe open, so
                                        no waiting for its end */
        }
        if (ready > 0 && fds[3].revents) {
            take_signal(signals);
            w->outcome->end = CHILD_INTERRUPTED;
            kill_all(w, SIGKILL);
        } else if (clock_now_ns() >= deadline) {
            if (w->outcome->end == CHILD_EXITED)
                w->outcome->end = CHILD_TIMED_OUT;
            kill_all(w, told ? SIGKILL : SIGABRT);
            told = true;
            deadline = clock_now_ns() + LAST_WORDS_NS;
        }
    }
}

static int open_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    return fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

int child_run(char *const argv[], int64_t timeout_ns, struct child_signals *signals, sample_on_row on_row,
              void *context, struct child_outcome *outcome, struct error *e)
{
    int rows[2] = {-1, -1}, output[2] = {-1, -1}, status = 0, result = -1;
    struct watch w = {.pid = -1, .pidfd = -1, .rows = -1, .output = -1, .outcome = outcome};
    pid_t us = getpid();

    *outcome = (struct child_outcome){0};
    signals->received = 0;
    w.reader = sample_reader_new("the runner's rows", on_row, context);
    if (open_pipe(rows) < 0 || open_pipe(output) < 0) {
        error_set(e, "pipe: %s", strerror(errno));
        goto out;
    }
    w.pid = fork();
    if (w.pid == 0)
        become_runner(argv, rows[1], output[1], us);
    if (w.pid < 0) {
        error_set(e, "fork: %s", strerror(errno));
        goto out;
    }
    close(rows[1]);
    close(output[1]);
    rows[1] = output[1] = -1;
    w.rows = rows[0];
    w.output = output[0];
    rows[0] = output[0] = -1;
    w.pidfd = pidfd_open(w.pid, 0);
    if (w.pidfd < 0)
        error_set(e, "pidfd_open: %s", strerror(errno));
    else
        result = watch_it(&w, timeout_ns, signals, e);
    kill_all(&w, SIGKILL); /* it, if we failed; and what it started and left */
    waitpid(w.pid, &status, 0);
    if (outcome->end == CHILD_EXITED) {
        outcome->end = WIFSIGNALED(status) ? CHILD_SIGNALLED : CHILD_EXITED;
        outcome->code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    }
out:
    for (int i = 0; i < 2; i++) {
        if (rows[i] >= 0)
            close(rows[i]);
        if (output[i] >= 0)
            close(output[i]);
    }
    if (w.rows >= 0)
        close(w.rows);
    if (w.output >= 0)
        close(w.output);
    if (w.pidfd >= 0)
        close(w.pidfd);
    sample_reader_free(w.reader);
    return result;
}
