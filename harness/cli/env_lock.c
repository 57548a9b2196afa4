/* env_lock.c - `gilscale env lock`: environments become lock files. */
#include "cli/env.h"

#include "base/paths.h"
#include "environments/environments.h"
#include "environments/locks.h"
#include "session/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
    struct text_list names;
    const char *output;
};

enum { KEY_OUTPUT = 0x100 };

static const struct argp_option table[] = {{"output", KEY_OUTPUT, "NAME|FOLDER", 0,
                                            "Write them to configs/locks/NAME, or into a folder given as a "
                                            "path (default: the name behind the environments' +)",
                                            0},
                                           {0}};

static const char doc[] = "Writes for each environment a lock file ABI-PLATFORM.txt: its wheels with their "
                          "sha256, what was asked for, and what could not be had and "
                          "why. pip verifies such a file by itself, too.\vExamples:\n"
                          "  gilscale env lock 3.13.15+ecosystem 3.13.15t+ecosystem\n"
                          "  gilscale env lock 3.13.15t+numbers --output ./locks\n\n"
                          "Exit codes: 0 written; 2 usage; 3 there is no such environment, or it is broken.";

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case KEY_OUTPUT:
        options->output = value;
        return 0;
    case ARGP_KEY_ARG:
        text_list_add(&options->names, value);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "lock which? `gilscale env list` shows their names");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* "ecosystem", when all are called SOMETHING+ecosystem; NULL otherwise. */
static const char *common_name(const struct text_list *names)
{
    const char *common = strchr(names->items[0], '+');

    for (size_t i = 1; i < names->count && common; i++) {
        const char *other = strchr(names->items[i], '+');
        if (!other || strcmp(other, common) != 0)
            common = NULL;
    }
    return common ? common + 1 : NULL;
}

static int write_lock(FILE *to, void *lock)
{
    return lockfile_write(lock, to);
}

static int lock_one(const char *name, const char *folder, const char *root, struct text_list *written,
                    struct error *e)
{
    struct environment one;

    if (environments_open(&one, name, root, e) < 0)
        return -1;
    char *file = one.problem ? NULL : locks_file(&one.lock);
    int result = 0;
    if (!file)
        result = error_set_status(e, EXIT_MISSING, "%s: %s", name, one.problem);
    else if (text_list_has(written, file))
        result =
            error_set(e, "%s: another of these environments is for %s on %s as well; a lock has one for each",
                      name, one.lock.abi, one.lock.platform);
    else
        result = store_write_file(folder, file, write_lock, &one.lock, e);
    if (result == 0) {
        text_list_add(written, file);
        printf("%s/%s: %zu packages\n", folder, file, one.lock.package_count);
    }
    free(file);
    environment_free(&one);
    return result;
}

int env_lock(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {.options = table, .parser = parse, .args_doc = "NAME...", .doc = doc};
    struct options options = {0};
    struct text_list written = {0};
    struct paths paths = {0};
    char *folder = NULL;
    int result = -1;

    argp_parse(&argp, argc, argv, 0, NULL, &options);
    const char *name = options.output ? options.output : common_name(&options.names);
    if (paths_find(&paths, e) < 0)
        goto out;
    if (!name || (!strchr(name, '/') && !text_is_name(name))) {
        error_set(e, "where to? --output NAME for configs/locks/NAME, or --output ./FOLDER");
        goto out;
    }
    folder = locks_folder(paths.root, name);
    result = paths_make_folder(folder, e);
    for (size_t i = 0; i < options.names.count && result == 0; i++)
        result = lock_one(options.names.items[i], folder, paths.root, &written, e);
    *exit_code = EXIT_FINE;
out:
    free(folder);
    text_list_free(&written);
    text_list_free(&options.names);
    paths_free(&paths);
    return result;
}
