/* One runner process, whatever it does. The runners here are shell scripts: "$1" is the header of the rows,
 * "$2" a row, "$3" a path that is free for the test's use. */
#include "tests/unit.h"

#include "base/clock.h"
#include "session/child.h"
#include "tests/files.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define SECOND INT64_C(1000000000)
#define LONG   (600 * SECOND) /* a timeout that no test waits for */
#define SOON   (60 * SECOND)  /* what "at once" may take on a busy machine */

struct rows {
    size_t count;
    int64_t last;     /* the order column of the last row */
    const char *file; /* to be made when the first row is here */
    const char *fail;
    useconds_t pause_us; /* what storing a row takes */
};

static int take_row(void *context, const struct sample *row, size_t line, struct error *e)
{
    struct rows *rows = context;

    (void)line;
    if (rows->fail)
        return error_set(e, "%s", rows->fail);
    if (rows->count++ == 0 && rows->file)
        close(open(rows->file, O_CREAT | O_WRONLY | O_CLOEXEC, 0666));
    rows->last = row->order;
    if (rows->pause_us)
        usleep(rows->pause_us);
    return 0;
}

static char *text_of_row(bool header)
{
    struct sample row = sample_empty();
    char *text = NULL;
    size_t length;
    FILE *to = open_memstream(&text, &length);

    row.order = 42;
    row.phase = "measure";
    row.detail = "a row like any other, with a detail";
    if (!to || (header ? sample_write_header(to) : sample_write(to, &row)) < 0 || fclose(to) != 0)
        abort();
    text[length - 1] = '\0'; /* the newline: printf and echo put it back */
    return text;
}

static struct child_signals signals;
static struct child_outcome outcome;
static struct error error;

static int run_one(char *const argv[], int64_t timeout_ns, struct rows *rows)
{
    struct child child = {.argv = argv, .timeout_ns = timeout_ns, .on_row = take_row, .context = rows};
    int result = child_run(&child, 1, &signals, &error);

    outcome = child.outcome;
    return result;
}

/* Runs the script. Whatever happens in it: afterwards we have no child, and as many open files as before. */
static int run(const char *script, const char *path, int64_t timeout_ns, struct rows *rows)
{
    char *header = text_of_row(true), *row = text_of_row(false);
    char *argv[] = {"/bin/sh", "-c", (char *)(uintptr_t)script, "runner",
                    header,    row,  (char *)(uintptr_t)path,   NULL};
    struct rows none = {0};
    int files = file_count("/proc/self/fd");
    int64_t start = clock_now_ns();

    error = (struct error){0};
    int result = run_one(argv, timeout_ns, rows ? rows : &none);
    assert_true(clock_now_ns() - start < SOON);
    assert_int_equal(file_count("/proc/self/fd"), files);
    free(header);
    free(row);
    return result;
}

