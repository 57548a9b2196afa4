#include "chart/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SINGLE_WIDTH = 420, CATEGORY_MOST = 170 };

/* A letter of 12 pixels; measured at DejaVu Sans, which is wide. */
static const double letter = 7;

/* Panels with one scale are told apart only down to this share of the highest. */
static const double readable = 8;

static const double log_margin = 1.25;

/* So much more than the highest point an interval may have. */
static const double cut_at = .7, log_cut_at = 3;

char *canvas_name(const char *name, size_t most)
{
    char *safe = text_format("%s%s", name, "..."); /* room for the dots of a short name that is cut */
    size_t length = strlen(name);

    if (length > most) {
        memcpy(safe + most - 3, "...", 4);
        length = most;
    } else {
        safe[length] = '\0';
    }
    for (size_t i = 0; i < length; i++) {
        char c = safe[i];
        if (c == '"')
            safe[i] = '\'';
        else if (c == '\\') /* gnuplot makes a line break of \n in a heading */
            safe[i] = '/';
        else if (c < ' ' || c > '~')
            safe[i] = '?';
    }
    return safe;
}

double canvas_text_width(const char *text)
{
    return letter * (double)strlen(text);
}

void canvas_add_text(struct canvas *canvas, enum canvas_text kind, double x, double y, const char *text,
                     size_t most)
{
    canvas->items = text_grow(canvas->items, canvas->item_count + 1, sizeof *canvas->items);
    canvas->items[canvas->item_count++] = (struct canvas_item){kind, x, y, canvas_name(text, most)};
}

double canvas_x(const struct canvas_frame *f, double x)
{
    double at =
        f->x_log ? log(x / f->x_low) / log(f->x_high / f->x_low) : (x - f->x_low) / (f->x_high - f->x_low);
    return f->left + at * (f->right - f->left);
}

double canvas_y(const struct canvas_frame *f, double y)
{
    double at = f->frame->log ? log(y / f->y_low) / log(f->y_high / f->y_low)
                              : (y - f->y_low) / (f->y_high - f->y_low);
    return f->bottom - at * (f->bottom - f->top);
}

/* ---- ranges */

