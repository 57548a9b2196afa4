#include "report/document.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "report/colours.h"
#include "report/html.h"

void document_begin(struct document *document, const char *title, const char *lead)
{
    document->to = open_memstream(&document->body, &document->length);
    if (!document->to)
        abort();
    document->title = text_format("%s", title);
    document->lead = text_format("%s", lead);
}

static void end_section(struct document *document)
{
    if (document->headings.count)
        fputs("</section>\n", document->to);
}

void document_section(struct document *document, const char *heading, bool alarming)
{
    end_section(document);
    text_list_add(&document->headings, heading);
    size_t number = document->headings.count;
    fprintf(document->to,
            "<section id=\"section-%zu\" aria-labelledby=\"heading-%zu\"%s>\n<h2 id=\"heading-%zu\">", number,
            number, alarming ? " class=\"warnings\"" : "", number);
    html_text(document->to, heading);
    fputs("</h2>\n", document->to);
}

void document_list(struct document *document, const struct text_list *sentences)
{
    if (!sentences->count)
        return;
    fputs("<ul>\n", document->to);
    for (size_t i = 0; i < sentences->count; i++) {
        fputs("<li>", document->to);
        html_sentence(document->to, sentences->items[i]);
        fputs("</li>\n", document->to);
    }
    fputs("</ul>\n", document->to);
}

void document_paragraph(struct document *document, const char *sentence)
{
    fputs("<p>", document->to);
    html_sentence(document->to, sentence);
    fputs("</p>\n", document->to);
}

void document_code(struct document *document, const char *label, const char *summary, const char *text)
{
    if (summary) {
        fputs("<details><summary>", document->to);
        html_sentence(document->to, summary);
        fputs("</summary>\n", document->to);
    }
    fputs("<pre tabindex=\"0\" role=\"region\" aria-label=\"", document->to);
    html_text(document->to, label);
    fprintf(document->to, " (%u)\">", ++document->regions);
    html_lines(document->to, text);
    fprintf(document->to, "</pre>%s\n", summary ? "</details>" : "");
}

/* ---- the whole */

/* Our own files; they hold neither "</style" nor "</script". The caller frees; NULL with an error. */
static char *read_script(const char *root, const char *name, struct error *e)
{
    char *path = text_format("%s/scripts/%s", root, name), *text = NULL;
    size_t size = 0;
    FILE *file = fopen(path, "re");

    if (!file || getdelim(&text, &size, '\0', file) < 0) {
        error_set_status(e, EXIT_MISSING, "%s: %s", path, file ? "empty" : strerror(errno));
        free(text);
        text = NULL;
    }
    if (file)
        fclose(file);
    free(path);
    return text;
}

/* What a page of data cannot guess, so that a name that became markup after all would still not run. */
static int make_nonce(char nonce[33], struct error *e)
{
    unsigned char bytes[16];

    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return error_set_status(e, EXIT_MISSING, "no random numbers from the kernel: %s", strerror(errno));
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(nonce + 2 * i, 3, "%02x", bytes[i]);
    return 0;
}

static void put_head(const struct document *document, const char *nonce, const char *style, FILE *to)
{
    fprintf(
        to,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'nonce-%s'; "
        "script-src 'nonce-%s'; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
        "content=\"no-referrer\">\n<title>",
        nonce, nonce);
    html_text(to, document->title);
    fprintf(to, "</title>\n<style nonce=\"%s\">\n", nonce);
    colours_put_rules(to);
    fprintf(to, "%s</style>\n</head>\n<body>\n", style);
}

static void put_contents(const struct document *document, FILE *to)
{
    fputs("<nav aria-label=\"Contents\">\n<ul>\n", to);
    for (size_t i = 0; i < document->headings.count; i++) {
        fprintf(to, "<li><a href=\"#section-%zu\">", i + 1);
        html_text(to, document->headings.items[i]);
        fputs("</a></li>\n", to);
    }
    fputs("</ul>\n</nav>\n", to);
}

int document_write(struct document *document, const char *root, FILE *to, struct error *e)
{
    char *style = read_script(root, "report.css", e),
         *script = style ? read_script(root, "report.js", e) : NULL;
    char nonce[33];
    int result = -1;

    if (!script || make_nonce(nonce, e) < 0)
        goto out;
    end_section(document);
    fflush(document->to);
    put_head(document, nonce, style, to);
    fputs("<header>\n<h1>", to);
    html_text(to, document->title);
    fputs("</h1>\n<p class=\"lead\">", to);
    html_sentence(to, document->lead);
    fputs("</p>\n", to);
    put_contents(document, to);
    fputs("</header>\n<main>\n", to);
    fwrite(document->body, 1, document->length, to);
    fprintf(to, "</main>\n<script nonce=\"%s\">\n%s</script>\n</body>\n</html>\n", nonce, script);
    result = ferror(to) || ferror(document->to)
                 ? error_set(e, "the page cannot be written: %s", strerror(errno))
                 : 0;
out:
    free(style);
    free(script);
    return result;
}

void document_free(struct document *document)
{
    if (document->to)
        fclose(document->to);
    free(document->body);
    free(document->title);
    free(document->lead);
    text_list_free(&document->headings);
    *document = (struct document){0};
}
