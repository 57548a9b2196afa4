/* env_create.c - `gilscale env create`: which environments, for which builds, from what. */
#include "cli/env.h"
#include "cli/env_create.h"

#include "environments/environments.h"
#include "environments/requirement.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_WITH = 0x100, KEY_NAME, KEY_LOCK, KEY_FRESH, KEY_MATCH, KEY_NEWEST, KEY_REPLACE, KEY_QUIET };

static const struct argp_option table[] = {
    {"with", KEY_WITH, "PACKAGES", 0,
     "The packages, with extras and versions if you like: numpy,'pandas>=2,<3',dask[array]; may be given "
     "again",
     1},
    {"name", KEY_NAME, "NAME", 0,
     "Call it VERSION+NAME, as in 3.13.15t+NAME (default: after its packages, or after the lock)", 1},
    {"match", KEY_MATCH, "ENVIRONMENT", 0, "The same releases as in this one, wherever there are wheels", 1},
    {"newest", KEY_NEWEST, NULL, 0, "The newest releases for each build, even if they are not the same", 1},
    {"lock", KEY_LOCK, "NAME|FOLDER|FILE", OPTION_ARG_OPTIONAL,
     "What lock files say, to the byte: of configs/locks/NAME (default: ecosystem) or of a path; for the "
     "builds that are here, or for the "
     "PYTHONs that are named",
     2},
    {"fresh", KEY_FRESH, NULL, 0,
     "With --lock: the same packages, but what is newest now; for builds and machines that the lock does not "
     "know",
     2},
    {"replace", KEY_REPLACE, NULL, 0, "Replace an environment of the same name, once the new one is whole",
     3},
    {"quiet", KEY_QUIET, NULL, 0, "Say nothing but what goes wrong", 3},
    {0}};

static const char doc[] =
    "Makes a venv for each PYTHON (a path, a command, a version such as 3.13t) with the newest releases that "
    "have wheels for it. Nothing is "
    "compiled. Where wheels come from is pip's own configuration (`pip config list`).\vEnvironments of one "
    "command are made to be compared: "
    "the free-threaded one first, since it has less to choose from, and the others with the same releases "
    "wherever these have wheels. A "
    "package that cannot be had is left out, and its reason is told.\n\nExamples:\n"
    "  gilscale env create 3.13 3.13t --with numpy,pandas --name numbers\n"
    "  gilscale env create 3.13 --with 'numpy<2.4' --match 3.13.15t+numbers --name older\n"
    "  gilscale env create --lock\n"
    "  gilscale env create 3.14 3.14t --lock ecosystem --fresh\n\n"
    "Exit codes: 0 all is there; 1 is not used; 2 usage; 3 something that was asked for cannot be had (what "
    "could be had is there, unless it says "
    "otherwise); 4 pip failed; 5 a wheel is not the one that was locked.";

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct env_options *options = state->input;
    struct error e;

    switch (key) {
    case KEY_WITH:
        if (requirement_split(&options->wanted, value, &e) < 0)
            argp_error(state, "--with: %s", e.text);
        return 0;
    case KEY_NAME:
        options->name = value;
        return 0;
    case KEY_MATCH:
        options->match = value;
        return 0;
    case KEY_NEWEST:
        options->newest = true;
        return 0;
    case KEY_LOCK:
        options->from_lock = true;
        options->lock = value;
        return 0;
    case KEY_FRESH:
        options->fresh = true;
        return 0;
    case KEY_REPLACE:
        options->replace = true;
        return 0;
    case KEY_QUIET:
        options->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        text_list_add(&options->arguments, value);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- which */

/* Does an argument name a lock, rather than a Python? */
static bool is_lock(const char *root, const char *argument)
{
    char *path = locks_folder(root, argument), *bin = text_format("%s/bin", path);
    size_t length = strlen(argument);
    struct stat status;

    bool folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode) && access(bin, F_OK) < 0;
    bool file = length > 4 && strchr(argument, '/') && strcmp(argument + length - 4, ".txt") == 0;
    free(path);
    free(bin);
    return folder || file;
}

/* `--lock NAME` is `--lock=NAME` to a person, and an option and an argument to argp. */
static int read_locks(struct creating *c, struct env_options *options, struct error *e)
{
    char *name = text_format("%s", options->lock ? options->lock : "ecosystem");

    for (size_t i = 0; i < options->arguments.count && !options->lock; i++) {
        char **argument = &options->arguments.items[i];
        if (!is_lock(c->paths.root, *argument))
            continue;
        free(name);
        name = *argument;
        memmove(argument, argument + 1, (--options->arguments.count - i) * sizeof *argument);
        break;
    }
    int result = locks_read(&c->locks, c->paths.root, name, e);
    free(name);
    return result;
}

static int add_python(struct creating *c, const char *name, struct error *e)
{
    return builds_add_named(&c->builds, c->paths.root, name, e);
}

