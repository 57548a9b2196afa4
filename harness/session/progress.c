#include "session/progress.h"

#include "base/clock.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PLAIN_EVERY_NS 30000000000

struct progress progress_open(FILE *to, bool quiet)
{
    const char *terminal = getenv("TERM");
    bool live = isatty(fileno(to)) && terminal && strcmp(terminal, "dumb") != 0;
    return (struct progress){.to = to, .quiet = quiet, .live = live && !quiet};
}

void progress_start(struct progress *p, size_t total, int64_t expected_ns)
{
    p->total = total;
    p->done = 0;
    p->start_ns = p->last_plain_ns = clock_now_ns();
    p->expected_ns = expected_ns;
    p->passed_ns = 0;
}

void progress_add(struct progress *p, size_t steps, int64_t expected_ns)
{
    p->total += steps;
    p->expected_ns += expected_ns;
}

/* The terminal's width now: it may have been resized. */
static int columns_of(FILE *to)
{
    struct winsize size;
    return ioctl(fileno(to), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/* "12/240 - 5 s gone, 1m40s left" */
static void status_line(const struct progress *p, char *to, size_t size)
{
    char gone[32], left[32];
    int64_t elapsed = clock_now_ns() - p->start_ns;
    double pace = p->passed_ns > 0 ? (double)elapsed / (double)p->passed_ns : 1;
    int64_t remaining = (int64_t)((double)(p->expected_ns - p->passed_ns) * pace);

    snprintf(to, size, "%zu/%zu, %s gone, %s left", p->done, p->total,
             text_from_ns(elapsed, gone, sizeof gone),
             text_from_ns(remaining > 0 ? remaining : 0, left, sizeof left));
}

void progress_show(struct progress *p, const char *what)
{
    char status[128];

    if (p->quiet)
        return;
    *status = '\0';
    if (p->total) /* else it only prepares yet */
        status_line(p, status, sizeof status);
    if (p->live) {
        char *line = text_format("%s%s%s", status, *status ? "  " : "", what);
        fprintf(p->to, "\r\033[K%.*s", columns_of(p->to) - 1, line);
        fflush(p->to);
        p->shown = true;
        free(line);
    } else if (p->total && clock_now_ns() - p->last_plain_ns >= PLAIN_EVERY_NS) {
        p->last_plain_ns = clock_now_ns();
        fprintf(p->to, "%s\n", status);
    }
}

void progress_step(struct progress *p, int64_t expected_ns)
{
    p->done++;
    p->passed_ns += expected_ns;
}

void progress_clear(struct progress *p)
{
    if (p->shown)
        fputs("\r\033[K", p->to);
    p->shown = false;
    fflush(p->to);
}

void progress_say(struct progress *p, bool important, const char *format, ...)
{
    va_list arguments;

    if (p->quiet && !important)
        return;
    progress_clear(p);
    va_start(arguments, format);
    vfprintf(p->to, format, arguments);
    va_end(arguments);
    fputc('\n', p->to);
    fflush(p->to);
}
