/* machines.h - made-up machines for the tests of topology and placement. */
#ifndef GILSCALE_MACHINES_H
#define GILSCALE_MACHINES_H

#include <stdlib.h>

#include "machine/topology.h"

/* Two packages with one NUMA node, four cores and eight hardware threads each, numbered as Linux does on x86:
 * 0 to 7 are the first threads of all cores, 8 to 15 their siblings. */
#define TWO_PACKAGES "pack:2 numa:1 core:4 pu:2(indexes=0,8,1,9,2,10,3,11,4,12,5,13,6,14,7,15)"

/* Two packages with two NUMA nodes each; 16 cores, numbered along. */
#define FOUR_NODES "pack:2 group:2 numa:1 core:4 pu:1"

static inline struct topology machine_make(const char *description)
{
    struct topology t;
    struct error e;

    if (topology_load_synthetic(&t, description, &e) != 0)
        abort();
    return t;
}

/* CPUs `first` to `last` become a kind of their own; -1 says nothing of how fast it is. */
static inline void machine_add_kind(struct topology *t, unsigned first, int last, int efficiency)
{
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    struct error e;

    hwloc_bitmap_set_range(set, first, last);
#if HWLOC_API_VERSION >= 0x00030000
    int status = hwloc_cpukinds_register(t->hwloc, set, efficiency, NULL, 0);
#else
    int status = hwloc_cpukinds_register(t->hwloc, set, efficiency, 0, NULL, 0);
#endif
    hwloc_bitmap_free(set);
    if (status != 0 || topology_read(t, &e) != 0)
        abort();
}

/* Takes all CPUs away but those of `list`, as a cgroup's cpuset does. */
static inline void machine_restrict(struct topology *t, const char *list)
{
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    struct error e;

    int status = hwloc_bitmap_list_sscanf(set, list);
    if (status == 0)
        status = hwloc_topology_restrict(t->hwloc, set, 0);
    hwloc_bitmap_free(set);
    if (status != 0 || topology_read(t, &e) != 0)
        abort();
}

/* Six fast cores with two hardware threads (0 to 11), then eight slow ones (12 to 19). Synthetic descriptions
 * are regular, so the slow cores' second threads are made and taken away again: CPUs 13, 15 ... 27 are
 * missing. */
static inline struct topology machine_make_hybrid(void)
{
    struct topology t = machine_make("pack:1 core:14 pu:2");

    machine_restrict(&t, "0-12,14,16,18,20,22,24,26");
    machine_add_kind(&t, 0, 11, 10);
    machine_add_kind(&t, 12, 27, 5);
    return t;
}

#endif
