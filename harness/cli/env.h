/* env.h - the parts of `gilscale env`, a file a word: each like a command of its own (command.h).
 */
#ifndef GILSCALE_ENV_H
#define GILSCALE_ENV_H

#include "cli/command.h"

int env_create(int argc, char **argv, int *exit_code, struct error *e);
int env_lock(int argc, char **argv, int *exit_code, struct error *e);
int env_list(int argc, char **argv, int *exit_code, struct error *e);
int env_show(int argc, char **argv, int *exit_code, struct error *e);
int env_remove(int argc, char **argv, int *exit_code, struct error *e);

/* Collects the arguments that are no options into a text_list; for words that have no options. argp's parser. */
error_t env_parse_names(int key, char *value, struct argp_state *state);

#endif
