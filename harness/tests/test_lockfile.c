/* What reaches pip is a package and nothing else; a lock file says all of what it says, or is refused with its line. */
#include "tests/unit.h"

#include "environments/locks.h"
#include "environments/packages.h"
#include "environments/pipreport.h"
#include "environments/requirement.h"
#include "tests/files.h"

#define HASH  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "ff23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

#define HEAD                                                                                                 \
    "# a remark\n#: environment 3.13.15t+x\n#: date 2026-11-22\n#: python 3.13.15\n#: abi cp313t\n"          \
    "#: platform linux_x86_64\n#: pip 26.2.1\n"
#define NUMPY "numpy==2.4.6 --hash=sha256:" HASH " # numpy-2.4.6-cp313-cp313t-manylinux_2_28_x86_64.whl\n"
#define SCIPY "scipy==1.17.1 --hash=sha256:" OTHER " # scipy-1.17.1-cp313-cp313t-manylinux_2_28_x86_64.whl\n"

/* ---- requirements */

static void a_list_of_packages_is_split_where_packages_end(void **state)
{
    (void)state;
    struct text_list list = {0};
    struct error e;

    assert_int_equal(
        requirement_split(&list, "numpy, pandas >= 2, < 3 ,dask[array,dataframe]==2026.8.*,a.b_c~=1.0,", &e),
        0);
    assert_int_equal(list.count, 4);
    assert_string_equal(list.items[0], "numpy");
    assert_string_equal(list.items[1], "pandas>=2,<3");
    assert_string_equal(list.items[2], "dask[array,dataframe]==2026.8.*");
    assert_string_equal(list.items[3], "a.b_c~=1.0");
    text_list_free(&list);
}

static void what_is_no_package_never_gets_to_pip(void **state)
{
    (void)state;
    static const char *const bad[] = {"-r/etc/passwd",  "--index-url=x", "numpy --pre",
                                      "./numpy",        "/tmp/x.whl",    "numpy@https://x/y.whl",
                                      "https://x/y",    "numpy;os_name", "numpy==$(id)",
                                      "numpy==${HOME}", "numpy\n-r x",   "numpy>",
                                      "numpy==",        "numpy=1",       "numpy[",
                                      "numpy[]",        "numpy[a",       "numpy[a,]",
                                      "numpy pandas",   "-numpy",        "numpy-",
                                      ".numpy",         "n\303\274mpy",  "numpy==-1",
                                      "git+x",          "numpy,numpy",   "a_b,A.B==1",
                                      "numpy`id`",      "numpy==1==2",   "numpy==1 2",
                                      "file:x",         "numpy\\",       "numpy'",
                                      "numpy#x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct text_list list = {0};
        struct error e = {0};
        if (requirement_split(&list, bad[i], &e) == 0)
            fail_msg("'%s'", bad[i]);
        text_list_free(&list);
    }
}

static void a_package_that_is_too_long_is_refused(void **state)
{
    (void)state;
    struct text_list list = {0};
    struct error e;
    char name[402];

    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    assert_int_equal(requirement_split(&list, name, &e), -1);
    assert_int_equal(list.count, 0);
    text_list_free(&list);
}

static void names_are_compared_as_pip_does(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"Scikit_Learn", "scikit-learn"}, {"a.-_b", "a-b"}, {"dask[array]>=1", "dask"}, {"x", "x"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *name = requirement_name(pairs[i][0]);
        assert_string_equal(name, pairs[i][1]);
        free(name);
    }
}

/* ---- lock files */

static int read_text(const struct fake_root *root, const char *text, struct lockfile *lock, struct error *e)
{
    fake_root_write(root, "/x.txt", text);
    char *path = file_path(root, "/x.txt");
    int result = lockfile_read(lock, path, e);
    free(path);
    return result;
}

