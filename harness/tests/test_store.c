/* Rows that were measured are never lost, and a file is never taken for more than it is. */
#include "tests/made_store.h"

#include <math.h>

static void every_row_is_in_the_file_as_soon_as_it_is_appended(void **state)
{
    struct store store;
    char *folder = create(*state, &store);

    assert_rows(folder, "samples.csv.partial", 0); /* the header alone */
    for (size_t i = 1; i <= 5; i++) {
        append(&store, 0, (int64_t)i, "measure");
        assert_rows(folder, "samples.csv.partial", i);
    }
    store_close(&store);
    free(folder);
}

static void a_short_row_after_a_long_one_has_nothing_of_it(void **state)
{
    struct store store;
    char *folder = create(*state, &store), detail[20000], *text;
    struct sample row = make_row(0, 0, "end");
    struct error e = {0};

    memset(detail, 'x', sizeof detail - 1);
    detail[sizeof detail - 1] = '\0';
    row.detail = detail;
    assert_int_equal(store_append(&store, &row, &e), 0);
    row.detail = "short";
    assert_int_equal(store_append(&store, &row, &e), 0);
    row.detail = detail;
    assert_int_equal(store_append(&store, &row, &e), 0);
    assert_rows(folder, "samples.csv.partial", 3);
    text = content(folder, "samples.csv.partial");
    assert_non_null(strstr(text, "\"short\""));
    free(text);
    store_close(&store);
    free(folder);
}

static void the_file_has_its_final_name_only_when_it_is_complete(void **state)
{
    struct store store;
    char *folder = create(*state, &store), *path;
    struct error e = {0};
    bool partial;

    append_invocation(&store, 0, 0);
    assert_true(file_is_there(folder, "samples.csv.partial"));
    assert_false(file_is_there(folder, "samples.csv"));
    assert_int_equal(store_find_samples(folder, &path, &partial, &e), 0);
    assert_true(partial);
    free(path);
    assert_int_equal(store_finish(&store, &e), 0);
    store_close(&store);
    assert_false(file_is_there(folder, "samples.csv.partial"));
    assert_rows(folder, "samples.csv", 3);
    assert_int_equal(store_find_samples(folder, &path, &partial, &e), 0);
    assert_false(partial);
    assert_non_null(strstr(path, "/run/samples.csv"));
    free(path);
    free(folder);
}

static void a_folder_without_samples_is_told_so(void **state)
{
    const struct fake_root *root = *state;
    struct error e = {0};
    char *path;
    bool partial;

    assert_int_equal(store_find_samples(root->path, &path, &partial, &e), -1);
    assert_null(path);
    assert_non_null(strstr(e.text, root->path));
    assert_non_null(strstr(e.text, "no samples.csv"));
}

static void a_folder_that_holds_samples_is_refused_and_untouched(void **state)
{
    static const char *const names[][2] = {{"samples.csv", "another --output"},
                                           {"samples.csv.partial", "--resume"}};
    const struct fake_root *root = *state;

    for (size_t i = 0; i < 2; i++) {
        char *name = text_format("/run%zu/%s", i, names[i][0]),
             *folder = text_format("%s/run%zu", root->path, i);
        struct store store;
        struct error e = {0};
        fake_root_write(root, name, "precious");
        assert_int_equal(store_create(&store, NULL, NULL, folder, &e), -1);
        store_close(&store);
        assert_non_null(strstr(e.text, names[i][1]));
        assert_non_null(strstr(e.text, folder));
        char *text = content(folder, names[i][0]);
        assert_string_equal(text, "precious");
        assert_int_equal(file_count(folder), 1);
        free(text);
        free(name);
        free(folder);
    }
}

static void two_runs_of_one_second_get_folders_of_their_own(void **state)
{
    char *base = file_path(*state, "/deep/results");
    struct store one, two;
    struct error e = {0};

    assert_int_equal(store_create(&one, base, "quick", NULL, &e), 0);
    assert_int_equal(store_create(&two, base, "quick", NULL, &e), 0);
    assert_string_not_equal(one.folder, two.folder);
    assert_int_equal(strncmp(one.folder, base, strlen(base)), 0);
    assert_non_null(strstr(one.run, "-quick"));
    assert_null(strchr(one.run, '/'));
    assert_int_equal(file_count(base), 2);
    store_close(&one);
    store_close(&two);
    free(base);
}

