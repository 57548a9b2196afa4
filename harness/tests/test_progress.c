/* What a person sees on the terminal while a run goes on, and what a log file gets instead. */
#include "tests/unit.h"

#include "base/clock.h"
#include "session/progress.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)

struct output {
    FILE *to;
    char *text;
    size_t length;
};

static void output_open(struct output *o)
{
    o->to = open_memstream(&o->text, &o->length);
    assert_non_null(o->to);
}

static const char *output_text(struct output *o)
{
    fflush(o->to);
    return o->text;
}

static void output_close(struct output *o)
{
    fclose(o->to);
    free(o->text);
}

static int count(const char *text, const char *piece)
{
    int times = 0;
    for (; (text = strstr(text, piece)); text += strlen(piece))
        times++;
    return times;
}

/* What stands on the screen after these bytes: all that our line needs of a terminal. */
static void screen(const char *bytes, char *to)
{
    char *line = to, *end = to, *at = to;

    for (; *bytes; bytes++) {
        if (*bytes == '\r') {
            at = line;
        } else if (strncmp(bytes, "\033[K", 3) == 0) {
            end = at;
            bytes += 2;
        } else if (*bytes == '\n') {
            *end++ = '\n';
            line = at = end;
        } else {
            assert_int_not_equal(*bytes, '\033');
            *at++ = *bytes;
            end = at > end ? at : end;
        }
    }
    *end = '\0';
}

static void assert_screen(struct output *o, const char *expected)
{
    char seen[4096];

    assert_true(strlen(output_text(o)) < sizeof seen);
    screen(o->text, seen);
    assert_string_equal(seen, expected);
}

static void a_log_file_gets_plain_lines_now_and_then(void **state)
{
    struct output o;

    (void)state;
    output_open(&o);
    struct progress p = progress_open(o.to, false);
    assert_false(p.live);
    progress_start(&p, 4, 40 * SECOND);
    progress_show(&p, "the first");
    progress_step(&p, 10 * SECOND);
    progress_show(&p, "the second");
    assert_string_equal(output_text(&o), ""); /* a line for each would fill the log */
    p.last_plain_ns -= 31 * SECOND;
    progress_show(&p, "the third");
    progress_show(&p, "the fourth");
    assert_int_equal(count(output_text(&o), "\n"), 1);
    assert_int_equal(strncmp(o.text, "1/4, ", 5), 0);
    progress_say(&p, false, "cell %d: %s", 7, "crashed");
    progress_clear(&p);
    assert_non_null(strstr(output_text(&o), "\ncell 7: crashed\n"));
    assert_int_equal(o.text[o.length - 1], '\n');
    assert_null(strpbrk(o.text, "\r\033\b"));
    output_close(&o);
}

static void quiet_lets_only_important_sentences_through(void **state)
{
    struct output o;

    (void)state;
    output_open(&o);
    struct progress p = progress_open(o.to, true);
    progress_start(&p, 4, 40 * SECOND);
    p.last_plain_ns -= 31 * SECOND;
    progress_show(&p, "the first");
    progress_say(&p, false, "240 cells");
    progress_step(&p, 10 * SECOND);
    progress_clear(&p);
    assert_string_equal(output_text(&o), "");
    progress_say(&p, true, "cell 7: %s", "crashed");
    progress_clear(&p);
    assert_string_equal(output_text(&o), "cell 7: crashed\n");
    output_close(&o);
}

static void the_live_line_renews_itself(void **state)
{
    struct output o;

    (void)state;
    output_open(&o);
    struct progress p = progress_open(o.to, false);
    p.live = true;
    progress_start(&p, 3, 0);
    progress_show(&p, "a long description of the first cell");
    progress_step(&p, 0);
    p.start_ns = clock_now_ns() - 7200 * SECOND;
    progress_show(&p, "fib");
    assert_screen(&o, "1/3, 2h00m gone, 0 ns left  fib");
    output_close(&o);
}

