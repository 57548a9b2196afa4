/* What a person sees on the terminal while a run goes on, and what a log file gets instead. */
#include "tests/unit.h"

#include "base/clock.h"
#include "session/progress.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)
#define HOUR   (3600 * SECOND)
#define MINUTE (60 * SECOND)

/* ---- a file, and a terminal whose screen we are */

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

static void resize(struct terminal *t, unsigned short columns, unsigned short rows)
{
    const struct winsize size = {.ws_row = rows, .ws_col = columns};
    assert_int_equal(ioctl(t->master, TIOCSWINSZ, &size), 0);
}

static void terminal_open(struct terminal *t, unsigned short columns, unsigned short rows)
{
    *t = (struct terminal){.master = posix_openpt(O_RDWR | O_NOCTTY)};
    if (t->master < 0 || grantpt(t->master) != 0 || unlockpt(t->master) != 0)
        skip(); /* no pseudo-terminals in this sandbox */
    t->to = fdopen(open(ptsname(t->master), O_RDWR | O_NOCTTY), "w");
    assert_non_null(t->to);
    resize(t, columns, rows);
    memset(t->rows, ' ', sizeof t->rows);
}

static void terminal_close(struct terminal *t)
{
    fclose(t->to);
    close(t->master);
}

static void blank(struct terminal *t, int row, int from)
{
    memset(&t->rows[row][from], ' ', (size_t)(COLUMNS - from));
}

/* Carries out one sequence after the ESC; returns its length. Any that we do not mean to send is an error. */
static size_t control(struct terminal *t, const char *at)
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
static void look(struct terminal *t)
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
static const char *screen(struct terminal *t)
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

static struct progress open_on(struct terminal *t)
{
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
    return progress_open(t->to, false);
}

/* 2 of 8 steps done, a quarter of the time; some room, in case this test is kept from running. */
static void in_the_middle(struct progress *p)
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

static void assert_seen(struct terminal *t, const char *expected)
{
    look(t);
    assert_string_equal(screen(t), expected);
}

static void all_of_it_in_eighty_columns(void **state)
{
    struct terminal t;

    (void)state;
    terminal_open(&t, 80, 24);
    struct progress p = open_on(&t);
    in_the_middle(&p);
    progress_show(&p, "spin on 3.13.15, gc=off, 4 processes");
    assert_seen(&t, "block 4 of 10  [#######.......................]  25 %  2h00m gone, 6h01m left\n"
                    "now     spin on 3.13.15, gc=off, 4 processes\n"
                    "so far  fib on 3.13.15t, 2 workers: 79.7 k ops/s (71.6 k to 102 k), 1.97x\n"
                    "1 failed, 12 disturbed, 1 warning\n");
    terminal_close(&t);
}

static void less_where_there_is_less_room_and_more_where_there_is_more(void **state)
{
    struct terminal t;

    (void)state;
    terminal_open(&t, 50, 15);
    struct progress p = open_on(&t);
    in_the_middle(&p);
    progress_show(&p, "spin on 3.13.15, gc=off;switch-interval=100us, 4 processes");
    assert_seen(&t, "block 4 of 10  25 %  2h00m gone, 6h01m left\n"
                    "now     spin on 3.13.15, gc...=100us, 4 processes\n"
                    "so far  fib on...orkers: 79.7 k (71.6 k to 102 k)\n"
                    "1 failed, 12 disturbed, 1 warning\n");
    resize(&t, 20, 15);
    progress_show(&p, "spin on 3.13.15, 4 processes");
    assert_seen(&t, "25 %, 6h01m left\n"
                    "spin on ...rocesses\n"
                    "1 failed, 1 warning\n");
    resize(&t, 100, 30);
    progress_show(&p, "spin on 3.13.15, 4 processes");
    assert_seen(&t,
                "block 4 of 10  [#######.......................]  25 %  2h00m gone, 6h01m left\n"
                "now     spin on 3.13.15, 4 processes\n"
                "so far  fib on 3.13.15t, 2 workers: 79.7 k ops/s (71.6 k to 102 k), 1.97x (1.51 to 2.18)\n"
                "1 failed, 12 disturbed, 1 warning\n");
    terminal_close(&t);
}

