#include "session/progress.h"

#include "base/clock.h"
#include "base/shown.h"
#include "base/text.h"
#include "session/live.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define SECOND_NS        INT64_C(1000000000)
#define PLAIN_EVERY_NS   (30 * SECOND_NS)
#define RENEW_AT_MOST_NS (SECOND_NS / 5)
#define TICK_NS          (SECOND_NS * 9 / 10)

/* Fewer say nothing, more no more. */
enum { LEAST_BAR = 8, MOST_BAR = 30 };

/* A name of fewer characters is no name. */
enum { LEAST_NAME = 8 };

#define RED    "\033[31m"
#define YELLOW "\033[33m"
#define PLAIN  "\033[m"

struct progress progress_open(FILE *to, bool quiet)
{
    bool live = !quiet && live_is_possible(to);
    int64_t now = clock_now_ns();

    return (struct progress){.to = to,
                             .quiet = quiet,
                             .live = live,
                             .colours = live && shown_may_colour(to),
                             .opened_ns = now,
                             .start_ns = now,
                             .last_ns = now};
}

void progress_start(struct progress *p, size_t total, int64_t expected_ns)
{
    p->total = total;
    p->done = 0;
    p->start_ns = p->stepped_ns = clock_now_ns();
    p->expected_ns = expected_ns;
    p->passed_ns = p->skipped_ns = 0;
}

void progress_add(struct progress *p, size_t steps, int64_t expected_ns)
{
    p->total += steps;
    p->expected_ns += expected_ns;
}

void progress_heading(struct progress *p, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(p->heading, sizeof p->heading, format, arguments);
    va_end(arguments);
}

void progress_step(struct progress *p, int64_t expected_ns)
{
    p->done++;
    p->passed_ns += expected_ns;
    p->stepped_ns = clock_now_ns();
}

void progress_skip(struct progress *p, int64_t expected_ns)
{
    p->done++;
    p->skipped_ns += expected_ns;
}

void progress_estimate(struct progress *p, const char *cell, char *const forms[PROGRESS_FORMS])
{
    snprintf(p->cell, sizeof p->cell, "%s", cell);
    for (size_t i = 0; i < PROGRESS_FORMS; i++)
        snprintf(p->estimate[i], sizeof p->estimate[i], "%s", forms[i]);
}

/* ---- how far */

static double share_done(const struct progress *p)
{
    double share = p->expected_ns > 0 ? (double)(p->passed_ns + p->skipped_ns) / (double)p->expected_ns
                                      : (double)p->done / (double)p->total;
    return share < 1 ? share : 1;
}

/* At the pace of the steps so far; the one that runs now has used a part of its time. */
static int64_t remaining_ns(const struct progress *p)
{
    int64_t waiting = p->expected_ns - p->passed_ns - p->skipped_ns;
    double pace = p->passed_ns > 0 ? (double)(p->stepped_ns - p->start_ns) / (double)p->passed_ns : 1;
    int64_t remaining = (int64_t)((double)waiting * pace) - (clock_now_ns() - p->stepped_ns);

    return remaining > 0 ? remaining : 0;
}

/* Whole seconds: more would be noise. */
static const char *seconds(int64_t ns, char *to, size_t size)
{
    int64_t whole = (ns + SECOND_NS / 2) / SECOND_NS;
    return whole ? text_from_ns(whole * SECOND_NS, to, size) : "0 s";
}

/* "38 %", and how long it takes where it is known: all of it, or what matters most. */
static void put_times(const struct progress *p, bool all, char *to, size_t size)
{
    char gone[32], left[32] = "";
    const char *passed = seconds(clock_now_ns() - p->opened_ns, gone, sizeof gone);
    const char *remains = p->expected_ns > 0 ? seconds(remaining_ns(p), left, sizeof left) : "";
    int percent = (int)(100 * share_done(p));

    if (all)
        snprintf(to, size, "%d %%  %s gone%s%s%s", percent, passed, *remains ? ", " : "", remains,
                 *remains ? " left" : "");
    else
        snprintf(to, size, "%d %%%s%s%s", percent, *remains ? ", " : "", remains, *remains ? " left" : "");
}

/* ---- the lines of a terminal */

struct page {
    size_t columns;
    char *lines[LIVE_LINES];
    size_t count;
};

static void add_line(struct page *page, char *line)
{
    page->lines[page->count++] = line;
}

static void add_heading(const struct progress *p, struct page *page)
{
    char times[120], bar[MOST_BAR + 1];

    if (!p->total)
        return;
    put_times(p, true, times, sizeof times);
    size_t used = strlen(p->heading) + strlen(times) + strlen("  []  ");
    size_t room = page->columns > used ? page->columns - used : 0;
    size_t width = room > MOST_BAR ? MOST_BAR : room;
    if (width >= LEAST_BAR) {
        size_t full = (size_t)(share_done(p) * (double)width);
        memset(bar, '.', width);
        memset(bar, '#', full);
        add_line(page, text_format("%s  [%.*s]  %s", p->heading, (int)width, bar, times));
    } else if (used - strlen("[]  ") <= page->columns) {
        add_line(page, text_format("%s  %s", p->heading, times));
    } else {
        put_times(p, false, times, sizeof times);
        add_line(page, text_format("%.*s", (int)page->columns, times));
    }
}

/* Names may be cut, in their middle; numbers never. */
static void add_now(const struct progress *p, struct page *page)
{
    const char *word = p->total ? "now     " : "";

    if (!*p->now)
        return;
    if (page->columns < strlen(word) + 2 * LEAST_NAME)
        word = "";
    char *what = shown_plain(p->now, page->columns - strlen(word));
    add_line(page, text_format("%s%s", word, what));
    free(what);
}

