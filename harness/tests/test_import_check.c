/* What importing a library did, as the script says it and as the file keeps it. The script itself is tested by libraries.bats. */
#include "tests/unit.h"

#include "ecosystem/import_check.h"

#include <sys/stat.h>

#include "tests/files.h"

#define ANSWER(way, outcome, after, by)                                                                      \
    "{\"way\": \"" way "\", \"outcome\": \"" outcome                                                         \
    "\", \"detail\": \"why\", \"version\": \"1.0\", \"modules\": [\"m\"], "                                  \
    "\"gil_before\": false, \"gil_after\": " after ", \"enabled_by\": \"" by "\", \"compiled\": 3}"

/* A Python that says this, whatever it is asked. */
static char *fake_python(const struct fake_root *root, const char *says)
{
    char *text = text_format("#!/bin/sh\ncat <<'END'\n%s\nEND\n", says), *path = file_path(root, "/python");

    fake_root_write(root, "/python", text);
    chmod(path, 0755);
    free(text);
    return path;
}

static int ask(const struct fake_root *root, const char *says, struct import_check *check, struct error *e)
{
    const struct text_list none = {0};
    char *python = fake_python(root, says);
    const struct import_request request = {.root = root->path,
                                           .python = python,
                                           .library = "m",
                                           .workloads = &none,
                                           .deadline_ns = 1000000000,
                                           .stop_fd = -1};

    *check = (struct import_check){.build = text_format("ft"),
                                   .python = text_format("3.13.15"),
                                   .ft = true,
                                   .absent = text_format("%s", "")};
    int result = import_check_run(check, &request, e);
    free(python);
    return result;
}

static void each_way_gets_its_answer(void **state)
{
    struct import_check check;
    struct error e = {0};

    assert_int_equal(
        ask(*state, ANSWER("default", "ok", "true", "_old") "\n" ANSWER("gil off", "crashed", "null", ""),
            &check, &e),
        0);
    assert_string_equal(check.version, "1.0");
    assert_int_equal(check.ways[IMPORT_DEFAULT].outcome, IMPORT_OK);
    assert_int_equal(check.ways[IMPORT_DEFAULT].gil_before, 0);
    assert_int_equal(check.ways[IMPORT_DEFAULT].gil_after, 1);
    assert_string_equal(check.ways[IMPORT_DEFAULT].enabled_by, "_old");
    assert_int_equal(check.ways[IMPORT_DEFAULT].compiled, 3);
    assert_int_equal(check.ways[IMPORT_GIL_OFF].outcome, IMPORT_CRASHED);
    assert_int_equal(check.ways[IMPORT_GIL_OFF].gil_after, -1);
    assert_int_equal(check.ways[IMPORT_THREADS].outcome, IMPORT_NOT_ASKED);
    import_check_free(&check);
}

static void what_is_no_answer_is_an_error(void **state)
{
    static const char *const cases[] = {
        "",
        "hello",
        "[]",
        "{}",
        "{\"way\": \"default\"}",
        "{\"way\": \"default\", \"outcome\": \"\"}",
        "{\"way\": \"default\", \"outcome\": \"splendid\"}",
        "{\"way\": 3, \"outcome\": \"ok\"}",
        ANSWER("gil off", "ok", "false", ""),
        ANSWER("default", "ok", "false", "") "\n" ANSWER("default", "ok", "false", "")};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct import_check check;
        struct error e = {0};
        if (ask(*state, cases[i], &check, &e) == 0)
            fail_msg("taken: %s", cases[i]);
        assert_int_equal(e.status, EXIT_CELL_FAILED);
        import_check_free(&check);
    }
}

static void the_file_gives_back_what_was_written(void **state)
{
    const struct fake_root *root = *state;
    struct import_checks checks = {.date = text_format("2026-11-22T03:10:00+0000")}, again = {0};
    struct import_check check;
    struct error e = {0};
    char *path = file_path(root, "/imports.json");

    assert_int_equal(ask(root, ANSWER("default", "failed", "true", "a|b\\n\\u001b[31m"), &check, &e), 0);
    free(check.absent);
    check.absent = text_format("no wheel \xff here");
    import_checks_add(&checks, &check);
    FILE *to = fopen(path, "w");
    assert_int_equal(import_checks_write(to, &checks), 0);
    fclose(to);
    if (import_checks_read(&again, path, &e) < 0)
        fail_msg("%s", e.text);
    assert_string_equal(again.date, checks.date);
    const struct import_check *back = import_checks_find(&again, "ft");
    assert_non_null(back);
    assert_null(import_checks_find(&again, "gil"));
    assert_true(back->ft);
    assert_string_equal(back->absent, "no wheel \xef\xbf\xbd here");
    assert_string_equal(back->ways[IMPORT_DEFAULT].enabled_by, "a|b\n\x1b[31m");
    assert_string_equal(back->ways[IMPORT_DEFAULT].detail, "why");
    assert_int_equal(back->ways[IMPORT_COMPILED].outcome, IMPORT_NOT_ASKED);
    assert_string_equal(back->ways[IMPORT_COMPILED].enabled_by, "");
    import_checks_free(&checks);
    import_checks_free(&again);
    free(path);
}

static void a_file_that_is_none_is_refused_with_its_name(void **state)
{
    static const char *const cases[] = {
        "",
        "{",
        "[]",
        "{\"builds\": 3}",
        "{\"builds\": [{}]}",
        "{\"builds\": [{\"build\": \"ft\", \"ways\": []}]}",
        "{\"builds\": [{\"build\": \"ft\", \"ways\": [{\"way\": \"default\", \"outcome\": \"?\"}]}]}",
        "{\"builds\": [{\"ways\": [{\"way\": \"default\", \"outcome\": \"ok\"}]}]}"};
    char *path = file_path(*state, "/imports.json");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct import_checks checks = {0};
        struct error e = {0};
        fake_root_write(*state, "/imports.json", cases[i]);
        if (import_checks_read(&checks, path, &e) == 0)
            fail_msg("taken: %s", cases[i]);
        assert_int_equal(strncmp(e.text, path, strlen(path)), 0);
        import_checks_free(&checks);
    }
    free(path);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, fake_root_make, fake_root_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(each_way_gets_its_answer),
        IN_A_FOLDER(what_is_no_answer_is_an_error),
        IN_A_FOLDER(the_file_gives_back_what_was_written),
        IN_A_FOLDER(a_file_that_is_none_is_refused_with_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
