#include "report/svg.h"

#include <errno.h>
#include <expat.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/colours.h"
#include "report/html.h"

enum { DEPTH_MOST = 64 }; /* gnuplot nests five deep */

struct reading {
    const struct svg_place *place;
    const char *path;
    FILE *to; /* NULL while names are looked for that something refers to */
    struct error *e;
    XML_Parser parser;
    bool failed;
    bool written[DEPTH_MOST]; /* of the elements around: was its tag written? */
    size_t depth, skipped;    /* the depth at which something is left out; 0: nothing is */
    struct text_list used, defined,
        pending; /* pending: groups that hold nothing yet; most of gnuplot's stay empty */
};

/* ---- what is passed on */

static const char *const drawn[] = {"g",   "path",  "rect", "circle",  "ellipse",  "line",   "text",
                                    "use", "tspan", "defs", "polygon", "polyline", "pattern"};
/* Nobody misses these: their names for things, and the boxes behind texts that we do not use. */
static const char *const left_out[] = {"title", "desc", "filter", "metadata"};
static const char *const kept[] = {"d",
                                   "x",
                                   "y",
                                   "width",
                                   "height",
                                   "cx",
                                   "cy",
                                   "r",
                                   "rx",
                                   "ry",
                                   "x1",
                                   "y1",
                                   "x2",
                                   "y2",
                                   "points",
                                   "transform",
                                   "opacity",
                                   "fill",
                                   "fill-opacity",
                                   "stroke",
                                   "stroke-width",
                                   "stroke-linecap",
                                   "stroke-linejoin",
                                   "stroke-dasharray",
                                   "stroke-opacity",
                                   "color",
                                   "font-size",
                                   "font-weight",
                                   "font-style",
                                   "text-anchor",
                                   "shape-rendering",
                                   "patternUnits"};
#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool is_among(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* The name in "url(#name)", in quotes or not; NULL for anything else. The caller frees. */
static char *name_in_url(const char *value)
{
    char *name = strncmp(value, "url(#", 5) == 0 ? text_format("%s", value + 5) : NULL;
    char *end = name ? strchr(name, ')') : NULL;

    if (end && !end[1]) {
        *end = '\0';
        return name;
    }
    free(name);
    return NULL;
}

/* ---- elements */

static void fail(struct reading *reading, const char *what, const char *name)
{
    if (!reading->failed)
        error_set(reading->e, "%s:%lu: %s '%.40s', which a page does not show", reading->path,
                  XML_GetCurrentLineNumber(reading->parser), what, name);
    reading->failed = true;
    XML_StopParser(reading->parser, XML_FALSE);
}

/* "#name" of this picture, else NULL. */
static const char *reference(const char *name, const char *value)
{
    bool refers = strcmp(name, "href") == 0 || strcmp(name, "xlink:href") == 0;
    return refers && *value == '#' ? value + 1 : NULL;
}

static void put_name(FILE *to, const struct reading *reading, const char *name)
{
    html_format(to, "%s-%s", reading->place->prefix, name);
}

/* What SVG takes where nothing is said. gnuplot says it in every group, and has no groups within those that say otherwise. */
static bool is_initial(const char *name, const char *value)
{
    return (strcmp(name, "stroke-linecap") == 0 && strcmp(value, "butt") == 0) ||
           (strcmp(name, "stroke-linejoin") == 0 && strcmp(value, "miter") == 0);
}

/* One that draws, by its name in an attribute or in a style. */
static void put_drawing(FILE *to, const struct reading *reading, const char *name, const char *value)
{
    char *referred = name_in_url(value);

    if (!is_among(name, kept, COUNT(kept)) || is_initial(name, value) ||
        (!referred && strstr(value, "url("))) {
        free(referred);
        return;
    }
    fprintf(to, " %s=\"", name);
    if (referred) {
        fputs("url(#", to);
        put_name(to, reading, referred);
        fputs(")", to);
    } else if (!colours_put_variable(to, value, strcmp(name, "fill") == 0)) {
        html_text(to, value);
    }
    fputs("\"", to);
    free(referred);
}

/* The policy of the page forbids styles in elements; all that gnuplot puts there has an attribute of its own. */
static void put_style(FILE *to, const struct reading *reading, const char *style)
{
    struct text_list rules = {0};

    text_split(&rules, style, ";");
    for (size_t i = 0; i < rules.count; i++) {
        struct text_list parts = {0};
        text_split(&parts, rules.items[i], ":");
        if (parts.count == 2)
            put_drawing(to, reading, parts.items[0], parts.items[1]);
        text_list_free(&parts);
    }
    text_list_free(&rules);
}

static void put_attributes(FILE *to, struct reading *reading, const char **attributes)
{
    for (; *attributes; attributes += 2) {
        const char *name = attributes[0], *value = attributes[1];
        if (strcmp(name, "id") == 0 && text_list_has(&reading->used, value) &&
            !text_list_has(&reading->defined, value)) {
            text_list_add(&reading->defined, value);
            fputs(" id=\"", to);
            put_name(to, reading, value);
            fputs("\"", to);
        } else if (reference(name, value)) {
            fputs(" href=\"#", to);
            put_name(to, reading, reference(name, value));
            fputs("\"", to);
        } else if (strcmp(name, "style") == 0) {
            put_style(to, reading, value);
        } else {
            put_drawing(to, reading, name, value);
        }
    }
}

