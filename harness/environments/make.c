/* An environment from nothing to whole: the venv, what is to be in it, the wheels, a look whether they are there, the lock file. */
#include "environments/environments.h"

#include "base/paths.h"
#include "environments/packages.h"
#include "environments/resolve.h"
#include "session/store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Unpacking pip on a slow disk. */
#define VENV_NS INT64_C(600000000000)

/* The folder, and the one that an environment waits in which is to be replaced. */
struct place {
    char *folder, *before;
    struct pip pip;
};

static void say(const struct environment_request *request, const char *what, const char *of)
{
    char *line = text_format("%s%s", what, of);
    request->on_line(request->context, line);
    free(line);
}

/* Nothing of that name is there afterwards, but what is to be replaced is kept. */
static int clear_place(const struct environment_request *request, const struct place *place, struct error *e)
{
    char *file = text_format("%s/" BUILD_ENVIRONMENT_FILE, place->folder);
    bool whole = access(file, F_OK) == 0;

    free(file);
    if (whole && !request->replace)
        return error_set(e, "the environment '%s' is there already; `gilscale env remove %s`, or --replace",
                         request->name, request->name);
    if (!whole)
        return paths_remove_folder(place->folder, e);
    if (paths_remove_folder(place->before, e) < 0)
        return -1;
    return rename(place->folder, place->before) < 0
               ? error_set_status(e, EXIT_CELL_FAILED, "%s: %s", place->folder, strerror(errno))
               : 0;
}

static int make_venv(const struct environment_request *request, const struct place *place, struct error *e)
{
    const struct process_watcher watcher = {request->stop_fd, request->on_line, request->on_tick,
                                            request->context};
    const char *argv[] = {request->build->executable, "-I", "-m", "venv", place->folder, NULL};
    char *errors = NULL, *out = NULL;
    char *check[] = {request->build->executable, (char[]){"-I"}, (char[]){"-c"},
                     (char[]){"import ensurepip, venv"}, NULL};
    int code;

    /* Debian's Python leaves both to a package apart, and venv's own words about that fill a page. */
    if (process_run(check, VENV_NS, &out, NULL, e) < 0) {
        free(out);
        return error_set_status(
            e, EXIT_MISSING,
            "%s has no ensurepip, so no environment can be made with it; on Debian: apt-get install "
            "python%d.%d-venv, or take a Python of scripts/get-pythons",
            request->build->executable, request->build->version_hex >> 24,
            request->build->version_hex >> 16 & 255);
    }
    free(out);
    say(request, "making a venv with ", request->build->tag);
    int result = process_watch((char *const *)(uintptr_t)argv, VENV_NS, &watcher, &errors, &code, e);
    free(errors);
    return result < 0 ? error_prefix(e, "no venv with %s", request->build->executable) : 0;
}

static void set_facts(const struct environment_request *request, struct lockfile *made)
{
    char today[16];
    time_t now = time(NULL);
    struct tm utc;

    strftime(today, sizeof today, "%Y-%m-%d", gmtime_r(&now, &utc));
    made->environment = text_format("%s", request->name);
    made->date = text_format("%s", today);
    made->python = text_format("%s", request->build->version);
    made->abi = environments_abi(request->build);
    made->platform = environments_platform();
    const struct text_list *wanted = request->exact ? &request->exact->wanted : request->wanted;
    for (size_t i = 0; i < wanted->count; i++)
        text_list_add(&made->wanted, wanted->items[i]);
}

static int copy_package(struct lockfile *to, const struct locked *one, struct error *e)
{
    return lockfile_add_package(to, one->name, one->version, one->sha256, one->wheel, e);
}

/* Which of the locked wheels can still be had: asked for all at once, and one by one when that says no. */
static int take_locked(const struct environment_request *request, const struct pip *pip,
                       struct lockfile *made, struct error *e)
{
    const struct lockfile *exact = request->exact;
    char *reason = NULL;

