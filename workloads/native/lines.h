/* lines.h - memory on cache lines of its own: what two workers do not share, no line of theirs shares either.
 *
 * 128 bytes, because processors fetch lines of 64 in pairs. It is the process's to free: check() comes after end().
 */
#ifndef GILSCALE_LINES_H
#define GILSCALE_LINES_H

#include "gilscale_workload.h"

#include <stdlib.h>

#define LINES_BYTES 128

/* Zeroed; NULL when there is no memory left. */
static inline void *lines_new(size_t bytes)
{
    size_t whole = (bytes + LINES_BYTES - 1) / LINES_BYTES * LINES_BYTES;
    void *lines = aligned_alloc(LINES_BYTES, whole);
    return lines ? memset(lines, 0, whole) : NULL;
}

/* For begin(): the worker's state, allocated and first touched by the worker. */
static inline int lines_state(struct gilscale_worker *worker, size_t bytes)
{
    worker->state = lines_new(bytes);
    if (!worker->state)
        strcpy(worker->error, "out of memory");
    return worker->state ? 0 : -1;
}

/* For setup(): what all workers share. */
static inline int lines_shared(struct gilscale_cell *cell, size_t bytes)
{
    cell->shared = lines_new(bytes);
    if (!cell->shared)
        strcpy(cell->error, "out of memory");
    return cell->shared ? 0 : -1;
}

#endif
