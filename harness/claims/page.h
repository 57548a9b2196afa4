/* page.h - the claims and what came out, as one page of Markdown for people and one CSV for programs.
 *
 * A stranger reads it: what was measured, on what, when; for each claim what is said and by whom, their figure beside ours, whether they
 * agree, and what the text has wrong. Texts are escaped, and names from data stand in code spans, so that nothing in them is Markdown, HTML
 * or a table's edge. CSV columns are described in results/README.md.
 */
#ifndef GILSCALE_PAGE_H
#define GILSCALE_PAGE_H

#include <stdio.h>

#include "claims/figure.h"

/* One claim as it came out. */
struct page_claim {
    const struct claim *claim;
    struct figure_rows rows;
    char *folder;  /* of its run, or NULL; all three are owned */
    char *date;    /* when its run began, or "" */
    char *machine; /* where; "" without a run */
    bool cut_off;  /* the run is not complete */
};

/* Start from {0}. */
struct page {
    struct page_claim *items;
    size_t count;
    struct text_list machines, builds; /* each once, in words */
    char *version;                     /* of gilscale, NULL: not known */
};

/* How many of the claim's rows have this verdict. */
size_t page_tally(const struct page_claim *item, enum figure_verdict verdict);

/* Three digits, never an exponent below a million: "1.96", "1284", "48.5". `to` is at least 32 bytes. Returns `to`. */
char *page_number(double number, char *to, size_t size);

/* The first and the last of dates like "2026-11-22T05:10:00+0000", which it borrows; "" is none. Start from {"", ""}. */
struct page_dates {
    const char *first, *last;
};
void page_dates_add(struct page_dates *dates, const char *date);

/* The table at a page's head, as Markdown: when, with which gilscale (NULL: not known), on what machines and builds. */
void page_put_origin(const struct page_dates *dates, const char *version, const struct text_list *machines,
                     const struct text_list *builds, FILE *to);

/* Both are a store_writer; `page` is a struct page. -1 on a stream error. */
int page_write_markdown(FILE *to, void *page);
int page_write_csv(FILE *to, void *page);
void page_free(struct page *page);

#endif
