/* facts_parts.h - the parts that facts.c puts together; for facts*.c only. Arguments as in facts.h. */
#ifndef GILSCALE_FACTS_PARTS_H
#define GILSCALE_FACTS_PARTS_H

#include <stdbool.h>

#include "machine/facts.h"

/* Model, topology, quota, clock speed, SMT. */
void facts_of_cpus(struct facts *facts, const struct topology *t, const char *root);

/* Clocks, hypervisor, kernel, memory, load. */
void facts_of_system(struct facts *facts, const struct topology *t, const char *root);

/* A neutral fact; "unknown" when the value is empty. */
void facts_note(struct facts *facts, const char *key, const char *value);

/* The first CPU's block of /proc/cpuinfo; the text is empty when there is none. */
struct facts_cpuinfo {
    char text[16384];
};
void facts_read_cpuinfo(struct facts_cpuinfo *info, const char *root);
bool facts_cpuinfo_has_flag(const struct facts_cpuinfo *info, const char *flag);

#endif
