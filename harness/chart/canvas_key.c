/* The key: what colours, dashes and marks mean. */
#include "chart/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROW = 20 };

struct entry {
    const struct line *line;
    char *name;
};

static bool is_known(const struct canvas *canvas, const struct canvas_frame *frame, const struct line *line,
                     const struct entry *entries, size_t count)
{
    bool known = !line->name || !(line->sample || line_drawable(line)) ||
                 (canvas->direct && canvas_is_labelled(frame, line));

    for (size_t i = 0; i < count && !known; i++)
        known = strcmp(entries[i].line->name, line->name) == 0;
    return known;
}

/* What was measured before what it is measured by, and plain lines before the others. */
static int rank_of(const struct line *line)
{
    if (!line->told && !line->sample)
        return 2;
    return line->style.dash > DASH_SOLID;
}

/* Lines without a label at their end, each name once. */
static size_t list_entries(const struct canvas *canvas, struct entry **entries)
{
    size_t count = 0;

    for (int rank = 0; rank <= 2; rank++)
        for (size_t f = 0; f < canvas->frame_count; f++)
            for (size_t i = 0; i < canvas->frames[f].frame->count; i++) {
                const struct line *line = &canvas->frames[f].frame->lines[i];
                if (rank_of(line) != rank || is_known(canvas, &canvas->frames[f], line, *entries, count))
                    continue;
                *entries = text_grow(*entries, count + 1, sizeof **entries);
                (*entries)[count++] = (struct entry){line, canvas_name(line->name, CANVAS_NAME_MOST)};
            }
    return count;
}

double canvas_place_key(struct canvas *canvas, double top)
{
    struct entry *entries = NULL;
    size_t count = list_entries(canvas, &entries), columns, rows;
    double longest = 0;

    for (size_t i = 0; i < count; i++)
        longest = fmax(longest, canvas_text_width(entries[i].name));
    double width = CANVAS_SAMPLE + 8 + longest + 20, room = canvas->width - 20;
    columns = width > room ? 1 : (size_t)(room / width);
    columns = columns > count ? count : columns;
    rows = columns ? (count + columns - 1) / columns : 0;
    columns = rows ? (count + rows - 1) / rows : 0;
    double left = fmax(10, (canvas->width - (double)columns * width + 20) / 2);
    for (size_t i = 0; i < count; i++) {
        double x = left + (double)(i / rows) * width, y = top + (double)(i % rows) * ROW + ROW / 2.;
        canvas->samples = text_grow(canvas->samples, canvas->sample_count + 1, sizeof *canvas->samples);
        canvas->samples[canvas->sample_count++] = (struct canvas_sample){entries[i].line->style, x, y};
        canvas_add_text(canvas, TEXT_RIGHT_OF, x + CANVAS_SAMPLE + 8, y, entries[i].name, CANVAS_NAME_MOST);
        free(entries[i].name);
    }
    free(entries);
    return top + (double)rows * ROW;
}