static void a_lock_file_comes_back_as_it_was_written(void **state)
{
    const struct fake_root *root = *state;
    struct lockfile lock, again;
    struct error e = {0};
    char *written = NULL;
    size_t length;

    if (read_text(root,
                  HEAD "#: wanted scipy>=1\n#: wanted numpy\n#: refused tensorflow no wheel\n#: older scipy "
                       "1.18.0\n#: packages 2\n" SCIPY NUMPY,
                  &lock, &e) < 0)
        fail_msg("%s", e.text);
    assert_string_equal(lock.environment, "3.13.15t+x");
    assert_string_equal(lock.abi, "cp313t");
    assert_int_equal(lock.package_count, 2);
    assert_string_equal(lock.packages[0].name, "numpy"); /* sorted */
    assert_string_equal(lock.packages[0].sha256, HASH);
    assert_string_equal(lock.packages[1].wheel, "scipy-1.17.1-cp313-cp313t-manylinux_2_28_x86_64.whl");
    assert_string_equal(lock.wanted.items[0], "scipy>=1");
    assert_string_equal(lock.refused[0].name, "tensorflow");
    assert_string_equal(lock.refused[0].reason, "no wheel");
    FILE *to = open_memstream(&written, &length);
    assert_int_equal(lockfile_write(&lock, to), 0);
    fclose(to);
    assert_int_equal(read_text(root, written, &again, &e), 0);
    assert_true(lockfile_same_packages(&lock, &again));
    assert_int_equal(again.wanted.count, 2);
    assert_int_equal(again.refused_count, 1);
    assert_string_equal(lockfile_newest(&again, "scipy"), "1.18.0");
    assert_null(lockfile_newest(&again, "numpy"));
    free(again.packages[0].sha256);
    again.packages[0].sha256 = text_format("%s", OTHER);
    assert_false(lockfile_same_packages(&lock, &again));
    free(written);
    lockfile_free(&lock);
    lockfile_free(&again);
}

static void a_lock_file_that_is_not_one_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *text, *said;
    } bad[] = {
        {"", "does not say all"},
        {HEAD NUMPY, "does not say all"},
        {HEAD "#: packages 2\n" NUMPY, "cut off"},
        {HEAD "#: packages 1\n" NUMPY SCIPY, "cut off"},
        {HEAD "#: packages 1\nnumpy==2.4.6 --hash=sha256:0123\n", ":9: expected NAME==VERSION"},
        {HEAD "#: packages 1\nnumpy==2.4.6 --hash=sha256:0123 # n.whl\n", ":9: numpy: '0123' is no sha256"},
        {HEAD "#: packages 1\nnumpy==2.4.6 --hash=md5:" HASH " # n.whl\n", ":9: expected"},
        {HEAD "#: packages 1\nnumpy==2.4.6 --hash=sha256:" HASH " # ../n.whl\n", "is no wheel"},
        {HEAD "#: packages 1\nnumpy==2.4.6 --hash=sha256:" HASH " # n.tar.gz\n", "is no wheel"},
        {HEAD "#: packages 1\nnumpy==$(id) --hash=sha256:" HASH " # n.whl\n", "is no version"},
        {HEAD "#: packages 1\n--pre==1 --hash=sha256:" HASH " # n.whl\n", "is no package's name"},
        {HEAD "#: packages 1\n-r other.txt\n", ":9: expected"},
        {HEAD "#: packages 1\nnumpy @ https://x/n.whl\n", ":9: expected"},
        {HEAD "#: packages 2\n" NUMPY NUMPY, ":10: the package 'numpy' is there twice"},
        {HEAD "#: packages 0\n#: packages 0\n", ":9: 'packages' is there twice"},
        {HEAD "#: packages -1\n", "out of range"},
        {HEAD "#: abi cp313\n", ":8: 'abi' is there twice"},
        {"#: environment ../../x\n", ":1: '../../x' is no value"},
        {"#: platform linux x\n", ":1: 'linux x' is no value"},
        {"#: index https://x\n", "nothing that a lock file says"},
        {"#: wanted -r x\n", "is no package"},
        {"#: wanted a,b\n", "expected one package"},
        {"#: older x $(id)\n", "expected a package and the newest"},
        {"#: refused x\n", "expected a package and the reason"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct lockfile lock;
        struct error e = {0};
        if (read_text(*state, bad[i].text, &lock, &e) == 0)
            fail_msg("%zu was taken: %s", i, bad[i].text);
        if (!strstr(e.text, bad[i].said))
            fail_msg("%zu: '%s' does not say '%s'", i, e.text, bad[i].said);
        assert_null(lock.packages);
    }
}

static void a_lock_file_cut_anywhere_is_refused(void **state)
{
    const char *whole = HEAD "#: wanted numpy\n#: packages 2\n" NUMPY SCIPY;
    const struct fake_root *root = *state;

    for (size_t length = 0; length + 1 < strlen(whole); length++) {
        struct lockfile lock;
        struct error e;
        char *part = text_format("%.*s", (int)length, whole);
        if (read_text(root, part, &lock, &e) == 0)
            fail_msg("%zu of %zu bytes were taken for a whole file", length, strlen(whole));
        free(part);
    }
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    const struct fake_root *root = *state;
    struct lockfile lock;
    struct error e;
    char *path = file_path(root, "/x.txt");

    file_write_bytes(root, "/x.txt", HEAD "#: packages 0\n# \0\n", sizeof HEAD "#: packages 0\n# \0\n" - 1);
    assert_int_equal(lockfile_read(&lock, path, &e), -1);
    assert_int_equal(lockfile_read(&lock, "/dev/zero", &e), -1);
    free(path);
}

