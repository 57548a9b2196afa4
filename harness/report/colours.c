#include "report/colours.h"

#include <string.h>

#include "chart/palette.h"

static const char *const neutral_names[PALETTE_NEUTRALS] = {[PALETTE_INK] = "ink",
                                                            [PALETTE_MUTED] = "muted",
                                                            [PALETTE_DIM] = "dim",
                                                            [PALETTE_GRID] = "grid",
                                                            [PALETTE_PAPER] = "paper"};

static void put_rules(FILE *to, const char *before, bool dark, const char *after)
{
    fprintf(to, "%s:root {", before);
    for (size_t i = 0; i < PALETTE_NEUTRALS; i++)
        fprintf(to, " --%s: #%06x;", neutral_names[i],
                dark ? palette_neutrals[i].dark : palette_neutrals[i].light);
    for (size_t i = 0; i < PALETTE_BUILDS; i++)
        fprintf(to, " --build-%zu: #%06x;", i + 1, dark ? palette_builds[i].dark : palette_builds[i].light);
    for (size_t i = 0; i < PALETTE_VERDICTS; i++)
        fprintf(to, " --verdict-%zu: #%06x;", i + 1,
                dark ? palette_verdicts[i].dark : palette_verdicts[i].light);
    fprintf(to, " }%s\n", after);
}

void colours_put_rules(FILE *to)
{
    put_rules(to, "", false, "");
    put_rules(to, "@media (prefers-color-scheme: dark) { ", true, " }");
    put_rules(to, "@media print { ", false, " }");
}

static bool put_known(FILE *to, unsigned colour, bool area)
{
    for (size_t i = 0; i < PALETTE_NEUTRALS; i++)
        if (palette_neutrals[i].light == colour)
            return fprintf(to, "var(--%s)", neutral_names[i]) > 0;
    for (size_t i = 0; i < PALETTE_BUILDS; i++)
        if (palette_builds[i].light == colour)
            return fprintf(to, "var(--build-%zu)", i + 1) > 0;
    for (size_t i = 0; i < PALETTE_VERDICTS && !area; i++)
        if (palette_verdicts[i].light == colour)
            return fprintf(to, "var(--verdict-%zu)", i + 1) > 0;
    return false;
}

/* "#0072b2", "rgb(  0, 114, 178)" and the two names that gnuplot writes. False for what is no such colour. */
static bool read_colour(const char *text, unsigned *colour)
{
    unsigned r, g, b;
    int length = 0;

    if (strcmp(text, "black") == 0 || strcmp(text, "white") == 0) {
        *colour = *text == 'b' ? 0 : 0xffffff;
        return true;
    }
    if (sscanf(text, "#%2x%2x%2x%n", &r, &g, &b, &length) != 3 &&
        sscanf(text, "rgb(%3u ,%3u ,%3u )%n", &r, &g, &b, &length) != 3)
        return false;
    *colour = r << 16 | g << 8 | b;
    return length > 0 && !text[length];
}

bool colours_put_variable(FILE *to, const char *text, bool area)
{
    unsigned colour;

    return read_colour(text, &colour) && put_known(to, colour, area);
}
