/* interpose.h - standing in for functions of libc, to see when libpython calls them.
 *
 * The runner defines functions of their names, so that libpython, shared or static, finds ours before libc's; ours pass every call on. Calls of
 * other libraries (OpenBLAS's pool, say) are told by the address that they return to. In a runner with a static libpython our own calls look
 * like its calls; none is made on a worker. Any thread, but for interpose_init().
 */
#ifndef GILSCALE_INTERPOSE_H
#define GILSCALE_INTERPOSE_H

#include <stdbool.h>

#include "base/error.h"

/* Once a process, before any worker: libpython is the object (executable or library) that holds `address`. -1 with the reason where this
 * cannot be done; then no call is libpython's. */
int interpose_init(const void *address, struct error *why);

/* Did it succeed, here or in the process that this one was forked from? */
bool interpose_works(void);

/* Is that an address within libpython? `caller` is what a function returns to. */
bool interpose_is_python(const void *caller);

/* libc's own function of that name; as slow as a look-up. It may be called before main. */
void *interpose_real(const char *name);

#endif
