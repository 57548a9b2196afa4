/* gnuplot.h - runs one of the scripts of scripts/ on a data file in a temporary folder.
 *
 * A script is fixed text. What comes from outside reaches it as an argument or in the data file, where gnuplot takes it as a string and
 * evaluates nothing. One exception is left to the caller: a file name that begins with '<' or '|' is a command to gnuplot.
 */
#ifndef GILSCALE_GNUPLOT_H
#define GILSCALE_GNUPLOT_H

#include <stdio.h>

#include "base/error.h"
#include "base/text.h"

#define GNUPLOT_ARGUMENTS 9 /* as many as a script can take */

/* Runs root/scripts/`script`; *out gets what it printed, the caller frees it. EXIT_MISSING with the package's name when there is no gnuplot. */
int gnuplot_run(const char *root, const char *script, char *const arguments[], size_t count, char **out,
                struct error *e);

/* Data files of our own: the first, and more whose names begin with its path. Start from {0}; remove also after a failure. */
struct gnuplot_data {
    char *folder, *path;
    FILE *to; /* the one that is being written */
};

FILE *gnuplot_data_open(struct gnuplot_data *data, struct error *e); /* NULL with an error */
/* Closes the one before and opens PATH with `suffix` behind it. */
FILE *gnuplot_data_open_more(struct gnuplot_data *data, const char *suffix, struct error *e);
int gnuplot_data_close(struct gnuplot_data *data, struct error *e);
void gnuplot_data_remove(struct gnuplot_data *data);

#endif
