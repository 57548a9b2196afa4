/* colours.h - the palette of all charts (chart/palette.h) as variables of a page's style sheet, so that its pictures read as well in the dark. */
#ifndef GILSCALE_COLOURS_H
#define GILSCALE_COLOURS_H

#include <stdbool.h>
#include <stdio.h>

/* The rules for the style sheet: light, dark, and light again on paper. */
void colours_put_rules(FILE *to);

/* Writes the variable for a colour of the palette, in any way that gnuplot writes it; false, and nothing, for another. `area`: it fills one;
 * an area in the colour of a verdict belongs to a scale. */
bool colours_put_variable(FILE *to, const char *text, bool area);

#endif
