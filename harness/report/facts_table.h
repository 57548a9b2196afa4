/* facts_table.h - the machine and the builds of a run, from its environment.csv: as sentences, as a table, and side by side with another's.
 */
#ifndef GILSCALE_FACTS_TABLE_H
#define GILSCALE_FACTS_TABLE_H

#include "machine/facts.h"
#include "report/document.h"

/* The value, or NULL where the file does not have it or the machine did not say. */
const char *facts_value(const struct facts *facts, const char *key);

/* "Intel(R) Xeon(R), 2 CPUs, 2 cores, virtual machine", a sentence with SHOWN_DATA; "an unknown machine" without facts. The caller frees. */
char *facts_machine_line(const struct facts *facts);

/* A row a build: version, kind, how it was made. */
void facts_builds_table(const struct facts *facts, const char *caption, struct document *document);

/* All other facts, in <details>. */
void facts_table(const struct facts *facts, struct document *document);

/* All facts of both, builds too; what is not the same is marked, and said in a column. */
void facts_side_by_side(const struct facts *base, const struct facts *new, struct document *document);

#endif