    made->pip = text_format("%s", exact->pip);
    for (size_t i = 0; i < exact->refused_count; i++)
        lockfile_add_refused(made, exact->refused[i].name, exact->refused[i].reason);
    for (size_t i = 0; i < exact->older_count; i++)
        lockfile_add_older(made, exact->older[i].name, exact->older[i].newest);
    int all = pip_install(pip, exact, true, &reason, e);
    free(reason);
    for (size_t i = 0; i < exact->package_count && all >= 0; i++) {
        struct lockfile one = {.packages = &exact->packages[i], .package_count = 1};
        reason = NULL;
        int answer = all;
        if (all == PIP_NO) {
            say(request, "looking for ", exact->packages[i].wheel);
            answer = pip_install(pip, &one, true, &reason, e);
        }
        if (answer < 0 || (answer == PIP_YES && copy_package(made, &exact->packages[i], e) < 0))
            all = -1;
        else if (answer == PIP_NO) {
            char *whole =
                text_format("%s is locked and cannot be had: %s", exact->packages[i].version, reason);
            lockfile_add_refused(made, exact->packages[i].name, whole);
            free(whole);
        }
        free(reason);
    }
    if (all >= 0 && !made->package_count)
        return error_set_status(e, EXIT_MISSING,
                                "none of the locked wheels can be had from where pip looks; %s: %s",
                                made->refused[0].name, made->refused[made->refused_count - 1].reason);
    return all < 0 ? -1 : 0;
}

static int install(const struct environment_request *request, const struct place *place,
                   const struct lockfile *made, struct error *e)
{
    struct text_list there = {0};
    char *reason = NULL, *differ = NULL;
    int result = pip_install(&place->pip, made, false, &reason, e);

    if (result == PIP_NO)
        result = error_set_status(e, EXIT_CELL_FAILED, "pip cannot install what it found: %s", reason);
    /* pip may have been configured to put things elsewhere. */
    if (result == 0)
        result = packages_find(&there, request->root, place->pip.python, e);
    if (result == 0 && (differ = packages_differ(&there, made)))
        result = error_set_status(e, EXIT_CELL_FAILED, "pip installed something else than it was told to: %s",
                                  differ);
    text_list_free(&there);
    free(reason);
    free(differ);
    return result;
}

static int write_lock(FILE *to, void *lock)
{
    return lockfile_write(lock, to);
}

static int fill(const struct environment_request *request, const struct place *place, struct lockfile *made,
                struct error *e)
{
    if (make_venv(request, place, e) < 0)
        return -1;
    set_facts(request, made);
    if (request->exact ? take_locked(request, &place->pip, made, e) < 0
                       : resolve(&place->pip, request->like, made, e) < 0)
        return -1;
    if (install(request, place, made, e) < 0)
        return -1;
    return store_write_file(place->folder, BUILD_ENVIRONMENT_FILE, write_lock, made, e);
}

int environments_make(const struct environment_request *request, struct lockfile *made, struct error *e)
{
    char *all = paths_environments();
    struct place place = {
        text_format("%s/%s", all, request->name), text_format("%s/.%s.before", all, request->name), {0}};
    char *python = text_format("%s/bin/python3", place.folder);
    int result = -1;

    place.pip = (struct pip){python,           place.folder,     request->stop_fd,
                             request->on_line, request->on_tick, request->context};
    *made = (struct lockfile){0};
    if (environments_check_name(request->name, e) < 0 || clear_place(request, &place, e) < 0)
        goto out;
    result = fill(request, &place, made, e);
    struct error unused;
    if (result == 0)
        paths_remove_folder(place.before, &unused);
    else {
        paths_remove_folder(place.folder, &unused);
        /* Nothing was to be replaced: then there is nothing to bring back. */
        if (rename(place.before, place.folder) < 0 && errno != ENOENT)
            error_prefix(e, "%s could not be brought back from %s", request->name, place.before);
    }
out:
    free(all);
    free(place.folder);
    free(place.before);
    free(python);
    return result;
}
