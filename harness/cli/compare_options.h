/* compare_options.h - the options that say how two sides are judged, for all commands that compare: --threshold, --fail-on, --force.
 *
 * A child parser for argp. Its input is a struct compare_parsing; a command gives it in its own ARGP_KEY_INIT:
 * state->child_inputs[0] = &parsing.
 */
#ifndef GILSCALE_COMPARE_OPTIONS_H
#define GILSCALE_COMPARE_OPTIONS_H

#include <argp.h>

#include "cli/compare_report.h"

/* Start from {.request}. */
struct compare_parsing {
    struct compare_request *request;
    bool given, none; /* --fail-on was said, so its default is off; it said none */
};

/* What holds where nothing is said. */
#define COMPARE_REQUEST_DEFAULT                                                                              \
    {                                                                                                        \
        .threshold = 0.03, .fail_on = 1u << FAIL_SLOWER | 1u << FAIL_SCALING                                 \
    }

extern const struct argp compare_options;

/* The index of `value` among the names; else the usage error, with the nearest of them. */
int compare_options_choose(const char *option, const char *const *names, int count, const char *value,
                           struct argp_state *state);

#endif
