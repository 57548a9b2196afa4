/* mode.h - how the N members of a crew exist: the names that rows, options and workloads use for it.
 *
 * threads: pthreads of one process, attached to one interpreter. processes: forked before Python starts, an interpreter each, one thread
 * in each. subinterpreters: pthreads of one process, an interpreter with a GIL of its own each. Any thread may call.
 */
#ifndef GILSCALE_MODE_H
#define GILSCALE_MODE_H

#include <string.h>

enum mode {
    MODE_THREADS, /* 0: what is meant where nothing is said */
    MODE_PROCESSES,
    MODE_SUBINTERPRETERS
};

#define MODE_COUNT 3
#define MODE_NAMES "threads, processes, subinterpreters" /* for a sentence that says what there is */

/* A set of modes is the sum of the bits of its members. */
#define MODE_BIT(mode) (1U << (mode))
#define MODE_ALL       (MODE_BIT(MODE_COUNT) - 1U)

static inline const char *mode_name(enum mode mode)
{
    static const char *const names[MODE_COUNT] = {"threads", "processes", "subinterpreters"};

    return names[mode];
}

/* 0, or -1 for a name that is no mode's; `*mode` is then as it was. */
static inline int mode_of_name(const char *name, enum mode *mode)
{
    for (int i = 0; i < MODE_COUNT; i++) {
        if (strcmp(name, mode_name((enum mode)i)) == 0) {
            *mode = (enum mode)i;
            return 0;
        }
    }
    return -1;
}

#endif
