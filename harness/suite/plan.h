/* plan.h - from a suite to cells, and from cells to a schedule.
 *
 * Cells are the product of builds, GIL states, modes and other axes, workloads, placements and numbers of workers. The schedule
 * runs blocks: each block has one invocation of every cell, in random order, so that what drifts on the
 * machine hits all cells alike and one block is a fair comparison in itself. Cells that will be compared stay
 * together: families of one workload and placement come in random order, in each the numbers of workers, for
 * each of these the axes, and innermost the builds and GIL states; every second block has axes and builds the other way round (ABBA). A machine
 * that changes its speed for seconds then seldom does so between the two of a pair. Order and hash seeds follow
 * from the suite's seed alone: the same seed gives the same schedule, which is what resuming needs.
 */
#ifndef GILSCALE_PLAN_H
#define GILSCALE_PLAN_H

#include "machine/placement.h"
#include "suite/suite.h"

/* What the plan needs to know of a build. */
struct plan_build {
    const char *tag;
    bool ft;
};

/* One value for each axis: what a cell is beside build, GIL, workload, placement and N. */
struct plan_axes {
    struct axes_values
        values; /* the suite's texts; that of AXIS_BESIDE is as it was typed, see plan_axes_text() */
    const struct suite_beside *beside; /* of the suite, or NULL */
};

struct cell {
    const struct plan_axes *axes; /* of the plan; NULL: all neutral */
    size_t build;                 /* index into the builds given */
    int gil;                      /* 1 forced on, 0 forced off, -1 as the build does by itself */
    bool gil_on;                  /* what that comes to, if no import switches it */
    size_t workload, placement;   /* indexes into the suite's workloads and the plan's placements */
    int threads;
    unsigned placement_flags;
    bool over_quota; /* more workers than the CPU time that a cgroup grants */
    /* How long an invocation is: what the suite says, or the pilot. */
    int64_t start_ns, warmup_ns, window_ns; /* start: all that is neither warm-up nor window */
    long windows;
};

struct plan {
    struct placement *placements;
    size_t placement_count;
    struct plan_axes *axes;
    size_t axes_count;
    struct cell *cells;
    size_t cell_count;
    long blocks;
};

/* "threads", "processes" or "subinterpreters": what the column `mode` says. */
const char *plan_mode(const struct cell *cell);
bool plan_in_threads(const struct cell *cell);

/* The cell's workers of both groups: its N, and those beside. */
int plan_all_workers(const struct cell *cell);

/* What the column `axes` says, with the group beside as calibration has spelt it out, and the total that a person asked for. The caller frees. */
char *plan_axes_text(const struct suite *suite, const struct cell *cell);

/* The workload's hash, and with a group beside that of both: a changed workload is another workload. `to` as in struct workload. */
void plan_workload_hash(const struct suite *suite, const struct cell *cell, char to[17]);

/* `quota_cpus` 0: unlimited. Asking a GIL build for `off` plans nothing for that build and is an error only
 * when nothing is left. */
int plan_make(struct plan *plan, const struct suite *suite, const struct plan_build *builds,
              size_t build_count, const struct topology *topology, double quota_cpus, struct error *e);
void plan_free(struct plan *plan);

/* The order of block `block`: order[k] is the index of the k-th cell to run. `order` has room for all cells.
 */
void plan_order(const struct plan *plan, uint64_t seed, long block, size_t *order);

/* Do they differ in build and GIL alone? In a block such cells follow each other. */
bool plan_same_work(const struct cell *a, const struct cell *b);

/* The hash seed of an invocation: that of its axis, else of its block: equal across builds, so that they pair up. */
uint32_t plan_hash_seed(uint64_t seed, const struct cell *cell, long block);

/* The shortest window: with one GIL for all workers ten turns of each, without one 0. (The runner makes it so; native work that holds none may do
 * with less.) */
int64_t plan_shortest_window_ns(const struct cell *cell);

/* After calibration: how long a makespan's one window is. Nothing for other measures. */
void plan_take_totals(struct plan *plan, const struct suite *suite);

/* What one invocation of this cell should take. */
int64_t plan_expected_ns(const struct cell *cell);

/* After how long it counts as hanging: four times that (unsteady windows are measured once more), the suite's timeout, and with a GIL the time that starting, warming up and stopping may wait
 * for the last worker's turn (256 workers on two CPUs needed some 40 s, where the windows alone take 13). */
int64_t plan_limit_ns(const struct suite *suite, const struct cell *cell);

#endif
