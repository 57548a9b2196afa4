#include "chart/chart.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "chart/gnuplot.h"
#include "chart/panels.h"

enum { TICKS_MOST = 9 };

/* The numbers that a script gets in one argument. */
struct words {
    char *text;
    size_t size;
    FILE *to;
};

static FILE *words_open(struct words *words)
{
    words->to = open_memstream(&words->text, &words->size);
    if (!words->to)
        abort(); /* no memory, as in text_grow */
    return words->to;
}

/* The places on the x axis: every N, or the powers of two and the largest when those would run into each
 * other. */
static char *list_ticks(const struct panels *panels)
{
    struct words words = {0};
    FILE *to = words_open(&words);

    for (size_t i = 0; i < panels->threads_count; i++) {
        int n = panels->threads[i];
        bool last = i + 1 == panels->threads_count;
        if (panels->threads_count <= TICKS_MOST || last || (n & (n - 1)) == 0)
            fprintf(to, "%d ", n);
    }
    fclose(to);
    return words.text;
}

struct layout {
    int width, height, columns, rows, head;
};

/* The key's entries as a table in the head, centred; widths are guessed, as letters differ from font to font.
 */
static int place_key(struct panels *panels, int width, int top)
{
    enum { LETTER = 7, GAP = 30, ROW = 20 };
    int longest = 0, entries = (int)panels->keys;

    for (int i = 0; i < entries; i++) {
        int length = (int)strlen(panels->blocks[i].name);
        longest = length > longest ? length : longest;
    }
    int entry = KEY_LINE + 8 + longest * LETTER + GAP;
    int columns = (width - 20) / entry < 1 ? 1 : (width - 20) / entry;
    columns = columns > entries ? entries : columns;
    int rows = (entries + columns - 1) / columns;
    columns = (entries + rows - 1) / rows;
    int left = (width - columns * entry + GAP) / 2;
    for (int i = 0; i < entries; i++) {
        panels->blocks[i].x = (left < 10 ? 10 : left) + i / rows * entry;
        panels->blocks[i].y = top + i % rows * ROW + ROW / 2;
    }
    return top + rows * ROW;
}

/* Pixels. The head holds two lines of title and the key. */
static struct layout lay_out(struct panels *panels)
{
    int count = (int)panels->panel_count;
    struct layout layout = {.columns = count <= 3 ? count : count == 4 ? 2 : count <= 12 ? 3 : 4};

    layout.rows = (count + layout.columns - 1) / layout.columns;
    layout.width = count == 1 ? 720 : layout.columns * (layout.columns == 2 ? 420 : 340);
    layout.head = place_key(panels, layout.width, 52) + 8;
    layout.height = layout.head + layout.rows * (count == 1 ? 420 : count <= 4 ? 330 : 294);
    return layout;
}

static char *describe_layout(struct panels *panels)
{
    struct layout layout = lay_out(panels);
    int low = panels->threads[0], high = panels->threads[panels->threads_count - 1];
    bool is_log = high >= 8;
    double margin = is_log ? 1.12 : 0.06 * high + 0.1;

    return text_format("%d %d %d %d %zu %d %.6g %.6g %d", layout.width, layout.height, layout.columns,
                       layout.rows, panels->keys, layout.head, is_log ? low / margin : low - margin,
                       is_log ? high * margin : high + margin, is_log);
}

/* The top of each panel's y axis, and whether it is the same for all. One scale is the honest one; only where
 * a panel that scales to dozens would press the others onto the floor does each get its own. */
static char *list_tops(const struct panels *panels)
{
    const double readable = 16;
    struct words words = {0};
    FILE *to = words_open(&words);
    double least =
        fmin(panels->threads[panels->threads_count - 1], 2); /* so much of the ideal line is always seen */
    double highest = least;

    for (size_t i = 0; i < panels->panel_count; i++)
        highest = fmax(highest, panels->highest[i]);
    bool same = highest <= readable || panels->panel_count == 1;
    fprintf(to, "%d", same);
    for (size_t i = 0; i < panels->panel_count; i++)
        fprintf(to, " %.6g", 1.08 * (same ? highest : fmax(least, panels->highest[i])));
    fclose(to);
    return words.text;
}

static char *list_panels(const struct panels *panels)
{
    struct words words = {0};
    FILE *to = words_open(&words);

    for (size_t i = 0; i <= panels->panel_count; i++)
        fprintf(to, "%zu ", panels->first[i]);
    fclose(to);
    return words.text;
}

/* Three numbers a block. */
static char *list_styles(const struct panels *panels)
{
    struct words words = {0};
    FILE *to = words_open(&words);

    for (size_t i = 0; i < panels->count; i++) {
        const struct style *style = &panels->blocks[i].style;
        fprintf(to, "%u %d %d ", style->colour, style->dash, style->point);
    }
    fclose(to);
    return words.text;
}

/* Draws beside the final name and renames, so that a picture is whole or not there. */
static int draw_picture(const char *root, char *data, const char *folder, const char *terminal,
                        char *const lists[5], struct error *e)
{
    /* "./": a folder whose name begins with '|' would be a command to gnuplot. */
    const char *here = *folder == '/' ? "" : "./";
    char *temporary = text_format("%s%s/.speedup-%ld.%s", here, folder, (long)getpid(), terminal);
    char *final = text_format("%s%s/speedup.%s", here, folder, terminal);
    char *arguments[] = {data, temporary, (char *)terminal, lists[0], lists[1], lists[2], lists[3], lists[4]};
    char *out = NULL;
    struct stat status;

    int result = gnuplot_run(root, "speedup.gp", arguments, sizeof arguments / sizeof *arguments, &out, e);
    if (result == 0 && (stat(temporary, &status) || status.st_size == 0))
        result = error_set(e, "gnuplot: wrote no picture to %s; is there room, and may we write?", folder);
    if (result == 0 && rename(temporary, final))
        result = error_set(e, "%s: %s", final, strerror(errno));
    if (result)
        unlink(temporary);
    free(out);
    free(temporary);
    free(final);
    return result;
}

int chart_speedup(const struct curves *curves, const char *root, const char *folder, struct error *e)
{
    struct panels panels = {0};
    struct gnuplot_data data = {0};
    char *lists[5] = {0};
    int result = -1;

    if (panels_arrange(&panels, curves, e))
        goto out;
    lists[0] = describe_layout(&panels);
    lists[1] = list_ticks(&panels);
    lists[2] = list_panels(&panels);
    lists[3] = list_tops(&panels);
    lists[4] = list_styles(&panels);
    FILE *to = gnuplot_data_open(&data, e);
    if (!to)
        goto out;
    panels_write(&panels, to);
    if (gnuplot_data_close(&data, e))
        goto out;
    if (draw_picture(root, data.path, folder, "svg", lists, e) ||
        draw_picture(root, data.path, folder, "png", lists, e))
        goto out;
    result = 0;
out:
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        free(lists[i]);
    gnuplot_data_remove(&data);
    panels_free(&panels);
    return result;
}
