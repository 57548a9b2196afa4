/* topology.h - the CPUs that this process may use, and how they hang together, as hwloc sees them.
 *
 * One load per process, before any thread and before Python starts: loading may rebind the caller for a
 * moment. Afterwards the topology is read-only and any thread may use it. Only allowed CPUs count (cgroup
 * cpuset and affinity mask).
 */
#ifndef GILSCALE_TOPOLOGY_H
#define GILSCALE_TOPOLOGY_H

#include <hwloc.h>
#include <stdbool.h>

#include "base/error.h"

/* One allowed logical CPU. Ranks count from 0 within this machine's allowed CPUs. */
struct topology_cpu {
    int os;      /* the operating system's number, as in taskset and /proc/cpuinfo */
    int core;    /* which core; without a core level in the topology each CPU is a core of its own */
    int sibling; /* its rank among the allowed hardware threads of that core */
    int package; /* which socket */
    int node;    /* which NUMA node; 0 when the machine shows none */
    int kind;    /* efficiency class, higher is faster if kinds_ranked; 0 when all are alike */
};

struct topology {
    hwloc_topology_t hwloc;
    struct topology_cpu *cpus; /* in hwloc's logical order */
    int count;
    int cores, packages, nodes, kinds; /* each at least 1 */
    bool kinds_ranked; /* false: there are kinds, but the machine does not say which is faster */
    bool has_cores;    /* false: the machine hides its cores, so hardware threads cannot be told from cores */
    bool can_bind;     /* false for a made-up machine, where hwloc's binding succeeds and does nothing */
};

/* The machine we run on. When hwloc's environment shows another one instead (HWLOC_SYNTHETIC, HWLOC_XMLFILE
 * ...), that one, and can_bind is false. */
int topology_load(struct topology *t, struct error *e);

/* Hands a topology over to another process on the same machine: reading it anew takes some hundred files of
 * /sys a CPU, in every invocation. Saved as hwloc's XML, which lstopo shows as well. Loading trusts the file
 * to be of this machine, which only its writer can know: save what can_bind. */
int topology_save(const struct topology *t, const char *path, struct error *e);
int topology_load_saved(struct topology *t, const char *path, struct error *e);

/* A machine made of words, for tests and for `list placements --synthetic`: hwloc's synthetic description,
 * "pack:2 core:4 pu:2". */
int topology_load_synthetic(struct topology *t, const char *description, struct error *e);

/* Fills cpus and counts again from `t->hwloc`: for tests that change the hwloc topology (restrict it,
 * register kinds) after loading. */
int topology_read(struct topology *t, struct error *e);

void topology_free(struct topology *t);

/* The CPU with the operating system's number `os`, or NULL when it does not exist or is not allowed. */
const struct topology_cpu *topology_find(const struct topology *t, int os);

/* The allowed CPUs as "0-3,8"; the caller frees. */
char *topology_cpu_list(const struct topology *t);

/* Binds the calling thread to one CPU and reads the binding back; -1 unless it is exactly that CPU, or when
 * can_bind is false. */
int topology_bind_self(const struct topology *t, int os, struct error *e);

/* The CPU where the thread with this kernel id last ran, or -1 when unknown or when can_bind is false. Any
 * thread may ask. */
int topology_last_cpu(const struct topology *t, pid_t tid);

#endif