static void a_reason_is_one_line_without_an_address(void **state)
{
    (void)state;
    struct lockfile lock = {0};

    lockfile_add_refused(&lock, "X_y", "HTTP error at https://user:pw@host/simple\nand \033[31mmore");
    assert_string_equal(lock.refused[0].name, "x-y");
    assert_null(strstr(lock.refused[0].reason, "host"));
    assert_null(strpbrk(lock.refused[0].reason, "\n\033"));
    lockfile_free(&lock);
}

static void locks_are_a_file_for_each_kind_of_build(void **state)
{
    const struct fake_root *root = *state;
    struct locks locks;
    struct error e = {0};

    fake_root_write(root, "/configs/locks/mine/cp313t-linux_x86_64.txt", HEAD "#: packages 1\n" NUMPY);
    if (locks_read(&locks, root->path, "mine", &e) < 0)
        fail_msg("%s", e.text);
    assert_string_equal(locks.name, "mine");
    assert_non_null(locks_find(&locks, "cp313t", "linux_x86_64"));
    assert_null(locks_find(&locks, "cp313", "linux_x86_64"));
    assert_null(locks_find(&locks, "cp313t", "linux_aarch64"));
    locks_free(&locks);
    char *file = file_path(root, "/configs/locks/mine/cp313t-linux_x86_64.txt");
    assert_int_equal(locks_read(&locks, root->path, file, &e), 0);
    assert_string_equal(locks.name, "mine");
    locks_free(&locks);
    free(file);
    assert_int_equal(locks_read(&locks, root->path, "mime", &e), -1);
    assert_non_null(strstr(e.text, "did you mean 'mine'?"));
    fake_root_write(root, "/configs/locks/mine/again.txt", HEAD "#: packages 1\n" NUMPY);
    assert_int_equal(locks_read(&locks, root->path, "mine", &e), -1);
    assert_non_null(strstr(e.text, "another lock file for cp313t"));
}

/* ---- pip's reports */

#define ITEM(name, version, hash, url, more)                                                                 \
    "{\"download_info\": {\"url\": \"" url "\", \"archive_info\": {\"hashes\": {\"sha256\": \"" hash         \
    "\"}}}, \"metadata\": {\"name\": \"" name "\", \"version\": \"" version "\"}" more "}"
#define REPORT(items)                                                                                        \
    "{\"version\": \"1\", \"pip_version\": \"26.2.1\", \"install\": [" items "], \"environment\": {}}"
#define WHEEL "https://a.host/p/n-2.4.6%2Blocal-py3-none-any.whl#sha256=0"

static int read_report(const struct fake_root *root, const char *text, struct lockfile *lock, struct error *e)
{
    fake_root_write(root, "/report.json", text);
    char *path = file_path(root, "/report.json");
    int result = pipreport_read(lock, path, e);
    free(path);
    return result;
}

static void a_report_says_names_versions_hashes_and_wheels(void **state)
{
    struct lockfile lock = {0};
    struct error e = {0};

    if (read_report(*state,
                    REPORT(ITEM("Scikit_Learn", "1.8.0", OTHER, "file:///w/s-1.8.0-cp313-cp313t-x.whl",
                                "") ", " ITEM("numpy", "2.4.6+local", HASH, WHEEL, ", \"is_direct\": false")),
                    &lock, &e) < 0)
        fail_msg("%s", e.text);
    assert_string_equal(lock.pip, "26.2.1");
    assert_int_equal(lock.package_count, 2);
    assert_string_equal(lock.packages[0].name, "numpy");
    assert_string_equal(lock.packages[0].version, "2.4.6+local");
    assert_string_equal(lock.packages[0].wheel, "n-2.4.6+local-py3-none-any.whl");
    assert_string_equal(lock.packages[1].name, "scikit-learn");
    assert_string_equal(lock.packages[1].sha256, OTHER);
    lockfile_free(&lock);
}

