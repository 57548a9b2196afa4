/* describe.h - what a workload takes, for `gilscale show` and for tests: loads it, without its setup(), and prints a key=value a line.
 *
 *     status=ok            or skipped, failed; then why=..., and nothing else
 *     function=check       one each: begin, check, setup, stop, run
 *     attachment=detached  or attached: how run is called
 *     mode=threads         one each: those that it admits
 *     requests=no          or yes: an op is a request
 *     role=producer        one each
 *     phase=prepare        one each
 *     parameter=size       one each; what follows is about it:
 *     type=int             or float, str, bool
 *     default=16
 *     low=1, high=100, choice=json (one each), unit=entries, help=...: where it has them
 */
#ifndef GILSCALE_DESCRIBE_H
#define GILSCALE_DESCRIBE_H

#include <stdio.h>

#include "runner/options.h"

/* Main thread, once, in place of all else. Returns the exit code. */
int describe(const struct options *options);

/* For a work_kind's own describe(). Control characters become blanks, so that a line stays one. */
void describe_put(FILE *to, const char *key, const char *value);

#endif
