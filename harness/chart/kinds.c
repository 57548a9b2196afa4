#include "chart/kinds.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "chart/chart.h"

const struct chart_kind chart_kinds[] = {
    {"speedup", "Speedup over one worker",
     "The total rate of N workers over the rate of one, of the same build. A line along the ideal scales; a "
     "flat one does not.",
     false},
};
const size_t chart_kind_count = sizeof chart_kinds / sizeof *chart_kinds;

const struct chart_kind *chart_kind_named(const char *name)
{
    for (size_t i = 0; i < chart_kind_count; i++)
        if (strcmp(chart_kinds[i].name, name) == 0)
            return &chart_kinds[i];
    return NULL;
}

int chart_draw(const struct chart_kind *kind, const struct chart_source *source, const char *root,
               const char *folder, unsigned forms, enum chart_layout layout, struct pictures *pictures,
               struct error *e)
{
    (void)forms;
    (void)layout;
    if (!source->curves)
        return 0;
    if (chart_speedup(source->curves, root, folder, e) < 0)
        return -1;
    pictures->items = text_grow(pictures->items, pictures->count + 1, sizeof *pictures->items);
    pictures->items[pictures->count++] = (struct picture){.path = text_format("%s/speedup.svg", folder),
                                                          .title = text_format("%s", ""),
                                                          .text = text_format("%s", kind->reading)};
    return 0;
}

void pictures_free(struct pictures *pictures)
{
    for (size_t i = 0; i < pictures->count; i++) {
        free(pictures->items[i].path);
        free(pictures->items[i].title);
        free(pictures->items[i].text);
    }
    free(pictures->items);
    *pictures = (struct pictures){0};
}
