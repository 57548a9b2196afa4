#include "cli/roff.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static void put(char c, FILE *to)
{
    switch (c) {
    case '\\':
        fputs("\\e", to);
        break;
    case '-': /* else a hyphen, which cannot be pasted into a shell */
        fputs("\\-", to);
        break;
    case '\'':
        fputs("\\(aq", to);
        break;
    case '`':
        fputs("\\(ga", to);
        break;
    case '"':
        fputs("\\(dq", to);
        break;
    case '^':
        fputs("\\(ha", to);
        break;
    case '~':
        fputs("\\(ti", to);
        break;
    case '\n':
        fputc(' ', to);
        break;
    default:
        fputc(c, to);
    }
}

static void put_part(const char *text, size_t length, FILE *to)
{
    if (length && *text == '.') /* the first of a line would be a request */
        fputs("\\&", to);
    for (size_t i = 0; i < length; i++)
        put(text[i], to);
}

void roff_text(const char *text, FILE *to)
{
    while (*text) {
        size_t length = strcspn(text, "`");
        const char *code = text[length] ? text + length + 1 : NULL, *end = code ? strchr(code, '`') : NULL;
        if (!end) {
            put_part(text, strlen(text), to);
            return;
        }
        put_part(text, length, to);
        fputs("\\fB", to);
        put_part(code, (size_t)(end - code), to);
        fputs("\\fR", to);
        text = end + 1;
    }
}

/* How long an example is: all lines that begin with a blank. */
static size_t example_length(const char *text)
{
    const char *at = text;

    while (*at == ' ') {
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return (size_t)(at - text);
}

static void put_example(const char *text, size_t length, bool first, FILE *to)
{
    fputs(first ? ".RS 4\n.nf\n" : ".PP\n.RS 4\n.nf\n", to);
    for (const char *end = text + length; text < end;) {
        size_t line = strcspn(text, "\n"), indent = strspn(text, " ");
        indent = indent < 2 ? indent : 2; /* of all examples */
        put_part(text + indent, line - indent, to);
        fputc('\n', to);
        text += line + (text[line] == '\n');
    }
    fputs(".fi\n.RE\n", to);
}

/* Right behind a heading there is no paragraph to end. */
static void put_paragraph(const char *text, size_t length, bool first, FILE *to)
{
    char *paragraph = text_format("%.*s", (int)length, text);
    fputs(first ? "" : ".PP\n", to);
    roff_text(paragraph, to);
    fputc('\n', to);
    free(paragraph);
}

void roff_help(const char *text, bool first, FILE *to)
{
    while (*(text += strspn(text, "\n"))) {
        bool as_it_is = *text == ' ';
        size_t length = as_it_is ? example_length(text) : strcspn(text, "\n");
        if (as_it_is)
            put_example(text, length, first, to);
        else
            put_paragraph(text, length, first, to);
        text += length;
        first = false;
    }
}
