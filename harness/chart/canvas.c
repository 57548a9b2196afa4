#include "chart/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/palette.h"

enum { TITLE_MOST = 46, NAME_MOST = 64, SINGLE_WIDTH = 420, KEY_ROW = 20 };

/* A letter of 12 pixels; measured at DejaVu Sans, which is wide. */
static const double letter = 7;

/* Panels with one scale are told apart only down to this share of the highest. */
static const double readable = 8;

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
    qsort(canvas->x, canvas->x_count, sizeof *canvas->x, ascending);
    for (size_t i = 0; i < canvas->x_count; i++)
        if (i == 0 || canvas->x[i] != canvas->x[i - 1])
            canvas->x[kept++] = canvas->x[i];
    canvas->x_count = kept;
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

static struct range range_of(const struct frame *frame)
{
    struct range range = {frame->low, frame->high};

    for (size_t i = 0; i < frame->count; i++)
        for (size_t k = 0; k < frame->lines[i].count && !frame->lines[i].loose; k++) {
            const struct line_point *point = &frame->lines[i].points[k];
            stretch(&range, point->y);
            if (isfinite(point->y)) {
                stretch(&range, point->low);
                stretch(&range, point->high);
            }
        }
    return range;
}

/* One scale is the honest one; only where a panel would be pressed onto the floor does each get its own. The range of all, or NAN. */
static struct range common_range(const struct lines_chart *chart)
{
    struct range all = {NAN, NAN}, none = {NAN, NAN};
    double lowest_top = INFINITY;

    for (size_t i = 0; i < chart->count; i++) {
        struct range own = range_of(&chart->panels[i].frames[0]);
        stretch(&all, own.low);
        stretch(&all, own.high);
        lowest_top = fmin(lowest_top, own.high);
    }
    return chart->one_scale && all.high <= readable * lowest_top ? all : none;
}

/* Some air above, and room for the words at the vertical marks. */
static void set_y(struct canvas_frame *f, struct range range, const struct canvas *canvas)
{
    double height = f->bottom - f->top, marks = f->with_marks ? 14. * (double)f->panel->mark_count : 0;

    if (f->frame->log) {
        f->y_low = range.low / 1.5;
        f->y_high = range.high * 1.5 * pow(range.high / range.low * 2.25, marks / height);
    } else {
        double high = fmax(range.high, range.low < 0 ? -range.low : 0);
        f->y_low = range.low < 0 ? -1.12 * high : range.low;
        f->y_high = range.low < 0 ? 1.12 * high : 1.08 * high / (1 - marks / height);
    }
    int low = canvas->x[0], high = canvas->x[canvas->x_count - 1];
    double margin = canvas->x_log ? 1.12 : .06 * high + .1;
    f->x_log = canvas->x_log;
    f->x_low = canvas->x_log ? low / margin : low - margin;
    f->x_high = canvas->x_log ? high * margin : high + margin;
}

/* ---- the key */

struct entry {
    const struct line *line;
    char *name;
};

static bool is_known(const struct canvas *canvas, const struct canvas_frame *frame, const struct line *line,
                     const struct entry *entries, size_t count)
{
    bool known = !line->name || !line_drawable(line) || (canvas->direct && canvas_is_labelled(frame, line));

    for (size_t i = 0; i < count && !known; i++)
        known = strcmp(entries[i].line->name, line->name) == 0;
    return known;
}

/* Lines without a label at their end, each name once; what was measured first. */
static size_t list_entries(const struct canvas *canvas, struct entry **entries)
{
    size_t count = 0;

    for (int told = 1; told >= 0; told--)
        for (size_t f = 0; f < canvas->frame_count; f++)
            for (size_t i = 0; i < canvas->frames[f].frame->count; i++) {
                const struct line *line = &canvas->frames[f].frame->lines[i];
                if (line->told != told || is_known(canvas, &canvas->frames[f], line, *entries, count))
                    continue;
                *entries = text_grow(*entries, count + 1, sizeof **entries);
                (*entries)[count++] = (struct entry){line, canvas_name(line->name, NAME_MOST)};
            }
    return count;
}

