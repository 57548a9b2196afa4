#include "chart/sheet.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { MARGIN = 12, GAP = 24, HEADING = 26, NAME_MOST = 70, HEAD_LEAST = 560 };

double sheet_key_next(struct shapes *shapes, struct sheet_key *key, const char *name)
{
    size_t length = strlen(name) < NAME_MOST ? strlen(name) : NAME_MOST;
    size_t most = shapes_text_fits(SHAPES_PLAIN, key->width - SHEET_KEY_MARK - 6);
    length = length < most ? length : most;
    double room = SHEET_KEY_MARK + 6 + shapes_text_width(SHAPES_PLAIN, length);

    if (key->x > key->left && key->x + room > key->left + key->width) {
        key->x = key->left;
        key->y += SHEET_KEY_ROW;
    }
    double at = key->x;
    shapes_text(shapes, at + SHEET_KEY_MARK + 6, key->y, SHAPES_LEFT, SHAPES_PLAIN, SHAPES_INK, name, length);
    key->x += room + 16;
    return at;
}

int sheet_order(const struct curve_key *a, const struct curve_key *b)
{
    int order = strcmp(b->mode, a->mode); /* threads are the last in the alphabet */

    order = order ? order : strcmp(a->axes, b->axes);
    return order ? order : strcmp(a->placement, b->placement);
}

/* All that its panels show; a line each. */
static char *whole_text(const struct sheet *sheet, const char *title)
{
    char *text = text_format("%s: %s.", title, sheet->subtitle);

    for (size_t i = 0; i < sheet->panels; i++) {
        char *own_title = sheet->panel_title(sheet->context, i), *own = sheet->panel_text(sheet->context, i);
        char *longer = text_format("%s\n%s%s%s", text, own_title, *own_title ? ": " : "", own);
        free(own_title);
        free(own);
        free(text);
        text = longer;
    }
    return text;
}

/* The title in the middle, sentences and key below it. Returns where the panels begin. */
static double draw_head(struct shapes *shapes, const struct sheet *sheet, const char *title, double left,
                        double width)
{
    double y = 20, middle = left + width / 2;

    y = shapes_paragraph(shapes, middle, y, SHAPES_CENTRE, SHAPES_TITLE, SHAPES_INK, title,
                         shapes_text_fits(SHAPES_TITLE, width));
    y = shapes_paragraph(shapes, middle, y, SHAPES_CENTRE, SHAPES_PLAIN, SHAPES_MUTED, sheet->subtitle,
                         shapes_text_fits(SHAPES_PLAIN, width));
    return sheet->draw_key(shapes, sheet->context, left, y + 6, width) + 8;
}

static double draw_titled(struct shapes *shapes, const struct sheet *sheet, size_t panel, double left,
                          double top)
{
    char *title = sheet->panel_title(sheet->context, panel);

    if (*title) {
        shapes_text(shapes, left, top + HEADING / 2.0, SHAPES_LEFT, SHAPES_HEADING, SHAPES_INK, title,
                    shapes_text_fits(SHAPES_HEADING, sheet->width));
        top += HEADING;
    }
    free(title);
    return sheet->draw_panel(shapes, sheet->context, panel, left, top, sheet->width);
}

static void draw_whole(struct shapes *shapes, const struct sheet *sheet, const char *title)
{
    double columns = (double)sheet->columns, width = columns * sheet->width + (columns - 1) * GAP;
    double head = fmax(width, HEAD_LEAST), left = MARGIN + (head - width) / 2;
    double top = draw_head(shapes, sheet, title, MARGIN, head), bottom = top;

    shapes->width = head + 2 * MARGIN;
    for (size_t i = 0; i < sheet->panels; i++) {
        size_t column = i % sheet->columns;
        if (column == 0 && i)
            top = bottom + GAP;
        double end = draw_titled(shapes, sheet, i, left + (double)column * (sheet->width + GAP), top);
        bottom = column ? fmax(bottom, end) : end;
    }
    shapes->height = ceil(bottom + MARGIN);
}

static void draw_single(struct shapes *shapes, const struct sheet *sheet, size_t panel)
{
    const double width = SHEET_SINGLE - 2 * MARGIN;
    double top = sheet->draw_key(shapes, sheet->context, MARGIN, MARGIN, width) + 8;

    shapes->width = SHEET_SINGLE;
    shapes->height = ceil(sheet->draw_panel(shapes, sheet->context, panel, MARGIN, top, width) + MARGIN);
}

int sheet_draw(const struct sheet *sheet, const struct chart_target *target, struct pictures *pictures,
               struct error *e)
{
    const bool whole = target->layout == CHART_SHEET;
    size_t count = whole ? sheet->panels > 0 : sheet->panels;
    struct shapes *shapes = text_grow(NULL, count + 1, sizeof *shapes);
    struct picture *pages = text_grow(NULL, count + 1, sizeof *pages);
    int result = 0;

    for (size_t i = 0; i < count; i++) {
        shapes[i] = (struct shapes){0};
        if (whole)
            draw_whole(&shapes[i], sheet, target->kind->title);
        else
            draw_single(&shapes[i], sheet, i);
        pages[i] = (struct picture){
            .title = whole ? text_format("%s", "") : sheet->panel_title(sheet->context, i),
            .text = whole ? whole_text(sheet, target->kind->title) : sheet->panel_text(sheet->context, i)};
    }
    if (count)
        result = shapes_draw(target, shapes, pages, count, pictures, e);
    for (size_t i = 0; i < count; i++) {
        shapes_free(&shapes[i]);
        if (result) {
            free(pages[i].title);
            free(pages[i].text);
        }
    }
    free(shapes);
    free(pages);
    return result;
}
