#include "chart/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { MARGIN = 12, GAP = 24, HEADING = 26, NAME_MOST = 70, HEAD_LEAST = 560 };

double sheet_key_next(struct canvas *canvas, struct sheet_key *key, const char *name)
{
    size_t length = strlen(name) < NAME_MOST ? strlen(name) : NAME_MOST;
    size_t most = canvas_text_fits(CANVAS_PLAIN, key->width - SHEET_KEY_MARK - 6);
    length = length < most ? length : most;
    double room = SHEET_KEY_MARK + 6 + canvas_text_width(CANVAS_PLAIN, length);

    if (key->x > key->left && key->x + room > key->left + key->width) {
        key->x = key->left;
        key->y += SHEET_KEY_ROW;
    }
    double at = key->x;
    canvas_text(canvas, at + SHEET_KEY_MARK + 6, key->y, CANVAS_LEFT, CANVAS_PLAIN, CANVAS_INK, name, length);
    key->x += room + 16;
    return at;
}

static char *picture_title(const struct sheet *sheet, size_t panel)
{
    return sheet->panel_title(sheet->context, panel);
}

/* All panels' sentences, each behind its title. */
static char *whole_text(const struct sheet *sheet)
{
    char *text = text_format("%s%s", sheet->title, *sheet->title ? "." : "");

    for (size_t i = 0; i < sheet->panels; i++) {
        char *title = picture_title(sheet, i), *own = sheet->panel_text(sheet->context, i);
        char *longer = text_format("%s%s%s%s%s", text, *text ? " " : "", title, *title ? ": " : "", own);
        free(title);
        free(own);
        free(text);
        text = longer;
    }
    return text;
}

/* Takes title and text over. */
static int save(const struct canvas *canvas, const char *root, const char *folder, char *name, unsigned forms,
                char *title, char *text, struct pictures *pictures, struct error *e)
{
    int result = 0;

    if (forms & CHART_SVG)
        result = canvas_save(canvas, root, folder, name, "svg", e);
    if (result == 0 && forms & CHART_PNG)
        result = canvas_save(canvas, root, folder, name, "png", e);
    if (result == 0) {
        pictures->items = text_grow(pictures->items, pictures->count + 1, sizeof *pictures->items);
        pictures->items[pictures->count++] =
            (struct picture){.path = text_format("%s/%s.%s", folder, name, forms & CHART_SVG ? "svg" : "png"),
                             .title = title,
                             .text = text};
    } else {
        free(title);
        free(text);
    }
    free(name);
    return result;
}

/* The title in the middle, sentences and key below it. Returns where the panels begin. */
static double draw_head(struct canvas *canvas, const struct sheet *sheet, double left, double width)
{
    double y = 20, middle = left + width / 2;

    y = canvas_paragraph(canvas, middle, y, CANVAS_CENTRE, CANVAS_TITLE, CANVAS_INK, sheet->title,
                         canvas_text_fits(CANVAS_TITLE, width));
    y = canvas_paragraph(canvas, middle, y, CANVAS_CENTRE, CANVAS_PLAIN, CANVAS_MUTED, sheet->subtitle,
                         canvas_text_fits(CANVAS_PLAIN, width));
    return sheet->draw_key(canvas, sheet->context, left, y + 6, width) + 8;
}

static double draw_titled(struct canvas *canvas, const struct sheet *sheet, size_t panel, double left,
                          double top)
{
    char *title = picture_title(sheet, panel);

    if (*title) {
        canvas_text(canvas, left, top + HEADING / 2.0, CANVAS_LEFT, CANVAS_HEADING, CANVAS_INK, title,
                    canvas_text_fits(CANVAS_HEADING, sheet->width));
        top += HEADING;
    }
    free(title);
    return sheet->draw_panel(canvas, sheet->context, panel, left, top, sheet->width);
}

static int draw_sheet(const struct sheet *sheet, const struct chart_kind *kind, const char *root,
                      const char *folder, unsigned forms, struct pictures *pictures, struct error *e)
{
    struct canvas canvas = {0};
    double columns = (double)sheet->columns, width = columns * sheet->width + (columns - 1) * GAP;
    double head = fmax(width, HEAD_LEAST), left = MARGIN + (head - width) / 2;
    double top = draw_head(&canvas, sheet, MARGIN, head), bottom = top;

    canvas.width = head + 2 * MARGIN;
    for (size_t i = 0; i < sheet->panels; i++) {
        size_t column = i % sheet->columns;
        if (column == 0 && i)
            top = bottom + GAP;
        double end = draw_titled(&canvas, sheet, i, left + (double)column * (sheet->width + GAP), top);
        bottom = column ? fmax(bottom, end) : end;
    }
    canvas.height = ceil(bottom + MARGIN);
    int result = save(&canvas, root, folder, text_format("%s", kind->name), forms, text_format("%s", ""),
                      whole_text(sheet), pictures, e);
    canvas_free(&canvas);
    return result;
}

static int draw_single(const struct sheet *sheet, const struct chart_kind *kind, size_t panel,
                       const char *root, const char *folder, unsigned forms, struct pictures *pictures,
                       struct error *e)
{
    struct canvas canvas = {.width = SHEET_SINGLE};
    double width = SHEET_SINGLE - 2 * MARGIN;

    double top = sheet->draw_key(&canvas, sheet->context, MARGIN, MARGIN, width) + 8;
    canvas.height =
        ceil(sheet->draw_panel(&canvas, sheet->context, panel, MARGIN, top, width) + MARGIN);
    int result = save(&canvas, root, folder, text_format("%s-%zu", kind->name, panel + 1), forms,
                      picture_title(sheet, panel), sheet->panel_text(sheet->context, panel), pictures, e);
    canvas_free(&canvas);
    return result;
}

int sheet_draw(const struct sheet *sheet, const struct chart_kind *kind, const char *root, const char *folder,
               unsigned forms, enum chart_layout layout, struct pictures *pictures, struct error *e)
{
    if (layout == CHART_SHEET)
        return draw_sheet(sheet, kind, root, folder, forms, pictures, e);
    for (size_t i = 0; i < sheet->panels; i++)
        if (draw_single(sheet, kind, i, root, folder, forms, pictures, e) < 0)
            return -1;
    return 0;
}
