/* A helper program's answer arrives whole, its failures as sentences, and nothing of it outlives its
 * deadline. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/process.h"

#define SECOND INT64_C(1000000000)

static int shell(const char *script, int64_t timeout_ns, char **out, int *exit_code, struct error *e)
{
    char *argv[] = {"sh", "-c", (char *)(uintptr_t)script, NULL};
    return process_run(argv, timeout_ns, out, exit_code, e);
}

static void test_output_and_exit_code_come_back(void **state)
{
    (void)state;
    struct error e;
    char *out;
    int code;

    assert_int_equal(shell("echo one; echo two", 10 * SECOND, &out, &code, &e), 0);
    assert_string_equal(out, "one\ntwo\n");
    assert_int_equal(code, 0);
    free(out);
    assert_int_equal(shell("true", 10 * SECOND, &out, NULL, &e), 0);
    assert_string_equal(out, "");
    free(out);
}

static void test_arguments_are_data(void **state)
{
    (void)state;
    char *argv[] = {"printf", "%s|", "$(id)", "a b", "; rm", NULL};
    struct error e;
    char *out;

    assert_int_equal(process_run(argv, 10 * SECOND, &out, NULL, &e), 0);
    assert_string_equal(out, "$(id)|a b|; rm|");
    free(out);
}

static void test_standard_input_is_empty(void **state)
{
    (void)state;
    char *argv[] = {"cat", NULL};
    struct error e;
    char *out;

    assert_int_equal(process_run(argv, 10 * SECOND, &out, NULL, &e), 0);
    assert_string_equal(out, "");
    free(out);
}

static void test_a_failure_is_told_by_the_last_line_of_standard_error(void **state)
{
    (void)state;
    struct error e;
    char *out;
    int code;

    assert_int_equal(
        shell("echo kept; echo noise >&2; echo 'the reason' >&2; exit 7", 10 * SECOND, &out, &code, &e), -1);
    assert_string_equal(out, "kept\n");
    assert_string_equal(e.text, "the reason");
    assert_int_equal(code, 7);
    free(out);
    assert_int_equal(shell("exit 7", 10 * SECOND, &out, &code, &e), -1);
    assert_string_equal(e.text, "sh ended with exit code 7");
    free(out);
    assert_int_equal(
        shell("yes noise | head -n 5000 >&2; echo 'at last' >&2; exit 1", 10 * SECOND, &out, &code, &e), -1);
    assert_string_equal(e.text, "at last");
    free(out);
}

static void test_a_missing_program_is_named(void **state)
{
    (void)state;
    char *argv[] = {"/nowhere/python3", NULL};
    struct error e;
    char *out;
    int code;

    assert_int_equal(process_run(argv, SECOND, &out, &code, &e), -1);
    assert_null(out);
    assert_int_equal(code, -1);
    assert_int_equal(e.status, EXIT_MISSING);
    assert_non_null(strstr(e.text, "/nowhere/python3: No such file"));
}

static void test_a_signal_is_named(void **state)
{
    (void)state;
    struct error e;
    char *out;
    int code;

    assert_int_equal(shell("kill -SEGV $$", 10 * SECOND, &out, &code, &e), -1);
    assert_int_equal(code, -1);
    assert_non_null(strstr(e.text, "signal 11"));
    free(out);
}

static void test_a_hanging_program_is_killed_with_its_children(void **state)
{
    (void)state;
    struct error e;
    char *out;
    int code;

    int64_t began = clock_now_ns();
    assert_int_equal(shell("sleep 60 & echo $!; wait", SECOND / 5, &out, &code, &e), -1);
    assert_true(clock_now_ns() - began < 5 * SECOND);
    assert_int_equal(code, -1);
    assert_string_equal(e.text, "sh did not finish within 200 ms");
    pid_t sleeper = (pid_t)atoi(out);
    assert_true(sleeper > 1);
    for (int i = 0; i < 500 && kill(sleeper, 0) == 0; i++)
        usleep(10000); /* until init has reaped it */
    assert_int_equal(kill(sleeper, 0), -1);
    free(out);
}

static void test_a_left_behind_child_does_not_hold_up(void **state)
{
    (void)state;
    struct error e;
    char *out;

    int64_t began = clock_now_ns();
    assert_int_equal(shell("sleep 60 & echo $!", 30 * SECOND, &out, NULL, &e), 0);
    assert_true(clock_now_ns() - began < 10 * SECOND);
    kill((pid_t)atoi(out), SIGKILL);
    free(out);
}

