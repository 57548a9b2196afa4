#include "chart/draw.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "chart/gnuplot.h"

static const struct {
    enum chart_form form;
    const char *name;
} forms[] = {{CHART_SVG, "svg"}, {CHART_PNG, "png"}};

enum { FORMS = sizeof forms / sizeof *forms };

/* "./": a folder whose name begins with '|' would be a command to gnuplot. */
static const char *here(const struct chart_target *target)
{
    return *target->folder == '/' || *target->folder == '.' ? "" : "./";
}

/* Beside the final names, so that renaming cannot fail for want of room. */
static char *begun_name(const struct chart_target *target)
{
    return text_format("%s%s/.%s-%ld", here(target), target->folder, target->kind->name, (long)getpid());
}

static char *begun_picture(const struct chart_target *target, size_t page, const char *form)
{
    char *begun = begun_name(target), *name = text_format("%s-%zu.%s", begun, page + 1, form);

    free(begun);
    return name;
}

static char *final_picture(const struct chart_target *target, size_t page, const char *form)
{
    const char *name = target->kind->name;

    if (target->layout == CHART_SHEET)
        return text_format("%s%s/%s.%s", here(target), target->folder, name, form);
    return text_format("%s%s/%s-%zu.%s", here(target), target->folder, name, page + 1, form);
}

/* Letters are sharp on today's screens with twice the pixels; a large sheet has enough of them, and cairo's pictures end at 32767. */
static int png_scale(int width, int height)
{
    return (double)width * height > 6e6 || width > 16000 || height > 16000 ? 1 : 2;
}

static int draw_form(const struct chart_target *target, const char *script, const char *data, int scale,
                     const char *form, size_t count, struct error *e)
{
    char *out = NULL, *begun = begun_name(target), *pages = text_format("%zu", count),
         *scale_text = text_format("%d", scale);
    char *arguments[] = {(char *)data, begun, (char *)form, pages, scale_text};
    struct stat status;

    int result = gnuplot_run(target->root, script, arguments, sizeof arguments / sizeof *arguments, &out, e);
    for (size_t page = 0; page < count && result == 0; page++) {
        char *picture = begun_picture(target, page, form);
        if (stat(picture, &status) || status.st_size == 0)
            result = error_set(e, "gnuplot: wrote no picture to %s; is there room, and may we write?",
                               target->folder);
        free(picture);
    }
    free(out);
    free(begun);
    free(pages);
    free(scale_text);
    return result;
}

static int finish_picture(const struct chart_target *target, size_t page, const char *form, struct error *e)
{
    char *begun = begun_picture(target, page, form), *final = final_picture(target, page, form);
    int result = 0;

    if (rename(begun, final))
        result = error_set(e, "%s: %s", final, strerror(errno));
    free(begun);
    free(final);
    return result;
}

static void remove_begun(const struct chart_target *target, size_t count)
{
    for (size_t i = 0; i < FORMS; i++)
        for (size_t page = 0; page < count; page++) {
            char *begun = begun_picture(target, page, forms[i].name);
            unlink(begun);
            free(begun);
        }
}

int draw_pages(const struct chart_target *target, const char *script, const char *data, int width, int height,
               struct picture *pages, size_t count, struct pictures *pictures, struct error *e)
{
    int result = 0;

    for (size_t i = 0; i < FORMS && result == 0; i++)
        if (target->forms & forms[i].form)
            result = draw_form(target, script, data, png_scale(width, height), forms[i].name, count, e);
    for (size_t i = 0; i < FORMS && result == 0; i++)
        for (size_t page = 0; page < count && target->forms & forms[i].form && result == 0; page++)
            result = finish_picture(target, page, forms[i].name, e);
    if (result) {
        remove_begun(target, count);
        return -1;
    }
    const char *shown = target->forms & CHART_SVG ? "svg" : "png";
    pictures->items = text_grow(pictures->items, pictures->count + count, sizeof *pictures->items);
    for (size_t page = 0; page < count; page++) {
        pages[page].path = final_picture(target, page, shown);
        pictures->items[pictures->count++] = pages[page];
    }
    return 0;
}