static int ascending(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

static void note_x(struct canvas *canvas, const struct line *line)
{
    for (size_t i = 0; i < line->count && line->style.mark != MARK_NONE; i++)
        if (isfinite(line->points[i].y)) {
            canvas->x = text_grow(canvas->x, canvas->x_count + 1, sizeof *canvas->x);
            canvas->x[canvas->x_count++] = (int)lround(line->points[i].x);
        }
}

static void list_x(struct canvas *canvas, const struct panel *panels, size_t count)
{
    size_t kept = 0;

    for (size_t p = 0; p < count; p++)
        for (size_t f = 0; f < panels[p].frame_count; f++)
            for (size_t i = 0; i < panels[p].frames[f].count; i++)
                note_x(canvas, &panels[p].frames[f].lines[i]);
    if (canvas->x_count)
        qsort(canvas->x, canvas->x_count, sizeof *canvas->x, ascending);
    for (size_t i = 0; i < canvas->x_count; i++)
        if (i == 0 || canvas->x[i] != canvas->x[i - 1])
            canvas->x[kept++] = canvas->x[i];
    canvas->x_count = kept;
    if (kept == 0) { /* nothing but letters */
        canvas->x = text_grow(canvas->x, 1, sizeof *canvas->x);
        canvas->x[canvas->x_count++] = 1;
    }
}

struct range {
    double low, high;
};

static void stretch(struct range *range, double value)
{
    if (!isfinite(value))
        return;
    range->low = fmin(range->low, value); /* a NAN gives way */
    range->high = fmax(range->high, value);
}

static void stretch_points(struct range *range, const struct frame *frame, bool intervals)
{
    for (size_t i = 0; i < frame->count; i++)
        for (size_t k = 0; k < frame->lines[i].count && !frame->lines[i].loose; k++) {
            const struct line_point *point = &frame->lines[i].points[k];
            if (!isfinite(point->y))
                continue;
            stretch(range, intervals ? point->low : point->y);
            stretch(range, intervals ? point->high : point->y);
        }
}

/* An interval that is many times as wide as all there is to see would press it onto the floor: it is cut, and said to be. */
static struct range range_of(const struct frame *frame)
{
    struct range points = {frame->low, frame->high}, all;

    stretch_points(&points, frame, false);
    all = points;
    stretch_points(&all, frame, true);
    if (frame->log)
        return (struct range){fmax(all.low, points.low / log_cut_at),
                              fmin(all.high, points.high * log_cut_at)};
    all.high = fmin(all.high, points.high + cut_at * fmax(points.high, -points.low));
    all.low = fmax(all.low, points.low - cut_at * fmax(points.high, -points.low));
    return all;
}

static bool is_cut(const struct canvas_frame *f)
{
    for (size_t i = 0; i < f->frame->count; i++)
        for (size_t k = 0; k < f->frame->lines[i].count; k++)
            if (f->frame->lines[i].points[k].high > f->y_high || f->frame->lines[i].points[k].low < f->y_low)
                return true;
    return false;
}

/* One scale is the honest one; only where a panel would be pressed onto the floor does each get its own. The range of all, or NAN. */
static struct range common_range(const struct lines_chart *chart)
{
    struct range all = {NAN, NAN}, none = {NAN, NAN};
    double lowest_top = INFINITY;
    bool is_log = chart->count && chart->panels[0].frames[0].log;

    for (size_t i = 0; i < chart->count; i++) {
        struct range own = range_of(&chart->panels[i].frames[0]);
        stretch(&all, own.low);
        stretch(&all, own.high);
        lowest_top = fmin(lowest_top, own.high);
    }
    return chart->one_scale && (is_log || all.high <= readable * lowest_top) ? all : none;
}

/* Some air above and at the sides, and room for the words at the vertical marks. */
static void set_ranges(struct canvas_frame *f, struct range range, const struct canvas *canvas)
{
    double height = f->bottom - f->top,
           marks = f->with_marks ? CANVAS_MARK_ROW * (double)f->panel->mark_count : 0;

    if (f->frame->log) {
        f->y_low = range.low / log_margin;
        f->y_high =
            range.high * log_margin * pow(range.high / f->y_low * log_margin, marks / (height - marks));
    } else {
        double high = fmax(range.high, range.low < 0 ? -range.low : 0);
        f->y_low = range.low < 0 ? -1.12 * high : range.low;
        f->y_high = range.low < 0 ? 1.12 * high : 1.08 * high / (1 - marks / height);
    }
    int low = canvas->x[0], high = canvas->x[canvas->x_count - 1];
    if (f->panel->categories.count) {
        f->x_low = .5;
        f->x_high = (double)f->panel->categories.count + .5;
        return;
    }
    double margin = f->x_log ? 1.12 : .06 * high + .1;
    f->x_log = high >= AXIS_LOG_FROM;
    f->x_low = f->x_log ? low / margin : low - margin;
    f->x_high = f->x_log ? high * margin : high + margin;
}

/* ---- the frames */

static double tick_width(const struct canvas_frame *f)
{
    struct axis_tick ticks[TICKS_MOST];
    size_t count = axis_ticks(f->frame->unit, f->y_low, f->y_high, f->frame->log, ticks);
    double longest = 0;

    for (size_t i = 0; i < count; i++)
        longest = fmax(longest, canvas_text_width(ticks[i].text));
    return longest;
}

/* Sizes of the panels' cells; few are larger. */
static void make_grid(struct canvas *canvas, const struct panel *panels, size_t count,
                      enum chart_layout layout)
{
    size_t columns = count <= 3 ? count : count == 4 ? 2 : count <= 12 ? 3 : 4;

    /* As wide as high. */
    if (count > 24)
        columns = (size_t)ceil(sqrt((double)count * .9));
    canvas->columns = columns;
    canvas->rows = (count + columns - 1) / columns;
    canvas->cell_width = layout == CHART_SINGLES ? SINGLE_WIDTH : count == 1 ? 720 : columns == 2 ? 420 : 340;
    canvas->cell_height = layout == CHART_SINGLES ? 290 : count == 1 ? 420 : count <= 4 ? 330 : 294;
    if (panels[0].frame_count > 1)
        canvas->cell_height *= 1.35;
    canvas->below = 50;
    for (size_t i = 0; i < count; i++) {
        double wanted;
        size_t lines = canvas_category_lines(&panels[i], &wanted), categories = panels[i].categories.count;
        canvas->below = fmax(canvas->below, lines ? 20 + CANVAS_CATEGORY_ROW * (double)lines : 0);
        canvas->cell_width =
            fmax(canvas->cell_width, categories ? 100 + fmin(CATEGORY_MOST, wanted) * (double)categories : 0);
    }
}

static void add_frames(struct canvas *canvas, const struct panel *panels, size_t count)
{
    for (size_t p = 0; p < count; p++)
        for (size_t i = 0; i < panels[p].frame_count; i++) {
            canvas->frames = text_grow(canvas->frames, canvas->frame_count + 1, sizeof *canvas->frames);
            canvas->frames[canvas->frame_count++] =
                (struct canvas_frame){.panel = &panels[p],
                                      .frame = &panels[p].frames[i],
                                      .with_marks = i == 0,
                                      .with_x = i + 1 == panels[p].frame_count};
        }
}

/* Where the frames stand below the head. */
static void place_frames(struct canvas *canvas)
{
    const double above = canvas->titles ? 28 : 8, between = 12;
    const struct panel *panel = NULL;
    size_t place = 0;
    double used = 0;

    for (size_t i = 0; i < canvas->frame_count; i++) {
        struct canvas_frame *f = &canvas->frames[i];
        place += panel && f->panel != panel;
        used = f->panel != panel ? 0 : used;
        panel = f->panel;
        f->cell_left = (double)(place % canvas->columns) * canvas->cell_width;
        double top = canvas->head + (double)(place / canvas->columns) * canvas->cell_height + above;
        double room =
            canvas->cell_height - above - canvas->below - between * (double)(panel->frame_count - 1);
        f->left = f->cell_left + canvas->left;
        f->right = f->cell_left + canvas->cell_width - canvas->right;
        f->top = top + used;
        f->bottom = f->top + room * f->frame->share;
        used += room * f->frame->share + between;
    }
}

/* The margins that numbers and labels want. */
static void set_margins(struct canvas *canvas)
{
    double ticks = 0, labels = 0;

    for (size_t i = 0; i < canvas->frame_count; i++) {
        const struct canvas_frame *f = &canvas->frames[i];
        ticks = fmax(ticks, tick_width(f));
        for (size_t k = 0; canvas->direct && k < f->frame->count; k++)
            if (canvas_is_labelled(f, &f->frame->lines[k]))
                labels = fmax(labels, canvas_text_width(f->frame->lines[k].label));
    }
    canvas->left = ticks + 40;
    canvas->right = labels > 0 ? labels + 16 : 14;
}

/* Lays the page out with labels at the lines' ends, or without; false when these find no room. */
static bool try_layout(struct canvas *canvas, const struct lines_chart *chart, size_t from, size_t end,
                       enum chart_layout layout, bool direct)
{
    const struct panel *panels = &chart->panels[from];
    struct range common = common_range(chart);

    canvas->direct = direct;
    canvas->titles = layout == CHART_SHEET;
    canvas->one_scale = isfinite(common.high);
    make_grid(canvas, panels, end - from, layout);
    canvas->width = (int)((double)canvas->columns * canvas->cell_width);
    list_x(canvas, panels, end - from);
    add_frames(canvas, panels, end - from);
    /* Ranges want heights for the marks' words, and the key's height wants ranges for which lines have labels: twice is enough. */
    double key_top = canvas->titles ? canvas_split_subtitle(canvas, chart) : 4;
    canvas->head = key_top + 8;
    for (int step = 0; step < 2; step++) {
        place_frames(canvas);
        for (size_t i = 0; i < canvas->frame_count; i++) {
            struct canvas_frame *f = &canvas->frames[i];
            bool shared = canvas->one_scale && f->frame == &f->panel->frames[0];
            set_ranges(f, shared ? common : range_of(f->frame), canvas);
            canvas->cut = canvas->cut || is_cut(f);
        }
        set_margins(canvas);
        if (step == 0)
            canvas->head = canvas_place_key(canvas, key_top) + (canvas->titles ? 8 : 4);
    }
    canvas->height =
        (int)(canvas->head + (double)canvas->rows * canvas->cell_height + (canvas->cut ? 20 : 0));
    canvas_add_words(canvas, chart);
    bool fits = canvas->cell_width - canvas->left - canvas->right > .45 * canvas->cell_width;
    for (size_t i = 0; i < canvas->frame_count && direct && fits; i++)
        fits = canvas_add_labels(canvas, &canvas->frames[i]);
    return fits;
}

void canvas_lay_out(struct canvas *canvas, const struct lines_chart *chart, size_t from, size_t end,
                    enum chart_layout layout)
{
    if ((layout == CHART_SINGLES || end - from <= 2) && try_layout(canvas, chart, from, end, layout, true))
        return;
    canvas_free(canvas);
    try_layout(canvas, chart, from, end, layout, false);
}

void canvas_free(struct canvas *canvas)
{
    for (size_t i = 0; i < canvas->item_count; i++)
        free(canvas->items[i].text);
    free(canvas->items);
    text_list_free(&canvas->subtitle);
    free(canvas->frames);
    free(canvas->samples);
    free(canvas->leaders);
    free(canvas->x);
    *canvas = (struct canvas){0};
}
