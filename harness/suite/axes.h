/* axes.h - the settings that can be swept like parameters, each in one row of one table: what it is called, what its values are, what
 * it needs. The suite's settings, the plan's product, the runner's arguments, the column `axes` and the help are all made of it; a new
 * axis is a row here (and an option of the runner).
 *
 * A value has one canonical text, however it was typed ("1000us" is "1ms"), as it names a cell: `axes` has "gc=off;switch-interval=1ms".
 * The neutral value leaves no trace there. Pure; any thread may call.
 */
#ifndef GILSCALE_AXES_H
#define GILSCALE_AXES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* Sorted by name, as the column is. Columns: identifier; name; values, for the help; neutral value; values that are words; parser of others
 * (axes.c) or NULL; one value only; help. */
#define AXES(AXIS)                                                                                           \
    AXIS(ALLOCATOR, "allocator", "LIST", "default", "malloc,pymalloc,mimalloc,debug", NULL, false,           \
         "Python's memory allocator: default, malloc, pymalloc, mimalloc (from 3.13), debug; free-threaded " \
         "builds have mimalloc and debug alone")                                                             \
    AXIS(                                                                                                    \
        ARRIVALS, "arrivals", "LIST", "none", NULL, axes_rate, false,                                        \
        "Open loop: requests a second of all workers together, like 200/s, whether they keep up or not, so " \
        "that waiting counts; for workloads with requests (default none: each worker goes on at once)")      \
    AXIS(ATTACH, "attach", "LIST", "once", "batch,call", NULL, false,                                        \
         "How often a worker attaches to Python with a fresh thread state: once for its life, for each "     \
         "batch, for each call of an op (default once)")                                                     \
    AXIS(BESIDE, "beside", "LIST", "none", NULL, axes_beside, false,                                         \
         "A second group of M workers in the same cell: [M*]WORKLOAD[(NAME=VALUE,...)], like 2*fib(n=18); "  \
         "its rate is told apart (default none)")                                                            \
    AXIS(GC, "gc", "LIST", "default", "off,frozen", NULL, false,                                             \
         "The cyclic garbage collector while workers run: default (as Python has it), off, frozen (on, but " \
         "all that was there before is passed over)")                                                        \
    AXIS(HASH_SEED, "hash-seed", "LIST", "default", NULL, axes_seed, false,                                  \
         "PYTHONHASHSEED, 0 to 4294967295 (default: another in each block, the same for all its cells)")     \
    AXIS(JIT, "jit", "LIST", "default", "on,off", NULL, false,                                               \
         "CPython's JIT compiler, on builds that have one (3.13 and later): default, on, off")               \
    AXIS(MEASURE, "measure", "rate|makespan", "rate", "makespan", NULL, true,                                \
         "rate: ops a second in windows while all workers run. makespan: a fixed number of ops (--total) "   \
         "split over the workers, from the first one's start to the last one's end (default rate)")          \
    AXIS(MODE, "mode", "LIST", "threads", "processes,subinterpreters", NULL, false,                          \
         "How the workers exist: threads of one interpreter, processes, subinterpreters with a GIL each "    \
         "(3.12 and later) (default threads)")                                                               \
    AXIS(POOLS, "pools", "LIST", "one", "keep", NULL, false,                                                 \
         "Thread pools that libraries make for themselves: one (a thread each, by OMP_NUM_THREADS and the "  \
         "like where you have not set them), keep (as the libraries like) (default one)")                    \
    AXIS(                                                                                                    \
        STACK, "stack", "LIST", "default", NULL, axes_size, false,                                           \
        "A worker's stack, like 256KB or 1MB; a KB is 1024 bytes (default: the runner's, the same for all)") \
    AXIS(SWITCH_INTERVAL, "switch-interval", "LIST", "default", NULL, axes_time, false,                      \
         "How long a thread may hold the GIL while others want it, like 100us or 20ms; "                     \
         "sys.setswitchinterval (default: Python's, 5ms)")

enum axis_index {
#define AXIS_INDEX(id, ...) AXIS_##id,
    AXES(AXIS_INDEX)
#undef AXIS_INDEX
        AXIS_COUNT
};

struct axis {
    const char *name, *neutral;
    const char *words;                                                 /* "off,frozen", or NULL */
    int (*parse)(const char *text, char **canonical, struct error *e); /* other values; or NULL */
    bool single;                                                       /* one value a suite: no sweep */
};
extern const struct axis axes[AXIS_COUNT];

/* The axis of this name, or AXIS_COUNT. */
enum axis_index axes_find(const char *name);

/* The canonical text of one value; the caller frees. */
int axes_parse(enum axis_index axis, const char *text, char **canonical, struct error *e);

/* "1ms,default" into canonical values, each once; adds to the list. Commas within parentheses are a value's own. */
int axes_parse_list(enum axis_index axis, const char *text, struct text_list *values, struct error *e);

/* One value for each axis, as canonical text; NULL is the neutral one. A cell's. */
struct axes_values {
    const char *of[AXIS_COUNT];
};

/* "gc=off;switch-interval=1ms": what the column `axes` says. Without the mode, which has a column of its own. The caller frees. */
char *axes_text(const struct axes_values *values);

/* A canonical value as the runner's option of the same name wants it: bytes and rates as bare numbers. The caller frees. */
char *axes_argument(enum axis_index axis, const char *canonical);

/* What a canonical switch interval is, in ns. */
int64_t axes_switch_interval_ns(const char *canonical);

/* [M*]NAME[(NAME=VALUE,...)] taken apart. Start from {0}; owns its texts. */
struct axes_group {
    long workers;
    char *name; /* of a workload, or a path */
    struct text_list parameters;
};
int axes_group_parse(struct axes_group *group, const char *text, struct error *e);
char *axes_group_text(long workers, const char *name,
                      const struct text_list *parameters); /* the caller frees */
void axes_group_free(struct axes_group *group);

#endif
