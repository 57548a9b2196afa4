/* command_env.c - `gilscale env WORD`: environments, that is venvs with packages to measure. */
#include "cli/env.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    command_run run;
    const char *help;
} words[] = {
    {"create", env_create, "Make environments: a venv a build, with packages or from lock files"},
    {"list", env_list, "Show those that are here, and whether each is still what it was made as"},
    {"show", env_show, "Show packages with their releases, of several side by side"},
    {"lock", env_lock, "Write lock files, from which `create --lock` makes the same again"},
    {"remove", env_remove, "Remove environments"},
};
#define WORD_COUNT (sizeof words / sizeof *words)

static void print_help(FILE *to)
{
    fputs("Usage: gilscale env WORD [ARGUMENT...]\n\n"
          "Environments: venvs with the packages that you want to measure, one for each build, kept in\n"
          "~/.cache/gilscale/environments (GILSCALE_CACHE). Each is then a build like any other: `gilscale "
          "list\n"
          "pythons` shows it, and --python takes its name.\n\nWords:\n",
          to);
    for (size_t i = 0; i < WORD_COUNT; i++)
        fprintf(to, "  %-8s %s\n", words[i].name, words[i].help);
    fputs("\nExamples:\n"
          "  gilscale env create 3.13 3.13t --with numpy,pandas --name numbers\n"
          "  gilscale env create --lock ecosystem    for the builds that are here, to the byte\n"
          "  gilscale env show 3.13.15+numbers 3.13.15t+numbers\n"
          "  gilscale run ./mine.py --python 3.13.15+numbers --python 3.13.15t+numbers\n"
          "  gilscale env lock 3.13.15+numbers 3.13.15t+numbers --output ./numbers.locks\n"
          "  gilscale env remove 3.13.15+numbers\n\n"
          "`gilscale env WORD --help` shows a word's options.\n",
          to);
}

error_t env_parse_names(int key, char *value, struct argp_state *state)
{
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    text_list_add(state->input, value);
    return 0;
}

int command_env(int argc, char **argv, int *exit_code, struct error *e)
{
    struct text_list names = {0};

    if (argc > 1 &&
        (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)) {
        print_help(stdout);
        *exit_code = EXIT_FINE;
        return 0;
    }
    if (argc < 2) {
        print_help(stderr);
        *exit_code = EXIT_USAGE;
        return 0;
    }
    for (size_t i = 0; i < WORD_COUNT; i++) {
        text_list_add(&names, words[i].name);
        if (strcmp(argv[1], words[i].name) == 0) {
            text_list_free(&names);
            argv[1] = text_format("gilscale env %s", words[i].name); /* as in main.c */
            return words[i].run(argc - 1, argv + 1, exit_code, e);
        }
    }
    const char *nearest = text_nearest(argv[1], &names);
    error_set(e, "unknown word 'env %s'%s%s%s; `gilscale env --help` shows them", argv[1],
              nearest ? "; did you mean 'env " : "", nearest ? nearest : "", nearest ? "'?" : "");
    text_list_free(&names);
    return -1;
}
