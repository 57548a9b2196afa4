/* ecosystem_measure.c - one library after the other: imported in each build, then measured where it came in. */
#include "cli/ecosystem.h"

#include "base/shown.h"
#include "cli/command.h"
#include "cli/runs.h"
#include "session/child.h"
#include "session/store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* A guess, for --dry-run alone: what a library's own import adds to an invocation, and what the ways of importing it take on a build. */
#define IMPORT_NS INT64_C(400000000)
#define CHECK_NS  INT64_C(2500000000)

/* Few processes of fixed length: two builds and forty workloads take less than half an hour. Six give an interval, the least and the most. */
static const char *const schedule[][2] = {
    {"invocations", "6"}, {"windows", "3"}, {"window", "50ms"}, {"warmup", "100ms"}, {"phases", "yes"}};

/* ---- importing */

static struct import_check new_check(const struct build *build)
{
    return (struct import_check){.build = text_format("%s", build->tag),
                                 .python = text_format("%s", build->version),
                                 .ft = build->ft,
                                 .version = text_format("%s", ""),
                                 .absent = text_format("%s", "")};
}

static int read_checks(struct import_checks *checks, const char *folder, struct error *e)
{
    char *path = text_format("%s/imports.json", folder);
    int result = access(path, F_OK) == 0 ? import_checks_read(checks, path, e) : 0;

    free(path);
    return result;
}

/* The signal of a person who wants to stop, or 0. */
static int signal_received(const struct child_signals *signals)
{
    struct signalfd_siginfo info;

    return read(signals->fd, &info, sizeof info) == sizeof info ? (int)info.ssi_signo : 0;
}

static int check_build(struct ecosystem_measuring *m, const struct ecosystem_item *item,
                       const struct build *build, struct import_checks *checks,
                       const struct child_signals *signals, struct progress *progress, struct error *e)
{
    struct import_check check = new_check(build);
    const struct import_request request = {.root = m->root,
                                           .python = build->executable,
                                           .library = item->name,
                                           .workloads = &item->workloads,
                                           .deadline_ns = m->request->deadline_ns,
                                           .stop_fd = signals->fd};
    char *what = text_format("%s on %s", item->name, build->tag);

    progress_show(progress, what);
    int result = import_check_run(&check, &request, e);
    m->interrupted = signal_received(signals);
    if (check.ways[IMPORT_DEFAULT].outcome == IMPORT_MISSING) {
        free(check.absent);
        check.absent = ecosystem_absent(m->choice, build, item->name);
    }
    import_checks_add(checks, &check);
    progress_step(progress, 0);
    free(what);
    return result;
}

/* In all builds, or as it was found before. */
static int check_imports(struct ecosystem_measuring *m, const struct ecosystem_item *item, const char *folder,
                         struct import_checks *checks, struct error *e)
{
    const struct builds *builds = &m->choice->builds;
    struct child_signals signals = {.fd = -1};
    struct progress progress = {0};
    bool absent;
    int result = -1;

    if (read_checks(checks, folder, e) < 0)
        return -1;
    if (checks->count)
        return 0;
    if (paths_make_folder(folder, e) < 0 || child_signals_open(&signals, e) < 0)
        return -1;
    progress = progress_open(stderr, m->request->run.quiet);
    progress_heading(&progress, "importing");
    progress_start(&progress, builds->count, 0);
    for (size_t i = 0; i < builds->count && !m->interrupted; i++)
        if (ecosystem_is_on(m->choice, item->name, i, &absent) &&
            check_build(m, item, &builds->items[i], checks, &signals, &progress, e) < 0)
            goto out;
    checks->date = run_stamp();
    result = m->interrupted ? error_set(e, "interrupted")
                            : store_write_file(folder, "imports.json", import_checks_write, checks, e);
out:
    progress_clear(&progress);
    child_signals_close(&signals);
    return result;
}

/* ---- measuring */

/* The request's own settings behind those of the schedule, which they replace; builds where the library comes in. */
struct settings {
    struct text_list names, values;
};

static void set(struct settings *settings, const char *name, const char *value)
{
    text_list_add(&settings->names, name);
    text_list_add(&settings->values, value);
}

static bool is_given(const struct run_request *request, const char *setting)
{
    return text_list_has(&request->settings, setting);
}

