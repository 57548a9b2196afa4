/* Labels at the lines' ends: no key to look up. */
#include "chart/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Pixels: of a label's line, how far one may stand from its line's end, and between the frame and the labels. */
enum { ROW = 15, FAR = 70, GAP = 8 };

struct label {
    const struct line *line;
    const struct line_point *end;
    double wanted, y;
};

static const struct line_point *end_of(const struct line *line)
{
    for (size_t i = line->count; i > 0; i--)
        if (isfinite(line->points[i - 1].y))
            return &line->points[i - 1];
    return NULL;
}

bool canvas_is_labelled(const struct canvas_frame *frame, const struct line *line)
{
    const struct line_point *end = end_of(line);

    return line->label && strlen(line->label) <= CANVAS_LABEL_MOST && end && end->y >= frame->y_low &&
           end->y <= frame->y_high;
}

static int by_place(const void *a, const void *b)
{
    const struct label *x = a, *y = b;
    return x->wanted != y->wanted ? (x->wanted > y->wanted) - (x->wanted < y->wanted)
                                  : (x->line > y->line) - (x->line < y->line);
}

/* As near to their lines as can be, in their order, ROW apart: neighbours that touch are moved together (isotonic regression). */
static void spread(struct label *labels, size_t count)
{
    size_t *sizes = text_grow(NULL, count, sizeof *sizes), groups = 0;
    double *means = text_grow(NULL, count, sizeof *means);

    for (size_t i = 0; i < count; i++) {
        means[groups] = labels[i].wanted - ROW * (double)i;
        sizes[groups++] = 1;
        for (; groups > 1 && means[groups - 1] < means[groups - 2]; groups--) {
            double weight = (double)sizes[groups - 2], other = (double)sizes[groups - 1];
            means[groups - 2] = (means[groups - 2] * weight + means[groups - 1] * other) / (weight + other);
            sizes[groups - 2] += sizes[groups - 1];
        }
    }
    for (size_t g = 0, i = 0; g < groups; g++)
        for (size_t k = 0; k < sizes[g]; k++, i++)
            labels[i].y = means[g] + ROW * (double)i;
    free(sizes);
    free(means);
}

/* Into the frame's height, if they all find room there. */
static bool fit(const struct canvas_frame *frame, struct label *labels, size_t count)
{
    double top = frame->top + 4, bottom = frame->bottom - 4;

    for (size_t i = 0; i < count; i++)
        labels[i].y = fmax(labels[i].y, top + ROW * (double)i);
    for (size_t i = count; i-- > 0;)
        labels[i].y = fmin(labels[i].y, bottom - ROW * (double)(count - 1 - i));
    for (size_t i = 0; i < count; i++)
        if (labels[i].y < top - 1 || fabs(labels[i].y - labels[i].wanted) > FAR)
            return false;
    return true;
}

static void add_leader(struct canvas *canvas, const struct canvas_frame *frame, const struct label *label)
{
    double x = canvas_x(frame, label->end->x) + 6, to = frame->right + GAP - 3;

    if (fabs(label->y - label->wanted) < 3 && to - x < 30)
        return;
    canvas->leaders = text_grow(canvas->leaders, canvas->leader_count + 1, sizeof *canvas->leaders);
    canvas->leaders[canvas->leader_count++] =
        (struct canvas_leader){x, label->wanted, to, label->y, label->line->style.colour};
}

bool canvas_add_labels(struct canvas *canvas, const struct canvas_frame *frame)
{
    struct label *labels = text_grow(NULL, frame->frame->count + 1, sizeof *labels);
    size_t count = 0;
    bool lost = false;

    for (size_t i = 0; i < frame->frame->count; i++) {
        const struct line *line = &frame->frame->lines[i];
        if (canvas_is_labelled(frame, line))
            labels[count++] = (struct label){line, end_of(line), canvas_y(frame, end_of(line)->y), 0};
        else if (line->told && line_drawable(line))
            lost = true; /* half of them here and half in the key would confuse */
    }
    if (count)
        qsort(labels, count, sizeof *labels, by_place);
    spread(labels, count);
    bool fits = !lost && fit(frame, labels, count);
    for (size_t i = 0; fits && i < count; i++) {
        canvas_add_text(canvas, TEXT_RIGHT_OF, frame->right + GAP, labels[i].y, labels[i].line->label,
                        CANVAS_LABEL_MOST);
        add_leader(canvas, frame, &labels[i]);
    }
    free(labels);
    return fits;
}