/* As a table, centred, from `top` on; returns where it ends. */
static double place_key(struct canvas *canvas, double top)
{
    struct entry *entries = NULL;
    size_t count = list_entries(canvas, &entries), columns, rows;
    double longest = 0;

    for (size_t i = 0; i < count; i++)
        longest = fmax(longest, canvas_text_width(entries[i].name));
    double width = CANVAS_SAMPLE + 8 + longest + 20, room = canvas->width - 20;
    columns = width > room ? 1 : (size_t)(room / width);
    columns = columns > count ? count : columns;
    rows = columns ? (count + columns - 1) / columns : 0;
    columns = rows ? (count + rows - 1) / rows : 0;
    double left = fmax(10, (canvas->width - (double)columns * width + 20) / 2);
    for (size_t i = 0; i < count; i++) {
        double x = left + (double)(i / rows) * width, y = top + (double)(i % rows) * KEY_ROW + KEY_ROW / 2.;
        canvas->samples = text_grow(canvas->samples, canvas->sample_count + 1, sizeof *canvas->samples);
        canvas->samples[canvas->sample_count++] = (struct canvas_sample){entries[i].line->style, x, y};
        canvas_add_text(canvas, TEXT_RIGHT_OF, x + CANVAS_SAMPLE + 8, y, entries[i].name, NAME_MOST);
        free(entries[i].name);
    }
    free(entries);
    return top + (double)rows * KEY_ROW;
}

/* ---- the frames */

struct grid {
    size_t columns, rows;
    double width, height; /* of a cell */
    double left, right;   /* margins of a frame within its cell */
};

static double tick_width(const struct canvas_frame *f)
{
    struct axis_tick ticks[TICKS_MOST];
    size_t count = axis_ticks(f->frame->unit, f->y_low, f->y_high, f->frame->log, ticks);
    double longest = 0;

    for (size_t i = 0; i < count; i++)
        longest = fmax(longest, canvas_text_width(ticks[i].text));
    return longest;
}

static struct grid make_grid(const struct panel *panels, size_t count, enum chart_layout layout)
{
    bool tall = panels[0].frame_count > 1;
    struct grid grid = {.columns = count <= 3 ? count : count == 4 ? 2 : count <= 12 ? 3 : 4};

    /* Twice as wide as high at the most, or as high as wide. */
    if (count > 24)
        grid.columns = (size_t)ceil(sqrt((double)count * .9));
    grid.rows = (count + grid.columns - 1) / grid.columns;
    grid.width = layout == CHART_SINGLES ? SINGLE_WIDTH : count == 1 ? 720 : grid.columns == 2 ? 420 : 340;
    grid.height = layout == CHART_SINGLES ? 290 : count == 1 ? 420 : count <= 4 ? 330 : 294;
    if (tall)
        grid.height *= 1.35;
    return grid;
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

/* Where the frames stand below `head`. */
static void place_frames(struct canvas *canvas, const struct grid *grid, double head, bool titles)
{
    const double above = titles ? 28 : 8, below = 50, between = 12;
    const struct panel *panel = NULL;
    size_t number = 0, place = 0;
    double used = 0;

    for (size_t i = 0; i < canvas->frame_count; i++) {
        struct canvas_frame *f = &canvas->frames[i];
        place = panel && f->panel != panel ? place + 1 : place;
        number = f->panel != panel ? 0 : number + 1;
        used = number ? used : 0;
        panel = f->panel;
        double left = (double)(place % grid->columns) * grid->width,
               top = head + (double)(place / grid->columns) * grid->height + above;
        double room = grid->height - above - below - between * (double)(panel->frame_count - 1);
        f->left = left + grid->left;
        f->right = left + grid->width - grid->right;
        f->top = top + used;
        f->bottom = f->top + room * f->frame->share;
        used += room * f->frame->share + between;
    }
}

static void add_mark_words(struct canvas *canvas, const struct canvas_frame *f)
{
    for (size_t i = 0; f->with_marks && i < f->panel->mark_count; i++) {
        const struct lines_mark *mark = &f->panel->marks[i];
        double x = canvas_x(f, mark->x), y = f->top + 7 + 14 * (double)i, small = .93 * letter;
        bool before = f->right - x < small * (double)strlen(mark->label) + 6 && x - f->left > f->right - x;
        double room = before ? x - f->left : f->right - x;
        size_t most = (size_t)fmax(8, (room - 6) / small);
        canvas_add_text(canvas, before ? TEXT_MARK_BEFORE : TEXT_MARK, before ? x - 5 : x + 5, y, mark->label,
                        most);
    }
}

static void add_frame_words(struct canvas *canvas, const struct lines_chart *chart,
                            const struct canvas_frame *f, const struct grid *grid, bool titles)
{
    double middle = (f->left + f->right) / 2, cell = f->left - grid->left;

    if (f->with_marks && titles)
        canvas_add_text(canvas, TEXT_PANEL, cell + grid->width / 2, f->top - 14, f->panel->title,
                        (size_t)fmin(TITLE_MOST, (grid->width - 10) / 7.6));
    if (f->with_x)
        canvas_add_text(canvas, TEXT_AXIS, middle, f->bottom + 34, chart->x_title, NAME_MOST);
    if (cell < 1 || !isfinite(common_range(chart).high))
        canvas_add_text(canvas, TEXT_UPWARDS, cell + 14, (f->top + f->bottom) / 2, f->frame->y_title,
                        NAME_MOST);
    add_mark_words(canvas, f);
}

/* Lays the page out with labels at the lines' ends, or without; false when these find no room. */
static bool try_layout(struct canvas *canvas, const struct lines_chart *chart, size_t from, size_t end,
                       enum chart_layout layout, bool direct)
{
    const struct panel *panels = &chart->panels[from];
    struct grid grid = make_grid(panels, end - from, layout);
    struct range common = common_range(chart);
    bool titles = layout == CHART_SHEET;
    double ticks = 0, labels = 0;

