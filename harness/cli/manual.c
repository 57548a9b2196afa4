#include "cli/manual.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "cli/roff.h"

/* The day of the commit that this was compiled from. */
#ifndef GILSCALE_DATE
#define GILSCALE_DATE "1970-01-01"
#endif

struct entry {
    const char *name, *text;
};

static const struct entry exit_codes[] = {
    {"0", "All went well; of `compare`: nothing that --fail-on asks for."},
    {"1", "`compare` found what --fail-on asks for: by default a cell that is slower, or a curve that scales "
          "worse."},
    {"2", "Wrong usage, or a suite or a results file that cannot be read."},
    {"3",
     "Something is missing on this machine: a Python, a compiler, gnuplot. The message says how to get it."},
    {"4", "A cell failed, crashed, hung or computed something wrong, or the results cannot be written. All "
          "other rows are there."},
    {"5", "The numbers cannot be trusted."},
    {"130, 143", "Interrupted by Ctrl-C, or by SIGTERM. `gilscale run --resume DIR` goes on."},
    {NULL, NULL}};

static const struct entry variables[] = {
    {"NO_COLOR", "When set, no colour on the terminal."},
    {"TERM", "A dumb terminal gets plain text, and a plain line of progress now and then."},
    {"COLUMNS", "How wide text may be, in place of the terminal's own width."},
    {"TMPDIR", "Where data for gnuplot lies while it draws. Default: /tmp."},
    {"PATH, PYENV_ROOT, UV_PYTHON_INSTALL_DIR, XDG_DATA_HOME",
     "Where Pythons are looked for, beside /usr, /usr/local and /opt."},
    {"GILSCALE_CACHE", "The folder for compiled runners and for the Pythons that `gilscale get-pythons` "
                       "gets. Default: gilscale in "
                       "XDG_CACHE_HOME, or else in ~/.cache."},
    {"CC", "The compiler of runners and of C workloads. Default: cc, gcc or clang."},
    {"GILSCALE_SANITIZE", "thread, address or undefined: compiles runners with this sanitizer."},
    {"PYTHON_VERSION, PYTHON_PROFILE, PYTHON_SOURCE",
     "Of `gilscale get-pythons`: what --python and --profile say, and a tarball or folder of sources to "
     "build "
     "from. PREFIX/share/gilscale/scripts/get-pythons --help says more."},
    {NULL, NULL}};

static const struct entry files[] = {
    {"results/TIME-SUITE/",
     "What a run leaves in the current folder: samples.csv, curves.csv, environment.csv, suite.cfg, charts."},
    {"results/baselines/NAME/", "Runs that were kept with `gilscale run --save-baseline NAME`."},
    {"results/noise.csv", "What `gilscale noise` found that this machine cannot tell."},
    {"PREFIX/share/gilscale/workloads/, configs/",
     "The workloads and suites. A file of your own is named by its path, wherever it is."},
    {"PREFIX/share/doc/gilscale/results.md", "Columns, units and flags of all files in a results folder."},
    {"~/.cache/gilscale/",
     "Compiled runners, a folder for each Python and version of their sources; Pythons in pythons/."},
    {NULL, NULL}};

static void put_section(const char *name, FILE *to)
{
    fprintf(to, ".SH %s\n", name);
}

static void put_entries(const char *section, const struct entry *entries, FILE *to)
{
    put_section(section, to);
    for (; entries->name; entries++) {
        fputs(".TP\n.B ", to);
        roff_text(entries->name, to);
        fputc('\n', to);
        roff_text(entries->text, to);
        fputc('\n', to);
    }
}

/* -o, --output=DIR */
static void put_option(const struct usage_option *option, FILE *to)
{
    fputs(".TP\n", to);
    if (option->letter) {
        char letter[] = {'-', option->letter, '\0'};
        fputs("\\fB", to);
        roff_text(letter, to);
        fputs("\\fR", to);
    }
    if (*option->name) {
        fputs(option->letter ? ", \\fB\\-\\-" : "\\fB\\-\\-", to);
        roff_text(option->name, to);
        fputs("\\fR", to);
    }
    if (option->value) {
        fputs(option->optional ? "[=\\fI" : "=\\fI", to);
        roff_text(option->value, to);
        fputs(option->optional ? "\\fR]" : "\\fR", to);
    }
    fputc('\n', to);
    roff_text(option->help, to);
    fputc('\n', to);
}

