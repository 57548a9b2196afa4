/* declared.h - what a workload's source says of its modes and requests, read without running it: for lists of all workloads, which no
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

#endif
