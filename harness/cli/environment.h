/* environment.h - environment.csv: what machine, which builds, which command; one key and one value a row.
 */
#ifndef GILSCALE_ENVIRONMENT_H
#define GILSCALE_ENVIRONMENT_H

#include "builds/builds.h"
#include "machine/facts.h"

/* The builds' facts, keys like "build.3.13.15t.version", with worries about debug builds and builds without
 * PGO. */
void environment_add_builds(struct facts *facts, const struct builds *builds);

/* What third-party packages each build imports from: "build.TAG.packages" with "numpy 2.4.6, scipy 1.17.1", or "none"; asked of each
 * now, not of a lock file. And "build.TAG.environment" where it is one of ours. `root` holds scripts/. */
void environment_add_packages(struct facts *facts, const struct builds *builds, const char *root);

/* Writes environment.csv into the folder; a fact's worry is a row of its own, "worry.cpu.governor". */
int environment_write(const struct facts *facts, const char *folder, struct error *e);

/* Reads it again; keys and values only. -1 when it is not there or is no such file. */
int environment_read(struct facts *facts, const char *folder, struct error *e);

#endif
