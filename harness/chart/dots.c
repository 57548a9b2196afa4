#include "chart/dots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/sheet.h"

enum { LINE = 10, GAP = 6, AXIS = 24, BETWEEN = 26, LABEL_MOST = 40, WIDTH = 760, DOT = 1 };

/* Filled circle, square, triangle up and down, lozenge. */
static const int points[] = {7, 5, 9, 11, 13};
#define POINTS (sizeof points / sizeof *points)

struct dots_row *dots_add(struct dots *dots, const char *name, bool heading)
{
    size_t values = heading ? 0 : dots->columns.count * dots->series.count;

    dots->rows = text_grow(dots->rows, dots->count + 1, sizeof *dots->rows);
    struct dots_row *row = &dots->rows[dots->count++];
    *row = (struct dots_row){.name = text_format("%s", name), .heading = heading};
    if (values)
        row->values = text_grow(NULL, values, sizeof *row->values);
    for (size_t i = 0; i < values; i++)
        row->values[i] = (struct interval){NAN, NAN, NAN, NAN, 0};
    return row;
}

static struct interval *value_at(const struct dots *dots, const struct dots_row *row, size_t column,
                                 size_t series)
{
    return &row->values[column * dots->series.count + series];
}

struct interval *dots_value(struct dots *dots, struct dots_row *row, size_t column, size_t series)
{
    return value_at(dots, row, column, series);
}

static bool drawable(const struct interval *value)
{
    return isfinite(value->middle) && value->middle > 0;
}

/* Of a column: all dots, 1 and the mark; an interval that is very wide is cut, as it would press the others together. */
static struct shapes_axis axis_of(const struct dots *dots, size_t column)
{
    struct shapes_axis axis = {.low = 0.9, .high = 1.2};

    if (isfinite(dots->marks[column]))
        axis.high = fmax(axis.high, dots->marks[column]);
    for (size_t i = 0; i < dots->count; i++)
        for (size_t k = 0; !dots->rows[i].heading && k < dots->series.count; k++) {
            const struct interval *value = value_at(dots, &dots->rows[i], column, k);
            if (!drawable(value))
                continue;
            axis.low = fmin(axis.low, value->middle);
            axis.high = fmax(axis.high, value->middle);
            if (isfinite(value->low) && value->low > 0 && isfinite(value->high)) {
                axis.low = fmin(axis.low, fmax(value->low, value->middle / 1.5));
                axis.high = fmax(axis.high, fmin(value->high, value->middle * 1.5));
            }
        }
    axis.low /= 1.05;
    axis.high *= 1.05;
    return axis;
}

static unsigned colour_of(size_t series)
{
    return palette_builds[series % PALETTE_BUILDS].light;
}

static double row_height(const struct dots *dots, const struct dots_row *row)
{
    return row->heading ? LINE + 2 * GAP : (double)(LINE * dots->series.count + GAP);
}

/* ---- drawing */

static double draw_key(struct shapes *shapes, void *context, double left, double top, double width)
{
    const struct dots *dots = context;
    struct sheet_key key = {left, width, left, top + SHEET_KEY_ROW / 2.0};

    for (size_t i = 0; i < dots->series.count; i++) {
        double x = sheet_key_next(shapes, &key, dots->series.items[i]);
        shapes_mark(shapes, x + SHEET_KEY_MARK / 2.0, key.y, points[i % POINTS], DOT, colour_of(i));
    }
    return key.y + SHEET_KEY_ROW / 2.0;
}

static void draw_value(struct shapes *shapes, const struct shapes_axis *axis, double y, size_t series,
                       const struct interval *value)
{
    if (isfinite(value->low) && isfinite(value->high)) {
        double low = value->low > axis->low ? shapes_axis_x(axis, value->low) : axis->left,
               high = value->high < axis->high ? shapes_axis_x(axis, value->high) : axis->right;
        shapes_line(shapes, low, y, high, y, colour_of(series), SHAPES_THICK);
    }
    shapes_mark(shapes, shapes_axis_x(axis, value->middle), y, points[series % POINTS], DOT,
                colour_of(series));
}

static void draw_column(struct shapes *shapes, const struct dots *dots, size_t column,
                        const struct shapes_axis *axis, double top)
{
    double y = top, bottom = top;

    for (size_t i = 0; i < dots->count; i++)
        bottom += row_height(dots, &dots->rows[i]);
    shapes_axis_draw(shapes, axis, top, bottom);
    double one = shapes_axis_x(axis, 1);
    shapes_line(shapes, one, top, one, bottom, SHAPES_INK, SHAPES_THIN);
    if (isfinite(dots->marks[column])) {
        double mark = shapes_axis_x(axis, dots->marks[column]);
        shapes_line(shapes, mark, top, mark, bottom, SHAPES_DIM, SHAPES_DASHED);
    }
    for (size_t i = 0; i < dots->count; i++) {
        const struct dots_row *row = &dots->rows[i];
        for (size_t k = 0; !row->heading && k < dots->series.count; k++)
            if (drawable(value_at(dots, row, column, k)))
                draw_value(shapes, axis, y + GAP / 2.0 + LINE * ((double)k + 0.5), k,
                           value_at(dots, row, column, k));
        y += row_height(dots, row);
    }
    shapes_paragraph(shapes, (axis->left + axis->right) / 2, bottom + AXIS + 6, SHAPES_CENTRE, SHAPES_SMALL,
                     SHAPES_MUTED, dots->columns.items[column],
                     shapes_text_fits(SHAPES_SMALL, axis->right - axis->left));
}

