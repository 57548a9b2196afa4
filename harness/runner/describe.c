#include <Python.h>

#include "runner/describe.h"

#include "runner/interpreter.h"
#include "runner/work.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

void describe_put(FILE *to, const char *key, const char *value)
{
    fprintf(to, "%s=", key);
    for (const char *c = value; *c; c++)
        putc((unsigned char)*c < ' ' ? ' ' : *c, to);
    putc('\n', to);
}

static void put_work(const struct work *work, FILE *to)
{
    struct error why;

    describe_put(to, "status", "ok");
    describe_put(to, "attachment", work->attached ? "attached" : "detached");
    for (int i = 0; i < MODE_COUNT; i++)
        if (work_fit_mode(work, (enum mode)i, &why) == WORK_OK)
            describe_put(to, "mode", mode_name((enum mode)i));
    describe_put(to, "requests", work->requests ? "yes" : "no");
    for (size_t i = 0; i < work->roles.count; i++)
        describe_put(to, "role", work->roles.items[i]);
    for (int i = 0; i < work->phases.count; i++)
        describe_put(to, "phase", work->phases.items[i].name);
    work->kind->describe(work, to);
}

/* What the workload prints as it is imported goes to standard error, so that lines stay lines. */
static FILE *take_output(struct error *e)
{
    int fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    FILE *to = fd < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0 ? NULL : fdopen(fd, "w");

    if (!to)
        error_set(e, "standard output: %s", strerror(errno));
    return to;
}

int describe(const struct options *options)
{
    struct work work = {.kind = work_kind_of(options->groups[0].workload), .workers = 1};
    struct error e = {0};
    FILE *to = take_output(&e);

    if (!to || interpreter_verify_library(&e) < 0 || interpreter_start(&options->interpreter, &e) < 0) {
        fprintf(stderr, "gilscale-runner: %s\n", e.text);
        return (int)e.status;
    }
    enum work_status status =
        work.kind->load(&work, options->groups[0].workload, &options->groups[0].parameters, &e);
    if (status == WORK_USAGE) {
        fprintf(stderr, "gilscale-runner: %s\n", e.text);
        return EXIT_USAGE;
    }
    if (status == WORK_OK) {
        put_work(&work, to);
    } else {
        describe_put(to, "status", status == WORK_SKIPPED ? "skipped" : "failed");
        describe_put(to, "why", e.text);
    }
    fflush(NULL);
    _exit(EXIT_FINE); /* as main does, and for its reasons */
}