/* Of any width: nothing reaches the last column, and what stands there of the estimate is a whole form of it. */
static void no_line_wraps_and_no_number_is_cut(void **state)
{
    struct terminal t;

    (void)state;
    terminal_open(&t, 80, 24);
    struct progress p = open_on(&t);
    in_the_middle(&p);
    for (unsigned short columns = 20; columns <= 140; columns++) {
        resize(&t, columns, 24);
        progress_show(
            &p,
            "a workload with a long name of its own on 3.13.15t, switch-interval=100us, 64 subinterpreters");
        look(&t);
        for (int row = 0; row < 4; row++)
            for (int column = columns - 1; column < COLUMNS; column++)
                assert_int_equal(t.rows[row][column], ' ');
        const char *value = strstr(screen(&t), ": 79.7 k");
        assert_true(!value || strstr(value, "k)\n") || strstr(value, "1.97x\n") || strstr(value, "2.18)\n"));
        assert_non_null(strstr(screen(&t), "left\n"));
    }
    terminal_close(&t);
}

/* A small terminal must not scroll for every renewal. */
static void as_many_lines_as_the_terminal_has(void **state)
{
    struct terminal t;

    (void)state;
    terminal_open(&t, 80, 3);
    struct progress p = open_on(&t);
    in_the_middle(&p);
    progress_show(&p, "fib");
    look(&t);
    assert_int_equal(count(t.written, "\n"), 1);
    resize(&t, 80, 1);
    progress_show(&p, "fib");
    assert_seen(&t, "block 4 of 10  [#######.......................]  25 %  2h00m gone, 6h01m left\n");
    terminal_close(&t);
}

/* These are the bytes of one write: text first, then what is left of the old line is blanked; the cursor goes back to the first line. */
static void a_renewal_blanks_nothing_that_it_does_not_write(void **state)
{
    struct terminal t;

    (void)state;
    terminal_open(&t, 40, 24);
    struct progress p = open_on(&t);
    p.colours = false;
    progress_start(&p, 4, 0);
    progress_heading(&p, "pilot");
    progress_show(&p, "fib");
    look(&t);
    progress_step(&p, 0);
    p.failed = 1;
    p.opened_ns = clock_now_ns() - 2 * HOUR - MINUTE / 2;
    progress_show(&p, "spin");
    look(&t);
    assert_string_equal(t.written, "\r\033[?7lpilot  [###.........]  25 %  2h00m gone\033[K\r\n"
                                   "now     spin\033[K\r\n"
                                   "1 failed\033[J\033[2A\r\033[?7h");
    p.failed = 0;
    progress_say(&p, false, "done");
    look(&t);
    assert_string_equal(t.written, "\rdone\033[K\r\n"
                                   "\033[?7lpilot  [###.........]  25 %  2h00m gone\033[K\r\n"
                                   "now     spin\033[J\033[1A\r\033[?7h");
    progress_clear(&p);
    look(&t);
    assert_string_equal(t.written, AWAY);
    progress_clear(&p); /* nothing stands there now */
    look(&t);
    assert_string_equal(t.written, "");
    terminal_close(&t);
}

/* Each write to such a socket is a packet. */
static void a_renewal_is_one_write(void **state)
{
    int ends[2];
    char packet[4096];

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    FILE *to = fdopen(ends[0], "w");
    struct progress p = progress_open(to, false);
    p.live = true;
    in_the_middle(&p);
    progress_show(&p, "fib");
    progress_say(&p, true, "crashed");
    fclose(to);
    for (int i = 0; i < 2; i++) {
        ssize_t length = recv(ends[1], packet, sizeof packet - 1, 0);
        packet[length > 0 ? length : 0] = '\0';
        assert_int_equal(count(packet, "block 4 of 10"), 1);
        assert_int_equal(count(packet, "12 disturbed"), 1);
        assert_int_equal(count(packet, "crashed"), i);
    }
    assert_int_equal(recv(ends[1], packet, sizeof packet, 0), 0);
    close(ends[1]);
}

