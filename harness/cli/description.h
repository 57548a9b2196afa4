/* description.h - what a workload takes, asked of a runner that loads it: its parameters, roles, phases and functions.
 */
#ifndef GILSCALE_DESCRIPTION_H
#define GILSCALE_DESCRIPTION_H

#include <stdbool.h>

#include "base/paths.h"
#include "base/text.h"
#include "builds/builds.h"
#include "suite/catalog.h"

struct described_parameter {
    char *name, *type, *value; /* value: the default */
    char *low, *high;          /* NULL: no limit */
    struct text_list choices;
    char *unit, *help; /* NULL: not said */
};

/* Start from {0}. */
struct description {
    char *problem; /* why this build cannot run the workload, or NULL; then there is nothing else */
    bool attached, requests;
    struct text_list functions, modes, roles, phases;
    struct described_parameter *parameters;
    size_t count;
};

/* Compiles the runner, and a C workload, when that is still to be done. -1 when the runner cannot be asked; that a workload is skipped or
 * broken on this build is an answer. */
int description_ask(struct description *description, const struct workload *workload,
                    const struct build *build, const struct paths *paths, struct error *e);

/* Reads what runner/describe.h promises; unknown lines are left out. */
void description_parse(struct description *description, const char *lines);

void description_free(struct description *description);

#endif
