/* screen.h - a file, and a terminal whose screen we are, with a run in its middle, for the tests of what a run says meanwhile. */
#ifndef GILSCALE_SCREEN_H
#define GILSCALE_SCREEN_H

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "session/progress.h"
#include "tests/unit.h"

#define SECOND INT64_C(1000000000)
#define HOUR   (3600 * SECOND)
#define MINUTE (60 * SECOND)

/* ---- a file, and a terminal whose screen we are */

struct output {
    FILE *to;
    char *text;
    size_t length;
};

static inline void output_open(struct output *o)
{
    o->to = open_memstream(&o->text, &o->length);
    assert_non_null(o->to);
}

static inline const char *output_text(struct output *o)
{
    fflush(o->to);
    return o->text;
}

static inline void output_close(struct output *o)
{
    fclose(o->to);
    free(o->text);
}

static inline int count(const char *text, const char *piece)
{
    int times = 0;
    for (; (text = strstr(text, piece)); text += strlen(piece))
        times++;
    return times;
}

/* Takes a line and all below away. */
#define AWAY "\r\033[K\033[C\033[J\r"

enum { ROWS = 40, COLUMNS = 260 };

struct terminal {
    int master;
    FILE *to;
    char written[16384]; /* since it was last looked at */
    char rows[ROWS][COLUMNS + 1];
    int row, column;
};

static inline void resize(struct terminal *t, unsigned short columns, unsigned short rows)
{
    const struct winsize size = {.ws_row = rows, .ws_col = columns};
    assert_int_equal(ioctl(t->master, TIOCSWINSZ, &size), 0);
}

static inline void terminal_open(struct terminal *t, unsigned short columns, unsigned short rows)
{
    *t = (struct terminal){.master = posix_openpt(O_RDWR | O_NOCTTY)};
    if (t->master < 0 || grantpt(t->master) != 0 || unlockpt(t->master) != 0)
        skip(); /* no pseudo-terminals in this sandbox */
    t->to = fdopen(open(ptsname(t->master), O_RDWR | O_NOCTTY), "w");
    assert_non_null(t->to);
    resize(t, columns, rows);
    memset(t->rows, ' ', sizeof t->rows);
}

static inline void terminal_close(struct terminal *t)
{
    fclose(t->to);
    close(t->master);
}

static inline void blank(struct terminal *t, int row, int from)
{
    memset(&t->rows[row][from], ' ', (size_t)(COLUMNS - from));
}

/* Carries out one sequence after the ESC; returns its length. Any that we do not mean to send is an error. */
static inline size_t control(struct terminal *t, const char *at)
{
    char *end;
    long number = at[1] == '?' ? 0 : strtol(at + 1, &end, 10);

    if (at[1] == '?') {
        assert_true(strncmp(at, "[?7l", 4) == 0 || strncmp(at, "[?7h", 4) == 0);
        return 4;
    }
    if (*end == 'K' || *end == 'J')
        blank(t, t->row, t->column);
    for (int row = t->row + 1; *end == 'J' && row < ROWS; row++)
        blank(t, row, 0);
    if (*end == 'A')
        t->row -= (int)number;
    t->column += *end == 'C';
    assert_non_null(strchr("KJACm", *end));
    assert_in_range(t->row, 0, ROWS - 1);
    return (size_t)(end - at) + 1;
}

/* Takes what was written: as bytes in t->written, and onto the screen. The kernel hands it over in its own time, so a mark goes behind. */
static inline void look(struct terminal *t)
{
    const char mark = '\1';
    size_t length = 0;

    assert_int_equal(write(fileno(t->to), &mark, 1), 1);
    do {
        ssize_t more = read(t->master, t->written + length, sizeof t->written - 1 - length);
        assert_true(more > 0);
        length += (size_t)more;
    } while (t->written[length - 1] != mark);
    t->written[length - 1] = '\0';
    for (const char *at = t->written; *at; at++) {
        if (*at == '\033') {
            at += control(t, at + 1);
        } else if (*at == '\r') {
            t->column = 0;
        } else if (*at == '\n') {
            assert_in_range(++t->row, 0, ROWS - 1);
        } else {
            assert_in_range(t->column, 0, COLUMNS - 1);
            t->rows[t->row][t->column++] = *at;
        }
    }
}

/* The screen without blanks at the ends of lines. */
static inline const char *screen(struct terminal *t)
{
    static char text[ROWS * (COLUMNS + 1) + 1];
    char *end = text, *last = text;

    for (int row = 0; row < ROWS; row++) {
        int width = COLUMNS;
        while (width > 0 && t->rows[row][width - 1] == ' ')
            width--;
        end = mempcpy(end, t->rows[row], (size_t)width);
        *end++ = '\n';
        last = width ? end : last;
    }
    *last = '\0';
    return text;
}

/* ---- a run in its middle */

static inline struct progress open_on(struct terminal *t)
{
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
    return progress_open(t->to, false);
}

/* 2 of 8 steps done, a quarter of the time; some room, in case this test is kept from running. */
static inline void in_the_middle(struct progress *p)
{
    static char *const forms[PROGRESS_FORMS] = {"79.7 k ops/s (71.6 k to 102 k), 1.97x (1.51 to 2.18)",
                                                "79.7 k ops/s (71.6 k to 102 k), 1.97x",
                                                "79.7 k ops/s (71.6 k to 102 k)", "79.7 k (71.6 k to 102 k)"};

    progress_start(p, 8, 8 * HOUR);
    progress_heading(p, "block %d of %d", 4, 10);
    progress_step(p, HOUR);
    progress_step(p, HOUR);
    p->start_ns = p->stepped_ns - 2 * HOUR;
    p->stepped_ns += MINUTE / 3;
    p->opened_ns = p->start_ns - MINUTE / 3;
    progress_estimate(p, "fib on 3.13.15t, 2 workers", forms);
    p->failed = 1;
    p->disturbed = 12;
    p->warnings = 1;
}

static inline void assert_seen(struct terminal *t, const char *expected)
{
    look(t);
    assert_string_equal(screen(t), expected);
}

#endif
