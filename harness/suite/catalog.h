/* catalog.h - the workloads there are: a file is a workload, its name is the file's name, and nothing is
 * registered anywhere.
 *
 * workloads/FOLDER/NAME.py or NAME.c, or any file of that kind that a person names by its path; names that begin
 * with _ are helpers. The text that a workload begins with (docstring, or leading comment) is its documentation.
 */
#ifndef GILSCALE_CATALOG_H
#define GILSCALE_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct workload {
    char *name;
    char *path;
    char *folder; /* the name of the one that it lies in: "python" */
    bool is_c;
    char *doc;  /* the leading text without its marks; "" when there is none */
    char *note; /* of modes and requests: "threads only"; see declared.h */
    char *
        library; /* whose behaviour it measures, as PyPI spells it in lower case; "" without one; see declared.h */
    char hash
        [17]; /* of the file's bytes and of what it uses that lies beside it (headers, _modules), hexadecimal: a changed
                      workload is another workload */
};

/* Start from {0}. Sorted by name. */
struct catalog {
    struct workload *items;
    size_t count;
};

/* All workloads in the folders of root/workloads. Two files of one name are an error. */
int catalog_scan(struct catalog *catalog, const char *root, struct error *e);

/* The one called `name`, or NULL. */
const struct workload *catalog_find(const struct catalog *catalog, const char *name);

/* Reads a workload file; the caller frees with workload_free. */
int workload_read(struct workload *workload, const char *path, struct error *e);
struct workload workload_copy(const struct workload *workload);
void workload_free(struct workload *workload);
void catalog_free(struct catalog *catalog);

/* The doc's first line; valid as long as the workload, at most `*length` bytes. */
const char *workload_summary(const struct workload *workload, int *length);

#endif
