#include "session/child.h"

#include "base/clock.h"
#include "base/text.h"

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
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long a hanging runner may take to print its Python stacks (faulthandler does so on SIGABRT) before it
 * is killed. */
#define LAST_WORDS_NS 2000000000

#define TICK_NS 1000000000

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

/* Out of the way of the numbers that it will get. */
static int aside(int fd)
{
    return fcntl(fd, F_DUPFD_CLOEXEC, CHILD_TURN_FD + 1);
}

/* In the child, before exec: only calls that are safe there. `turn` may be -1. */
static void become_runner(char *const argv[], int rows, int output, int turn, pid_t parent)
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

    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    rows = aside(rows);
    output = aside(output);
    if (turn >= 0)
        turn = aside(turn);
    if (dup2(nothing, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
        dup2(output, STDERR_FILENO) < 0 || dup2(rows, CHILD_ROWS_FD) < 0 ||
        (turn >= 0 && dup2(turn, CHILD_TURN_FD) < 0))
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
    struct child *child;
    pid_t pid;                     /* -1: not started, or ended and waited for */
    int pidfd, rows, output, turn; /* -1 when closed */
    int64_t left_ns;               /* of its time; runs while it has the turn */
    bool told;                     /* to end, and given a moment for last words */
    struct sample_reader *reader;
};

struct watches {
    struct watch *items;
    size_t count, living;
    size_t on_turn; /* who works now, or all do when they take no turns */
    int64_t since_ns, ticked_ns;
    struct child_signals *signals;
};

/* At most so many reads at a time, that a workload which prints or sends rows for ever does not keep us from
 * its deadline. It is more than a pipe holds, so once the process has ended nothing that it wrote is left. */
#define READS_AT_ONCE 16

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Closes the pipe at its end. */
static int drain_rows(struct watch *w, struct error *e)
{
    char bytes[16384];
    ssize_t length;

    for (int i = 0; i < READS_AT_ONCE && w->rows >= 0 && (length = read(w->rows, bytes, sizeof bytes)) != -1;
         i++) {
        if (length == 0)
            close_fd(&w->rows);
        else if (sample_reader_feed(w->reader, bytes, (size_t)length, e) < 0)
            return -1;
    }
    return 0;
}

static void drain_output(struct watch *w)
{
    char bytes[16384];
    ssize_t length = 1;

    for (int i = 0;
         i < READS_AT_ONCE && w->output >= 0 && (length = read(w->output, bytes, sizeof bytes)) > 0; i++)
        keep_tail(w->child->outcome.tail, bytes, (size_t)length);
    if (length == 0)
        close_fd(&w->output);
}

static void kill_all(const struct watch *w, int signal_number)
{
    kill(-w->pid, signal_number);
    kill(w->pid, signal_number); /* it may not have made its group yet */
}

static int poll_timeout_ms(int64_t left)
{
    return left <= 0 ? 0 : left > 3600000000000 ? 3600000 : (int)(left / 1000000) + 1;
}

static void give_turn(struct watches *all, size_t to)
{
    const char turn = 0;
    int64_t now = clock_now_ns();

    all->items[all->on_turn].left_ns -= now - all->since_ns;
    all->since_ns = now;
    all->on_turn = to;
    /* One that has just died cannot take it; its end hands it on. */
    if (all->items[to].turn >= 0)
        send(all->items[to].turn, &turn, 1, MSG_NOSIGNAL);
}

static void next_turn(struct watches *all)
{
    size_t next = all->on_turn;

    if (!all->living)
        return;
    do
        next = (next + 1) % all->count;
    while (all->items[next].pid < 0);
    give_turn(all, next);
}

/* What it left behind, and how it went. */
static void take_end(struct watch *w)
{
    struct child_outcome *outcome = &w->child->outcome;
    int status = 0;

    kill_all(w, SIGKILL); /* it, if we failed; and what it started and left */
    waitpid(w->pid, &status, 0);
    w->pid = -1;
    if (outcome->end == CHILD_EXITED) {
        outcome->end = WIFSIGNALED(status) ? CHILD_SIGNALLED : CHILD_EXITED;
        outcome->code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    }
}

/* Takes what one has to say; hands on the turn when it is done with it. */
static int look_after(struct watches *all, size_t i, bool ended, struct error *e)
{
    struct watch *w = &all->items[i];
    char done;

    drain_output(w);
    if (drain_rows(w, e) < 0)
        return -1;
    if (w->turn >= 0 && recv(w->turn, &done, 1, MSG_DONTWAIT) == 1 && all->on_turn == i)
        next_turn(all);
    if (!ended)
        return 0;
    drain_output(
        w); /* what it wrote before it ended; a grandchild may hold the pipe open, so no waiting for its end */
    if (drain_rows(w, e) < 0)
        return -1;
    take_end(w);
    all->living--;
    if (all->on_turn == i)
        next_turn(all);
    return 0;
}

static void take_signal(struct watches *all)
{
    struct signalfd_siginfo info;

    if (read(all->signals->fd, &info, sizeof info) == sizeof info)
        all->signals->received = (int)info.ssi_signo;
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].pid >= 0) {
            all->items[i].child->outcome.end = CHILD_INTERRUPTED;
            kill_all(&all->items[i], SIGKILL);
        }
}

