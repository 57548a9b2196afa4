/* draw_charts.c - all charts of a run, or of a comparison of two, for tests: as sheets and as single pictures.
 *
 *   build/tests/draw_charts ROOT FOLDER SAMPLES.CSV [OTHER.CSV]
 *
 * Draws SVGs into FOLDER. Prints for each picture its path and what it says, and lines of both are marked so that a test can tell them apart.
 */
#include <stdio.h>
#include <stdlib.h>

#include "chart/kinds.h"
#include "stats/invocations.h"

static int draw_all(const struct chart_source *source, const char *root, const char *folder, struct error *e)
{
    struct pictures pictures = {0};
    int result = 0;

    for (size_t i = 0; i < chart_kind_count && result == 0; i++)
        for (int layout = CHART_SHEET; layout <= CHART_SINGLES && result == 0; layout++)
            result = chart_draw(&chart_kinds[i], source, root, folder, CHART_SVG, (enum chart_layout)layout,
                                &pictures, e);
    for (size_t i = 0; i < pictures.count; i++)
        printf("picture %s\ntitle %s\ntext %s\n", pictures.items[i].path, pictures.items[i].title,
               pictures.items[i].text);
    pictures_free(&pictures);
    return result;
}

int main(int argc, char **argv)
{
    struct curves curves = {0};
    struct measured_cells base = {0}, new = {0};
    struct compare compare = {0};
    struct chart_source source = {.curves = argc == 4 ? &curves : NULL,
                                  .compare = argc == 5 ? &compare : NULL};
    const struct compare_options options = {.threshold = 0.03, .without_laws = true};
    struct error e = {0};
    int result = -1;

    if (argc < 4 || argc > 5) {
        fprintf(stderr, "draw_charts ROOT FOLDER SAMPLES.CSV [OTHER.CSV]\n");
        return EXIT_USAGE;
    }
    if (argc == 4
            ? curves_read(&curves, argv[3], false, &e)
            : cells_read_rates(&base, argv[3], false, &e) || cells_read_rates(&new, argv[4], false, &e) ||
                  compare_make(&compare, &base, &new, &options, &e))
        goto out;
    result = draw_all(&source, argv[1], argv[2], &e);
out:
    if (result)
        fprintf(stderr, "draw_charts: %s\n", e.text);
    compare_free(&compare);
    cells_free(&base);
    cells_free(&new);
    curves_free(&curves);
    return result ? 1 : 0;
}
