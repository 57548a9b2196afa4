#include "chart/lines.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *copy_of(const char *text)
{
    return text ? text_format("%s", text) : NULL;
}

struct panel *lines_add_panel(struct lines_chart *chart, const char *title)
{
    chart->panels = text_grow(chart->panels, chart->count + 1, sizeof *chart->panels);
    struct panel *panel = &chart->panels[chart->count++];
    *panel = (struct panel){.title = copy_of(title)};
    return panel;
}

struct frame *lines_add_frame(struct panel *panel, const char *y_title, enum axis_unit unit, double share)
{
    struct frame *frame = &panel->frames[panel->frame_count++];
    *frame = (struct frame){.y_title = copy_of(y_title), .unit = unit, .share = share};
    return frame;
}

struct line *lines_add(struct frame *frame, const char *name, const char *label, struct line_style style)
{
    frame->lines = text_grow(frame->lines, frame->count + 1, sizeof *frame->lines);
    struct line *line = &frame->lines[frame->count++];
    *line = (struct line){.name = copy_of(name), .label = copy_of(label), .style = style};
    return line;
}

void lines_add_point(struct line *line, double x, double y, double low, double high)
{
    bool whole = isfinite(low) && isfinite(high);

    line->points = text_grow(line->points, line->count + 1, sizeof *line->points);
    line->points[line->count++] =
        (struct line_point){x, y, whole ? low : (double)NAN, whole ? high : (double)NAN};
}

void lines_add_mark(struct panel *panel, double x, const char *label, const char *words)
{
    for (size_t i = 0; i < panel->mark_count; i++)
        if (panel->marks[i].x == x && strcmp(panel->marks[i].label, label) == 0)
            return;
    panel->marks = text_grow(panel->marks, panel->mark_count + 1, sizeof *panel->marks);
    panel->marks[panel->mark_count++] = (struct lines_mark){x, copy_of(label), copy_of(words)};
}

bool line_drawable(const struct line *line)
{
    for (size_t i = 0; i < line->count; i++)
        if (isfinite(line->points[i].y))
            return true;
    return false;
}

/* ---- in words */

static const struct line_point *last_point(const struct line *line)
{
    for (size_t i = line->count; i > 0; i--)
        if (isfinite(line->points[i - 1].y))
            return &line->points[i - 1];
    return NULL;
}

static void tell_line(const struct line *line, const struct frame *frame, FILE *to)
{
    const struct line_point *point = last_point(line);
    char middle[32], low[32], high[32];
    int x = (int)lround(point->x);

    fprintf(to, "on %s %s at %d worker%s", line->name,
            axis_text(frame->unit, point->y, middle, sizeof middle), x, x == 1 ? "" : "s");
    if (isfinite(point->low))
        fprintf(to, " (%s to %s)", axis_text(frame->unit, point->low, low, sizeof low),
                axis_text(frame->unit, point->high, high, sizeof high));
}

void lines_tell(struct panel *panel)
{
    const struct frame *frame = &panel->frames[0];
    size_t size, told = 0;
    char *text = NULL;
    FILE *to = open_memstream(&text, &size);

    if (!to)
        abort(); /* no memory, as in text_grow */
    fprintf(to, "%s, %s", panel->title, frame->y_title);
    for (int plain = 1; plain >= 0; plain--) /* threads, with the GIL as it comes, are what is asked first */
        for (size_t i = 0; i < frame->count; i++) {
            const struct line *line = &frame->lines[i];
            if (!line->told || !line_drawable(line) || (line->style.dash == DASH_SOLID) != plain)
                continue;
            fputs(told++ ? ", " : ": ", to);
            tell_line(line, frame, to);
        }
    fputs(".", to);
    for (size_t i = 0; i < panel->mark_count; i++)
        fprintf(to, " Beyond %g workers: %s.", floor(panel->marks[i].x), panel->marks[i].words);
    fclose(to);
    free(panel->text);
    panel->text = text;
}

/* ---- the end */

static void panel_free(struct panel *panel)
{
    for (size_t i = 0; i < panel->frame_count; i++) {
        struct frame *frame = &panel->frames[i];
        for (size_t k = 0; k < frame->count; k++) {
            free(frame->lines[k].name);
            free(frame->lines[k].label);
            free(frame->lines[k].points);
        }
        free(frame->lines);
        free(frame->y_title);
    }
    for (size_t i = 0; i < panel->mark_count; i++) {
        free(panel->marks[i].label);
        free(panel->marks[i].words);
    }
    free(panel->marks);
    text_list_free(&panel->categories);
    free(panel->title);
    free(panel->text);
}

void lines_drop_panel(struct lines_chart *chart)
{
    panel_free(&chart->panels[--chart->count]);
}

void lines_free(struct lines_chart *chart)
{
    while (chart->count)
        lines_drop_panel(chart);
    free(chart->panels);
    free(chart->title);
    free(chart->subtitle);
    free(chart->x_title);
    *chart = (struct lines_chart){0};
}
