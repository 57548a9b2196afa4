#include "base/process.h"

#include "base/clock.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define OUTPUT_KEPT         (1024 * 1024)
#define ERRORS_KEPT         4096
#define WATCHED_ERRORS_KEPT (64 * 1024)
#define TICK_MS             200

/* One output of the program while it is read: its first `limit` bytes, or its last. */
struct stream {
    int fd; /* -1 at its end */
    char *bytes;
    size_t length, limit;
    bool keep_last;
    const struct process_watcher *watcher; /* gets the lines instead: `bytes` is then the line so far */
};

/* Hands out what is a whole line by now, and cuts one that has no end. */
static void stream_pass_on(struct stream *s, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool ends = bytes[i] == '\n' || bytes[i] == '\r';
        if (!ends && s->length < s->limit)
            s->bytes[s->length++] = bytes[i];
        if (!ends)
            continue;
        s->bytes[s->length] = '\0';
        if (s->length > 0)
            s->watcher->on_line(s->watcher->context, s->bytes);
        s->length = 0;
    }
}

static void stream_keep(struct stream *s, const char *bytes, size_t count)
{
    if (s->keep_last && s->length + count > s->limit) {
        size_t dropped = s->length + count - s->limit; /* at most what is there: count <= limit */
        memmove(s->bytes, s->bytes + dropped, s->length - dropped);
        s->length -= dropped;
    }
    if (count > s->limit - s->length)
        count = s->limit - s->length;
    s->bytes = text_grow(s->bytes, s->length + count + 1, 1);
    memcpy(s->bytes + s->length, bytes, count);
    s->length += count;
    s->bytes[s->length] = '\0';
}

/* Reads until the pipe is empty or at its end. What is over the limit is read as well, so that the program
 * never waits for us. */
static void stream_read(struct stream *s)
{
    char bytes[ERRORS_KEPT];

    while (s->fd >= 0) {
        ssize_t count = read(s->fd, bytes, sizeof bytes);
        if (count > 0 && s->watcher)
            stream_pass_on(s, bytes, (size_t)count);
        else if (count > 0)
            stream_keep(s, bytes, (size_t)count);
        else if (count < 0 && errno == EINTR)
            continue;
        else if (count < 0 && errno == EAGAIN)
            return;
        else {
            close(s->fd);
            s->fd = -1;
        }
    }
}

/* Cuts trailing blanks off and returns the start of the last line. */
static const char *last_line(struct stream *s)
{
    while (s->length > 0 && strchr(" \n\r\t", s->bytes[s->length - 1]))
        s->bytes[--s->length] = '\0';
    const char *newline = s->length > 0 ? memrchr(s->bytes, '\n', s->length) : NULL;
    return newline ? newline + 1 : s->bytes;
}

/* A pipe whose end for us never blocks; neither end leaks into other programs. */
static int open_pipe(struct stream *s, int *theirs, struct error *e)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) < 0)
        return error_set_status(e, EXIT_MISSING, "pipe: %s", strerror(errno));
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    s->fd = ends[0];
    *theirs = ends[1];
    return 0;
}

/* Starts the program in a process group of its own, with the signals as a shell would hand them over,
 * whatever this program does with its. */
static int spawn(char *const argv[], int out, int err, pid_t *child)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, err, STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    int failure = posix_spawnp(child, argv[0], &files, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return failure;
}

/* Reads until the child has ended; false when the deadline or the word to stop came first. The end of its
 * output is no sign of the child's end, and something that it left running may hold the output open for ever:
 * the child itself is waited for. */
static bool read_until_end(pid_t child, int64_t deadline_ns, struct stream *out, struct stream *err,
                           int *status)
{
    const struct process_watcher *watcher = out->watcher;
    int child_fd =
        pidfd_open(child, 0); /* readable at its end; -1 on kernels before 5.3, where we look every 10 ms */
    bool ended = false;

    while (!ended) {
        int64_t left_ms = (deadline_ns - clock_now_ns()) / 1000000;
        if (left_ms < 0)
            break;
        struct pollfd watched[] = {{child_fd, POLLIN, 0},
                                   {out->fd, POLLIN, 0},
                                   {err->fd, POLLIN, 0},
                                   {watcher ? watcher->stop_fd : -1, POLLIN, 0}};
        int patience = child_fd < 0 ? 10 : watcher ? TICK_MS : 60000;
        poll(watched, 4, left_ms < patience ? (int)left_ms + 1 : patience);
        if (watched[3].revents & POLLIN)
            break;
        if (watcher)
            watcher->on_tick(watcher->context);
        ended = waitpid(child, status, WNOHANG) == child;
        stream_read(out);
        stream_read(err);
    }
    if (child_fd >= 0)
        close(child_fd);
    return ended;
}

