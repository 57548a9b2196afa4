/* command_get_pythons.c - `gilscale get-pythons`: the script of that name, which an installed program keeps out of sight. */
#include "cli/command.h"

#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_PYTHON = 0x100, KEY_PROFILE, KEY_FORCE_SOURCE };

static const struct argp_option table[] = {
    {"python", KEY_PYTHON, "VERSION", 0, "3.13, 3.14.1 ...; a series means its newest release (default 3.13)",
     0},
    {"profile", KEY_PROFILE, "default|release", 0,
     "default: as CPython's configure does it, 2 to 4 minutes a build on two CPUs; release: with PGO and "
     "LTO, as "
     "distributors do it, an hour and more for both (default default)",
     0},
    {"force-source", KEY_FORCE_SOURCE, NULL, 0, "Build from source, even where uv is installed", 0},
    {0}};

static const char doc[] =
    "Makes sure that one version of CPython is here with the GIL and free-threaded, built alike: takes both "
    "from uv where that is installed, else builds them from source, into the user's cache. No rights are "
    "needed.\vExamples:\n"
    "  gilscale get-pythons\n"
    "  gilscale get-pythons --python 3.14\n"
    "  gilscale get-pythons --profile release\n"
    "  PYTHON_SOURCE=Python-3.13.5.tar.xz gilscale get-pythons\n\n"
    "What pyenv, uv or the system has installed is found without this: `gilscale list pythons`. Exit codes: "
    "0 "
    "both are here; 2 usage; 3 they could not be had.";

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct text_list *words = state->input;
    char *word = NULL;

    switch (key) {
    case KEY_PYTHON:
        word = text_format("--python=%s", value);
        break;
    case KEY_PROFILE:
        word = text_format("--profile=%s", value);
        break;
    case KEY_FORCE_SOURCE:
        word = text_format("--force-source");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    text_list_add(words, word);
    free(word);
    return 0;
}

/* Comes back only when that cannot be started. */
int command_get_pythons(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {.options = table, .parser = parse, .doc = doc};
    struct text_list words = {0};
    struct paths paths = {0};

    (void)exit_code;
    text_list_add(&words, "get-pythons");
    argp_parse(&argp, argc, argv, 0, NULL, &words);
    if (paths_find(&paths, e) == 0) {
        char *script = text_format("%s/scripts/get-pythons", paths.root);
        execv(script, text_list_argv(&words));
        error_set_status(e, EXIT_MISSING, "%s: %s", script, strerror(errno));
        free(script);
    }
    paths_free(&paths);
    text_list_free(&words);
    return -1;
}