static void a_sentence_stays_above_and_breaks_between_words(void **state)
{
    struct terminal t;

    (void)state;
    terminal_open(&t, 30, 24);
    struct progress p = open_on(&t);
    progress_say(&p, false, "24 cells");
    progress_start(&p, 3, 0);
    progress_heading(&p, "pilot");
    progress_show(&p, "a long description of the first cell");
    progress_warn(&p, "%s is not as steady as it should be", "fib");
    progress_show(&p, "fib");
    p.opened_ns = clock_now_ns() - 2 * HOUR - MINUTE / 2;
    progress_show(&p, "fib");
    assert_seen(&t, "24 cells\n"
                    "warning: fib is not as steady\n"
                    "as it should be\n"
                    "pilot  0 %  2h00m gone\n"
                    "now     fib\n"
                    "1 warning\n");
    progress_clear(&p);
    progress_say(&p, true, "not within 2 %%"); /* after the run: no lines come back */
    assert_seen(&t, "24 cells\n"
                    "warning: fib is not as steady\n"
                    "as it should be\n"
                    "not within 2 %\n");
    terminal_close(&t);
}

static void names_are_data(void **state)
{
    struct terminal t;

    (void)state;
    terminal_open(&t, 80, 24);
    struct progress p = open_on(&t);
    progress_show(&p, "name=\033[2J\a\r\n");
    progress_say(&p, true, "failed: %s", "\033]0;title\a");
    assert_seen(&t, "failed: ?]0;title?\nname=?[2J???\n");
    terminal_close(&t);
}

static void colours_only_where_they_are_wanted(void **state)
{
    struct terminal t;

    (void)state;
    terminal_open(&t, 80, 24);
    struct progress p = open_on(&t);
    in_the_middle(&p);
    progress_show(&p, "fib");
    look(&t);
    assert_non_null(strstr(t.written, "\033[31m1 failed\033[m"));
    setenv("NO_COLOR", "1", 1);
    p = progress_open(t.to, false);
    in_the_middle(&p);
    progress_show(&p, "fib");
    look(&t);
    assert_non_null(strstr(t.written, "1 failed, 12"));
    for (const char *at = t.written; (at = strchr(at, '\033')); at++)
        assert_int_not_equal(at[strcspn(at, "mKJAhl")], 'm');
    unsetenv("NO_COLOR");
    terminal_close(&t);
}

static void only_a_terminal_that_can_go_back_gets_live_lines(void **state)
{
    struct terminal t;

    (void)state;
    terminal_open(&t, 40, 24);
    setenv("TERM", "dumb", 1);
    assert_false(progress_open(t.to, false).live);
    unsetenv("TERM");
    assert_false(progress_open(t.to, false).live);
    setenv("TERM", "xterm", 1);
    assert_true(progress_open(t.to, false).live);
    assert_false(progress_open(t.to, true).live);
    terminal_close(&t);
}

/* ---- signals: a process of its own draws and dies */

static int die_of(struct terminal *t, int signal_number, bool ignored)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        signal(signal_number, ignored ? SIG_IGN : SIG_DFL);
        struct progress p = open_on(t);
        progress_show(&p, "fib");
        raise(signal_number);
        _exit(7);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void whoever_ends_it_finds_a_clean_terminal(void **state)
{
    struct terminal t;

    (void)state;
    terminal_open(&t, 80, 24);
    int status = die_of(&t, SIGINT, false);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    assert_seen(&t, "");
    status = die_of(&t, SIGINT, true); /* as under nohup */
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
    assert_seen(&t, "fib\n");
    terminal_close(&t);
}

/* ---- how often, and how long it takes */

static void with_a_tick_behind_it_a_hasty_step_waits(void **state)
{
    struct terminal t;

    (void)state;
    terminal_open(&t, 80, 24);
    struct progress p = open_on(&t);
    p.ticks = true;
    p.last_ns = clock_now_ns() - SECOND;
    progress_show(&p, "first");
    assert_seen(&t, "first\n");
    p.last_ns = clock_now_ns() + HOUR; /* just now, however slow this test is */
    progress_show(&p, "second");
    progress_tick(&p);
    assert_seen(&t, "first\n");
    p.last_ns = clock_now_ns() - SECOND;
    progress_tick(&p);
    assert_seen(&t, "second\n");
    terminal_close(&t);
}

