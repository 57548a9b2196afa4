/* pyperf_origin.h - what the metadata of pyperf's JSON say of where its figures come from: cell, build, machine. A part of pyperf.h's reader. */
#ifndef GILSCALE_PYPERF_ORIGIN_H
#define GILSCALE_PYPERF_ORIGIN_H

#include <jansson.h>

#include "machine/facts.h"
#include "stats/cells.h"

/* Metadata stand at the file, the benchmark and the run; the last that has a key counts. */
struct pyperf_metadata {
    const json_t *run, *benchmark, *file;
};

/* "" when there is no such text; `otherwise` when there is no such whole number. Valid as long as the JSON. */
const char *pyperf_text(const struct pyperf_metadata *metadata, const char *key);
int64_t pyperf_whole(const struct pyperf_metadata *metadata, const char *key, int64_t otherwise);

/* The cell: of a file of ours as it was, else `name` as a workload of one thread. The caller frees with curve_key_free(). */
struct curve_key pyperf_key(const struct pyperf_metadata *metadata, const char *name);

/* What pyperf knows of machine and build, under the keys that our own environment has for it; each key once. */
void pyperf_facts(struct facts *facts, const struct pyperf_metadata *metadata, const char *build);
/* Of a file of ours: its dotted keys, of which pyperf has none. */
void pyperf_our_facts(struct facts *facts, json_t *file_metadata);

#endif
