/* facts.h - what this machine is and how it is set up: one list, for environment.csv and for `gilscale
 * doctor`.
 *
 * A fact is a key and a value; some carry a worry: why it makes numbers untrustworthy, and what to do about
 * it. Nothing here knows of Python; the builds add their own facts.
 */
#ifndef GILSCALE_FACTS_H
#define GILSCALE_FACTS_H

#include <stddef.h>

#include "machine/topology.h"

enum fact_level {
    FACT_NEUTRAL, /* worth recording */
    FACT_GOOD,    /* checked, nothing wrong */
    FACT_WORRY,   /* widens intervals or needs care when reading the curves */
    FACT_BAD      /* numbers taken now would mislead */
};

struct fact {
    char *key;   /* dotted, lower case: "cpu.governor" */
    char *value; /* with its unit; "unknown" when the machine does not say */
    enum fact_level level;
    char *worry;  /* a sentence, NULL unless WORRY or BAD */
    char *remedy; /* what to type or change, NULL where there is nothing */
};

/* Start from {0}. Owns its strings. */
struct facts {
    struct fact *items;
    size_t count;
};

void facts_add(struct facts *facts, enum fact_level level, const char *key, const char *value,
               const char *worry, const char *remedy); /* copies; worry and remedy may be NULL */

/* The machine's facts: CPU model, microcode, topology counts, allowed CPUs, quota, governor, driver,
 * frequency range, turbo, SMT, isolated CPUs, nohz_full, clocksource, cost of one clock read, virtualisation,
 * kernel, libc, memory, swap, transparent huge pages, ASLR, load, runnable tasks, steal, perf_event_paranoid, hardware
 * counters, hwloc's version, variables that size libraries' thread pools. `root` as in quota.h. */
void facts_of_machine(struct facts *facts, const struct topology *t, const char *root);

const struct fact *facts_find(const struct facts *facts, const char *key);
void facts_free(struct facts *facts);

#endif