static void assert_no_child(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

/* The runner's own children became ours when it died, and die a moment after it. */
static void assert_orphans_end(void)
{
    int64_t start = clock_now_ns();
    pid_t reaped;

    while ((reaped = waitpid(-1, NULL, WNOHANG)) >= 0 && clock_now_ns() - start < SOON)
        usleep(reaped ? 0 : 10000);
    assert_int_equal(reaped, -1);
}

/* The process whose id stands in the file has come to an end. It is the runner's child, and ours since its
 * parent died (see main), unless that one lived to reap it. */
static void assert_killed(const char *path)
{
    int64_t start = clock_now_ns();
    char *text = file_read(path);
    pid_t pid, reaped;

    assert_non_null(text);
    pid = (pid_t)atoi(text);
    free(text);
    assert_true(pid > 1);
    while ((reaped = waitpid(pid, NULL, WNOHANG)) == 0 && clock_now_ns() - start < SOON)
        usleep(10000);
    if (reaped == 0) {
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        fail_msg("process %d was left behind", (int)pid);
    }
    assert_int_equal(kill(pid, 0), -1);
}

static void rows_arrive_as_they_come(void **state)
{
    char *seen = file_path(*state, "/seen");
    struct rows rows = {.file = seen};

    /* The second row comes only after we have had the first. */
    assert_int_equal(run("printf '%s\\n%s\\n' \"$1\" \"$2\" >&3; until test -e \"$3\"; do sleep 0.02; done; "
                         "echo \"$2\" >&3",
                         seen, SOON, &rows),
                     0);
    assert_int_equal(outcome.end, CHILD_EXITED);
    assert_int_equal(rows.count, 2);
    assert_int_equal(rows.last, 42);
    assert_no_child();
    free(seen);
}

static void all_rows_are_taken_however_soon_it_ends(void **state)
{
    struct rows rows = {0};

    (void)state;
    assert_int_equal(run("echo \"$1\" >&3; yes \"$2\" | head -n 20000 >&3", NULL, LONG, &rows), 0);
    assert_int_equal(outcome.end, CHILD_EXITED);
    assert_int_equal(rows.count, 20000);
    assert_no_child();
}

static void how_it_ended_comes_back(void **state)
{
    (void)state;
    assert_int_equal(run("exit 0", NULL, LONG, NULL), 0);
    assert_int_equal(outcome.end, CHILD_EXITED);
    assert_int_equal(outcome.code, 0);
    assert_int_equal(run("exit 77", NULL, LONG, NULL), 0);
    assert_int_equal(outcome.end, CHILD_EXITED);
    assert_int_equal(outcome.code, 77);
    assert_int_equal(run("kill -SEGV $$", NULL, LONG, NULL), 0);
    assert_int_equal(outcome.end, CHILD_SIGNALLED);
    assert_int_equal(outcome.code, SIGSEGV);
    assert_int_equal(run("kill -KILL $$", NULL, LONG, NULL), 0);
    assert_int_equal(outcome.end, CHILD_SIGNALLED);
    assert_int_equal(outcome.code, SIGKILL);
    assert_no_child();
}

static void what_cannot_be_executed_says_so_in_its_last_words(void **state)
{
    char *argv[] = {"/nowhere/runner", NULL};
    struct rows none = {0};

    (void)state;
    assert_int_equal(run_one(argv, LONG, &none), 0);
    assert_int_equal(outcome.end, CHILD_EXITED);
    assert_int_equal(outcome.code, 127);
    assert_string_equal(outcome.tail, "/nowhere/runner: No such file or directory\n");
    assert_no_child();
}

static void a_runner_that_hangs_is_killed_with_all_that_it_started(void **state)
{
    char *pid = file_path(*state, "/pid");

    assert_int_equal(run("sleep 1000 & echo $! > \"$3\"; sleep 1000", pid, SECOND, NULL), 0);
    assert_int_equal(outcome.end, CHILD_TIMED_OUT);
    assert_killed(pid);
    assert_orphans_end();
    free(pid);
}

static void what_a_runner_leaves_behind_is_killed_too(void **state)
{
    char *pid = file_path(*state, "/pid");

    assert_int_equal(run("sleep 1000 & echo $! > \"$3\"", pid, LONG, NULL), 0);
    assert_int_equal(outcome.end, CHILD_EXITED);
    assert_int_equal(outcome.code, 0);
    assert_killed(pid);
    assert_no_child();
    free(pid);
}

static void a_hanging_runner_may_say_its_last_words(void **state)
{
    (void)state;
    /* SIGABRT, on which Python prints its stacks, comes before SIGKILL. */
    assert_int_equal(
        run("trap 'echo last words; exit 0' ABRT; while :; do sleep 0.05; done", NULL, SECOND / 2, NULL), 0);
    assert_int_equal(outcome.end, CHILD_TIMED_OUT);
    assert_non_null(strstr(outcome.tail, "last words\n"));
    /* One that will not hear is killed all the same. */
    assert_int_equal(run("trap '' ABRT; echo ready; while :; do sleep 0.05; done", NULL, SECOND / 2, NULL),
                     0);
    assert_int_equal(outcome.end, CHILD_TIMED_OUT);
    assert_orphans_end();
}

static void a_runner_that_talks_without_end_does_not_outlive_its_deadline(void **state)
{
    struct rows rows = {.pause_us = 100}; /* so that the pipe is never empty */

    (void)state;
    assert_int_equal(run("exec yes", NULL, SECOND / 5, NULL), 0);
    assert_int_equal(outcome.end, CHILD_TIMED_OUT);
    assert_int_equal(run("echo \"$1\" >&3; exec yes \"$2\" >&3", NULL, SECOND / 5, &rows), 0);
    assert_int_equal(outcome.end, CHILD_TIMED_OUT);
    assert_no_child();
}

static void ten_megabytes_of_print_block_nobody_and_the_tail_is_kept(void **state)
{
    (void)state;
    assert_int_equal(run("head -c 10000000 /dev/zero | tr '\\0' x; echo out; echo err >&2", NULL, LONG, NULL),
                     0);
    assert_int_equal(outcome.end, CHILD_EXITED);
    assert_int_equal(outcome.code, 0);
    assert_int_equal(strlen(outcome.tail), CHILD_TAIL);
    assert_string_equal(outcome.tail + CHILD_TAIL - 9, "xout\nerr\n");
    assert_int_equal(run("printf 'a\\0b'", NULL, LONG, NULL), 0); /* a C string for the log */
    assert_string_equal(outcome.tail, "a b");
    assert_no_child();
}

static void the_tail_is_right_at_every_size_of_a_print(void **state)
{
    static const int sizes[] = {CHILD_TAIL - 101, CHILD_TAIL - 100, CHILD_TAIL, CHILD_TAIL + 1,
                                3 * CHILD_TAIL};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *script = text_format("printf a; printf '%%0%dd' 7; sleep 0.02; printf '%%0100d' 8", sizes[i]);
        assert_int_equal(run(script, NULL, LONG, NULL), 0);
        assert_int_equal(strlen(outcome.tail), CHILD_TAIL);
        assert_int_equal(outcome.tail[CHILD_TAIL - 1], '8');
        assert_int_equal(outcome.tail[CHILD_TAIL - 101], '7');
        assert_int_equal(outcome.tail[0], i == 0 ? 'a' : '0');
        free(script);
    }
}

