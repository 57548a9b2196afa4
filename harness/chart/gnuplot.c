#include "chart/gnuplot.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "base/process.h"
#include "base/text.h"

#define GNUPLOT_NS (INT64_C(120) * 1000000000)

/* -d: the user's own ~/.gnuplot is not read. */
int gnuplot_run(const char *root, const char *script, char *const arguments[], size_t count, char **out,
                struct error *e)
{
    char *argv[4 + GNUPLOT_ARGUMENTS + 1] = {(char *)"gnuplot", (char *)"-d", (char *)"-c"};
    int result;

    argv[3] = text_format("%s/scripts/%s", root, script);
    for (size_t i = 0; i < count; i++)
        argv[4 + i] = arguments[i];
    result = process_run(argv, GNUPLOT_NS, out, NULL, e);
    if (result && e->status == EXIT_MISSING)
        error_prefix(e, "charts need gnuplot (on Debian: apt install gnuplot-nox)");
    else if (result)
        error_prefix(e, "gnuplot");
    if (result)
        e->status = EXIT_MISSING; /* whatever ails it, no cell has failed */
    free(argv[3]);
    return result;
}

FILE *gnuplot_data_open(struct gnuplot_data *data, struct error *e)
{
    /* gnuplot runs a file name that begins with '<' or '|', so ours are absolute. */
    data->folder = paths_temporary_folder("chart", e);
    if (!data->folder)
        return NULL;
    data->path = text_format("%s/data", data->folder);
    data->to = fopen(data->path, "wxe");
    if (!data->to)
        error_set(e, "%s: %s", data->path, strerror(errno));
    return data->to;
}

FILE *gnuplot_data_open_more(struct gnuplot_data *data, const char *suffix, struct error *e)
{
    if (data->to && gnuplot_data_close(data, e))
        return NULL;
    char *path = text_format("%s%s", data->path, suffix);
    data->to = fopen(path, "wxe");
    if (!data->to)
        error_set(e, "%s: %s", path, strerror(errno));
    free(path);
    return data->to;
}

int gnuplot_data_close(struct gnuplot_data *data, struct error *e)
{
    bool bad = ferror(data->to);

    if (fclose(data->to))
        bad = true;
    data->to = NULL;
    return bad ? error_set(e, "%s: cannot write it; is there room?", data->path) : 0;
}

void gnuplot_data_remove(struct gnuplot_data *data)
{
    if (data->to)
        fclose(data->to);
    struct error left; /* what was drawn is drawn */
    if (data->folder)
        paths_remove_folder(data->folder, &left);
    free(data->path);
    free(data->folder);
    *data = (struct gnuplot_data){0};
}
