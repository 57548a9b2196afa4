#include "cli/command.h"

#include "cli/results.h"

#include <stdio.h>

static error_t parse(int key, char *value, struct argp_state *state)
{
    const char **folder = state->input;

    switch (key) {
    case ARGP_KEY_ARG:
        if (*folder)
            argp_error(state, "one folder at a time");
        *folder = value;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which run? name its folder, like results/2026-11-20T14-05-12-quick");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int command_plot(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {.parser = parse,
                                     .args_doc = "DIR",
                                     .doc = "Reads DIR/samples.csv again, writes curves.csv, speedup.svg and "
                                            "speedup.png beside it, and prints the table."};
    const char *folder = NULL;
    struct paths paths;

    argp_parse(&argp, argc, argv, 0, NULL, &folder);
    if (paths_find(&paths, e) < 0)
        return -1;
    int result = results_show(folder, paths.root, stdout, e);
    *exit_code = EXIT_FINE;
    paths_free(&paths);
    return result;
}
