/* number.h - a cell of text as a number: all of it, or none.
 *
 * Decimal only, with a point whatever LC_NUMERIC says; no blanks, no "nan", "inf", hexadecimal or grouping. A file of 500 000 rows has
 * over ten million numbers, so both functions have a short way for what our own writer prints, which gives the very same bits as the
 * library's.
 *
 * Eight digits are looked at together, so behind the NUL of `text` CSVFILE_CELL_PAD bytes must be there to be read, of any value: as they
 * are behind a cell that csvfile.h hands out.
 *
 * Any thread may call.
 */
#ifndef GILSCALE_NUMBER_H
#define GILSCALE_NUMBER_H

#include <locale.h>
#include <stdint.h>

/* -1 when it is no whole number, or beyond -INT64_MAX to INT64_MAX: INT64_MIN stands for "missing" (sample.h). */
int number_whole(const char *text, int64_t *number);

/* -1 when it is no finite number. `number` may be NULL: then it is only checked, at a third of the price. `plain` is the C locale, for what goes to strtod(). */
int number_real(const char *text, locale_t plain, double *number);

#endif
