/* ecosystem_chart.c - the ecosystem as a picture: a row a workload below its library, what one thread does beside the GIL build, and what the
 * most threads do. */
#include "cli/ecosystem.h"

#include "chart/dots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* "3.13.15t", or where it was measured in both states "3.13.15t, GIL forced off". The caller frees. */
static char *series_name(const struct ecosystem_row *row, bool shorten)
{
    bool came_back = row->check && row->check->ft && strcmp(row->gil, "on") == 0;
    char *build = ecosystem_build_name(row->build, shorten);
    char *name = text_format("%s%s", build,
                             row->forced ? ", GIL forced off"
                             : came_back ? ", GIL back on"
                                         : "");

    free(build);
    return name;
}

static void add_series(struct dots *dots, const struct ecosystem_rows *rows)
{
    bool shorten = ecosystem_may_shorten(rows);

    for (size_t i = 0; i < rows->count; i++) {
        char *name = series_name(&rows->items[i], shorten);
        if (rows->items[i].workloads && !text_list_has(&dots->series, name))
            text_list_add(&dots->series, name);
        free(name);
    }
}

static size_t place_of(const struct text_list *list, const char *name)
{
    size_t i = 0;

    while (i < list->count && strcmp(list->items[i], name) != 0)
        i++;
    return i;
}

/* The row of this workload below its library's heading, a new one where there is none. */
static struct dots_row *row_of(struct dots *dots, size_t from, const struct curve_key *key)
{
    char *name = text_format("%s", key->workload);
    struct dots_row *found = NULL;

    for (size_t i = from; i < dots->count && !found; i++)
        if (strcmp(dots->rows[i].name, name) == 0)
            found = &dots->rows[i];
    if (!found)
        found = dots_add(dots, name, false);
    free(name);
    return found;
}

static void add_library(struct dots *dots, const struct ecosystem_rows *rows,
                        const struct ecosystem_library *library, int most)
{
    bool shorten = ecosystem_may_shorten(rows);

    dots_add(dots, library->name, true);
    size_t from = dots->count;
    for (size_t i = 0; i < library->curves.count; i++) {
        const struct curve *curve = &library->curves.items[i];
        const struct curve_point *one = curve_at(curve, 1), *last = curve_at(curve, most);
        for (size_t k = 0; k < rows->count; k++) {
            if (rows->items[k].library != library || !ecosystem_row_has(&rows->items[k], curve))
                continue;
            char *name = series_name(&rows->items[k], shorten);
            size_t series = place_of(&dots->series, name);
            struct dots_row *row = row_of(dots, from, &curve->key);
            if (one && curve->key.ft)
                *dots_value(dots, row, 0, series) = one->gil_ratio;
            if (last)
                *dots_value(dots, row, 1, series) = last->speedup;
            free(name);
        }
    }
}

int ecosystem_draw(const struct ecosystem *all, const char *root, const char *folder, bool *drawn,
                   struct error *e)
{
    struct dots dots = {.name = "ecosystem",
                        .title = "Libraries without the GIL",
                        .subtitle = "rows: workloads of each library; lines: 95 % interval"};
    struct ecosystem_rows rows = {0};
    struct pictures pictures = {0};
    int most = all->thread_count ? all->threads[all->thread_count - 1] : 1;
    char *speedup = text_format("%d threads over one, same build (dashed: ideal)", most);

    ecosystem_summarise(&rows, all);
    add_series(&dots, &rows);
    text_list_add(&dots.columns, "one thread, over the build with the GIL");
    text_list_add(&dots.columns, speedup);
    dots.marks = text_grow(NULL, 2, sizeof *dots.marks);
    dots.marks[0] = NAN;
    dots.marks[1] = most;
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].curves.count)
            add_library(&dots, &rows, &all->items[i], most);
    int result = dots_draw(&dots, root, folder, CHART_SVG | CHART_PNG, &pictures, e);
    *drawn = result == 0 && pictures.count;
    pictures_free(&pictures);
    ecosystem_rows_free(&rows);
    dots_free(&dots);
    free(speedup);
    return result;
}
