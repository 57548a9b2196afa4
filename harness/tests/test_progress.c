/* What a person sees on the terminal while a run goes on, and what a log file gets instead. */
#include "base/clock.h"
#include "tests/screen.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
