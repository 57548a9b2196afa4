/* Which rows a forest plot has, in which panels and in which order. */
#include "chart/forest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum {
    SHEET_ROWS = 1400, /* of a sheet: what is more cannot be looked at */
    PANEL_ROWS = 16    /* and so many of a panel in any case */
};

const struct interval *forest_ratio(const struct forest_row *row)
{
    return row->mean ? &row->mean->ratio : &row->cell->judged.ratio;
}

bool forest_drawable(const struct interval *ratio)
{
    return isfinite(ratio->middle) && ratio->middle > 0;
}

static unsigned differences(const struct compare *compare)
{
    unsigned differs = 0;
    const struct curve_key *a = &compare->rows[0].new->key, *b = &compare->rows[0].base->key;

    for (size_t i = 1; i < compare->count; i++) {
        const struct curve_key *key = &compare->rows[i].new->key, *base = &compare->rows[i].base->key;
        if (strcmp(a->build, key->build) != 0 || strcmp(b->build, base->build) != 0)
            differs |= DIFFERS_BUILD;
        if (strcmp(a->mode, key->mode) != 0)
            differs |= DIFFERS_MODE;
        if (strcmp(a->axes, key->axes) != 0)
            differs |= DIFFERS_AXES;
        if (strcmp(a->placement, key->placement) != 0)
            differs |= DIFFERS_PLACEMENT;
        /* A GIL that only another build has needs no word. */
        for (size_t k = 0; k < i && !(differs & DIFFERS_GIL); k++)
            if (strcmp(compare->rows[k].new->key.build, key->build) == 0 &&
                strcmp(compare->rows[k].new->key.gil, key->gil) != 0)
                differs |= DIFFERS_GIL;
    }
    return differs;
}

static bool same_work(const struct compare_row *a, const struct compare_row *b)
{
    return strcmp(a->base->key.workload, b->base->key.workload) == 0 &&
           strcmp(a->base->key.params, b->base->key.params) == 0;
}

/* ---- panels */

static struct forest_panel *panel_of(struct forest_chart *chart, const struct compare_row *cell, bool mean)
{
    int threads = chart->by_threads ? cell->base->threads : 0;

    for (size_t i = 0; i < chart->panel_count; i++) {
        struct forest_panel *panel = &chart->panels[i];
        if (chart->by_threads ? panel->threads == threads
            : mean            ? !panel->cell
                              : panel->cell && same_work(panel->cell, cell))
            return panel;
    }
    chart->panels = text_grow(chart->panels, chart->panel_count + 1, sizeof *chart->panels);
    chart->panels[chart->panel_count] =
        (struct forest_panel){.threads = threads, .cell = mean && !threads ? NULL : cell};
    return &chart->panels[chart->panel_count++];
}

static void add_row(struct forest_chart *chart, const struct compare_row *cell,
                    const struct compare_mean *mean)
{
    struct forest_panel *panel = panel_of(chart, cell, mean != NULL);
    struct forest_row row = {cell, mean};
    const struct interval *ratio = forest_ratio(&row);

    panel->rows = text_grow(panel->rows, panel->count + 1, sizeof *panel->rows);
    panel->rows[panel->count++] = row;
    if (!forest_drawable(ratio))
        return;
    chart->low = fmin(chart->low, ratio->middle);
    chart->high = fmax(chart->high, ratio->middle);
    if (isfinite(ratio->low) && isfinite(ratio->high)) { /* a very long one is cut */
        chart->low = fmin(chart->low, fmax(ratio->low, ratio->middle / 2));
        chart->high = fmax(chart->high, fmin(ratio->high, ratio->middle * 2));
    }
}

static double distance(const struct forest_row *row)
{
    const struct interval *ratio = forest_ratio(row);
    return forest_drawable(ratio) ? fabs(log(ratio->middle)) : -1;
}

static int most_changed_first(const void *a, const void *b)
{
    double x = distance(a), y = distance(b);
    return (x < y) - (x > y);
}

/* The means last; those that cannot be drawn before them. By name, as the comparison has them, where the ratios are the same. */
static int slowest_first(const void *a, const void *b)
{
    const struct forest_row *x = a, *y = b;
    double one = forest_ratio(x)->middle, other = forest_ratio(y)->middle;

    if (!x->mean != !y->mean)
        return x->mean ? 1 : -1;
    if (!x->mean && isfinite(one) != isfinite(other))
        return isfinite(one) ? -1 : 1;
    if (!x->mean && one != other)
        return one < other ? -1 : 1;
    if (x->mean && x->cell->base->threads != y->cell->base->threads)
        return x->cell->base->threads < y->cell->base->threads ? -1 : 1;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

static int panels_in_order(const void *a, const void *b)
{
    const struct forest_panel *x = a, *y = b;

    if (x->threads != y->threads)
        return x->threads < y->threads ? -1 : 1;
    if (!x->cell || !y->cell)
        return (y->cell != NULL) - (x->cell != NULL);
    return (x->cell > y->cell) - (x->cell < y->cell);
}

/* Leaves out the cells that have changed least where there are more than can be looked at; the means stay. */
static void shorten(struct forest_panel *panel, size_t most)
{
    size_t cells = 0;

    for (size_t i = 0; i < panel->count; i++) {
        struct forest_row row = panel->rows[i];
        if (!row.mean) { /* cells to the front */
            panel->rows[i] = panel->rows[cells];
            panel->rows[cells++] = row;
        }
    }
    if (cells > most) {
        qsort(panel->rows, cells, sizeof *panel->rows, most_changed_first);
        memmove(panel->rows + most, panel->rows + cells, (panel->count - cells) * sizeof *panel->rows);
        panel->left_out = cells - most;
        panel->count -= panel->left_out;
    }
    qsort(panel->rows, panel->count, sizeof *panel->rows, slowest_first);
}

static bool more_threads_than_workloads(const struct compare *compare)
{
    size_t threads = 0, workloads = 0;

    for (size_t i = 0; i < compare->count; i++) {
        bool new_threads = true, new_work = true;
        for (size_t k = 0; k < i && (new_threads || new_work); k++) {
            new_threads = new_threads && compare->rows[k].base->threads != compare->rows[i].base->threads;
            new_work = new_work && !same_work(&compare->rows[k], &compare->rows[i]);
        }
        threads += new_threads;
        workloads += new_work;
    }
    return threads > workloads;
}

void forest_arrange(struct forest_chart *chart)
{
    const struct compare *compare = chart->compare;

    chart->by_threads = !more_threads_than_workloads(compare);
    chart->differs = differences(compare);
    for (size_t i = 0; i < compare->count; i++) {
        add_row(chart, &compare->rows[i], NULL);
        chart->has_floor = chart->has_floor || isfinite(compare->rows[i].floor);
    }
    for (size_t i = 0; i < compare->mean_count; i++)
        add_row(chart, &compare->rows[compare->means[i].row], &compare->means[i]);
    qsort(chart->panels, chart->panel_count, sizeof *chart->panels, panels_in_order);
    size_t most = SHEET_ROWS / chart->panel_count;
    for (size_t i = 0; i < chart->panel_count; i++)
        shorten(&chart->panels[i], most < PANEL_ROWS ? PANEL_ROWS : most);
    const double band = 1 + 2 * compare->threshold;
    chart->low = fmin(chart->low, 1 / band) / 1.01;
    chart->high = fmax(chart->high, band) * 1.01;
}

void forest_free(struct forest_chart *chart)
{
    for (size_t i = 0; i < chart->panel_count; i++)
        free(chart->panels[i].rows);
    free(chart->panels);
}