static void test_a_flood_is_read_and_cut(void **state)
{
    (void)state;
    struct error e;
    char *out;

    assert_int_equal(shell("head -c 3000000 /dev/zero | tr '\\0' x", 30 * SECOND, &out, NULL, &e), 0);
    assert_int_equal(strlen(out), 1024 * 1024);
    free(out);
}

static void test_ignored_and_blocked_signals_are_not_inherited(void **state)
{
    (void)state;
    struct error e;
    char *out;
    sigset_t term, before;

    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, &before);
    void (*was)(int) = signal(SIGPIPE, SIG_IGN);
    assert_int_equal(shell("kill -PIPE $$", 10 * SECOND, &out, NULL, &e), -1);
    assert_non_null(strstr(e.text, "signal 13"));
    free(out);
    assert_int_equal(shell("kill -TERM $$", 10 * SECOND, &out, NULL, &e), -1);
    assert_non_null(strstr(e.text, "signal 15"));
    free(out);
    signal(SIGPIPE, was);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

struct heard {
    char text[64];
    int ticks;
};

static void hear_line(void *context, const char *line)
{
    struct heard *heard = context;
    size_t length = strlen(heard->text);
    snprintf(heard->text + length, sizeof heard->text - length, "%.20s|", line);
}

static void hear_tick(void *context)
{
    ((struct heard *)context)->ticks++;
}

static int watch(const char *script, int stop_fd, struct heard *heard, char **errors, int *code,
                 struct error *e)
{
    char *argv[] = {"sh", "-c", (char *)(uintptr_t)script, NULL};
    const struct process_watcher watcher = {stop_fd, hear_line, hear_tick, heard};

    *heard = (struct heard){0};
    return process_watch(argv, 30 * SECOND, &watcher, errors, code, e);
}

static void test_a_watched_program_is_heard_line_by_line(void **state)
{
    (void)state;
    struct heard heard;
    struct error e;
    char *errors;
    int code;

    assert_int_equal(watch("echo one; printf 'tw'; sleep 0.5; printf 'o\\r\\nthree\\nrest'", -1, &heard,
                           &errors, &code, &e),
                     0);
    assert_string_equal(heard.text, "one|two|three|");
    assert_true(heard.ticks >= 2);
    assert_string_equal(errors, "");
    free(errors);
    assert_int_equal(watch("echo a >&2; echo b >&2; exit 7", -1, &heard, &errors, &code, &e), -1);
    assert_int_equal(code, 7);
    assert_non_null(strstr(errors, "a\nb"));
    assert_string_equal(e.text, "b");
    free(errors);
    assert_int_equal(watch("head -c 3000000 /dev/zero | tr '\\0' x; echo", -1, &heard, &errors, &code, &e),
                     0);
    assert_int_equal(strlen(heard.text), 21);
    free(errors);
}

static void test_a_watched_program_is_stopped_with_its_children(void **state)
{
    (void)state;
    struct heard heard;
    struct error e;
    char *errors;
    int code, ends[2];

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "x", 1), 1);
    int64_t began = clock_now_ns();
    assert_int_equal(watch("sleep 60 & echo $!; wait", ends[0], &heard, &errors, &code, &e), -1);
    assert_true(clock_now_ns() - began < 10 * SECOND);
    assert_int_equal(code, -1);
    assert_non_null(strstr(e.text, "was stopped"));
    free(errors);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_output_and_exit_code_come_back),
        cmocka_unit_test(test_arguments_are_data),
        cmocka_unit_test(test_standard_input_is_empty),
        cmocka_unit_test(test_a_failure_is_told_by_the_last_line_of_standard_error),
        cmocka_unit_test(test_a_missing_program_is_named),
        cmocka_unit_test(test_a_signal_is_named),
        cmocka_unit_test(test_a_hanging_program_is_killed_with_its_children),
        cmocka_unit_test(test_a_left_behind_child_does_not_hold_up),
        cmocka_unit_test(test_a_flood_is_read_and_cut),
        cmocka_unit_test(test_a_watched_program_is_heard_line_by_line),
        cmocka_unit_test(test_a_watched_program_is_stopped_with_its_children),
        cmocka_unit_test(test_ignored_and_blocked_signals_are_not_inherited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
