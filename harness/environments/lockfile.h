/* lockfile.h - what is in an environment, to the byte: written beside it, and as lock files in configs/locks.
 *
 * One form for both, which a person can review and pip can verify by itself: a requirements file, a line a wheel with its sha256, and
 * above it lines "#: KEY VALUE" with where and when it was made, what was asked for, and what could not be had and why. Wheels are
 * named, never where they came from: no URL and no host, since everybody's pip has its own source. Reading takes nothing on trust:
 * every value has to be what it should be, a cut-off file is refused by its count, and nothing of it but packages, versions and hashes
 * ever reaches pip.
 */
#ifndef GILSCALE_LOCKFILE_H
#define GILSCALE_LOCKFILE_H

#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"

struct locked {
    char *name; /* as PEP 503 compares it */
    char *version;
    char *sha256; /* 64 hexadecimal digits, lower case */
    char *wheel;  /* its file's name, which says for what it was made */
};

/* What was wanted and is not there. */
struct refused {
    char *name;   /* of the package */
    char *reason; /* one line, with no URL in it */
};

/* What is there in an older release than the newest that has a wheel for this Python. */
struct older {
    char *name;
    char *newest;
};

/* Owns its strings. Start from {0}. */
struct lockfile {
    char *environment;       /* its name; also after it was copied to configs/locks */
    char *date;              /* "2026-11-22", UTC: what is newest depends on it */
    char *python;            /* "3.13.15" */
    char *abi;               /* "cp313t": what its wheels are made for */
    char *platform;          /* "linux_x86_64" */
    char *pip;               /* pip's version */
    struct text_list wanted; /* requirements, as they were typed; the other packages are there for these */
    struct locked *packages; /* sorted by name */
    size_t package_count;
    struct refused *refused;
    size_t refused_count;
    struct older *older;
    size_t older_count;
};

/* Checks the values, copies them. -1 when one is no such thing, or the package is there already. */
int lockfile_add_package(struct lockfile *lock, const char *name, const char *version, const char *sha256,
                         const char *wheel, struct error *e);
/* The reason as it may stand in a file: one line, what has an address in it left out. */
void lockfile_add_refused(struct lockfile *lock, const char *name, const char *reason);
void lockfile_add_older(struct lockfile *lock, const char *name, const char *newest);
void lockfile_sort(struct lockfile *lock);

/* By its name as PEP 503 compares it; NULL without one. */
const struct locked *lockfile_find(const struct lockfile *lock, const char *name);

/* The newest release, when this one's is older; NULL otherwise. */
const char *lockfile_newest(const struct lockfile *lock, const char *name);

/* The same packages, to the byte? */
bool lockfile_same_packages(const struct lockfile *a, const struct lockfile *b);

/* The file and the line are in the error. */
int lockfile_read(struct lockfile *lock, const char *path, struct error *e);
/* -1 when the stream failed. */
int lockfile_write(const struct lockfile *lock, FILE *to);
/* Only the lines that pip needs. */
int lockfile_write_requirements(const struct lockfile *lock, FILE *to);

void lockfile_free(struct lockfile *lock);

#endif
