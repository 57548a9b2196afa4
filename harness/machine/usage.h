/* usage.h - what this process has used so far. One system call for all its threads, so that asking does not disturb what is measured. */
#ifndef GILSCALE_USAGE_H
#define GILSCALE_USAGE_H

#include <stdint.h>

struct usage {
    double cpu_s;                 /* user and system, all threads, the living and the dead */
    int64_t voluntary_switches;   /* a thread waited: for the GIL, a lock, input */
    int64_t involuntary_switches; /* a thread was put aside for another */
};

struct usage usage_read(void);

/* Resident memory now; INT64_MIN (an empty cell) when /proc does not say. Some microseconds. */
int64_t usage_rss_bytes(void);

/* Resident memory, pages shared with other processes counted in proportion; INT64_MIN when /proc does not say. Walks the whole address space: up
 * to some milliseconds, never within a window. */
int64_t usage_pss_bytes(void);

#endif