/* Those that argp gives to every command alike are told once. */
static bool is_common(const struct usage_option *option)
{
    return option->name && (strcmp(option->name, "help") == 0 || strcmp(option->name, "usage") == 0 ||
                            strcmp(option->name, "version") == 0);
}

static void put_options(const struct usage *usage, bool common, FILE *to)
{
    for (size_t i = 0; i < usage->count; i++) {
        const struct usage_option *option = &usage->options[i];
        if (is_common(option) != common)
            continue;
        if (option->name) {
            put_option(option, to);
        } else {
            fputs(".PP\n", to);
            roff_text(option->help, to);
            fputc('\n', to);
        }
    }
}

/* A line for each form of the arguments. */
static void put_forms(const struct usage *usage, FILE *to)
{
    struct text_list forms = {0};
    bool options = false;

    for (size_t i = 0; i < usage->count; i++)
        options = options || (usage->options[i].name && !is_common(&usage->options[i]));
    text_split(&forms, usage->arguments, "\n");
    if (!forms.count)
        text_list_add(&forms, "");
    for (size_t i = 0; i < forms.count; i++) {
        fputs(i ? ".br\n\\fBgilscale " : "\\fBgilscale ", to);
        roff_text(usage->command->name, to);
        fputs(options ? "\\fR [OPTION...] \\fI" : "\\fR \\fI", to);
        roff_text(forms.items[i], to);
        fputs("\\fR\n", to);
    }
    text_list_free(&forms);
}

static void put_command(const struct usage *usage, FILE *to)
{
    fputs(".SS ", to);
    roff_text(usage->command->name, to);
    fputc('\n', to);
    put_forms(usage, to);
    roff_help(usage->text, false, to);
    put_options(usage, false, to);
    roff_help(usage->closing, false, to);
}

void manual_write(const struct usages *usages, FILE *to)
{
    fputs(".\\\" Made by `gilscale man`.\n.TH GILSCALE 1 " GILSCALE_DATE " \"gilscale ", to);
    roff_text(GILSCALE_VERSION, to);
    fputs("\" \"User Commands\"\n", to);
    put_section("NAME", to);
    fputs("gilscale \\- how Python scales with threads, measured\n", to);
    put_section("SYNOPSIS", to);
    fputs("\\fBgilscale \\fICOMMAND\\fR [\\fIARGUMENT\\fR...]\n.br\n"
          "\\fBgilscale help \\fICOMMAND\\fR\n.br\n\\fBgilscale \\-\\-version\\fR\n",
          to);
    put_section("DESCRIPTION", to);
    roff_help("gilscale embeds CPython in a C driver, runs Python or native work on N pinned threads, and "
              "records scaling curves of a GIL build and a free-threaded build side by side: rows as CSV, "
              "curves with intervals, charts, and a plain sentence for each workload.\n\n"
              "A cell is a build, a workload, a mode, a placement and a number of threads. Each is measured "
              "by several invocations, which are fresh processes, interleaved with those of the other cells; "
              "intervals cover the median over invocations.\n\n"
              "A runner is compiled for each Python when it is first needed, which takes a C compiler, "
              "pkg-config and the headers of hwloc and libcsv.",
              true, to);
    put_section("COMMANDS", to);
    for (size_t i = 0; i < usages->count; i++)
        put_command(&usages->items[i], to);
    put_section("OPTIONS OF ALL COMMANDS", to);
    if (usages->count)
        put_options(&usages->items[0], true, to);
    put_entries("EXIT STATUS", exit_codes, to);
    put_entries("ENVIRONMENT", variables, to);
    put_entries("FILES", files, to);
    put_section("EXAMPLES", to);
    roff_help(command_examples, true, to);
    put_section("SEE ALSO", to);
    fputs(".BR gnuplot (1),\n.BR hwloc (7),\n.BR lstopo (1),\n.BR pthreads (7),\n.BR python3 (1)\n", to);
}
