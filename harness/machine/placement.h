/* placement.h - which CPU each worker gets.
 *
 * A policy is one permutation of CPUs; N workers get its first N entries. So the point N+1 of a scaling curve
 * is the point N plus one CPU, and a bend in the curve is never the work of a reshuffle. (hwloc_distrib is
 * not nested, which is why it is not used.)
 *
 *   cores      one hardware thread of each core first, fast kinds before slow, package by package;
 *              then the siblings
 *   smt        the hardware threads of a core side by side: core 0 both, core 1 both ...
 *   scatter    as cores, but taking packages and NUMA nodes in turn
 *   node0      as cores, on the first NUMA node only; node1 ... likewise
 *   kind=K     as cores, on CPUs of one kind: fast, slow, or a number as `list placements` shows it
 *   0,2,4-7    these CPUs in this order, by the operating system's numbers, each at most once
 *   none       no binding; the kernel moves threads as it likes
 *
 * With more workers than CPUs the permutation starts again, and the cell is flagged `oversubscribed`.
 */
#ifndef GILSCALE_PLACEMENT_H
#define GILSCALE_PLACEMENT_H

#include "machine/topology.h"

struct placement {
    char name[128]; /* canonical: one spelling per permutation, as in the placement column */
    int *cpus;      /* the permutation, operating system's numbers; NULL for `none` */
    int count;      /* its length; for `none` the number of allowed CPUs */
};

enum placement_flag {
    PLACEMENT_OVERSUBSCRIBED = 1, /* two workers share a CPU */
    PLACEMENT_SMT_SHARED = 2,     /* two hardware threads of one core have workers */
    PLACEMENT_MIXED_KINDS = 4     /* workers on CPUs of different kinds */
};

/* -1 with an error that names the policies, the nearest match, or the CPU that is not allowed. */
int placement_make(struct placement *p, const struct topology *t, const char *policy, struct error *e);
void placement_free(struct placement *p);

/* The CPU of worker 0 ... ; -1 for `none`. */
int placement_cpu(const struct placement *p, int worker);

/* The flags of a cell of N workers, PLACEMENT_... or'ed. `none` is oversubscribed when N exceeds the allowed
 * CPUs; nothing more is known. */
unsigned placement_flags(const struct placement *p, const struct topology *t, int workers);

/* An allowed CPU that none of the N workers has, for the main thread; the one furthest from them is best, a
 * core of its own at least preferred over a sibling. -1 when there is none, or for `none`. */
int placement_spare_cpu(const struct placement *p, const struct topology *t, int workers);

#endif
