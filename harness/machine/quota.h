/* quota.h - the CPU time that cgroups allow, which hwloc does not see.
 *
 * A container with 8 visible CPUs and a quota of 2 throttles all its threads together; a scaling curve over
 * it is a curve of the quota. Version 2 (cpu.max), version 1 (cpu.cfs_quota_us) and the two side by side are
 * read, from our own group up to the mount point: the limit and the throttling of a parent hold for us too,
 * and are shown in the parent's files only.
 */
#ifndef GILSCALE_QUOTA_H
#define GILSCALE_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

struct quota {
    bool known;           /* false: no cgroup file could be read; there may be a quota that nobody shows */
    double cpus;          /* quota divided by period, the smallest of all levels; 0 when unlimited */
    int64_t throttled;    /* throttled periods so far, all levels together; -1 when no level shows them */
    int64_t throttled_ns; /* time throttled so far, likewise */
};

/* `root` is "" on the real machine; tests point it at a folder holding proc/self/cgroup and sys/fs/cgroup. */
struct quota quota_read(const char *root);

#endif
