/* declared.h - what a workload's source says of its modes, requests and library, read without running it: for lists of all workloads, which no
 * build has loaded.
 *
 * It knows the plain forms that workloads/README.md shows, which are those of all files of the tree; who runs a workload asks the runner, who
 * loads it (cli/description.h). Any thread.
 */
#ifndef GILSCALE_DECLARED_H
#define GILSCALE_DECLARED_H

#include <stdbool.h>

/* "threads only", "no subinterpreters", "no processes", then "requests", with a comma between; "" when it admits all modes and its ops are no
 * requests. The caller frees. */
char *declared_note(const char *text, bool is_c);

/* NAME of a line "library: NAME" in a workload's documentation: the package whose behaviour it measures, in lower case with '-' for '_' and
 * '.', as package names are compared (PEP 503). "" without such a line, or where what stands there is no name. The caller frees. */
char *declared_library(const char *doc);

#endif