static size_t longest_name(const struct dots *dots)
{
    size_t longest = 0;

    for (size_t i = 0; i < dots->count; i++)
        longest = strlen(dots->rows[i].name) > longest ? strlen(dots->rows[i].name) : longest;
    return longest < LABEL_MOST ? longest : LABEL_MOST;
}

static double draw_panel(struct shapes *shapes, void *context, size_t index, double left, double top,
                         double width)
{
    const struct dots *dots = context;
    double labels = fmin(shapes_text_width(SHAPES_PLAIN, longest_name(dots)), 0.34 * width), y = top;
    size_t letters = shapes_text_fits(SHAPES_PLAIN, labels);
    double first = left + labels + 12, each = (left + width - first) / (double)dots->columns.count;

    (void)index;
    for (size_t i = 0; i < dots->count; i++) {
        const struct dots_row *row = &dots->rows[i];
        double height = row_height(dots, row);
        if (row->heading) {
            shapes_line(shapes, left, y + GAP / 2.0, left + width, y + GAP / 2.0, SHAPES_GRID, SHAPES_THIN);
            shapes_text(shapes, left, y + GAP / 2.0 + height / 2, SHAPES_LEFT, SHAPES_PLAIN, SHAPES_INK,
                        row->name, letters);
        } else {
            shapes_text(shapes, first - 10, y + height / 2, SHAPES_RIGHT, SHAPES_SMALL, SHAPES_MUTED,
                        row->name, shapes_text_fits(SHAPES_SMALL, labels));
        }
        y += height;
    }
    for (size_t column = 0; column < dots->columns.count; column++) {
        struct shapes_axis axis = axis_of(dots, column);
        axis.left = first + each * (double)column;
        axis.right = axis.left + each - BETWEEN;
        draw_column(shapes, dots, column, &axis, top);
    }
    return y + AXIS + 3 * LINE + 6;
}

/* ---- in words */

static char *panel_title(void *context, size_t index)
{
    (void)context;
    (void)index;
    return text_format("%s", "");
}

static char *panel_text(void *context, size_t index)
{
    const struct dots *dots = context;
    char *text = text_format("%s", "");

    (void)index;
    for (size_t i = 0; i < dots->count; i++)
        for (size_t at = 0; !dots->rows[i].heading && at < dots->columns.count * dots->series.count; at++) {
            const struct interval *value = &dots->rows[i].values[at];
            if (!drawable(value))
                continue;
            char *range = isfinite(value->low) ? text_format(" (%.2f to %.2f)", value->low, value->high)
                                               : text_format("%s", "");
            char *longer = text_format("%s%s%s on %s, %s: %.2f%s.", text, *text ? " " : "",
                                       dots->rows[i].name, dots->series.items[at % dots->series.count],
                                       dots->columns.items[at / dots->series.count], value->middle, range);
            free(range);
            free(text);
            text = longer;
        }
    return text;
}

static bool has_any(const struct dots *dots)
{
    for (size_t i = 0; i < dots->count; i++)
        for (size_t at = 0; !dots->rows[i].heading && at < dots->columns.count * dots->series.count; at++)
            if (drawable(&dots->rows[i].values[at]))
                return true;
    return false;
}

int dots_draw(const struct dots *dots, const char *root, const char *folder, unsigned forms,
              struct pictures *pictures, struct error *e)
{
    const struct chart_kind kind = {dots->name, dots->title, dots->subtitle, false};
    const struct chart_target target = {&kind, root, folder, forms, CHART_SHEET};
    const struct sheet sheet = {.subtitle = dots->subtitle,
                                .panels = has_any(dots),
                                .columns = 1,
                                .width = WIDTH,
                                .context = (void *)(uintptr_t)dots,
                                .draw_key = draw_key,
                                .draw_panel = draw_panel,
                                .panel_title = panel_title,
                                .panel_text = panel_text};

    return sheet_draw(&sheet, &target, pictures, e);
}

void dots_free(struct dots *dots)
{
    for (size_t i = 0; i < dots->count; i++) {
        free(dots->rows[i].name);
        free(dots->rows[i].values);
    }
    free(dots->rows);
    free(dots->marks);
    text_list_free(&dots->columns);
    text_list_free(&dots->series);
    *dots = (struct dots){0};
}
