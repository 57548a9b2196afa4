/* command.h - the commands of gilscale. Each parses its own arguments, calls the rooms, and prints; nothing
 * is decided here that another program might want to decide the same way.
 *
 * A command returns 0 when it has set *exit_code, or -1 with an error, which main prints before it exits with
 * the error's status.
 */
#ifndef GILSCALE_COMMAND_H
#define GILSCALE_COMMAND_H

#include <argp.h>

#include "base/error.h"
#include "base/paths.h"

#ifndef GILSCALE_VERSION
#define GILSCALE_VERSION "unknown"
#endif

typedef int (*command_run)(int argc, char **argv, int *exit_code, struct error *e);

/* Each calls argp_parse() before it does anything else: usage.h takes its options from there. */
struct command {
    const char *name;
    command_run run;
    const char *help; /* one line */
};
extern const struct command commands[]; /* main.c */
extern const size_t command_count;

/* Of the program as a whole: lines of "  gilscale ...    what it does". */
extern const char command_examples[];

int command_run_cells(int argc, char **argv, int *exit_code, struct error *e);
int command_list(int argc, char **argv, int *exit_code, struct error *e);
int command_show(int argc, char **argv, int *exit_code, struct error *e);
int command_compare(int argc, char **argv, int *exit_code, struct error *e);
int command_noise(int argc, char **argv, int *exit_code, struct error *e);
int command_claims(int argc, char **argv, int *exit_code, struct error *e);
int command_ecosystem(int argc, char **argv, int *exit_code, struct error *e);
int command_export(int argc, char **argv, int *exit_code, struct error *e);
int command_plot(int argc, char **argv, int *exit_code, struct error *e);
int command_report(int argc, char **argv, int *exit_code, struct error *e);
int command_doctor(int argc, char **argv, int *exit_code, struct error *e);
int command_env(int argc, char **argv, int *exit_code, struct error *e);
int command_build(int argc, char **argv, int *exit_code, struct error *e);
int command_completion(int argc, char **argv, int *exit_code, struct error *e);
int command_get_pythons(int argc, char **argv, int *exit_code, struct error *e);
int command_man(int argc, char **argv, int *exit_code, struct error *e);

#endif