static void a_sentence_takes_the_place_of_the_live_line(void **state)
{
    struct output o;

    (void)state;
    output_open(&o);
    struct progress p = progress_open(o.to, false);
    p.live = true;
    progress_start(&p, 3, 0);
    progress_show(&p, "a long description of the first cell");
    progress_say(&p, false, "skipped");
    assert_screen(&o, "skipped\n");
    progress_say(&p, true, "crashed"); /* no line stands there now: nothing to take away */
    assert_screen(&o, "skipped\ncrashed\n");
    assert_int_equal(count(o.text, "\033[K"), 2);
    p.start_ns = clock_now_ns() - 7200 * SECOND;
    progress_show(&p, "fib");
    assert_screen(&o, "skipped\ncrashed\n0/3, 2h00m gone, 0 ns left  fib");
    progress_clear(&p);
    assert_screen(&o, "skipped\ncrashed\n");
    progress_clear(&p);
    assert_int_equal(count(output_text(&o), "\033[K"), 4);
    output_close(&o);
}

static void the_time_that_remains_follows_the_pace_so_far(void **state)
{
    struct output o;

    (void)state;
    output_open(&o);
    struct progress p = progress_open(o.to, false);
    p.live = true;
    progress_start(&p, 4, 4 * 3600 * SECOND);
    progress_step(&p, 3600 * SECOND);
    p.start_ns = clock_now_ns() - 7200 * SECOND; /* twice as long as was thought */
    progress_show(&p, "");
    assert_non_null(strstr(output_text(&o), "1/4, 2h00m gone, 6h00m left"));
    for (int i = 0; i < 4; i++)
        progress_step(&p, 3600 * SECOND); /* more than was planned: never less than nothing remains */
    progress_show(&p, "");
    assert_non_null(strstr(output_text(&o), "5/4, 2h00m gone, 0 ns left"));
    output_close(&o);
}

/* A line that is wider than the terminal would wrap, and its upper part would stay for ever. */
static void the_live_line_never_wraps(void **state)
{
    struct output o;
    char what[300];

    (void)state;
    memset(what, 'x', sizeof what - 1);
    what[sizeof what - 1] = '\0';
    output_open(&o);
    struct progress p = progress_open(o.to, false);
    p.live = true;
    progress_start(&p, 3, 0);
    progress_show(&p, what);
    assert_int_equal(strlen(output_text(&o)), strlen("\r\033[K") + 79); /* 80 where nobody knows */
    output_close(&o);
}

/* A terminal of 40 columns; *master is what its user sees. */
static FILE *open_terminal(int *master)
{
    const struct winsize size = {.ws_row = 24, .ws_col = 40};

    *master = posix_openpt(O_RDWR | O_NOCTTY);
    if (*master < 0 || grantpt(*master) != 0 || unlockpt(*master) != 0 ||
        ioctl(*master, TIOCSWINSZ, &size) != 0)
        return NULL;
    int slave = open(ptsname(*master), O_RDWR | O_NOCTTY);
    return slave < 0 ? NULL : fdopen(slave, "w");
}

static void only_a_terminal_that_can_go_back_gets_a_live_line(void **state)
{
    int master;
    char bytes[200];

    (void)state;
    FILE *terminal = open_terminal(&master);
    if (!terminal)
        skip(); /* no pseudo-terminals in this sandbox */
    setenv("TERM", "dumb", 1);
    assert_false(progress_open(terminal, false).live);
    unsetenv("TERM");
    assert_false(progress_open(terminal, false).live);
    setenv("TERM", "xterm", 1);
    assert_false(progress_open(terminal, true).live);
    struct progress p = progress_open(terminal, false);
    assert_true(p.live);
    progress_start(&p, 3, 0);
    progress_show(&p, "a description that is longer than these forty columns");
    ssize_t length = read(master, bytes, sizeof bytes);
    assert_int_equal(length, strlen("\r\033[K") + 39);
    fclose(terminal);
    close(master);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_file_gets_plain_lines_now_and_then),
        cmocka_unit_test(quiet_lets_only_important_sentences_through),
        cmocka_unit_test(the_live_line_renews_itself),
        cmocka_unit_test(a_sentence_takes_the_place_of_the_live_line),
        cmocka_unit_test(the_time_that_remains_follows_the_pace_so_far),
        cmocka_unit_test(the_live_line_never_wraps),
        cmocka_unit_test(only_a_terminal_that_can_go_back_gets_a_live_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