static void a_grandchild_that_holds_the_pipes_does_not_keep_us(void **state)
{
    char *pid = file_path(*state, "/pid");
    struct rows rows = {0};

    /* In a session of its own it escapes the group; it keeps standard output and the rows open. */
    assert_int_equal(
        run("setsid sleep 1000 & echo $! > \"$3\"; printf '%s\\n%s\\n' \"$1\" \"$2\" >&3; echo words", pid,
            LONG, &rows),
        0);
    assert_int_equal(outcome.end, CHILD_EXITED);
    assert_int_equal(rows.count, 1);
    assert_string_equal(outcome.tail, "words\n");
    char *text = file_read(pid);
    kill((pid_t)atoi(text), SIGKILL);
    assert_killed(pid);
    assert_no_child();
    free(text);
    free(pid);
}

static void rows_that_are_no_rows_are_an_error_and_the_end_of_the_runner(void **state)
{
    char *pid = file_path(*state, "/pid");

    (void)state;
    assert_int_equal(run("echo $$ > \"$3\"; echo garbage >&3; exec sleep 1000", pid, LONG, NULL), -1);
    assert_non_null(strstr(error.text, "the runner's rows:1: "));
    assert_no_child();
    assert_int_equal(run("printf '%s\\n1,2,3\\n' \"$1\" >&3; exec sleep 1000", pid, LONG, NULL), -1);
    assert_non_null(strstr(error.text, "the runner's rows:2: "));
    assert_no_child();
    free(pid);
}

static void a_row_that_we_cannot_store_is_an_error_and_the_end_of_the_runner(void **state)
{
    struct rows rows = {.fail = "the disk is full"};

    (void)state;
    assert_int_equal(run("printf '%s\\n%s\\n' \"$1\" \"$2\" >&3; exec sleep 1000", NULL, LONG, &rows), -1);
    assert_string_equal(error.text, "the disk is full");
    assert_no_child();
}

static void a_runner_that_crashes_inside_a_row_is_no_error_of_ours(void **state)
{
    struct rows rows = {0};

    (void)state;
    assert_int_equal(run("printf '%s\\n%s\\n1,\"half' \"$1\" \"$2\" >&3; kill -SEGV $$", NULL, LONG, &rows),
                     0);
    assert_int_equal(outcome.end, CHILD_SIGNALLED);
    assert_int_equal(rows.count, 1);
    assert_no_child();
}

static void a_signal_to_us_ends_the_runner(void **state)
{
    static const struct {
        int number;
        const char *script;
    } cases[] = {{SIGINT, "kill -INT $PPID; exec sleep 1000"},
                 {SIGTERM, "kill -TERM $PPID; exec sleep 1000"},
                 {SIGHUP, "kill -HUP $PPID; exec sleep 1000"}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(run(cases[i].script, NULL, LONG, NULL), 0);
        assert_int_equal(outcome.end, CHILD_INTERRUPTED);
        assert_int_equal(signals.received, cases[i].number);
        assert_int_equal(run("exit 0", NULL, LONG, NULL), 0); /* it is used up */
        assert_int_equal(outcome.end, CHILD_EXITED);
        assert_int_equal(signals.received, 0);
    }
    assert_no_child();
}

static void a_signal_between_two_runners_ends_the_next(void **state)
{
    (void)state;
    kill(getpid(), SIGTERM);
    assert_int_equal(run("sleep 1000", NULL, LONG, NULL), 0);
    assert_int_equal(outcome.end, CHILD_INTERRUPTED);
    assert_int_equal(signals.received, SIGTERM);
    assert_orphans_end();
}