static void a_report_that_is_not_one_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "[]",
        "{}",
        "null",
        "{\"version\": \"2\", \"pip_version\": \"30\", \"install\": []}",
        "{\"version\": \"1\", \"pip_version\": \"30\"}",
        "{\"version\": \"1\", \"install\": []}",
        "{\"version\": \"1\", \"pip_version\": \"a b\", \"install\": []}",
        REPORT("1"),
        REPORT("{}"),
        REPORT(ITEM("numpy", "2.4.6", "", WHEEL, "")),
        REPORT(ITEM("numpy", "2.4.6", "0123", WHEEL, "")),
        REPORT(ITEM("numpy", "2 4", HASH, WHEEL, "")),
        REPORT(ITEM("--pre", "2.4.6", HASH, WHEEL, "")),
        REPORT(ITEM("numpy", "2.4.6", HASH, "https://h/numpy-2.4.6.tar.gz", "")),
        REPORT(ITEM("numpy", "2.4.6", HASH, "https://h/a%2F..%2Fb.whl", "")),
        REPORT(ITEM("numpy", "2.4.6", HASH, "https://h/a%00.whl", "")),
        REPORT(ITEM("numpy", "2.4.6", HASH, "", "")),
        REPORT(ITEM("numpy", "2.4.6", HASH, WHEEL, ", \"is_direct\": true")),
        REPORT(ITEM("numpy", "2.4.6", HASH, WHEEL, "") "," ITEM("NumPy", "2.4.6", HASH, WHEEL, "")),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct lockfile lock = {0};
        struct error e = {0};
        if (read_report(*state, bad[i], &lock, &e) == 0)
            fail_msg("%zu was taken: %s", i, bad[i]);
        assert_true(*e.text);
        lockfile_free(&lock);
    }
}

static void a_report_cut_anywhere_is_refused(void **state)
{
    const char *whole = REPORT(ITEM("numpy", "2.4.6", HASH, WHEEL, ""));

    for (size_t length = 0; length < strlen(whole); length++) {
        struct lockfile lock = {0};
        struct error e;
        char *part = text_format("%.*s", (int)length, whole);
        if (read_report(*state, part, &lock, &e) == 0)
            fail_msg("%zu bytes were taken", length);
        lockfile_free(&lock);
        free(part);
    }
}

/* ---- what is there */

static void what_is_there_otherwise_is_told(void **state)
{
    (void)state;
    struct lockfile lock = {0};
    struct text_list there = {0};
    struct error e;

    lockfile_add_package(&lock, "numpy", "2.4.6", HASH, "n.whl", &e);
    lockfile_add_package(&lock, "scipy", "1.17.1", HASH, "s.whl", &e);
    text_list_add(&there, "numpy==2.4.6");
    text_list_add(&there, "pip==26.2.1");
    text_list_add(&there, "scipy==1.17.1");
    assert_null(packages_differ(&there, &lock));
    text_list_add(&there, "tqdm==4");
    free(there.items[0]);
    there.items[0] = text_format("numpy==2.4.60");
    free(there.items[2]);
    there.items[2] = text_format("scipy-extra==1.17.1");
    char *told = packages_differ(&there, &lock);
    assert_string_equal(told,
                        "numpy is 2.4.60, not 2.4.6; scipy is gone; scipy-extra was added; tqdm was added");
    free(told);
    text_list_free(&there);
    lockfile_free(&lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_of_packages_is_split_where_packages_end),
        cmocka_unit_test(what_is_no_package_never_gets_to_pip),
        cmocka_unit_test(a_package_that_is_too_long_is_refused),
        cmocka_unit_test(names_are_compared_as_pip_does),
        cmocka_unit_test_setup_teardown(a_lock_file_comes_back_as_it_was_written, fake_root_make,
                                        fake_root_remove),
        cmocka_unit_test_setup_teardown(a_lock_file_that_is_not_one_is_refused_with_its_line, fake_root_make,
                                        fake_root_remove),
        cmocka_unit_test_setup_teardown(a_lock_file_cut_anywhere_is_refused, fake_root_make,
                                        fake_root_remove),
        cmocka_unit_test_setup_teardown(bytes_that_are_no_text_are_refused, fake_root_make, fake_root_remove),
        cmocka_unit_test(a_reason_is_one_line_without_an_address),
        cmocka_unit_test_setup_teardown(locks_are_a_file_for_each_kind_of_build, fake_root_make,
                                        fake_root_remove),
        cmocka_unit_test_setup_teardown(a_report_says_names_versions_hashes_and_wheels, fake_root_make,
                                        fake_root_remove),
        cmocka_unit_test_setup_teardown(a_report_that_is_not_one_is_refused, fake_root_make,
                                        fake_root_remove),
        cmocka_unit_test_setup_teardown(a_report_cut_anywhere_is_refused, fake_root_make, fake_root_remove),
        cmocka_unit_test(what_is_there_otherwise_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
