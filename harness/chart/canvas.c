#include "chart/canvas.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "chart/gnuplot.h"
#include "chart/panels.h"

/* What scripts/shapes.gp knows, by its numbers; texts are LAYER_TEXT + 4 * align + size. */
enum { LAYER_RECTANGLE, LAYER_HATCHING, LAYER_LINE, LAYER_MARK = LAYER_LINE + 3, LAYER_TEXT, LAYERS = 18 };

struct canvas_shape {
    int layer;
    double x1, y1, x2, y2; /* of a mark, x2 is its point and y2 its size */
    unsigned colour;
    char *text;
};

static struct canvas_shape *add(struct canvas *canvas, int layer, double x1, double y1, double x2, double y2,
                                unsigned colour)
{
    if (canvas->count == canvas->room) {
        canvas->room = canvas->room ? 2 * canvas->room : 64;
        canvas->shapes = text_grow(canvas->shapes, canvas->room, sizeof *canvas->shapes);
    }
    struct canvas_shape *shape = &canvas->shapes[canvas->count++];
    *shape = (struct canvas_shape){layer, x1, y1, x2, y2, colour, NULL};
    return shape;
}

void canvas_rectangle(struct canvas *canvas, double left, double top, double right, double bottom,
                      unsigned colour)
{
    add(canvas, LAYER_RECTANGLE, left, top, right, bottom, colour);
}

void canvas_hatching(struct canvas *canvas, double left, double top, double right, double bottom,
                     unsigned colour)
{
    add(canvas, LAYER_HATCHING, left, top, right, bottom, colour);
}

void canvas_line(struct canvas *canvas, double x1, double y1, double x2, double y2, unsigned colour,
                 enum canvas_stroke stroke)
{
    add(canvas, LAYER_LINE + (int)stroke, x1, y1, x2, y2, colour);
}

void canvas_mark(struct canvas *canvas, double x, double y, int point, double size, unsigned colour)
{
    add(canvas, LAYER_MARK, x, y, point, size, colour);
}

void canvas_text(struct canvas *canvas, double x, double y, enum canvas_align align, enum canvas_size size,
                 unsigned colour, const char *text, size_t most)
{
    add(canvas, LAYER_TEXT + 4 * (int)align + (int)size, x, y, 0, 0, colour)->text = panels_name(text, most);
}

double canvas_paragraph(struct canvas *canvas, double x, double y, enum canvas_align align,
                        enum canvas_size size, unsigned colour, const char *text, size_t most)
{
    const double line = 1.35 * canvas_text_width(size, 1) / 0.6;

    while (*text) {
        size_t length = strlen(text), cut = length;
        if (length > most)
            for (cut = most; cut > 0 && text[cut] != ' ';)
                cut--;
        cut = cut ? cut : most; /* one word that is longer than the line */
        char *part = text_format("%.*s", (int)cut, text);
        canvas_text(canvas, x, y, align, size, colour, part, most);
        free(part);
        y += line;
        text += cut;
        text += strspn(text, " ");
    }
    return y;
}

double canvas_text_width(enum canvas_size size, size_t characters)
{
    static const double pixels[] = {11, 12, 14, 18};
    return 0.6 * pixels[size] * (double)characters;
}

size_t canvas_text_fits(enum canvas_size size, double width)
{
    double most = width / canvas_text_width(size, 1);
    return most < 8 ? 8 : (size_t)most;
}

double canvas_axis_x(const struct canvas_axis *axis, double value)
{
    return axis->left + log(value / axis->low) / log(axis->high / axis->low) * (axis->right - axis->left);
}

/* Each finer than the one before: within a decade, multiples of its power of ten. The finest of those whose numbers have room is taken. */
static const char *const tick_sets[] = {"1", "1 3", "1 2 5", "1 1.5 2 3 5 7", "1 1.2 1.5 2 2.5 3 4 5 6 8",
                                        "0.9 1 1.1 1.2 1.3 1.4 1.5 1.6 1.8 2 2.5 3 3.5 4 5 6 7 8",
                                        "0.8 0.85 0.9 0.95 1 1.05 1.1 1.15 1.2 1.3 1.4 1.5 1.75 2 2.5 3 4 5 6 7",
                                        "0.94 0.96 0.98 1 1.02 1.04 1.06",
                                        "0.97 0.98 0.99 1 1.01 1.02 1.03"};