static void put_root(struct reading *reading, const char **attributes)
{
    const char *box = NULL;

    for (; *attributes; attributes += 2)
        if (strcmp(attributes[0], "viewBox") == 0)
            box = attributes[1];
    if (!box) {
        fail(reading, "no viewBox in", "svg");
        return;
    }
    fputs("<svg role=\"img\" viewBox=\"", reading->to);
    html_text(reading->to, box);
    fputs("\" aria-label=\"", reading->to);
    html_text(reading->to, reading->place->label);
    if (reading->place->described_by) {
        fputs("\" aria-describedby=\"", reading->to);
        html_text(reading->to, reading->place->described_by);
    }
    fputs("\">", reading->to);
}

static void put_pending(struct reading *reading)
{
    for (size_t i = 0; i < reading->pending.count; i++)
        fputs(reading->pending.items[i], reading->to);
    text_list_free(&reading->pending);
}

/* A group that says nothing of its own is not written: gnuplot has one around each line. */
static void put_element(struct reading *reading, const char *name, const char **attributes)
{
    bool group = strcmp(name, "g") == 0;
    char *own = NULL;
    size_t size;
    FILE *memory = open_memstream(&own, &size);

    if (!memory)
        abort();
    put_attributes(memory, reading, attributes);
    fclose(memory);
    if (!group || *own) {
        char *tag = text_format("<%s%s>", name, own);
        text_list_add(&reading->pending, tag);
        reading->written[reading->depth - 1] = true;
        free(tag);
    }
    free(own);
    if (!group)
        put_pending(reading);
}

static void note_references(struct reading *reading, const char **attributes)
{
    for (; *attributes; attributes += 2) {
        char *in_url = name_in_url(attributes[1]);
        const char *name = in_url ? in_url : reference(attributes[0], attributes[1]);
        if (name && !text_list_has(&reading->used, name))
            text_list_add(&reading->used, name);
        free(in_url);
    }
}

static void begin(void *context, const char *name, const char **attributes)
{
    struct reading *reading = context;
    bool root = reading->depth++ == 0;

    if (reading->skipped)
        return;
    if (reading->depth > DEPTH_MOST) {
        fail(reading, "too deep", name);
        return;
    }
    reading->written[reading->depth - 1] = root;
    if (root != (strcmp(name, "svg") == 0)) {
        fail(reading, root ? "no SVG but" : "an element", name);
    } else if (is_among(name, left_out, COUNT(left_out))) {
        reading->skipped = reading->depth;
    } else if (!root && !is_among(name, drawn, COUNT(drawn))) {
        fail(reading, "an element", name);
    } else if (!reading->to) {
        note_references(reading, attributes);
    } else if (root) {
        put_root(reading, attributes);
    } else {
        put_element(reading, name, attributes);
    }
}

static void end(void *context, const char *name)
{
    struct reading *reading = context;
    bool skipped = reading->skipped;

    if (reading->skipped == reading->depth--)
        reading->skipped = 0;
    if (skipped || !reading->to || !reading->written[reading->depth])
        return;
    if (reading->pending.count)
        free(reading->pending.items[--reading->pending.count]); /* an empty group */
    else
        fprintf(reading->to, "</%s>", name);
}

static void take_text(void *context, const char *text, int length)
{
    struct reading *reading = context;

    /* Ends of lines come alone; a blank may be one between two words. */
    if (!reading->to || reading->skipped || *text == '\n' || *text == '\t')
        return;
    char *part = text_format("%.*s", length, text);
    put_pending(reading);
    html_text(reading->to, part);
    free(part);
}

/* ---- the file */

static int parse(struct reading *reading, const char *text, size_t length)
{
    reading->parser = XML_ParserCreate(NULL);
    if (!reading->parser)
        abort();
    XML_SetUserData(reading->parser, reading);
    XML_SetElementHandler(reading->parser, begin, end);
    XML_SetCharacterDataHandler(reading->parser, take_text);
    reading->depth = reading->skipped = 0;
    if (XML_Parse(reading->parser, text, (int)length, XML_TRUE) == XML_STATUS_ERROR && !reading->failed) {
        error_set(reading->e, "%s:%lu: %s", reading->path, XML_GetCurrentLineNumber(reading->parser),
                  XML_ErrorString(XML_GetErrorCode(reading->parser)));
        reading->failed = true;
    }
    XML_ParserFree(reading->parser);
    return reading->failed ? -1 : 0;
}

static int read_whole(const char *path, char **text, size_t *length, struct error *e)
{
    const long most = 16 << 20; /* far more than a picture that anybody looks at */
    size_t room = 0;

    errno = 0;
    FILE *file = fopen(path, "re");

    *text = NULL;
    ssize_t got = file ? getdelim(text, &room, '\0', file) : -1;
    if (got < 0 || got > most) {
        error_set(e, "%s: %s", path,
                  got > most ? "larger than any picture"
                  : errno    ? strerror(errno)
                             : "empty");
        free(*text);
        *text = NULL;
    }
    if (file)
        fclose(file);
    *length = (size_t)got;
    return *text ? 0 : -1;
}

int svg_inline(FILE *to, const char *path, const struct svg_place *place, struct error *e)
{
    struct reading reading = {.place = place, .path = path, .e = e};
    char *text, *picture = NULL;
    size_t length, size;

    if (read_whole(path, &text, &length, e) < 0)
        return -1;
    int result = parse(&reading, text, length);
    reading.to = open_memstream(&picture, &size);
    if (!reading.to)
        abort();
    if (result == 0)
        result = parse(&reading, text, length);
    fclose(reading.to);
    if (result == 0)
        fputs(picture, to);
    text_list_free(&reading.used);
    text_list_free(&reading.defined);
    text_list_free(&reading.pending);
    free(picture);
    free(text);
    return result;
}
