/* All letters but the key's and the labels'. */
#include "chart/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TITLE_MOST = 46, SUBTITLE_LETTER = 7, SUBTITLE_ROW = 16 };

/* A letter of 11 pixels. */
static const double small = 6.5;

/* One of 14. */
static const double panel_letter = 8.6;

size_t canvas_category_lines(const struct panel *panel, double *width)
{
    size_t most = 0, longest = 0;

    for (size_t i = 0; i < panel->categories.count; i++) {
        struct text_list lines = {0};
        text_split(&lines, panel->categories.items[i], "\n");
        for (size_t k = 0; k < lines.count; k++)
            longest = strlen(lines.items[k]) > longest ? strlen(lines.items[k]) : longest;
        most = lines.count > most ? lines.count : most;
        text_list_free(&lines);
    }
    *width = small * (double)longest + 12;
    return most;
}

static void add_categories(struct canvas *canvas, const struct canvas_frame *f)
{
    double room = (f->right - f->left) / (double)f->panel->categories.count;

    for (size_t i = 0; i < f->panel->categories.count; i++) {
        struct text_list lines = {0};
        text_split(&lines, f->panel->categories.items[i], "\n");
        for (size_t k = 0; k < lines.count; k++)
            canvas_add_text(canvas, TEXT_SMALL, canvas_x(f, (double)i + 1),
                            f->bottom + 16 + CANVAS_CATEGORY_ROW * (double)k, lines.items[k],
                            (size_t)fmax(4, room / small));
        text_list_free(&lines);
    }
}

static void add_mark_words(struct canvas *canvas, const struct canvas_frame *f)
{
    for (size_t i = 0; i < f->panel->mark_count; i++) {
        const struct lines_mark *mark = &f->panel->marks[i];
        double x = canvas_x(f, mark->x), y = f->top + CANVAS_MARK_ROW * ((double)i + .5);
        bool before = f->right - x < small * (double)strlen(mark->label) + 6 && x - f->left > f->right - x;
        double room = before ? x - f->left : f->right - x;
        canvas_add_text(canvas, before ? TEXT_MARK_BEFORE : TEXT_MARK, before ? x - 5 : x + 5, y, mark->label,
                        (size_t)fmax(8, (room - 6) / small));
    }
}

static void add_frame_words(struct canvas *canvas, const struct lines_chart *chart,
                            const struct canvas_frame *f)
{
    if (f->with_marks && canvas->titles)
        canvas_add_text(canvas, TEXT_PANEL, f->cell_left + canvas->cell_width / 2, f->top - 14,
                        f->panel->title, (size_t)fmin(TITLE_MOST, (canvas->cell_width - 16) / panel_letter));
    if (f->with_x && f->panel->categories.count)
        add_categories(canvas, f);
    else if (f->with_x)
        canvas_add_text(canvas, TEXT_AXIS, (f->left + f->right) / 2, f->bottom + 34, chart->x_title,
                        CANVAS_NAME_MOST);
    if (f->cell_left < 1 || !canvas->one_scale)
        canvas_add_text(canvas, TEXT_UPWARDS, f->cell_left + 14, (f->top + f->bottom) / 2, f->frame->y_title,
                        CANVAS_NAME_MOST);
    if (f->with_marks)
        add_mark_words(canvas, f);
}

double canvas_split_subtitle(struct canvas *canvas, const struct lines_chart *chart)
{
    const size_t most = (size_t)((canvas->width - 20) / SUBTITLE_LETTER);
    char *whole = text_format("%s%s", chart->subtitle,
                              chart->count > 1 && !canvas->one_scale ? "; each panel has its own scale" : "");
    struct text_list parts = {0};

    text_list_free(&canvas->subtitle);
    canvas->subtitle = (struct text_list){0};
    text_split(&parts, whole, ";");
    for (size_t i = 0; i < parts.count; i++) {
        char **last = canvas->subtitle.count ? &canvas->subtitle.items[canvas->subtitle.count - 1] : NULL;
        if (last && strlen(*last) + strlen(parts.items[i]) + 2 <= most) {
            char *longer = text_format("%s; %s", *last, parts.items[i]);
            free(*last);
            *last = longer;
        } else {
            text_list_add(&canvas->subtitle, parts.items[i]);
        }
    }
    text_list_free(&parts);
    free(whole);
    return 36 + SUBTITLE_ROW * (double)canvas->subtitle.count;
}

void canvas_add_words(struct canvas *canvas, const struct lines_chart *chart)
{
    if (canvas->titles)
        canvas_add_text(canvas, TEXT_TITLE, canvas->width / 2., 18, chart->title, 120);
    for (size_t i = 0; canvas->titles && i < canvas->subtitle.count; i++)
        canvas_add_text(canvas, TEXT_SUBTITLE, canvas->width / 2., 40 + SUBTITLE_ROW * (double)i,
                        canvas->subtitle.items[i], 400);
    if (canvas->cut)
        canvas_add_text(canvas, TEXT_SUBTITLE, canvas->width / 2., canvas->height - 10,
                        "An interval that leaves its panel is wider than shown.", 400);
    for (size_t i = 0; i < canvas->frame_count; i++)
        add_frame_words(canvas, chart, &canvas->frames[i]);
}
