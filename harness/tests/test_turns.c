/* Several runners in turns: shell scripts that write their letter into one file whenever it is their turn. "$1" is the file, "$2" the letter. */
#include "tests/unit.h"

#include "base/clock.h"
#include "session/child.h"
#include "tests/files.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)
#define LONG   (600 * SECOND)

#define TURN "head -c 1 <&4 >/dev/null; printf \"$2\" >> \"$1\"; "
#define DONE "printf x >&4; "

static struct child_signals signals;

static int take_row(void *context, const struct sample *row, size_t line, struct error *e)
{
    (void)context;
    (void)row;
    (void)line;
    (void)e;
    return 0;
}

/* Runs one script a letter; returns what stands in the file then. */
static char *run(const struct fake_root *folder, const char *letters, const char *const *scripts,
                 const int64_t *timeouts, struct child_outcome *outcomes)
{
    char *path = file_path(folder, "/letters");
    size_t count = strlen(letters);
    struct child children[4];
    char names[4][2];
    char *argv[4][7];
    struct error e = {0};

    for (size_t i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "%c", letters[i]);
        char *words[] = {"/bin/sh", "-c", (char *)(uintptr_t)scripts[i], "runner", path, names[i], NULL};
        memcpy(argv[i], words, sizeof words);
        children[i] = (struct child){.argv = argv[i], .timeout_ns = timeouts[i], .on_row = take_row};
    }
    assert_int_equal(child_run(children, count, &signals, &e), 0);
    for (size_t i = 0; i < count; i++)
        outcomes[i] = children[i].outcome;
    char *text = file_read(path);
    free(path);
    return text;
}

static void turns_go_round(void **state)
{
    static const char script[] = TURN DONE TURN DONE TURN;
    const char *const scripts[] = {script, script, script};
    const int64_t timeouts[] = {LONG, LONG, LONG};
    struct child_outcome outcomes[3];
    char *text = run(*state, "abc", scripts, timeouts, outcomes);

    assert_string_equal(text, "abcabcabc");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(outcomes[i].end, CHILD_EXITED);
        assert_int_equal(outcomes[i].code, 0);
    }
    free(text);
}

static void one_that_dies_hands_on_its_turn(void **state)
{
    const char *const scripts[] = {TURN DONE TURN DONE TURN, TURN DONE TURN "kill -9 $$",
                                   TURN DONE TURN DONE TURN};
    const int64_t timeouts[] = {LONG, LONG, LONG};
    struct child_outcome outcomes[3];
    char *text = run(*state, "abc", scripts, timeouts, outcomes);

    assert_string_equal(text, "abcabcac");
    assert_int_equal(outcomes[0].end, CHILD_EXITED);
    assert_int_equal(outcomes[1].end, CHILD_SIGNALLED);
    assert_int_equal(outcomes[1].code, SIGKILL);
    assert_int_equal(outcomes[2].end, CHILD_EXITED);
    free(text);
}

/* Its time runs only while it has the turn, and so does the others'. */
static void one_that_keeps_its_turn_is_ended_alone(void **state)
{
    const char *const scripts[] = {TURN DONE TURN, TURN "exec sleep 1000", TURN DONE TURN};
    const int64_t timeouts[] = {SECOND, 2 * SECOND, SECOND};
    struct child_outcome outcomes[3];
    char *text = run(*state, "abc", scripts, timeouts, outcomes);

    assert_string_equal(text, "abcac");
    assert_int_equal(outcomes[0].end, CHILD_EXITED);
    assert_int_equal(outcomes[1].end, CHILD_TIMED_OUT);
    assert_int_equal(outcomes[2].end, CHILD_EXITED);
    free(text);
}

static void one_alone_needs_no_turn(void **state)
{
    const char *const scripts[] = {"printf \"$2\" > \"$1\"; test ! -e /proc/self/fd/4"};
    const int64_t timeouts[] = {LONG};
    struct child_outcome outcomes[1];
    char *text = run(*state, "a", scripts, timeouts, outcomes);

    assert_string_equal(text, "a");
    assert_int_equal(outcomes[0].code, 0);
    free(text);
}

static void a_signal_ends_all(void **state)
{
    char *path = file_path(*state, "/letters");
    char *waits[] = {"/bin/sh", "-c", TURN "exec sleep 1000", "runner", path, "a", NULL};
    char *rests[] = {"/bin/sh", "-c", TURN, "runner", path, "b", NULL};
    struct child children[] = {{.argv = waits, .timeout_ns = LONG, .on_row = take_row},
                               {.argv = rests, .timeout_ns = LONG, .on_row = take_row}};
    struct error e = {0};

    kill(getpid(), SIGINT); /* held back until somebody polls */
    assert_int_equal(child_run(children, 2, &signals, &e), 0);
    assert_int_equal(signals.received, SIGINT);
    assert_int_equal(children[0].outcome.end, CHILD_INTERRUPTED);
    assert_int_equal(children[1].outcome.end, CHILD_INTERRUPTED);
    free(path);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, fake_root_make, fake_root_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(turns_go_round),
        IN_A_FOLDER(one_that_dies_hands_on_its_turn),
        IN_A_FOLDER(one_that_keeps_its_turn_is_ended_alone),
        IN_A_FOLDER(one_alone_needs_no_turn),
        IN_A_FOLDER(a_signal_ends_all),
    };
    struct error e;

    alarm(120);
    if (child_signals_open(&signals, &e) < 0)
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    child_signals_close(&signals);
    return failed;
}
