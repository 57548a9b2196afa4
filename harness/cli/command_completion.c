/* command_completion.c - `gilscale completion SHELL`. */
#include "cli/command.h"

#include <string.h>

#include "cli/completion.h"

static const struct shell {
    const char *name;
    void (*write)(const struct usages *usages, FILE *to);
} shells[] = {{"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish}};

static error_t parse(int key, char *value, struct argp_state *state)
{
    const struct shell **chosen = state->input;

    switch (key) {
    case ARGP_KEY_ARG:
        if (*chosen)
            argp_error(state, "one shell at a time");
        for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
            if (strcmp(shells[i].name, value) == 0)
                *chosen = &shells[i];
        if (!*chosen)
            argp_error(state, "there is no completion for '%s', only for bash, zsh and fish", value);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which shell? bash, zsh or fish");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int command_completion(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {
        .parser = parse,
        .args_doc = "bash|zsh|fish",
        .doc = "Prints the script that completes gilscale's commands, options and names when the tab key is "
               "pressed. `make install` puts all three where the shells look for them.\vExamples, for this "
               "shell alone:\n"
               "  source <(gilscale completion bash)\n"
               "  source <(gilscale completion zsh)\n"
               "  gilscale completion fish | source"};
    const struct shell *shell = NULL;
    struct usages usages = {0};

    (void)e;
    argp_parse(&argp, argc, argv, 0, NULL, &shell);
    usages_collect(&usages);
    shell->write(&usages, stdout);
    usages_free(&usages);
    *exit_code = EXIT_FINE;
    return 0;
}