static void a_runner_starts_in_a_clean_world(void **state)
{
    (void)state;
    /* Our blocked signals are not its own. */
    assert_int_equal(run("kill -TERM $$; sleep 1", NULL, LONG, NULL), 0);
    assert_int_equal(outcome.end, CHILD_SIGNALLED);
    assert_int_equal(outcome.code, SIGTERM);
    struct rlimit cores;
    getrlimit(RLIMIT_CORE, &cores);
    cores.rlim_cur = cores.rlim_max; /* where we may have core files, it may not */
    setrlimit(RLIMIT_CORE, &cores);
    /* Nothing to read, a group of its own, no core files, first in line when memory runs out. */
    assert_int_equal(run("cat; ulimit -c; cat /proc/self/oom_score_adj; read -r pid name state parent group "
                         "rest < /proc/$$/stat; test $group = $$ && echo own",
                         NULL, LONG, NULL),
                     0);
    assert_string_equal(outcome.tail, "0\n1000\nown\n");
    /* Standard streams and the rows, and no other file of ours. */
    for (int fd = 3; fd < 1024; fd++) /* what our own parent left open would be inherited */
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    assert_int_equal(run("ls /proc/$$/fd; true", NULL, LONG, NULL), 0);
    assert_string_equal(outcome.tail, "0\n1\n2\n3\n");
    assert_no_child();
}

static void arguments_are_data(void **state)
{
    char *argv[] = {"/bin/echo", "$(id)", "a b", "; true", "*", NULL};
    struct rows none = {0};

    (void)state;
    assert_int_equal(run_one(argv, LONG, &none), 0);
    assert_string_equal(outcome.tail, "$(id) a b ; true *\n");
}

/* However we end, even by SIGKILL. */
static void a_runner_dies_with_its_driver(void **state)
{
    char *path = file_path(*state, "/pid");
    int64_t start = clock_now_ns();
    pid_t driver = fork();

    if (driver == 0) {
        run("echo $$ > \"$3.new\"; mv \"$3.new\" \"$3\"; exec sleep 1000", path, LONG, NULL);
        _exit(0);
    }
    while (access(path, F_OK) != 0 && clock_now_ns() - start < SOON)
        usleep(10000);
    kill(driver, SIGKILL);
    assert_int_equal(waitpid(driver, NULL, 0), driver);
    assert_killed(path);
    assert_orphans_end(); /* the mv that made the file may be on its way out */
    free(path);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, fake_root_make, fake_root_remove)

static void note_tick(void *context)
{
    ++*(int *)context;
}

static void somebody_may_look_once_a_second(void **state)
{
    int ticks = 0;

    (void)state;
    signals.meanwhile = note_tick;
    signals.context = &ticks;
    assert_int_equal(run("sleep 1.2", "", SOON, NULL), 0);
    assert_in_range(ticks, 1, 60);
    ticks = 0;
    signals.meanwhile = NULL;
    assert_int_equal(run("sleep 1.2", "", SOON, NULL), 0);
    assert_int_equal(ticks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(rows_arrive_as_they_come),
        cmocka_unit_test(all_rows_are_taken_however_soon_it_ends),
        cmocka_unit_test(how_it_ended_comes_back),
        cmocka_unit_test(what_cannot_be_executed_says_so_in_its_last_words),
        IN_A_FOLDER(a_runner_that_hangs_is_killed_with_all_that_it_started),
        IN_A_FOLDER(what_a_runner_leaves_behind_is_killed_too),
        cmocka_unit_test(a_hanging_runner_may_say_its_last_words),
        cmocka_unit_test(a_runner_that_talks_without_end_does_not_outlive_its_deadline),
        cmocka_unit_test(ten_megabytes_of_print_block_nobody_and_the_tail_is_kept),
        cmocka_unit_test(the_tail_is_right_at_every_size_of_a_print),
        IN_A_FOLDER(a_grandchild_that_holds_the_pipes_does_not_keep_us),
        IN_A_FOLDER(rows_that_are_no_rows_are_an_error_and_the_end_of_the_runner),
        cmocka_unit_test(a_row_that_we_cannot_store_is_an_error_and_the_end_of_the_runner),
        cmocka_unit_test(a_runner_that_crashes_inside_a_row_is_no_error_of_ours),
        cmocka_unit_test(a_signal_to_us_ends_the_runner),
        cmocka_unit_test(a_signal_between_two_runners_ends_the_next),
        cmocka_unit_test(a_runner_starts_in_a_clean_world),
        cmocka_unit_test(arguments_are_data),
        IN_A_FOLDER(a_runner_dies_with_its_driver),
        cmocka_unit_test(somebody_may_look_once_a_second),
    };
    alarm(250); /* against hanging here: SIGTERM, which others would end us with, is one that we hold back */
    prctl(PR_SET_CHILD_SUBREAPER, 1); /* so that we can see how grandchildren end */
    if (child_signals_open(&signals, &error) < 0)
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    child_signals_close(&signals);
    return failed;
}
