/* What scripts/lines.gp reads; its head says the format. */
#include "chart/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { X_AXIS, Y_AXIS, BANDS_MOST = 4 };

static void write_style(const struct line_style *style, FILE *to)
{
    fprintf(to, "%u\n%d\n%d\n%.3g\n", style->colour, style->dash, style->mark, style->width);
}

static void write_numbers(const struct canvas *canvas, FILE *to)
{
    size_t first = 0;

    for (size_t i = 0; i < canvas->frame_count; i++)
        first += canvas->frames[i].frame->count;
    fprintf(to, "%d\n%d\n%zu\n%zu\n%zu\n", canvas->width, canvas->height, canvas->frame_count,
            canvas->sample_count, first);
    first = 0;
    for (size_t i = 0; i < canvas->frame_count; i++) {
        const struct canvas_frame *f = &canvas->frames[i];
        fprintf(to, "%.6g\n%.6g\n%.6g\n%.6g\n%.9g\n%.9g\n%.9g\n%.9g\n%d\n%d\n%zu\n%zu\n", f->left, f->right,
                f->top, f->bottom, f->x_low, f->x_high, f->y_low, f->y_high, f->x_log, f->frame->log,
                f->frame->count, first);
        first += f->frame->count;
    }
    for (size_t i = 0; i < canvas->frame_count; i++)
        for (size_t k = 0; k < canvas->frames[i].frame->count; k++)
            write_style(&canvas->frames[i].frame->lines[k].style, to);
    for (size_t i = 0; i < canvas->sample_count; i++)
        write_style(&canvas->samples[i].style, to);
}

/* The numbers of workers, as many as do not run into each other. */
static void write_x_ticks(const struct canvas *canvas, size_t f, FILE *to)
{
    const struct canvas_frame *frame = &canvas->frames[f];
    double *places = text_grow(NULL, canvas->x_count, sizeof *places);
    bool *shown = text_grow(NULL, canvas->x_count, sizeof *shown);

    for (size_t i = 0; i < canvas->x_count; i++)
        places[i] = canvas_x(frame, canvas->x[i]);
    axis_choose(canvas->x, places, canvas->x_count, canvas->x[canvas->x_count - 1] > 99 ? 30 : 22, shown);
    for (size_t i = 0; i < canvas->x_count; i++)
        if (shown[i] && frame->with_x && !frame->panel->categories.count)
            fprintf(to, "%zu %d %d \"%d\"\n", f + 1, X_AXIS, canvas->x[i], canvas->x[i]);
        else if (shown[i])
            fprintf(to, "%zu %d %d \"\"\n", f + 1, X_AXIS, canvas->x[i]);
    free(places);
    free(shown);
}

/* gnuplot takes a tick's letters for a format. */
static void write_tick(size_t f, const struct axis_tick *tick, FILE *to)
{
    fprintf(to, "%zu %d %.9g \"", f + 1, Y_AXIS, tick->at);
    for (const char *c = tick->text; *c; c++)
        fprintf(to, "%s%c", *c == '%' ? "%" : "", *c);
    fputs("\"\n", to);
}

/* A line of the grid would strike out the words at the vertical marks. */
static bool under_words(const struct canvas_frame *frame, double y)
{
    return frame->with_marks && frame->panel->mark_count &&
           canvas_y(frame, y) < frame->top + CANVAS_MARK_ROW * (double)frame->panel->mark_count;
}

static void write_ticks(const struct canvas *canvas, FILE *to)
{
    for (size_t f = 0; f < canvas->frame_count; f++) {
        const struct canvas_frame *frame = &canvas->frames[f];
        struct axis_tick ticks[TICKS_MOST];
        size_t count = axis_ticks(frame->frame->unit, frame->y_low, frame->y_high, frame->frame->log, ticks);
        write_x_ticks(canvas, f, to);
        for (size_t i = 0; i < count; i++)
            if (!under_words(frame, ticks[i].at))
                write_tick(f, &ticks[i], to);
    }
}

