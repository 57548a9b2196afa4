/* gilscale: how Python scales with threads, measured. This file knows the commands' names and how to fail;
 * the rest is theirs. */
#include "cli/command.h"

#include "base/shown.h"
#include "base/text.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

const struct command commands[] = {
    {"run", command_run_cells, "Measure a suite, or workloads, on Python builds"},
    {"compare", command_compare, "Judge one run against another, or two builds inside one run"},
    {"noise", command_noise, "Measure each build against itself: what this machine cannot tell"},
    {"claims", command_claims, "Run what public texts claim of the GIL: their figures beside ours"},
    {"ecosystem", command_ecosystem, "Libraries on builds: do they import, scale, compute right?"},
    {"plot", command_plot, "Draw a run's charts and its table again"},
    {"report", command_report, "Write a run, or a comparison of two, as one page of HTML"},
    {"export", command_export, "Write a run for pyperf, benchstat, pandas or R"},
    {"list", command_list, "Show what there is: workloads, suites, pythons, runs ..."},
    {"show", command_show, "Show a run's cells, filtered and sorted; or all about one workload"},
    {"build", command_build, "Compile the runners now"},
    {"env", command_env, "Environments: venvs with packages to measure, made, locked, listed"},
    {"doctor", command_doctor, "What on this machine would make numbers untrustworthy"},
    {"get-pythons", command_get_pythons, "Get a pair of CPython builds, with the GIL and free-threaded"},
    {"completion", command_completion, "Print a shell's completion script"},
    {"man", command_man, "Print the manual page"},
};
const size_t command_count = sizeof commands / sizeof *commands;

const char command_examples[] =
    "  gilscale run                        the quick suite on the newest pair of builds\n"
    "  gilscale run ./mine.py --threads 1..8\n"
    "  gilscale run fib spin --python 3.13 --python 3.13t --invocations 20\n"
    "  gilscale run quick --dry-run        what would run, and for how long\n"
    "  gilscale compare results/a results/b\n"
    "  gilscale show results/a --sort speedup\n"
    "  gilscale list workloads\n"
    "  gilscale show dict_churn            its parameters, ranges, and what an op is\n"
    "  gilscale list pythons\n";

static void print_help(FILE *to)
{
    fputs("Usage: gilscale COMMAND [ARGUMENT...]\n\n"
          "Measures how Python and native work scale with threads, on GIL and free-threaded\n"
          "builds of CPython side by side.\n\nCommands:\n",
          to);
    for (size_t i = 0; i < command_count; i++)
        fprintf(to, "  %-11s %s\n", commands[i].name, commands[i].help);
    fprintf(to,
            "\nExamples:\n%s\n`gilscale COMMAND --help`, or `gilscale help COMMAND`, shows a command's "
            "options.\n",
            command_examples);
}

static int dispatch(int argc, char **argv, int *exit_code, struct error *e)
{
    struct text_list names = {0};

    for (size_t i = 0; i < command_count; i++) {
        text_list_add(&names, commands[i].name);
        if (strcmp(argv[1], commands[i].name) == 0) {
            char *name = text_format("gilscale %s", argv[1]);
            text_list_free(&names);
            argv[1] =
                name; /* so that argp's messages and usage name the command; lives as long as the process */
            return commands[i].run(argc - 1, argv + 1, exit_code, e);
        }
    }
    const char *nearest = text_nearest(argv[1], &names);
    error_set(e, "unknown command '%s'%s%s%s; `gilscale --help` shows them", argv[1],
              nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    text_list_free(&names);
    return -1;
}

int main(int argc, char **argv)
{
    static char help[] = "--help";
    struct error e = {0};
    int exit_code = EXIT_FINE;

    signal(SIGPIPE, SIG_IGN); /* writing to a pager that was left is an error to report, not a way to die */
    signal(SIGXFSZ, SIG_IGN); /* so is a file that may not grow */
    argp_err_exit_status = EXIT_USAGE;
    argp_program_version = "gilscale " GILSCALE_VERSION;
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "help") == 0 && argc == 3) { /* of a command */
        argv[1] = argv[2];
        argv[2] = help;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return EXIT_FINE;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        puts(argp_program_version);
        return EXIT_FINE;
    }
    if (dispatch(argc, argv, &exit_code, &e) < 0) {
        shown_say(stderr, "gilscale: %s", e.text);
        return (int)e.status;
    }
    if (fflush(stdout) == EOF) {
        fprintf(stderr, "gilscale: standard output: cannot be written\n");
        return EXIT_CELL_FAILED;
    }
    return exit_code;
}
