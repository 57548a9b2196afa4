#include "report/html.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "base/text.h"

static void put_escaped(FILE *to, const char *plain)
{
    for (; *plain; plain++)
        switch (*plain) {
        case '&':
            fputs("&amp;", to);
            break;
        case '<':
            fputs("&lt;", to);
            break;
        case '>':
            fputs("&gt;", to);
            break;
        case '"':
            fputs("&quot;", to);
            break;
        case '\'':
            fputs("&#39;", to);
            break;
        default:
            putc(*plain, to);
        }
}

void html_text(FILE *to, const char *text)
{
    char *plain = shown_plain(text, 0);

    put_escaped(to, plain);
    free(plain);
}

void html_format(FILE *to, const char *format, ...)
{
    char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        abort();
    va_end(arguments);
    html_text(to, text);
    free(text);
}

/* A part of a text, which need not end with it. */
static void put_part(FILE *to, const char *text, size_t length)
{
    char *part = text_format("%.*s", (int)length, text);

    html_text(to, part);
    free(part);
}

void html_lines(FILE *to, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n\t");
        put_part(to, text, length);
        text += length;
        if (*text)
            putc(*text++, to);
    }
}

void html_sentence(FILE *to, const char *sentence)
{
    while (*sentence) {
        size_t ours = strcspn(sentence, "\1");
        put_part(to, sentence, ours);
        sentence += ours;
        if (!*sentence)
            break;
        size_t data = strcspn(++sentence, "\2");
        fputs("<span class=\"data\">", to);
        put_part(to, sentence, data);
        fputs("</span>", to);
        sentence += data + (sentence[data] ? 1 : 0);
    }
}