/* Both kinds: `output` is kept or passed on, as it says; on return the caller owns what is in the streams. */
static int run_to_end(char *const argv[], int64_t timeout_ns, struct stream *output, struct stream *errors,
                      int *exit_code, struct error *e)
{
    int output_end = -1, errors_end = -1, status = 0, result = -1;
    bool started = false;
    char took[32];
    pid_t child;

    if (exit_code)
        *exit_code = -1;
    if (open_pipe(output, &output_end, e) < 0 || open_pipe(errors, &errors_end, e) < 0)
        goto out;
    int failure = spawn(argv, output_end, errors_end, &child);
    if (failure) {
        error_set_status(e, EXIT_MISSING, "cannot start %s: %s", argv[0], strerror(failure));
        goto out;
    }
    started = true;
    /* Without these, our own copies would keep the pipes from ever ending. */
    close(output_end);
    close(errors_end);
    output_end = errors_end = -1;

    int64_t deadline_ns = clock_now_ns() + timeout_ns;
    bool ended = read_until_end(child, deadline_ns, output, errors, &status);
    if (!ended) {
        kill(-child, SIGKILL);
        waitpid(child, &status, 0);
    }
    if (ended && WIFEXITED(status) && exit_code)
        *exit_code = WEXITSTATUS(status);

    const char *said = last_line(errors);
    if (!ended && clock_now_ns() < deadline_ns)
        error_set_status(e, EXIT_CELL_FAILED, "%s was stopped", argv[0]);
    else if (!ended)
        error_set_status(e, EXIT_CELL_FAILED, "%s did not finish within %s", argv[0],
                         text_from_ns(timeout_ns, took, sizeof took));
    else if (WIFSIGNALED(status))
        error_set_status(e, EXIT_CELL_FAILED, "%s was killed by signal %d (%s)", argv[0], WTERMSIG(status),
                         strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status) != 0 && *said)
        error_set_status(e, EXIT_CELL_FAILED, "%s", said);
    else if (WEXITSTATUS(status) != 0)
        error_set_status(e, EXIT_CELL_FAILED, "%s ended with exit code %d", argv[0], WEXITSTATUS(status));
    else
        result = 0;

out:
    for (size_t i = 0; i < 4; i++) {
        int fd = (int[]){output->fd, errors->fd, output_end, errors_end}[i];
        if (fd >= 0)
            close(fd);
    }
    if (!started && !output->watcher) {
        free(output->bytes);
        output->bytes = NULL;
    }
    return result;
}

int process_run(char *const argv[], int64_t timeout_ns, char **out, int *exit_code, struct error *e)
{
    struct stream output = {.fd = -1, .limit = OUTPUT_KEPT};
    struct stream errors = {.fd = -1, .limit = ERRORS_KEPT, .keep_last = true};

    stream_keep(&output, "", 0);
    stream_keep(&errors, "", 0);
    int result = run_to_end(argv, timeout_ns, &output, &errors, exit_code, e);
    free(errors.bytes);
    *out = output.bytes;
    return result;
}

int process_watch(char *const argv[], int64_t timeout_ns, const struct process_watcher *watcher,
                  char **errors, int *exit_code, struct error *e)
{
    char line[ERRORS_KEPT + 1] = "";
    struct stream output = {.fd = -1, .bytes = line, .limit = ERRORS_KEPT, .watcher = watcher};
    struct stream kept = {.fd = -1, .limit = WATCHED_ERRORS_KEPT, .keep_last = true};

    stream_keep(&kept, "", 0);
    int result = run_to_end(argv, timeout_ns, &output, &kept, exit_code, e);
    *errors = kept.bytes;
    return result;
}