static void end_the_late(struct watches *all)
{
    struct watch *w = &all->items[all->on_turn];

    if (w->child->outcome.end == CHILD_EXITED)
        w->child->outcome.end = CHILD_TIMED_OUT;
    kill_all(w, w->told ? SIGKILL : SIGABRT);
    w->told = true;
    all->since_ns = clock_now_ns();
    w->left_ns = LAST_WORDS_NS;
}

/* The time until we have something to do without being told: `left`, or less. */
static int64_t until_tick(struct watches *all, int64_t left)
{
    struct child_signals *signals = all->signals;

    if (!signals->meanwhile)
        return left;
    int64_t now = clock_now_ns();
    if (now - all->ticked_ns >= TICK_NS) {
        all->ticked_ns = now;
        signals->meanwhile(signals->context);
    }
    int64_t tick = all->ticked_ns + TICK_NS - now;
    return tick < left ? tick : left;
}

/* Until all processes have ended and all their rows are read. */
static int watch_them(struct watches *all, struct error *e)
{
    struct pollfd *fds = text_grow(NULL, 4 * all->count + 1, sizeof *fds);
    int result = 0;

    while (all->living && result == 0) {
        for (size_t i = 0; i < all->count; i++) {
            const struct watch *w = &all->items[i];
            bool lives = w->pid >= 0;
            fds[4 * i] = (struct pollfd){.fd = lives ? w->pidfd : -1, .events = POLLIN};
            fds[4 * i + 1] = (struct pollfd){.fd = lives ? w->rows : -1, .events = POLLIN};
            fds[4 * i + 2] = (struct pollfd){.fd = lives ? w->output : -1, .events = POLLIN};
            fds[4 * i + 3] =
                (struct pollfd){.fd = lives && i == all->on_turn ? w->turn : -1, .events = POLLIN};
        }
        struct pollfd *signals = &fds[4 * all->count];
        *signals = (struct pollfd){.fd = all->signals->fd, .events = POLLIN};
        int64_t left = all->items[all->on_turn].left_ns - (clock_now_ns() - all->since_ns);
        int ready = poll(fds, 4 * all->count + 1, poll_timeout_ms(until_tick(all, left)));
        if (ready < 0 && errno != EINTR)
            result = error_set(e, "poll: %s", strerror(errno));
        else if (ready < 0)
            all->ticked_ns = 0;
        for (size_t i = 0; i < all->count && ready >= 0 && result == 0; i++)
            if (all->items[i].pid >= 0)
                result = look_after(all, i, fds[4 * i].revents != 0, e);
        if (result < 0 || !all->living)
            break;
        if (ready > 0 && signals->revents)
            take_signal(all);
        else if (clock_now_ns() - all->since_ns >= all->items[all->on_turn].left_ns)
            end_the_late(all);
    }
    free(fds);
    return result;
}

static int open_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    return fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

static int start(struct watch *w, bool in_turns, struct error *e)
{
    int rows[2] = {-1, -1}, output[2] = {-1, -1}, turn[2] = {-1, -1}, result = -1;
    pid_t us = getpid();

    w->child->outcome = (struct child_outcome){.end = CHILD_EXITED};
    w->left_ns = w->child->timeout_ns;
    w->reader = sample_reader_new("the runner's rows", w->child->on_row, w->child->context);
    if (open_pipe(rows) < 0 || open_pipe(output) < 0 ||
        (in_turns && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, turn) < 0)) {
        error_set(e, "pipe: %s", strerror(errno));
        goto out;
    }
    w->pid = fork();
    if (w->pid == 0)
        become_runner(w->child->argv, rows[1], output[1], turn[1], us);
    if (w->pid < 0) {
        error_set(e, "fork: %s", strerror(errno));
        goto out;
    }
    w->rows = rows[0];
    w->output = output[0];
    w->turn = turn[0];
    rows[0] = output[0] = turn[0] = -1;
    w->pidfd = pidfd_open(w->pid, 0);
    result = w->pidfd < 0 ? error_set(e, "pidfd_open: %s", strerror(errno)) : 0;
out:
    for (int i = 0; i < 2; i++) {
        close_fd(&rows[i]);
        close_fd(&output[i]);
        close_fd(&turn[i]);
    }
    return result;
}

int child_run(struct child *children, size_t count, struct child_signals *signals, struct error *e)
{
    struct watches all = {.count = count, .signals = signals};
    int result = 0;

    signals->received = 0;
    all.items = text_grow(NULL, count, sizeof *all.items);
    for (size_t i = 0; i < count; i++)
        all.items[i] = (struct watch){
            .child = &children[i], .pid = -1, .pidfd = -1, .rows = -1, .output = -1, .turn = -1};
    for (size_t i = 0; i < count && result == 0; i++)
        result = start(&all.items[i], count > 1, e);
    if (result == 0) {
        all.living = count;
        all.since_ns = all.ticked_ns = clock_now_ns();
        give_turn(&all, 0);
        result = watch_them(&all, e);
    }
    for (size_t i = 0; i < count; i++) {
        struct watch *w = &all.items[i];
        if (w->pid >= 0)
            take_end(w);
        close_fd(&w->rows);
        close_fd(&w->output);
        close_fd(&w->turn);
        close_fd(&w->pidfd);
        sample_reader_free(w->reader);
    }
    free(all.items);
    return result;
}
