/* locks.h - lock files that belong together: configs/locks/NAME/ABI-PLATFORM.txt, one for each kind of build that NAME was made for.
 */
#ifndef GILSCALE_LOCKS_H
#define GILSCALE_LOCKS_H

#include "environments/lockfile.h"

/* Owns all of it. Start from {0}. */
struct locks {
    char *name; /* "ecosystem" */
    struct lockfile *items;
    size_t count; /* at least one */
};

/* `name`: a name in configs/locks under `root`, or a path to a folder of lock files or to one of them. -1 with the nearest match, or
 * with file and line of what is wrong. */
int locks_read(struct locks *locks, const char *root, const char *name, struct error *e);

/* The one for this ABI and platform, or NULL. */
const struct lockfile *locks_find(const struct locks *locks, const char *abi, const char *platform);

/* "cp313, cp313t on linux_x86_64": what they are for. The caller frees. */
char *locks_kinds(const struct locks *locks);

/* Where a lock of that name or path is, and the file of one ABI and platform in it. The caller frees. */
char *locks_folder(const char *root, const char *name);
char *locks_file(const struct lockfile *lock);

void locks_free(struct locks *locks);

#endif
