/* ecosystem.h - the parts of `gilscale ecosystem`: what is to be measured, measuring it, reading it again, telling it.
 *
 * The folder: LIBRARY/imports.json, what importing it did; LIBRARY/samples.csv and the rest of a run, for a library with workloads;
 * LIBRARY.reason, why there is no run; ecosystem.md and .csv, made of all that is in the folder.
 */
#ifndef GILSCALE_CLI_ECOSYSTEM_H
#define GILSCALE_CLI_ECOSYSTEM_H

#include "claims/claim.h"
#include "cli/results.h"
#include "cli/run.h"
#include "ecosystem/table.h"
#include "environments/environments.h"

/* The command line, taken apart. Strings belong to argv; lists are owned. */
struct ecosystem_request {
    struct run_request run;        /* its names are libraries */
    struct text_list libraries;    /* of --libraries */
    struct text_list environments; /* of --env */
    struct text_list workloads;    /* paths, of --workload: of the one library that is named */
    int64_t deadline_ns;           /* of an import */
    bool imports_only;
};

/* ---- what is to be measured */

struct ecosystem_item {
    char *name;                 /* as packages are compared */
    struct text_list workloads; /* paths; empty: it is imported, and nothing else */
    bool named;                 /* by the person, so that it should be there */
};

/* Start from {0}. Owns everything. */
struct ecosystem_choice {
    struct ecosystem_item *items; /* by name */
    size_t count;
    struct builds builds;
    bool named;                       /* the builds, by the person */
    struct environments environments; /* those that are here */
};

/* The libraries that are named; else all that workloads are for, that the environments were made with, and that `claim` (C19, or NULL) has an
 * opinion of. The builds that are named; else the environments of the lock files that are here; -1 with EXIT_MISSING where there is none. */
int ecosystem_choose(struct ecosystem_choice *choice, const struct ecosystem_request *request,
                     const struct claim *claim, const char *root, struct error *e);
/* Is the library looked at on this build? On all that are named; else on one environment for each Python, the first that has it. *absent: as far
 * as is known it is not there. */
bool ecosystem_is_on(const struct ecosystem_choice *choice, const char *library, size_t build, bool *absent);
/* What the environment of this build's lock file says of a package that is not there. The caller frees. */
char *ecosystem_absent(const struct ecosystem_choice *choice, const struct build *build, const char *library);
void ecosystem_choice_free(struct ecosystem_choice *choice);

/* A line a library: its workloads. */
void ecosystem_list(const struct ecosystem_choice *choice, FILE *to);

/* ---- measuring */

struct ecosystem_measuring {
    const struct ecosystem_request *request;
    const struct ecosystem_choice *choice;
    const char *root, *folder; /* folder NULL: a dry run */
    /* What came out: */
    size_t failed; /* libraries that could not be measured */
    size_t absent; /* that were named and are on no build */
    int interrupted;
};

/* One library after the other; what is in the folder stays as it is. Errors of one are told and kept, and the next goes on. */
void ecosystem_measure(struct ecosystem_measuring *measuring);

/* ---- what came out */

/* All that is in the folder; -1 when a file of it cannot be read. */
int ecosystem_gather(struct ecosystem *all, const char *folder, struct error *e);

/* Environments by their versions alone, "3.13.15t" for "3.13.15t+ecosystem", as long as that tells the builds of each library apart. The caller
 * frees the name. */
bool ecosystem_may_shorten(const struct ecosystem_rows *rows);
char *ecosystem_build_name(const char *build, bool shorten);

/* `width` 0: no limit. `colour`: the terminal wants it. */
void ecosystem_print_table(const struct ecosystem *all, size_t width, bool markdown, bool colour, FILE *to);
/* A row a workload, build and state of the GIL, with intervals. */
void ecosystem_print_workloads(const struct ecosystem *all, size_t width, bool markdown, bool colour,
                               FILE *to);
/* One sentence a library that is not there or did not do as it should, in full; a line each, or a list of Markdown. */
void ecosystem_print_notes(const struct ecosystem *all, size_t width, bool markdown, FILE *to);
int ecosystem_print_json(const struct ecosystem *all, FILE *to, struct error *e);

/* ecosystem.svg and .png into the folder, unless there is nothing to draw: *drawn. EXIT_MISSING without gnuplot. */
int ecosystem_draw(const struct ecosystem *all, const char *root, const char *folder, bool *drawn,
                   struct error *e);

/* The page: a store_writer. */
struct ecosystem_page {
    const struct ecosystem *all;
    const struct claim *claim; /* whose opinions stand beside it, or NULL */
    const char *picture;       /* the chart's file, or NULL */
};
int ecosystem_write_page(FILE *to, void *page);

#endif