static void a_log_file_gets_plain_lines_now_and_then(void **state)
{
    struct output o;

    (void)state;
    output_open(&o);
    struct progress p = progress_open(o.to, false);
    assert_false(p.live);
    in_the_middle(&p);
    progress_show(&p, "the second");
    progress_tick(&p);
    assert_string_equal(output_text(&o), ""); /* a line for each would fill the log */
    p.last_ns -= 31 * SECOND;
    progress_show(&p, "the third");
    progress_show(&p, "the fourth");
    assert_string_equal(output_text(&o),
                        "block 4 of 10: 25 %  2h00m gone, 6h01m left; 1 failed, 12 disturbed, 1 warning\n");
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
    in_the_middle(&p);
    p.last_ns -= 31 * SECOND;
    progress_show(&p, "the first");
    progress_say(&p, false, "240 cells");
    progress_step(&p, 10 * SECOND);
    progress_clear(&p);
    assert_string_equal(output_text(&o), "");
    progress_say(&p, true, "cell 7: %s", "crashed");
    progress_warn(&p, "hot");
    progress_clear(&p);
    assert_string_equal(output_text(&o), "cell 7: crashed\nwarning: hot\n");
    output_close(&o);
}

/* The plain line after so many hours, of which half a minute is room. */
static const char *told(struct output *o, struct progress *p, int64_t gone_ns)
{
    fflush(o->to);
    size_t before = o->length;

    p->start_ns = clock_now_ns() - gone_ns;
    p->opened_ns = p->start_ns - MINUTE / 2;
    p->stepped_ns = clock_now_ns() + MINUTE / 2;
    p->last_ns -= 31 * SECOND;
    progress_show(p, "");
    return output_text(o) + before;
}

static void the_time_that_remains_follows_the_pace_so_far(void **state)
{
    struct output o;

    (void)state;
    output_open(&o);
    struct progress p = progress_open(o.to, false);
    progress_start(&p, 4, 4 * HOUR);
    assert_non_null(strstr(told(&o, &p, 0), "0 %  30 s gone, 4h00m left"));
    progress_step(&p, HOUR); /* twice as long as was thought */
    assert_non_null(strstr(told(&o, &p, 2 * HOUR), "25 %  2h00m gone, 6h0"));
    for (int i = 0; i < 4; i++)
        progress_step(&p, HOUR); /* more than was planned: never less than nothing remains */
    assert_non_null(strstr(told(&o, &p, 2 * HOUR), "100 %  2h00m gone, 0 s left"));
    output_close(&o);
}

/* A resumed run: what is there already took no time now, and says nothing of the pace. */
static void what_is_passed_over_does_not_count_for_the_pace(void **state)
{
    struct output o;

    (void)state;
    output_open(&o);
    struct progress p = progress_open(o.to, false);
    progress_start(&p, 4, 4 * HOUR);
    progress_skip(&p, HOUR);
    progress_skip(&p, HOUR);
    progress_step(&p, HOUR);
    assert_non_null(strstr(told(&o, &p, HOUR), "75 %  1h00m gone, 1h0"));
    output_close(&o);
}

static void a_part_that_nobody_knows_the_length_of_promises_none(void **state)
{
    struct output o;

    (void)state;
    output_open(&o);
    struct progress p = progress_open(o.to, false);
    progress_start(&p, 4, 0);
    progress_heading(&p, "pilot");
    progress_step(&p, 0);
    assert_string_equal(told(&o, &p, HOUR), "pilot: 25 %  1h00m gone\n");
    output_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_it_in_eighty_columns),
        cmocka_unit_test(less_where_there_is_less_room_and_more_where_there_is_more),
        cmocka_unit_test(no_line_wraps_and_no_number_is_cut),
        cmocka_unit_test(as_many_lines_as_the_terminal_has),
        cmocka_unit_test(a_renewal_blanks_nothing_that_it_does_not_write),
        cmocka_unit_test(a_renewal_is_one_write),
        cmocka_unit_test(a_sentence_stays_above_and_breaks_between_words),
        cmocka_unit_test(names_are_data),
        cmocka_unit_test(colours_only_where_they_are_wanted),
        cmocka_unit_test(only_a_terminal_that_can_go_back_gets_live_lines),
        cmocka_unit_test(whoever_ends_it_finds_a_clean_terminal),
        cmocka_unit_test(with_a_tick_behind_it_a_hasty_step_waits),
        cmocka_unit_test(a_log_file_gets_plain_lines_now_and_then),
        cmocka_unit_test(quiet_lets_only_important_sentences_through),
        cmocka_unit_test(the_time_that_remains_follows_the_pace_so_far),
        cmocka_unit_test(what_is_passed_over_does_not_count_for_the_pace),
        cmocka_unit_test(a_part_that_nobody_knows_the_length_of_promises_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
