#include "report/figures.h"

#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "report/html.h"
#include "report/svg.h"

/* Its name for a screen reader is short; what it shows, in words and figures, is there for all. */
static int put_figure(struct document *document, const struct chart_kind *kind, const struct picture *picture,
                      struct error *e)
{
    unsigned number = ++document->pictures;
    char *prefix = text_format("p%u", number), *words = text_format("words-%u", number);
    char *label =
        *picture->title ? text_format("%s: %s", kind->title, picture->title) : text_format("%s", kind->title);
    struct svg_place place = {.prefix = prefix, .label = label, .described_by = words};
    FILE *to = document->to;

    fputs("<figure>\n", to);
    if (*picture->title) {
        fputs("<figcaption>", to);
        html_text(to, picture->title);
        fputs("</figcaption>\n", to);
    }
    int result = svg_inline(to, picture->path, &place, e);
    if (result < 0)
        fputs("<p>This picture cannot be shown; what it says stands below.</p>", to);
    fputs("\n<details><summary>In words</summary><p id=\"", to);
    html_text(to, words);
    fputs("\">", to);
    html_text(to, picture->text);
    fputs("</p></details>\n</figure>\n", to);
    free(prefix);
    free(words);
    free(label);
    return result;
}

static void put_kind(struct document *document, const struct chart_kind *kind,
                     const struct pictures *pictures, struct text_list *problems)
{
    struct error e;

    fputs("<h3>", document->to);
    html_text(document->to, kind->title);
    fputs("</h3>\n", document->to);
    document_paragraph(document, kind->reading);
    fputs("<div class=\"figures\">\n", document->to);
    for (size_t i = 0; i < pictures->count; i++)
        if (put_figure(document, kind, &pictures->items[i], &e) < 0)
            text_list_add(problems, e.text);
    fputs("</div>\n", document->to);
}

int figures_write(struct document *document, const struct chart_source *source, const char *root,
                  struct text_list *problems, struct error *e)
{
    char *folder = paths_temporary_folder("report", e);
    bool any = false;

    if (!folder)
        return -1;
    for (size_t i = 0; i < chart_kind_count; i++) {
        const struct chart_kind *kind = &chart_kinds[i];
        struct pictures pictures = {0};
        struct error why;
        if (kind->of_comparison != !source->curves)
            continue;
        int drawn = chart_draw(kind, source, root, folder, CHART_SVG, CHART_SINGLES, &pictures, &why);
        if ((drawn < 0 || pictures.count) && !any)
            document_section(document, "Charts", false);
        any = any || drawn < 0 || pictures.count;
        if (drawn == 0 && pictures.count) {
            put_kind(document, kind, &pictures, problems);
        } else if (drawn < 0) {
            char *sentence = text_format("%s: no chart: %s", kind->title, why.text);
            document_paragraph(document, sentence);
            text_list_add(problems, sentence);
            free(sentence);
        }
        pictures_free(&pictures);
    }
    struct error left; /* the page is whole all the same */
    paths_remove_folder(folder, &left);
    free(folder);
    return 0;
}
