#include "chart/palette.h"

#include <stdlib.h>
#include <string.h>

#include "chart/diverging.h"

const struct palette_pair palette_builds[PALETTE_BUILDS] = {
    {0x0072B2, 0x6C92EE}, {0xD55E00, 0xD9741A}, {0x009B69, 0x3FBF95}, {0xB57AA8, 0xDFA0EE},
    {0x67500B, 0xFFD63C}, {0x2A94F4, 0xABE0F0}, {0x000000, 0xFFFFFF}, {0x5B2FA0, 0x7F55F0},
};

const struct palette_pair palette_neutrals[PALETTE_NEUTRALS] = {
    [PALETTE_INK] = {0x222222, 0xE8E8E8},   [PALETTE_MUTED] = {0x555555, 0xA8ADB5},
    [PALETTE_DIM] = {0x8A8A8A, 0x7C828C},   [PALETTE_GRID] = {0xE4E4E4, 0x2E323A},
    [PALETTE_PAPER] = {0xFFFFFF, 0x16181D},
};

const struct palette_pair palette_verdicts[PALETTE_VERDICTS] = {{DIVERGING_WORSE, 0xE08214},
                                                                {DIVERGING_BETTER, 0xB2ABD2}};

static void add_once(struct text_list *builds, const char *build)
{
    if (!text_list_has(builds, build))
        text_list_add(builds, build);
}

static void add_cell(struct text_list *builds, const struct measured_cell *cell)
{
    if (cell)
        add_once(builds, cell->key.build);
}

static int as_versions(const void *a, const void *b)
{
    return strverscmp(*(char *const *)a, *(char *const *)b);
}

void palette_list_builds(const struct chart_source *source, struct text_list *builds)
{
    const struct curves *curves = source->curves;
    const struct compare *compare = source->compare;

    for (size_t i = 0; curves && i < curves->count; i++)
        add_once(builds, curves->items[i].key.build);
    for (size_t i = 0; compare && i < compare->count; i++) {
        add_cell(builds, compare->rows[i].base);
        add_cell(builds, compare->rows[i].new);
    }
    for (size_t i = 0; compare && i < compare->left_count; i++) {
        add_cell(builds, compare->left[i].base);
        add_cell(builds, compare->left[i].new);
    }
    if (builds->count)
        qsort(builds->items, builds->count, sizeof *builds->items, as_versions);
}

size_t palette_place(const struct text_list *builds, const char *build)
{
    for (size_t i = 0; i < builds->count; i++)
        if (strcmp(builds->items[i], build) == 0)
            return i;
    return 0;
}
