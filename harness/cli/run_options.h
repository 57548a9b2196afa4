/* run_options.h - the options that say what is to be measured, for all commands that measure: NAME, the settings of a suite, --param,
 * --output, --dry-run, --quiet.
 *
 * A child parser for argp. Its input is the struct run_request; a command gives it in its own ARGP_KEY_INIT:
 * state->child_inputs[0] = &request.
 */
#ifndef GILSCALE_RUN_OPTIONS_H
#define GILSCALE_RUN_OPTIONS_H

#include <argp.h>

#include "cli/run.h"

/* Lives as long as the process. */
const struct argp *run_options(void);

/* Was anything said that decides what is measured, or where it goes? */
bool run_options_given(const struct run_request *request);

#endif
