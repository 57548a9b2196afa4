/* include.h - reads a suite file, and sees to it that libconfig can read the files that it includes.
 *
 * Why: libconfig's scanner is made by flex, and where a read fails (@include of a folder, of a file on a bad disk) its code prints "input in
 * flex scanner failed" and calls exit(2) inside our process, past all that we have to release; on a named pipe it would wait for ever.
 * libconfig has no way to give it another reader before its version 1.7. So everything that would be read is looked for and read once here.
 *
 * Comments and strings are known here as they are there; what is written badly is left to libconfig, which says so with its line.
 */
#ifndef GILSCALE_INCLUDE_H
#define GILSCALE_INCLUDE_H

#include "base/error.h"

#define INCLUDE_BYTES                                                                                        \
    (16u * 1024 * 1024) /* of a file; a suite has a few thousand, at most with all that a run decided */

/* The text of the suite file, for config_read_string(); the caller frees. NULL with an error that names file and line when it, or a file
 * that it includes from `folder`, cannot be read, is larger than INCLUDE_BYTES, has a NUL byte or is no regular file (the suite itself may
 * be a pipe). An included file that is not there is left to libconfig. */
char *include_read(const char *path, const char *folder, struct error *e);

#endif