static void write_letters(const struct canvas *canvas, FILE *to)
{
    for (int kind = 0; kind < TEXT_KINDS; kind++) {
        fputs("\n\n-99 -99 \"\"\n", to); /* out of sight: gnuplot wants a point */
        for (size_t i = 0; i < canvas->item_count; i++)
            if ((int)canvas->items[i].kind == kind)
                fprintf(to, "%.6g %.6g \"%s\"\n", canvas->items[i].x, canvas->items[i].y,
                        canvas->items[i].text);
    }
}

void canvas_write(const struct canvas *canvas, FILE *to)
{
    write_numbers(canvas, to);
    fputs("\n\n", to);
    write_ticks(canvas, to);
    write_letters(canvas, to);
    fputs("\n\n-99 -99 0 0 0\n", to);
    for (size_t i = 0; i < canvas->leader_count; i++) {
        const struct canvas_leader *leader = &canvas->leaders[i];
        fprintf(to, "%.6g %.6g %.6g %.6g %u\n", leader->x, leader->y, leader->to_x - leader->x,
                leader->to_y - leader->y, leader->colour);
    }
    for (size_t i = 0; i < canvas->sample_count; i++) {
        fputs("\n\n", to);
        for (int step = 0; step < 3; step++) /* the line's ends, and its middle for the mark */
            fprintf(to, "%.6g %.6g\n", canvas->samples[i].x + step * CANVAS_SAMPLE / 2.,
                    canvas->samples[i].y);
    }
}

/* ---- lines */

static bool has_interval(const struct line_point *point)
{
    return isfinite(point->low) && isfinite(point->high);
}

static size_t count_intervals(const struct frame *frame)
{
    size_t count = 0;

    for (size_t i = 0; i < frame->count; i++) {
        bool any = false;
        for (size_t k = 0; k < frame->lines[i].count && !any; k++)
            any = has_interval(&frame->lines[i].points[k]);
        count += any;
    }
    return count;
}

/* As bands stretches of neighbours that all have an interval. As bars one that is alone, those of marks without a line, and all where so many
 * bands would make mud. */
static void write_intervals(const struct line *line, bool bars, bool crowded, FILE *to)
{
    fputs("\n\nNaN NaN NaN NaN\n", to);
    for (size_t i = 0, next; i < line->count; i = next) {
        for (next = i; next < line->count && has_interval(&line->points[next]);)
            next++;
        bool as_bars = crowded || next - i == 1 || line->style.dash == DASH_NONE;
        if (as_bars == bars)
            for (size_t k = i; k < next; k++)
                fprintf(to, "%s%.9g %.9g %.9g %.9g\n", k == i ? "\n" : "", line->points[k].x,
                        line->points[k].y, line->points[k].low, line->points[k].high);
        next += next == i;
    }
}

static void write_points(const struct line *line, FILE *to)
{
    fputs("\n\n", to);
    for (size_t i = 0; i < line->count; i++)
        if (isfinite(line->points[i].y))
            fprintf(to, "%.9g %.9g\n", line->points[i].x, line->points[i].y);
    if (!line_drawable(line))
        fputs("NaN NaN\n", to);
}

void canvas_write_frame(const struct canvas_frame *frame, FILE *to)
{
    bool crowded = count_intervals(frame->frame) > BANDS_MOST;

    fputs("NaN NaN NaN\n", to);
    for (size_t i = 0; i < frame->panel->mark_count; i++)
        fprintf(to, "%.9g %.9g %.9g\n", frame->panel->marks[i].x, frame->y_low, frame->y_high);
    for (size_t i = 0; i < frame->frame->count; i++) {
        write_intervals(&frame->frame->lines[i], false, crowded, to);
        write_intervals(&frame->frame->lines[i], true, crowded, to);
        write_points(&frame->frame->lines[i], to);
    }
}
