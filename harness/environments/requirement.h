/* requirement.h - what a person may ask pip for: a package, perhaps with extras and versions, and nothing else.
 *
 * pip takes far more where it takes a requirement: options, paths, URLs, files to read, environment variables. None of that is let through,
 * from the command line or from a file: what has passed here is data for pip, whatever it was typed for. Any thread may call.
 */
#ifndef GILSCALE_REQUIREMENT_H
#define GILSCALE_REQUIREMENT_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"

/* Adds the requirements of a list such as "numpy, pandas>=2,<3, dask[array,dataframe]", without blanks: PEP 508's names, extras and version
 * clauses, at most 200 bytes each. -1 names what is none. A package that the list has already is refused: which of both would count? */
int requirement_split(struct text_list *list, const char *text, struct error *e);

/* The name alone, as it is compared: lower case, with '-' for runs of '-', '_' and '.' (PEP 503). Of a requirement or of a name; the caller
 * frees. */
char *requirement_name(const char *requirement);

/* Is it a package's name, without anything behind it? A version? */
bool requirement_is_name(const char *text);
bool requirement_is_version(const char *text);

#endif