/* Shells put a slash behind the folder; the run column must not change when such a run is resumed. */
static void the_run_is_the_folders_name_with_or_without_a_slash_behind_it(void **state)
{
    struct store store;
    struct rows ended = {0};
    struct error e = {0};
    char *folder = create(*state, &store), *slashed = text_format("%s//", folder);

    assert_string_equal(store.run, "run");
    store_close(&store);
    assert_int_equal(store_resume(&store, slashed, count_row, &ended, &e), 0);
    assert_string_equal(store.run, "run");
    store_close(&store);
    free(folder);
    free(slashed);
}

static void a_full_disk_is_an_error_that_leaves_whole_rows_only(void **state)
{
    struct store store;
    struct error e = {0};
    char *folder = create(*state, &store);

    append(&store, 0, 0, "measure");
    char *before = content(folder, "samples.csv.partial");
    size_t size = strlen(before);
    for (size_t room = 0; room < 100; room += 33) {
        struct sample row = make_row(0, 1, "measure");
        limit_files(size + room);
        int result = store_append(&store, &row, &e);
        limit_files(SIZE_MAX);
        assert_int_equal(result, -1);
        assert_int_equal(e.status, EXIT_CELL_FAILED);
        assert_non_null(strstr(e.text, "/run/samples.csv.partial: File too large"));
        char *after = content(folder, "samples.csv.partial");
        assert_string_equal(after, before);
        free(after);
    }
    append(&store, 0, 1, "measure"); /* with room again it goes on */
    assert_rows(folder, "samples.csv.partial", 2);
    store_close(&store);
    free(before);
    free(folder);
}

static int write_text(FILE *to, void *text)
{
    return fputs(text, to) < 0 ? -1 : 0;
}

static int write_and_fail(FILE *to, void *text)
{
    fputs(text, to);
    return -1;
}

/* A writer that does not look at what fwrite says: the stream remembers. */
static int write_blindly(FILE *to, void *text)
{
    (void)text;
    for (int i = 0; i < 16; i++) {
        char block[4096];
        memset(block, 'x', sizeof block);
        fwrite(block, 1, sizeof block, to);
        fflush(to);
    }
    return 0;
}

static void a_whole_file_is_replaced_or_left_as_it_was(void **state)
{
    const struct fake_root *root = *state;
    struct error e = {0};

    assert_int_equal(store_write_file(root->path, "suite.cfg", write_text, "first", &e), 0);
    assert_int_equal(store_write_file(root->path, "suite.cfg", write_text, "second", &e), 0);
    assert_int_equal(store_write_file(root->path, "suite.cfg", write_and_fail, "third", &e), -1);
    assert_non_null(strstr(e.text, "/suite.cfg"));
    limit_files(3);
    int little = store_write_file(root->path, "suite.cfg", write_text, "fourth", &e);
    limit_files(3 * 4096);
    int blind = store_write_file(root->path, "suite.cfg", write_blindly, NULL, &e);
    limit_files(SIZE_MAX);
    assert_int_equal(little, -1);
    assert_int_equal(blind, -1);
    char *text = content(root->path, "suite.cfg");
    assert_string_equal(text, "second");
    assert_int_equal(file_count(root->path), 1);
    free(text);
    assert_int_equal(store_write_file("/nowhere/at/all", "suite.cfg", write_text, "x", &e), -1);
    assert_non_null(strstr(e.text, "/nowhere/at/all/suite.cfg: No such file"));
}

static void the_log_keeps_the_last_words_of_every_runner(void **state)
{
    struct store store;
    char *folder = create(*state, &store);

    store_log(&store, "block 0", "Traceback\n100%s off\n");
    store_log(&store, "block 1", "no newline at the end");
    store_log(&store, "block 2", "");
    store_close(&store);
    char *text = content(folder, "runner.log");
    assert_string_equal(text,
                        "== block 0\nTraceback\n100%s off\n== block 1\nno newline at the end\n== block 2\n");
    free(text);
    free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(every_row_is_in_the_file_as_soon_as_it_is_appended),
        IN_A_FOLDER(a_short_row_after_a_long_one_has_nothing_of_it),
        IN_A_FOLDER(the_file_has_its_final_name_only_when_it_is_complete),
        IN_A_FOLDER(a_folder_without_samples_is_told_so),
        IN_A_FOLDER(a_folder_that_holds_samples_is_refused_and_untouched),
        IN_A_FOLDER(two_runs_of_one_second_get_folders_of_their_own),
        IN_A_FOLDER(the_run_is_the_folders_name_with_or_without_a_slash_behind_it),
        IN_A_FOLDER(a_full_disk_is_an_error_that_leaves_whole_rows_only),
        IN_A_FOLDER(a_whole_file_is_replaced_or_left_as_it_was),
        IN_A_FOLDER(the_log_keeps_the_last_words_of_every_runner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
