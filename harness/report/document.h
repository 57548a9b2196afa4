/* document.h - one page that needs nothing but itself: style and script inside, no network, and without its script it says the same.
 *
 * Its sections are written one after the other; the contents list at the head is made of their headings. The policy in its head lets a browser
 * take the style and the script that we wrote, by a number that nobody could know before, and nothing else.
 */
#ifndef GILSCALE_DOCUMENT_H
#define GILSCALE_DOCUMENT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"

/* Start from {0}. Owns everything. */
struct document {
    FILE *to; /* the body: sections write here */
    char *body;
    size_t length;
    char *title, *lead;         /* the heading, and what stands under it: sentences (html.h) */
    struct text_list headings;  /* of the sections, in turn */
    unsigned pictures, regions; /* counted, for names that are there once */
};

void document_begin(struct document *document, const char *title, const char *lead);

/* Ends the section before, if there is one. The first has the anchor #section-1. `alarming`: it stands out. */
void document_section(struct document *document, const char *heading, bool alarming);

/* Sentences (html.h) as a list; nothing for none. */
void document_list(struct document *document, const struct text_list *sentences);
void document_paragraph(struct document *document, const char *sentence);

/* Text as it is, with its lines, in a box that scrolls; `summary`, when not NULL, hides it until it is asked for. */
void document_code(struct document *document, const char *label, const char *summary, const char *text);

/* The whole page. `root` holds scripts/. No more sections after that. -1 when scripts/report.css or .js cannot be read, or on a stream error. */
int document_write(struct document *document, const char *root, FILE *to, struct error *e);
void document_free(struct document *document);

#endif