    canvas->direct = direct;
    canvas->width = (int)((double)grid.columns * grid.width);
    list_x(canvas, panels, end - from);
    canvas->x_log = !chart->categories.count && canvas->x[canvas->x_count - 1] >= 8;
    add_frames(canvas, panels, end - from);
    /* Ranges want heights for the marks' words, and the head's height wants ranges for which lines have labels: twice is enough. */
    double head = titles ? 60 : 8;
    for (int step = 0; step < 2; step++) {
        place_frames(canvas, &grid, head, titles);
        for (size_t i = 0; i < canvas->frame_count; i++) {
            struct canvas_frame *f = &canvas->frames[i];
            bool shared = isfinite(common.high) && f->frame == &f->panel->frames[0];
            set_y(f, shared ? common : range_of(f->frame), canvas);
            ticks = fmax(ticks, tick_width(f));
            for (size_t k = 0; direct && k < f->frame->count; k++)
                if (canvas_is_labelled(f, &f->frame->lines[k]))
                    labels = fmax(labels, fmin(CANVAS_LABEL_MOST * letter,
                                               canvas_text_width(f->frame->lines[k].label)));
        }
        grid.left = ticks + 34;
        grid.right = labels > 0 ? labels + 16 : 14;
        if (step == 0)
            head = place_key(canvas, titles ? 52 : 4) + (titles ? 8 : 4);
    }
    if (grid.width - grid.left - grid.right < .45 * grid.width)
        return false;
    canvas->height = (int)(head + (double)grid.rows * grid.height);
    if (titles) {
        char *subtitle =
            text_format("%s%s", chart->subtitle,
                        chart->count > 1 && !isfinite(common.high) ? "; each panel has its own scale" : "");
        canvas_add_text(canvas, TEXT_TITLE, canvas->width / 2., 18, chart->title, 120);
        canvas_add_text(canvas, TEXT_SUBTITLE, canvas->width / 2., 39, subtitle, 200);
        free(subtitle);
    }
    bool fits = true;
    for (size_t i = 0; i < canvas->frame_count; i++) {
        add_frame_words(canvas, chart, &canvas->frames[i], &grid, titles);
        fits = fits && (!direct || canvas_add_labels(canvas, &canvas->frames[i]));
    }
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
    free(canvas->frames);
    free(canvas->samples);
    free(canvas->leaders);
    free(canvas->x);
    *canvas = (struct canvas){0};
}
