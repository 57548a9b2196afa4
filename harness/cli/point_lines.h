/* point_lines.h - what stands under a line of the results' table: of a cell what its rate does not say. Each only where it was measured.
 */
#ifndef GILSCALE_POINT_LINES_H
#define GILSCALE_POINT_LINES_H

#include <stdbool.h>
#include <stdio.h>

#include "stats/curves.h"

/* Each line begins with `indent` blanks. `modes`: several were measured, so memory and start-up are told for each. */
void point_lines_print(const struct curve_point *point, int indent, bool modes, FILE *to);

#endif
