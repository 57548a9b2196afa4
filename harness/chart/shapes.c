#include "chart/shapes.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "chart/canvas.h"
#include "chart/gnuplot.h"

/* What scripts/shapes.gp knows, by its numbers; texts are LAYER_TEXT + 4 * align + size. */
enum { LAYER_RECTANGLE, LAYER_HATCHING, LAYER_LINE, LAYER_MARK = LAYER_LINE + 3, LAYER_TEXT, LAYERS = 18 };

struct shape {
    int layer;
    double x1, y1, x2, y2; /* of a mark, x2 is its point and y2 its size */
    unsigned colour;
    char *text;
};

static struct shape *add(struct shapes *shapes, int layer, double x1, double y1, double x2, double y2,
                         unsigned colour)
{
    if (shapes->count == shapes->room) {
        shapes->room = shapes->room ? 2 * shapes->room : 64;
        shapes->items = text_grow(shapes->items, shapes->room, sizeof *shapes->items);
    }
    struct shape *shape = &shapes->items[shapes->count++];
    *shape = (struct shape){layer, x1, y1, x2, y2, colour, NULL};
    return shape;
}

void shapes_rectangle(struct shapes *shapes, double left, double top, double right, double bottom,
                      unsigned colour)
{
    add(shapes, LAYER_RECTANGLE, left, top, right, bottom, colour);
}

void shapes_hatching(struct shapes *shapes, double left, double top, double right, double bottom,
                     unsigned colour)
{
    add(shapes, LAYER_HATCHING, left, top, right, bottom, colour);
}

void shapes_line(struct shapes *shapes, double x1, double y1, double x2, double y2, unsigned colour,
                 enum shapes_stroke stroke)
{
    add(shapes, LAYER_LINE + (int)stroke, x1, y1, x2, y2, colour);
}

void shapes_mark(struct shapes *shapes, double x, double y, int point, double size, unsigned colour)
{
    add(shapes, LAYER_MARK, x, y, point, size, colour);
}

void shapes_text(struct shapes *shapes, double x, double y, enum shapes_align align, enum shapes_size size,
                 unsigned colour, const char *text, size_t most)
{
    add(shapes, LAYER_TEXT + 4 * (int)align + (int)size, x, y, 0, 0, colour)->text = canvas_name(text, most);
}

double shapes_paragraph(struct shapes *shapes, double x, double y, enum shapes_align align,
                        enum shapes_size size, unsigned colour, const char *text, size_t most)
{
    const double line = 1.35 * shapes_text_width(size, 1) / 0.6;

    while (*text) {
        size_t length = strlen(text), cut = length;
        if (length > most)
            for (cut = most; cut > 0 && text[cut] != ' ';)
                cut--;
        cut = cut ? cut : most; /* one word that is longer than the line */
        char *part = text_format("%.*s", (int)cut, text);
        shapes_text(shapes, x, y, align, size, colour, part, most);
        free(part);
        y += line;
        text += cut;
        text += strspn(text, " ");
    }
    return y;
}

double shapes_text_width(enum shapes_size size, size_t characters)
{
    static const double pixels[] = {11, 12, 14, 18};
    return 0.6 * pixels[size] * (double)characters;
}

size_t shapes_text_fits(enum shapes_size size, double width)
{
    double most = width / shapes_text_width(size, 1);
    return most < 8 ? 8 : (size_t)most;
}

double shapes_axis_x(const struct shapes_axis *axis, double value)
{
    return axis->left + log(value / axis->low) / log(axis->high / axis->low) * (axis->right - axis->left);
}

/* Each finer than the one before: within a decade, multiples of its power of ten. The finest of those whose numbers have room is taken. */
static const char *const tick_sets[] = {
    "1",
    "1 3",
    "1 2 5",
    "1 1.5 2 3 5 7",
    "1 1.2 1.5 2 2.5 3 4 5 6 8",
    "0.9 1 1.1 1.2 1.3 1.4 1.5 1.6 1.8 2 2.5 3 3.5 4 5 6 7 8",
    "0.8 0.85 0.9 0.95 1 1.05 1.1 1.15 1.2 1.3 1.4 1.5 1.75 2 2.5 3 4 5 6 7",
    "0.94 0.96 0.98 1 1.02 1.04 1.06",
    "0.97 0.98 0.99 1 1.01 1.02 1.03"};

