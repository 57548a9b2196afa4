/* manual.h - the manual page, gilscale(1): commands and options from their own tables, and what no table says.
 */
#ifndef GILSCALE_MANUAL_H
#define GILSCALE_MANUAL_H

#include <stdio.h>

#include "cli/usage.h"

/* In roff, with the macros of man(7). main looks whether the stream could be written. */
void manual_write(const struct usages *usages, FILE *to);

#endif