/* How many builds it is measured on. Where an import switches the GIL on, both states are: as it leaves it, and forced off. */
static size_t make_settings(struct settings *settings, const struct ecosystem_measuring *m,
                            const struct ecosystem_item *item, const struct import_checks *checks)
{
    const struct run_request *request = &m->request->run;
    const struct builds *builds = &m->choice->builds;
    bool comes_back = false;
    size_t count = 0;

    for (size_t i = 0; i < sizeof schedule / sizeof *schedule; i++)
        set(settings, schedule[i][0], schedule[i][1]);
    for (size_t i = 0; i < request->settings.count; i++)
        if (strcmp(request->settings.items[i], "python") != 0)
            set(settings, request->settings.items[i], request->values.items[i]);
    for (size_t i = 0; i < builds->count; i++) {
        const struct import_check *check = import_checks_find(checks, builds->items[i].tag);
        bool absent, is_on = ecosystem_is_on(m->choice, item->name, i, &absent);
        /* Of a dry run nothing more is known than what the environment was made with. */
        if (check ? check->ways[IMPORT_DEFAULT].outcome != IMPORT_OK : !is_on || absent)
            continue;
        char *named = text_format("%s=%s", builds->items[i].tag, builds->items[i].executable);
        set(settings, "python", named);
        free(named);
        comes_back = comes_back || (check && check->ft && check->ways[IMPORT_DEFAULT].gil_after == 1);
        count++;
    }
    if (comes_back && !is_given(request, "gil"))
        set(settings, "gil", "on,off");
    return count;
}

/* As runs_measure(). */
static int measure_workloads(struct ecosystem_measuring *m, const struct ecosystem_item *item,
                             const struct import_checks *checks, int64_t *expected_ns, struct error *e)
{
    struct run_request request = m->request->run;
    struct settings settings = {0};
    struct runs_one one = {
        .folder = m->folder, .name = item->name, .asked = &request, .names = &item->workloads};
    int result;

    if (!make_settings(&settings, m, item, checks)) {
        text_list_free(&settings.names);
        text_list_free(&settings.values);
        return error_set_status(e, EXIT_MISSING, "no build can import it");
    }
    request.settings = settings.names;
    request.values = settings.values;
    result = runs_measure(&one, e);
    if (result == RUNS_MEASURED)
        *expected_ns += one.expected_ns + (int64_t)one.invocations * IMPORT_NS;
    if (result == RUNS_THERE && !m->request->run.quiet)
        fprintf(stderr, "%s: is there already\n", item->name);
    m->interrupted = one.interrupted;
    text_list_free(&settings.names);
    text_list_free(&settings.values);
    return result;
}

/* On all builds. */
static bool is_absent(const struct import_checks *checks)
{
    for (size_t i = 0; i < checks->count; i++)
        if (checks->items[i].ways[IMPORT_DEFAULT].outcome != IMPORT_MISSING)
            return false;
    return true;
}

static int measure_one(struct ecosystem_measuring *m, const struct ecosystem_item *item, int64_t *expected_ns,
                       struct error *e)
{
    char *folder = m->folder ? text_format("%s/%s", m->folder, item->name) : NULL;
    struct import_checks checks = {0};
    int result = folder ? check_imports(m, item, folder, &checks, e) : 0;

    m->absent += folder && result == 0 && item->named && is_absent(&checks);
    if (result == 0 && !m->request->imports_only && item->workloads.count)
        result = measure_workloads(m, item, &checks, expected_ns, e);
    import_checks_free(&checks);
    free(folder);
    return result;
}

static void say_which(const struct ecosystem_measuring *m, size_t index)
{
    if (!m->request->run.quiet)
        fprintf(m->folder ? stderr : stdout, "%s (%zu of %zu)\n", m->choice->items[index].name, index + 1,
                m->choice->count);
}

void ecosystem_measure(struct ecosystem_measuring *m)
{
    int64_t expected_ns = 0, checks_ns = 0;
    size_t builds = m->choice->builds.count;
    char checks[32], all[32];
    bool absent;

    for (size_t i = 0; i < m->choice->count && !m->interrupted; i++) {
        const struct ecosystem_item *item = &m->choice->items[i];
        for (size_t k = 0; k < builds; k++)
            if (ecosystem_is_on(m->choice, item->name, k, &absent))
                checks_ns += absent ? CHECK_NS / 5 : CHECK_NS;
        struct error why = {0};
        say_which(m, i);
        if (measure_one(m, item, &expected_ns, &why) >= 0 || m->interrupted)
            continue;
        if (why.status != EXIT_MISSING) {
            fprintf(stderr, "gilscale: %s: %s\n", item->name, why.text);
            m->failed++;
        }
        if (m->folder)
            runs_keep_reason(m->folder, item->name, &why);
    }
    if (!m->folder) {
        printf(
            "\n%zu libraries on %zu builds; expected time %s, of which importing takes %s: rough, as nobody "
            "knows before how long a library takes to be imported\n",
            m->choice->count, builds, text_from_ns(expected_ns + checks_ns, all, sizeof all),
            text_from_ns(checks_ns, checks, sizeof checks));
    }
}
