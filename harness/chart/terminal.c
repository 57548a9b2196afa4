/* The chart in characters: a bar a curve, at its largest N. */
#include "chart/chart.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "chart/gnuplot.h"
#include "chart/of.h"
#include "chart/canvas.h"
#include "chart/series.h"

struct bar {
    const struct curve *curve;
    const struct curve_point *point;
};

static size_t choose_bars(const struct curves *curves, struct bar *bars)
{
    size_t count = 0;

    for (size_t i = 0; i < curves->count; i++) {
        const struct curve *curve = &curves->items[i];
        for (size_t j = curve->count; j-- > 0;)
            if (of_speedup_drawable(&curve->points[j])) {
                bars[count++] = (struct bar){curve, &curve->points[j]};
                break;
            }
    }
    return count;
}

/* "fib n=10  3.13.15t": what is cut when it gets too long is the workload's part, as the end tells the bars
 * apart. */
static char *bar_label(const struct bar *bar, bool with_placement, bool with_threads, size_t most)
{
    const struct curve_key *key = &bar->curve->key;
    bool with_mode = strcmp(key->mode, "threads") != 0;
    char n[24] = "";

    if (with_threads)
        snprintf(n, sizeof n, " N=%d", bar->point->threads);
    char *work = text_format("%s%s%s", key->workload, *key->params ? " " : "", key->params);
    char *tail = text_format("%s%s%s%s%s%s%s%s", key->build, n, with_mode ? " " : "",
                             with_mode ? key->mode : "", *key->axes ? " " : "", key->axes,
                             with_placement ? " " : "", with_placement ? key->placement : "");
    char *tail_name = canvas_name(tail, most - 8);
    char *work_name = canvas_name(work, most - strlen(tail_name) - 2);
    char *label = text_format("%s  %s", work_name, tail_name);
    free(work);
    free(tail);
    free(tail_name);
    free(work_name);
    return label;
}

/* Writes the rows; returns the width of the longest label. */
static size_t write_bars(const struct bar *bars, size_t count, bool with_placement, bool with_threads,
                         size_t most, FILE *to)
{
    size_t longest = 0;

    for (size_t i = 0; i < count; i++) {
        char *label = bar_label(&bars[i], with_placement, with_threads, most);
        double speedup = bars[i].point->speedup.middle;
        fprintf(to, "\"%s\" %zu %.6g \"%.2f\" %d\n", label, i + 1, speedup, speedup,
                strcmp(bars[i].curve->key.gil, "off") == 0 ? 2 : 1);
        longest = strlen(label) > longest ? strlen(label) : longest;
        free(label);
    }
    return longest;
}

/* gnuplot fills its page with blanks and blank lines; those stay here. */
static int print_lines(const char *page, FILE *to, struct error *e)
{
    for (const char *line = page; *line;) {
        size_t length = strcspn(line, "\n"), used = length;
        while (used > 0 && (line[used - 1] == ' ' || line[used - 1] == '\f'))
            used--;
        if (used > 0 && fprintf(to, "%.*s\n", (int)used, line) < 0)
            return error_set(e, "cannot write the chart: %s", strerror(errno));
        line += length + (line[length] == '\n');
    }
    return 0;
}

int chart_terminal(const struct curves *curves, const char *root, int columns, FILE *to, struct error *e)
{
    struct bar *bars = text_grow(NULL, curves->count + 1, sizeof *bars);
    struct gnuplot_data data = {0};
    char *out = NULL;
    char numbers[5][24];
    double x_high = 1;
    int threads = 0, result = -1;

    size_t count = choose_bars(curves, bars);
    if (count == 0) {
        error_set(e, "nothing to draw: no cell ended well together with its partner at one worker");
        goto out;
    }
    bool same = true;
    for (size_t i = 0; i < count; i++) {
        same = same && bars[i].point->threads == bars[0].point->threads;
        threads = bars[i].point->threads > threads ? bars[i].point->threads : threads;
        x_high = fmax(x_high, bars[i].point->speedup.middle);
    }
    columns = columns < 60 ? 60 : columns > 400 ? 400 : columns;
    FILE *rows = gnuplot_data_open(&data, e);
    if (!rows)
        goto out;
    size_t width =
        write_bars(bars, count, series_placements_differ(curves), !same, (size_t)columns / 2 - 2, rows);
    if (gnuplot_data_close(&data, e))
        goto out;
    snprintf(numbers[0], sizeof *numbers, "%d", columns);
    snprintf(numbers[1], sizeof *numbers, "%zu", count);
    snprintf(numbers[2], sizeof *numbers, "%zu", width);
    /* The ideal belongs into the picture, unless it would press all bars into its corner. */
    snprintf(numbers[3], sizeof *numbers, "%.6g",
             threads <= 2.5 * x_high ? fmax(x_high, threads) : x_high * 1.05);
    snprintf(numbers[4], sizeof *numbers, "%d", same ? threads : 0);
    char *arguments[] = {data.path, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]};
    if (gnuplot_run(root, "terminal.gp", arguments, sizeof arguments / sizeof *arguments, &out, e))
        goto out;
    result = print_lines(out, to, e);
out:
    free(out);
    free(bars);
    gnuplot_data_remove(&data);
    return result;
}
