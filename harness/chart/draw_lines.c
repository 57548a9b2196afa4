/* From a chart of lines to pictures. */
#include "chart/draw.h"

#include <stdlib.h>

#include "chart/gnuplot.h"
#include "chart/canvas.h"

static int write_page(const struct canvas *canvas, size_t number, struct gnuplot_data *data, struct error *e)
{
    char *suffix = text_format("-%zu", number);
    FILE *to = gnuplot_data_open_more(data, suffix, e);

    free(suffix);
    if (!to)
        return -1;
    canvas_write(canvas, to);
    for (size_t i = 0; i < canvas->frame_count; i++) {
        suffix = text_format("-%zu-%zu", number, i + 1);
        to = gnuplot_data_open_more(data, suffix, e);
        free(suffix);
        if (!to)
            return -1;
        canvas_write_frame(&canvas->frames[i], to);
    }
    return 0;
}

/* All that its panels show; a line each. */
static char *sheet_text(const struct lines_chart *chart)
{
    char *text = text_format("%s: %s.", chart->title, chart->subtitle);

    for (size_t i = 0; i < chart->count; i++) {
        char *longer = text_format("%s\n%s", text, chart->panels[i].text);
        free(text);
        text = longer;
    }
    return text;
}

static struct picture describe(const struct lines_chart *chart, size_t panel, enum chart_layout layout)
{
    if (layout == CHART_SHEET)
        return (struct picture){.title = text_format("%s", ""), .text = sheet_text(chart)};
    return (struct picture){.title = text_format("%s", chart->panels[panel].title),
                            .text = text_format("%s", chart->panels[panel].text)};
}

int draw_lines(const struct chart_target *target, const struct lines_chart *chart, struct pictures *pictures,
               struct error *e)
{
    bool sheet = target->layout == CHART_SHEET;
    size_t count = sheet ? chart->count > 0 : chart->count;
    struct picture *pages = text_grow(NULL, count + 1, sizeof *pages);
    struct gnuplot_data data = {0};
    int width = 0, height = 0, result = -1;

    for (size_t i = 0; i < count; i++)
        pages[i] = describe(chart, i, target->layout);
    if (count && !gnuplot_data_open(&data, e))
        goto out;
    for (size_t i = 0; i < count; i++) {
        struct canvas canvas = {0};
        canvas_lay_out(&canvas, chart, sheet ? 0 : i, sheet ? chart->count : i + 1, target->layout);
        int written = write_page(&canvas, i + 1, &data, e);
        width = canvas.width > width ? canvas.width : width;
        height = canvas.height > height ? canvas.height : height;
        canvas_free(&canvas);
        if (written)
            goto out;
    }
    if (count && (gnuplot_data_close(&data, e) ||
                  draw_pages(target, "lines.gp", data.path, width, height, pages, count, pictures, e)))
        goto out;
    count = 0; /* they are the pictures' now */
    result = 0;
out:
    for (size_t i = 0; i < count; i++) {
        free(pages[i].title);
        free(pages[i].text);
    }
    free(pages);
    gnuplot_data_remove(&data);
    return result;
}