static void add_estimate(const struct progress *p, struct page *page)
{
    const char *word = "so far  ";
    size_t whole = shown_width(p->cell), shortest = whole < LEAST_NAME ? whole : LEAST_NAME;

    if (!*p->cell)
        return;
    for (size_t i = 0; i < PROGRESS_FORMS; i++) {
        /* The last form rather with no word before it than not at all; the others not at the cost of the name. */
        bool last = i + 1 == PROGRESS_FORMS;
        size_t used = strlen(p->estimate[i]) + 2 + (last ? 0 : strlen(word));
        if (used + (last ? shortest : whole) > page->columns)
            continue;
        bool with_word = !last || used + strlen(word) + shortest <= page->columns;
        char *name = shown_plain(p->cell, page->columns - used - (last && with_word ? strlen(word) : 0));
        add_line(page, text_format("%s%s: %s", with_word ? word : "", name, p->estimate[i]));
        free(name);
        return;
    }
}

/* Adds "1 failed" where the line has room; a count that is not there is no claim. */
static void add_count(char **line, size_t *width, size_t columns, const char *colour, char *text)
{
    size_t longer = *width + strlen(text) + (*width ? 2 : 0);

    if (longer <= columns) {
        char *whole =
            text_format("%s%s%s%s%s", *line, *width ? ", " : "", colour, text, *colour ? PLAIN : "");
        free(*line);
        *line = whole;
        *width = longer;
    }
    free(text);
}

/* What went wrong so far, the worst first; the caller frees. */
static char *counts(const struct progress *p, size_t columns)
{
    const char *red = p->colours ? RED : "", *yellow = p->colours ? YELLOW : "";
    char *line = text_format("%s", "");
    size_t width = 0;

    if (p->failed)
        add_count(&line, &width, columns, red, text_format("%zu failed", p->failed));
    if (p->disturbed)
        add_count(&line, &width, columns, yellow, text_format("%zu disturbed", p->disturbed));
    if (p->warnings)
        add_count(&line, &width, columns, yellow,
                  text_format("%zu warning%s", p->warnings, p->warnings == 1 ? "" : "s"));
    return line;
}

static void renew(struct progress *p, const char *above)
{
    struct page page = {0};
    size_t most;

    live_size(p->to, &page.columns, &most);
    add_heading(p, &page);
    add_now(p, &page);
    add_estimate(p, &page);
    char *line = counts(p, page.columns);
    if (p->total && *line)
        add_line(&page, text_format("%s", line));
    live_renew(p->to, above, page.lines, page.count < most ? page.count : most);
    p->last_ns = clock_now_ns();
    free(line);
    for (size_t i = 0; i < page.count; i++)
        free(page.lines[i]);
}

/* ---- and elsewhere */

static void put_plain(struct progress *p)
{
    char times[120];
    char *wrong = counts(p, SIZE_MAX);

    put_times(p, true, times, sizeof times);
    fprintf(p->to, "%s: %s%s%s\n", p->heading, times, *wrong ? "; " : "", wrong);
    fflush(p->to);
    p->last_ns = clock_now_ns();
    free(wrong);
}

void progress_show(struct progress *p, const char *what)
{
    int64_t ago = clock_now_ns() - p->last_ns;

    snprintf(p->now, sizeof p->now, "%s", what);
    if (p->quiet)
        return;
    if (p->live && (!p->ticks || ago >= RENEW_AT_MOST_NS))
        renew(p, "");
    else if (!p->live && p->total && ago >= PLAIN_EVERY_NS)
        put_plain(p);
}

void progress_tick(void *progress)
{
    struct progress *p = progress;

    if (p->live && (live_is_resized() || clock_now_ns() - p->last_ns >= TICK_NS))
        renew(p, "");
}

void progress_clear(struct progress *p)
{
    if (p->live)
        live_clear(p->to);
    p->total = 0;
    *p->now = *p->cell = '\0';
}

/* `above` as lines of the terminal's width; the caller frees. */
static char *wrapped(const struct progress *p, const char *sentence)
{
    size_t columns, lines, length;
    char *text = NULL;
    FILE *memory = open_memstream(&text, &length);

    if (!memory)
        return text_format("%s\n", sentence);
    live_size(p->to, &columns, &lines);
    shown_wrapped(sentence, 0, columns, memory);
    fclose(memory);
    return text;
}

static void say(struct progress *p, const char *sentence)
{
    if (p->live) {
        char *above = wrapped(p, sentence);
        renew(p, above);
        free(above);
    } else {
        fprintf(p->to, "%s\n", sentence);
        fflush(p->to);
    }
}

void progress_say(struct progress *p, bool important, const char *format, ...)
{
    va_list arguments;
    char *sentence = NULL;

    if (p->quiet && !important)
        return;
    va_start(arguments, format);
    if (vasprintf(&sentence, format, arguments) < 0)
        sentence = text_format("%s", format);
    va_end(arguments);
    say(p, sentence);
    free(sentence);
}

void progress_warn(struct progress *p, const char *format, ...)
{
    va_list arguments;
    char *sentence = NULL;

    va_start(arguments, format);
    if (vasprintf(&sentence, format, arguments) < 0)
        sentence = text_format("%s", format);
    va_end(arguments);
    char *warning = text_format("warning: %s", sentence);
    p->warnings++;
    say(p, warning);
    free(warning);
    free(sentence);
}
