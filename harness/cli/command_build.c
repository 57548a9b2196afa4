#include "cli/command.h"

#include "builds/builds.h"

#include <stdio.h>
#include <stdlib.h>

static error_t parse(int key, char *value, struct argp_state *state)
{
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    text_list_add(state->input, value);
    return 0;
}

int command_build(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {.parser = parse,
                                     .args_doc = "[PYTHON...]",
                                     .doc = "Compiles the runner of each PYTHON (default: the newest pair of "
                                            "a GIL and a free-threaded build) and prints its path. "
                                            "`gilscale run` does so by itself."};
    struct text_list names = {0};
    struct builds builds = {0};
    struct paths paths = {0};
    int result = -1;

    argp_parse(&argp, argc, argv, 0, NULL, &names);
    if (paths_find(&paths, e) < 0)
        goto out;
    if (!names.count && builds_find_pair(&builds, paths.root, e) < 0)
        goto out;
    for (size_t i = 0; i < names.count; i++)
        if (builds_add_named(&builds, paths.root, names.items[i], e) < 0)
            goto out;
    for (size_t i = 0; i < builds.count; i++) {
        char *runner = NULL;
        if (builds_compile(&builds.items[i], paths.root, paths.compiled, NULL, &runner, e) < 0)
            goto out;
        printf("%-12s %s\n", builds.items[i].tag, runner);
        free(runner);
    }
    *exit_code = EXIT_FINE;
    result = 0;
out:
    builds_free(&builds);
    text_list_free(&names);
    paths_free(&paths);
    return result;
}