/* Draws the ticks of one set, or with a NULL canvas only says whether their numbers have room; *count gets how many there are. */
static bool ticks(struct canvas *canvas, const struct canvas_axis *axis, const char *set, double top,
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
            double x = canvas_axis_x(axis, value), half = canvas_text_width(CANVAS_SMALL, strlen(text)) / 2;
            if (canvas) {
                canvas_rectangle(canvas, x - 0.5, top, x + 0.5, bottom, CANVAS_GRID); /* below bars */
                canvas_text(canvas, x, bottom + 11, CANVAS_CENTRE, CANVAS_SMALL, CANVAS_INK, text, 12);
            }
            fit = fit && x - half > last + 6;
            last = x + half;
            ++*count;
            free(text);
        }
    text_list_free(&words);
    return fit;
}

void canvas_axis_draw(struct canvas *canvas, const struct canvas_axis *axis, double top, double bottom)
{
    const char *best = tick_sets[0];
    int most = 0, count;

    for (size_t i = 0; i < sizeof tick_sets / sizeof *tick_sets; i++)
        if (ticks(NULL, axis, tick_sets[i], top, bottom, &count) && count > most) {
            best = tick_sets[i];
            most = count;
        }
    ticks(canvas, axis, best, top, bottom, &count);
}

static void write_shape(const struct canvas_shape *shape, FILE *to)
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

/* Returns the numbers of the layers that there are, in their order. */
static char *write_layers(const struct canvas *canvas, FILE *to)
{
    char *layers = text_format("%s", "");

    for (int layer = 0; layer < LAYERS; layer++) {
        bool any = false;
        for (size_t i = 0; i < canvas->count; i++)
            if (canvas->shapes[i].layer == layer) {
                fputs(!any && *layers ? "\n\n" : "", to);
                write_shape(&canvas->shapes[i], to);
                any = true;
            }
        if (any) {
            char *longer = text_format("%s%s%d", layers, *layers ? " " : "", layer);
            free(layers);
            layers = longer;
        }
    }
    return layers;
}

int canvas_save(const struct canvas *canvas, const char *root, const char *folder, const char *name,
                const char *terminal, struct error *e)
{
    /* "./": a folder whose name begins with '|' would be a command to gnuplot. */
    const char *here = *folder == '/' ? "" : "./";
    char *temporary = text_format("%s%s/.%s-%ld.%s", here, folder, name, (long)getpid(), terminal);
    char *final = text_format("%s%s/%s.%s", here, folder, name, terminal);
    char *size = text_format("%.0f %.0f", canvas->width, canvas->height);
    struct gnuplot_data data = {0};
    char *layers = NULL, *out = NULL;
    struct stat status;
    int result = -1;

    FILE *to = gnuplot_data_open(&data, e);
    if (!to)
        goto out;
    layers = write_layers(canvas, to);
    if (gnuplot_data_close(&data, e))
        goto out;
    char *arguments[] = {data.path, temporary, (char *)terminal, size, layers};
    result = gnuplot_run(root, "shapes.gp", arguments, sizeof arguments / sizeof *arguments, &out, e);
    if (result == 0 && (stat(temporary, &status) || status.st_size == 0))
        result = error_set(e, "gnuplot: wrote no picture to %s; is there room, and may we write?", folder);
    if (result == 0 && rename(temporary, final))
        result = error_set(e, "%s: %s", final, strerror(errno));
    if (result)
        unlink(temporary);
out:
    gnuplot_data_remove(&data);
    free(out);
    free(layers);
    free(size);
    free(temporary);
    free(final);
    return result;
}

void canvas_free(struct canvas *canvas)
{
    for (size_t i = 0; i < canvas->count; i++)
        free(canvas->shapes[i].text);
    free(canvas->shapes);
    *canvas = (struct canvas){0};
}