/* The build that is here for a lock file: the very version, or another of the series. Environments are none to make more of. */
static const struct build *build_for(const struct builds *all, const struct lockfile *lock)
{
    const struct build *found = NULL;

    for (size_t i = 0; i < all->count; i++) {
        const struct build *b = &all->items[i];
        char *abi = environments_abi(b);
        bool fits = !b->problem && !b->environment && strcmp(abi, lock->abi) == 0;
        bool exact = strcmp(b->version, lock->python) == 0;
        free(abi);
        if (fits && (!found || (exact && strcmp(found->version, lock->python) != 0)))
            found = b;
    }
    return found;
}

/* No Python was named: one for each lock file of this platform. */
static int add_builds_of_locks(struct creating *c, struct error *e)
{
    struct builds all = {0};
    char *platform = environments_platform(), *kinds = locks_kinds(&c->locks);
    int result = builds_find(&all, c->paths.root, e);

    for (size_t i = 0; i < c->locks.count && result == 0; i++) {
        const struct lockfile *lock = &c->locks.items[i];
        if (strcmp(lock->platform, platform) != 0)
            continue;
        const struct build *build = build_for(&all, lock);
        if (build)
            result = add_python(c, build->executable, e);
        else {
            progress_say(&c->progress, true,
                         "gilscale: no Python for %s is here (%s was locked); scripts/get-pythons --python "
                         "%.*s gets it",
                         lock->abi, lock->python, (int)(strrchr(lock->python, '.') - lock->python),
                         lock->python);
            c->incomplete = true;
        }
    }
    if (result == 0 && !c->builds.count)
        result = error_set_status(e, EXIT_MISSING,
                                  "the lock '%s' has nothing for the builds of this machine (%s): it is for "
                                  "%s. `gilscale env create PYTHON "
                                  "--lock %s --fresh` takes what is newest for another",
                                  c->locks.name, platform, kinds, c->locks.name);
    builds_free(&all);
    free(platform);
    free(kinds);
    return result;
}

static int free_threaded_first(const void *a, const void *b)
{
    const struct build *x = a, *y = b;
    return (int)y->ft - (int)x->ft;
}

static int check_options(const struct env_options *options, struct error *e)
{
    if (options->from_lock && options->wanted.count)
        return error_set(e, "--lock and --with: it is either what a lock file says, or what you list");
    if (options->fresh && !options->from_lock)
        return error_set(e, "--fresh goes with --lock");
    if (options->from_lock && !options->fresh && (options->match || options->newest))
        return error_set(
            e,
            "--lock takes the releases that it names; --match and --newest are for --with, or with --fresh");
    if (options->match && options->newest)
        return error_set(e, "--match and --newest: it is either the same releases or the newest");
    if (!options->from_lock && !options->wanted.count)
        return error_set(e, "which packages? --with numpy,pandas, or --lock");
    return 0;
}

static int choose(struct creating *c, struct env_options *options, struct error *e)
{
    struct environment match;

    if (options->from_lock && read_locks(c, options, e) < 0)
        return -1;
    for (size_t i = 0; i < options->arguments.count; i++)
        if (add_python(c, options->arguments.items[i], e) < 0)
            return -1;
    if (!options->arguments.count &&
        (options->from_lock && !options->fresh
             ? add_builds_of_locks(c, e) < 0
             : error_set(e, "for which Python? 3.13t, python3.13, or a path") < 0))
        return -1;
    if (options->fresh)
        for (size_t i = 0; i < c->locks.count; i++)
            for (size_t k = 0; k < c->locks.items[i].wanted.count; k++) {
                struct error there; /* the same package of another lock file */
                requirement_split(&options->wanted, c->locks.items[i].wanted.items[k], &there);
            }
    if (c->builds.count > 1)
        qsort(c->builds.items, c->builds.count, sizeof *c->builds.items, free_threaded_first);
    if (options->match) {
        if (environments_open(&match, options->match, NULL, e) < 0)
            return -1;
        if (match.problem)
            error_set_status(e, EXIT_MISSING, "--match %s: %s", options->match, match.problem);
        else {
            c->like = match.lock;
            match.lock = (struct lockfile){0};
        }
        bool usable = !match.problem;
        environment_free(&match);
        return usable ? 0 : -1;
    }
    return 0;
}

int env_create(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {
        .options = table, .parser = parse, .args_doc = "[PYTHON...]", .doc = doc};
    struct env_options options = {0};
    struct creating c = {.options = &options, .signals.fd = -1, .reserved = -1};
    int result = -1;

    argp_parse(&argp, argc, argv, 0, NULL, &options);
    c.progress = progress_open(stderr, options.quiet);
    if (check_options(&options, e) < 0 || paths_find(&c.paths, e) < 0 || choose(&c, &options, e) < 0)
        goto out;
    c.reserved = environments_reserve(env_on_wait, &c, e);
    if (c.reserved < 0 || child_signals_open(&c.signals, e) < 0)
        goto out;
    result = env_make_all(&c, exit_code, e);
out:
    if (c.signals.fd >= 0)
        child_signals_close(&c.signals);
    if (c.reserved >= 0)
        close(c.reserved);
    free(c.line);
    lockfile_free(&c.like);
    locks_free(&c.locks);
    builds_free(&c.builds);
    paths_free(&c.paths);
    text_list_free(&options.arguments);
    text_list_free(&options.wanted);
    return result;
}