/* Draws the ticks of one set, or with a NULL shapes only says whether their numbers have room; *count gets how many there are. */
static bool ticks(struct shapes *shapes, const struct shapes_axis *axis, const char *set, double top,
                  double bottom, int *count)
{
    struct text_list words = {0};
    bool fit = true;
    double last = -INFINITY;

    *count = 0;
    text_split(&words, set, " ");
    for (int decade = (int)floor(log10(axis->low)) - 1; decade <= (int)ceil(log10(axis->high)); decade++)
        for (size_t i = 0; i < words.count; i++) {
            double value = strtod(words.items[i], NULL) * pow(10, decade);
            if (value < axis->low * 0.9999 || value > axis->high * 1.0001)
                continue;
            char *text = text_format("%.4g", value);
            double x = shapes_axis_x(axis, value), half = shapes_text_width(SHAPES_SMALL, strlen(text)) / 2;
            if (shapes) {
                shapes_rectangle(shapes, x - 0.5, top, x + 0.5, bottom, SHAPES_GRID); /* below bars */
                shapes_text(shapes, x, bottom + 11, SHAPES_CENTRE, SHAPES_SMALL, SHAPES_INK, text, 12);
            }
            fit = fit && x - half > last + 6;
            last = x + half;
            ++*count;
            free(text);
        }
    text_list_free(&words);
    return fit;
}

void shapes_axis_draw(struct shapes *shapes, const struct shapes_axis *axis, double top, double bottom)
{
    const char *best = tick_sets[0];
    int most = 0, count;

    for (size_t i = 0; i < sizeof tick_sets / sizeof *tick_sets; i++)
        if (ticks(NULL, axis, tick_sets[i], top, bottom, &count) && count > most) {
            best = tick_sets[i];
            most = count;
        }
    ticks(shapes, axis, best, top, bottom, &count);
}

static void write_shape(const struct shape *shape, FILE *to)
{
    double x1 = shape->x1, y1 = shape->y1, x2 = shape->x2, y2 = shape->y2;

    if (shape->layer < LAYER_LINE)
        fprintf(to, "%.6g %.6g %.6g %.6g %.6g %.6g %u\n", (x1 + x2) / 2, (y1 + y2) / 2, x1, x2, y1, y2,
                shape->colour);
    else if (shape->layer < LAYER_MARK)
        fprintf(to, "%.6g %.6g %.6g %.6g %u\n", x1, y1, x2 - x1, y2 - y1, shape->colour);
    else if (shape->layer == LAYER_MARK)
        fprintf(to, "%.6g %.6g %.6g %.0f %u\n", x1, y1, y2, x2, shape->colour);
    else
        fprintf(to, "%.6g %.6g \"%s\" %u\n", x1, y1, shape->text, shape->colour);
}

/* The page's size and which layers there are, one number a row, then a block for each of those. */
static void write_page(const struct shapes *shapes, FILE *to)
{
    bool any[LAYERS] = {false};

    for (size_t i = 0; i < shapes->count; i++)
        any[shapes->items[i].layer] = true;
    fprintf(to, "%.0f\n%.0f\n", shapes->width, shapes->height);
    for (int layer = 0; layer < LAYERS; layer++)
        if (any[layer])
            fprintf(to, "%d\n", layer);
    for (int layer = 0; layer < LAYERS; layer++) {
        if (any[layer])
            fputs("\n\n", to);
        for (size_t i = 0; i < shapes->count; i++)
            if (shapes->items[i].layer == layer)
                write_shape(&shapes->items[i], to);
    }
}

int shapes_draw(const struct chart_target *target, const struct shapes *shapes, struct picture *pages,
                size_t count, struct pictures *pictures, struct error *e)
{
    struct gnuplot_data data = {0};
    double width = 0, height = 0;
    int result = -1;

    if (!gnuplot_data_open(&data, e))
        goto out;
    for (size_t i = 0; i < count; i++) {
        char *suffix = text_format("-%zu", i + 1);
        FILE *to = gnuplot_data_open_more(&data, suffix, e);
        free(suffix);
        if (!to)
            goto out;
        write_page(&shapes[i], to);
        width = fmax(width, shapes[i].width);
        height = fmax(height, shapes[i].height);
    }
    if (gnuplot_data_close(&data, e))
        goto out;
    result = draw_pages(target, "shapes.gp", data.path, (int)width, (int)height, pages, count, pictures, e);
out:
    gnuplot_data_remove(&data);
    return result;
}

void shapes_free(struct shapes *shapes)
{
    for (size_t i = 0; i < shapes->count; i++)
        free(shapes->items[i].text);
    free(shapes->items);
    *shapes = (struct shapes){0};
}
