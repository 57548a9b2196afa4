/* A run that was cut off keeps what ended, and nothing else. */
#include "tests/made_store.h"

static void resuming_keeps_what_ended_byte_for_byte_and_drops_the_rest(void **state)
{
    struct store store;
    struct rows ended = {0};
    struct error e = {0};
    char *folder = create(*state, &store);

    append_invocation(&store, 0, 0);
    append_invocation(&store, 0, 1);
    append_invocation(&store, 1, 10);
    char *whole = content(folder, "samples.csv.partial");
    append(&store, 11, 0, "warmup"); /* another position than 1/10 */
    append(&store, 11, 0, "measure");
    store_close(&store);

    assert_int_equal(store_resume(&store, folder, count_row, &ended, &e), 0);
    assert_string_equal(ended.positions, "0/0 0/1 1/10 ");
    char *kept = content(folder, "samples.csv.partial");
    assert_string_equal(kept, whole);
    assert_int_equal(file_count(folder), 1); /* no helper file stays */

    append_invocation(&store, 11, 0);
    assert_int_equal(store_finish(&store, &e), 0);
    store_close(&store);
    assert_rows(folder, "samples.csv", 12);
    free(kept);
    free(whole);
    free(folder);
}

/* Killed at any byte of its last invocation. */
static void a_file_cut_off_anywhere_resumes_with_the_invocations_that_ended(void **state)
{
    struct store store;
    struct error e = {0};
    char *folder = create(*state, &store);

    append_invocation(&store, 0, 0);
    char *first = content(folder, "samples.csv.partial");
    append_invocation(&store, 0, 1);
    store_close(&store);
    char *both = content(folder, "samples.csv.partial");

    for (size_t cut = 0; cut <= strlen(both) - strlen(first); cut++) {
        struct rows ended = {0};
        file_write_bytes(*state, "/run/samples.csv.partial", both, strlen(both) - cut);
        if (store_resume(&store, folder, count_row, &ended, &e) != 0)
            fail_msg("%zu bytes cut off: %s", cut, e.text);
        store_close(&store);
        char *kept = content(folder, "samples.csv.partial");
        assert_string_equal(kept, cut ? first : both);
        assert_int_equal(ended.count, cut ? 1 : 2);
        free(kept);
    }
    free(first);
    free(both);
    free(folder);
}

static void a_run_that_was_killed_in_its_first_line_begins_again(void **state)
{
    static const char *const starts[] = {"", "sche", "schema,run,block"};
    struct store store;
    struct error e = {0};
    char *folder = file_path(*state, "/run");

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct rows ended = {0};
        fake_root_write(*state, "/run/samples.csv.partial", starts[i]);
        assert_int_equal(store_resume(&store, folder, count_row, &ended, &e), 0);
        assert_int_equal(ended.count, 0);
        append_invocation(&store, 0, 0);
        store_close(&store);
        assert_rows(folder, "samples.csv.partial", 3);
    }
    free(folder);
}

static void there_is_nothing_to_resume_in_a_complete_run_or_an_empty_folder(void **state)
{
    const struct fake_root *root = *state;
    struct store store;
    struct error e = {0};
    char *folder = create(root, &store), *nowhere = file_path(root, "/nowhere");

    append_invocation(&store, 0, 0);
    assert_int_equal(store_finish(&store, &e), 0);
    store_close(&store);
    char *before = content(folder, "samples.csv");
    assert_resume_refused(folder, "complete; nothing to resume");
    assert_resume_refused(root->path, "no run to resume");
    assert_resume_refused(nowhere, "no run to resume");
    char *after = content(folder, "samples.csv");
    assert_string_equal(after, before);
    assert_int_equal(file_count(folder), 1);
    free(before);
    free(after);
    free(folder);
    free(nowhere);
}

static void a_resume_that_fails_leaves_the_old_file_as_it_was(void **state)
{
    const struct fake_root *root = *state;
    struct store store;
    struct rows refusing = {.fail = "not in the plan"};
    struct error e = {0};
    char *folder = create(root, &store);

    append_invocation(&store, 0, 0);
    append_invocation(&store, 0, 1);
    store_close(&store);
    char *before = content(folder, "samples.csv.partial");

    assert_int_equal(store_resume(&store, folder, count_row, &refusing, &e), -1);
    assert_string_equal(e.text, "not in the plan");
    store_close(&store);

    limit_files(strlen(before) - 1); /* no room for the copy */
    assert_resume_refused(folder, "File too large");
    limit_files(SIZE_MAX);

    char *after = content(folder, "samples.csv.partial");
    assert_string_equal(after, before);
    assert_int_equal(file_count(folder), 1);
    free(after);

    char *broken = text_format("%snot,a,row\n%s", before, strchr(before, '\n') + 1);
    fake_root_write(root, "/run/samples.csv.partial", broken);
    assert_resume_refused(folder, "samples.csv.partial:"); /* and the line; not dropped in silence */
    after = content(folder, "samples.csv.partial");
    assert_string_equal(after, broken);
    free(after);
    free(broken);
    free(before);
    free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(resuming_keeps_what_ended_byte_for_byte_and_drops_the_rest),
        IN_A_FOLDER(a_file_cut_off_anywhere_resumes_with_the_invocations_that_ended),
        IN_A_FOLDER(a_run_that_was_killed_in_its_first_line_begins_again),
        IN_A_FOLDER(there_is_nothing_to_resume_in_a_complete_run_or_an_empty_folder),
        IN_A_FOLDER(a_resume_that_fails_leaves_the_old_file_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
