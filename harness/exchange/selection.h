/* selection.h - which cells of a run go into another tool's file, and which go together: what others compare by name (pyperf, benchstat) is
 * one benchmark measured on two builds, so the build is no part of the name and has a group of its own.
 *
 * Pure; any thread may use its own.
 */
#ifndef GILSCALE_SELECTION_H
#define GILSCALE_SELECTION_H

#include "base/error.h"
#include "stats/cells.h"

/* Values of each field that are wanted; empty: all. Start from {0}. */
struct selection_filter {
    struct text_list builds, workloads, modes, placements, threads;
};

/* Cells of one build in one state of the GIL: those that were measured, in the order of struct measured_cells, then those that were not. */
struct selection_group {
    char *
        label; /* the build's tag; "3.13.15t-gil-on" where the run has it in several states. Safe as a file's name, unlike the tag */
    const struct measured_cell **cells; /* not owned */
    size_t count;
};

/* Start from {0}. */
struct selection {
    struct selection_group *groups;
    size_t count;
};

/* -1 when a value that is wanted is no cell's, with the nearest that is, or when nothing is left. */
int selection_make(struct selection *selection, const struct measured_cells *cells,
                   const struct selection_filter *filter, struct error *e);
void selection_filter_free(struct selection_filter *filter);
void selection_free(struct selection *selection);

/* The name, or with a number behind it where it is taken already: hostile names may be alike once they are made safe, and what has one name is
 * pooled. Frees `name` and adds what it returns to `taken`; the caller frees that. */
char *selection_unique(struct text_list *taken, char *name);

/* Why a cell has no time per op that could be given away, a sentence's end; NULL when it has one. */
const char *selection_problem(const struct measured_cell *cell);
/* Has any cell of the group one? */
bool selection_has_times(const struct selection_group *group);

#endif
