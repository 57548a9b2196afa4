/* A file is a workload: its name, its documentation and its identity come from the file and from nowhere
 * else. */
#include "tests/unit.h"

#include "base/text.h"
#include "suite/catalog.h"
#include "tests/files.h"

static void read_file(const struct fake_root *root, const char *name, const char *text,
                      struct workload *workload)
{
    struct error e = {0};
    char *path = file_path(root, name);

    fake_root_write(root, name, text);
    if (workload_read(workload, path, &e) != 0)
        fail_msg("%s was refused: %s", name, e.text);
    free(path);
}

static void assert_doc(const struct fake_root *root, const char *name, const char *text, const char *doc)
{
    struct workload workload;

    read_file(root, name, text, &workload);
    if (strcmp(workload.doc, doc) != 0)
        fail_msg("the doc of:\n%s\nis '%s', not '%s'", text, workload.doc, doc);
    workload_free(&workload);
}

static void assert_refused(const struct fake_root *root, const char *name, const char *because)
{
    struct workload workload;
    struct error e = {0};
    char *path = file_path(root, name);

    if (workload_read(&workload, path, &e) == 0)
        fail_msg("%s was taken", name);
    if (!strstr(e.text, because) || strncmp(e.text, path, strlen(path)) != 0)
        fail_msg("expected the path and '%s' in: %s", because, e.text);
    assert_int_equal(e.status, EXIT_USAGE);
    free(path);
}

static void the_docstring_of_a_python_file_is_its_documentation(void **state)
{
    static const char *const cases[][2] = {
        {"\"\"\"Sums.\"\"\"\nx = 1\n", "Sums."},
        {"'''Sums.'''\n", "Sums."},
        {"\"Sums.\"\n", "Sums."},
        {"'Sums.'\n", "Sums."},
        {"r\"\"\"Sums \\n.\"\"\"\n", "Sums \\n."},
        {"R'''Sums.'''\n", "Sums."},
        {"#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n\n  \"\"\"Sums.\"\"\"\n", "Sums."},
        {"\"\"\"\nFirst line.\n\n  Second \"quoted\" line.\n\"\"\"\n\"\"\"Another.\"\"\"\n",
         "First line.\n\n  Second \"quoted\" line."},
        {"\"\"\"It's a doc.\"\"\"", "It's a doc."},
        {"\"\"\"\"\"\"\nx = 'no'\n", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_doc(*state, "/doc.py", cases[i][0], cases[i][1]);
}

static void a_python_file_without_a_docstring_has_no_documentation(void **state)
{
    static const char *const cases[] = {
        "x = 1\n",
        "import os\n\"\"\"Too late.\"\"\"\n",
        "# only a comment\n",
        "# a comment without an end",
        "\n\n   \n",
        "run = 'not a doc'\n",
        "r = 'not a doc'\n",
        "\"\"\"never closed\n",
        "'''never closed\n",
        "'never closed\n",
        "\"\"\"closed by others'''\n",
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_doc(*state, "/none.py", cases[i], "");
}

static void the_leading_comment_of_a_c_file_is_its_documentation(void **state)
{
    static const char *const cases[][2] = {
        {"/* Spins. */\nint x;\n", "Spins."},
        {"/* Spins. */", "Spins."},
        {"/** Spins. */\n", "Spins."},
        {"/* Spins.\n *\n * In registers.\n */\nint x;\n", "Spins.\n\nIn registers."},
        {"/*\n   Spins.\n   In registers.\n*/\n/* not this */\n", "Spins.\nIn registers."},
        {"// Spins.\n//   In registers.\nint x; // not this\n", "Spins.\n  In registers."},
        {"// Spins.", "Spins."},
        {"//Spins.\n\n// not this\n", "Spins."},
        {"/* Spins: a // b. */\n", "Spins: a // b."},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_doc(*state, "/doc.c", cases[i][0], cases[i][1]);
}

static void a_c_file_without_a_leading_comment_has_no_documentation(void **state)
{
    static const char *const cases[] = {
        "int x;\n/* too late */\n",
        "/* never closed\n * at all\n",
        "/**/\nint x;\n",
        "/* */",
        "//\n//\n",
        "#include <a.h> // no\n",
        "/",
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_doc(*state, "/none.c", cases[i], "");
}

/* For the sanitizers: the extraction walks over text that may stop anywhere. */
static void a_workload_may_be_cut_off_anywhere(void **state)
{
    static const char *const names[] = {"/cut.py", "/cut.c"};
    static const char *const texts[] = {"# c\n\nr\"\"\"A\n'''b\"\" \"\"\"\n",
                                        "'''a''' 'b' '''",
                                        "/** a\n * b **/ //c\n/*",
                                        "// a\n//\n///b\n/",
                                        "/*/ /",
                                        "/*\n*\n**\n*/"};
    struct workload workload;

    for (size_t n = 0; n < 2; n++)
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            for (size_t length = 1; length <= strlen(texts[i]); length++) {
                char *text = text_format("%.*s", (int)length, texts[i]);
                read_file(*state, names[n], text, &workload);
                assert_true(strlen(workload.doc) <= length);
                workload_free(&workload);
                free(text);
            }
}

static void the_summary_is_the_first_line(void **state)
{
    struct workload workload;
    int length;

    read_file(*state, "/two.py", "\"\"\"First line.\nSecond line.\"\"\"\n", &workload);
    const char *summary = workload_summary(&workload, &length);
    assert_int_equal(length, strlen("First line."));
    assert_memory_equal(summary, "First line.", strlen("First line."));
    workload_free(&workload);
    read_file(*state, "/crlf.py", "\"\"\"First line.\r\nSecond line.\r\n\"\"\"\r\n", &workload);
    workload_summary(&workload, &length);
    assert_int_equal(length, strlen("First line."));
    workload_free(&workload);
    read_file(*state, "/none.py", "x = 1\n", &workload);
    summary = workload_summary(&workload, &length);
    assert_int_equal(length, strlen("(no documentation)"));
    assert_memory_equal(summary, "(no documentation)", (size_t)length);
    workload_free(&workload);
}

static void the_name_is_the_file_name_without_its_ending(void **state)
{
    struct workload workload;

    read_file(*state, "/folder with spaces;'\"/a-b.c+d_1.py", "x = 1\n", &workload);
    assert_string_equal(workload.name, "a-b.c+d_1");
    assert_false(workload.is_c);
    assert_int_equal(workload.path[0], '/');
    assert_non_null(strstr(workload.path, "/folder with spaces;'\"/a-b.c+d_1.py"));
    workload_free(&workload);
    read_file(*state, "/spin.c", "int x;\n", &workload);
    assert_string_equal(workload.name, "spin");
    assert_true(workload.is_c);
    workload_free(&workload);
}

static void a_name_that_could_do_harm_elsewhere_is_refused(void **state)
{
    static const char *const names[] = {"/a b.py",
                                        "/a;b.py",
                                        "/$(id).c",
                                        "/-rf.py",
                                        "/.hidden.py",
                                        "/a\"quote.py",
                                        "/.py",
                                        "/a,comma.c",
                                        "/a\nb.py",
                                        "/a\033[2J.py",
                                        "/gr\303\266\303\237e.py",
                                        "/a=b.py",
                                        "/a`id`.c"};
    char *longer = text_format("/%065d.py", 0), *longest = text_format("/%064d.py", 0);
    struct workload workload;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        fake_root_write(*state, names[i], "x = 1\n");
        assert_refused(*state, names[i], "letters, digits");
    }
    fake_root_write(*state, longer, "x = 1\n");
    assert_refused(*state, longer, "letters, digits");
    read_file(*state, longest, "x = 1\n", &workload);
    workload_free(&workload);
    free(longer);
    free(longest);
}

static void a_file_that_is_no_workload_is_refused_with_its_path(void **state)
{
    const struct fake_root *root = *state;
    char *folder = file_path(root, "/folder.py"), *link = file_path(root, "/dangling.py"),
         *closed = file_path(root, "/closed.py");

    fake_root_write(root, "/text.txt", "x = 1\n");
    fake_root_write(root, "/upper.PY", "x = 1\n");
    fake_root_write(root, "/bare", "x = 1\n");
    fake_root_write(root, "/folder.py/inside", "");
    fake_root_write(root, "/empty.py", "");
    fake_root_write(root, "/closed.py", "x = 1\n");
    assert_int_equal(symlink("/nowhere/at/all", link), 0);
    assert_int_equal(chmod(closed, 0), 0);
    assert_refused(root, "/text.txt", "ends in .py or .c");
    assert_refused(root, "/upper.PY", "ends in .py or .c");
    assert_refused(root, "/bare", "ends in .py or .c");
    assert_refused(root, "/folder.py", "Is a directory");
    assert_refused(root, "/empty.py", "the file is empty");
    assert_refused(root, "/missing.py", "No such file");
    assert_refused(root, "/dangling.py", "No such file");
    if (geteuid() != 0) /* root may read all */
        assert_refused(root, "/closed.py", "Permission denied");
    free(folder);
    free(link);
    free(closed);
}

static void the_hash_follows_the_content_and_nothing_else(void **state)
{
    struct workload one, same, other;

    read_file(*state, "/one.py", "x = 1\n", &one);
    read_file(*state, "/elsewhere/same.py", "x = 1\n", &same);
    read_file(*state, "/other.py", "x = 2\n", &other);
    assert_string_equal(one.hash, same.hash);
    assert_string_not_equal(one.hash, other.hash);
    assert_int_equal(strlen(one.hash), 16);
    assert_int_equal(strspn(one.hash, "0123456789abcdef"), 16);
    workload_free(&other);
    read_file(*state, "/other.py", "x = 1\n\n", &other); /* a byte more */
    assert_string_not_equal(one.hash, other.hash);
    workload_free(&one);
    workload_free(&same);
    workload_free(&other);
}

/* What a C workload includes from its own folder is part of what it measures. */
static void the_hash_of_a_c_workload_covers_the_headers_beside_it(void **state)
{
    struct workload before, after;

    fake_root_write(*state, "/native/step.h", "#define STEP 1\n");
    read_file(*state, "/native/spin.c", "#include \"step.h\"\n", &before);
    fake_root_write(*state, "/native/step.h", "#define STEP 2\n");
    read_file(*state, "/native/spin.c", "#include \"step.h\"\n", &after);
    assert_string_not_equal(before.hash, after.hash);
    workload_free(&before);
    workload_free(&after);
}

/* Whether the hash of /w/NAME with this text changes when the helper's text does. */
static bool follows(const struct fake_root *root, const char *name, const char *text, const char *helper)
{
    struct workload before, after;

    fake_root_write(root, helper, "one\n");
    read_file(root, name, text, &before);
    fake_root_write(root, helper, "two\n");
    read_file(root, name, text, &after);
    bool changed = strcmp(before.hash, after.hash) != 0;
    workload_free(&before);
    workload_free(&after);
    return changed;
}

/* A hundred workloads share a folder: what one of them uses must not make the others look changed. */
static void the_hash_covers_what_a_workload_uses_and_not_what_only_lies_beside_it(void **state)
{
    const struct fake_root *root = *state;

    assert_true(follows(root, "/w/a.py", "import _words\n", "/w/_words.py"));
    assert_true(follows(root, "/w/a.py", "from _words import WORDS\n", "/w/_words.py"));
    assert_false(follows(root, "/w/a.py", "import my_words, _words2, _word\n", "/w/_words.py"));
    assert_false(follows(root, "/w/a.py", "import words\n", "/w/words.py"));
    assert_true(follows(root, "/w/a.c", "#include <step.h>\n", "/w/step.h"));
    assert_true(follows(root, "/w/a.c", "#include \"_loop.c\"\n", "/w/_loop.c"));
    assert_false(follows(root, "/w/a.c", "#include \"half_step.h\"\n", "/w/step.h"));
    assert_false(follows(root, "/w/a.c", "int x;\n", "/w/_loop.c"));

    fake_root_write(root, "/w/_outer.py", "import _inner\n"); /* through another */
    assert_true(follows(root, "/w/a.py", "import _outer\n", "/w/_inner.py"));
    fake_root_write(root, "/w/outer.h", "#include \"inner.h\"\n");
    assert_true(follows(root, "/w/a.c", "#include \"outer.h\"\n", "/w/inner.h"));
    fake_root_write(root, "/w/_folder.py/x", ""); /* no file */
    assert_false(follows(root, "/w/a.py", "import _folder\n", "/w/_words.py"));
}

/* What stands behind the NUL would escape both the hash and the eye. */
static void a_file_with_a_nul_byte_is_refused(void **state)
{
    file_write_bytes(*state, "/inside.py", "x = 1\n\0y = 2\n", 14);
    file_write_bytes(*state, "/first.c", "\0int x;\n", 8);
    file_write_bytes(*state, "/last.c", "int x;\n\0", 8);
    assert_refused(*state, "/inside.py", "NUL byte");
    assert_refused(*state, "/first.c", "NUL byte");
    assert_refused(*state, "/last.c", "NUL byte");
}

static void the_catalog_has_all_workloads_by_name(void **state)
{
    const struct fake_root *root = *state;
    struct catalog catalog = {0};
    struct error e = {0};

    fake_root_write(root, "/workloads/python/fib.py", "\"\"\"Fibonacci.\"\"\"\n");
    fake_root_write(root, "/workloads/python/dict_churn.py", "x = 1\n");
    fake_root_write(root, "/workloads/python/notes.txt", "not a workload");
    fake_root_write(root, "/workloads/python/__pycache__/fib.pyc", "not a workload");
    fake_root_write(root, "/workloads/native/crunch.c", "/* Crunches. */\n");
    fake_root_write(root, "/workloads/native/helper.h", "not a workload");
    fake_root_write(root, "/workloads/native/_loop.c", "not a workload");
    fake_root_write(root, "/workloads/python/_words.py", "not a workload");
    fake_root_write(root, "/workloads/applications/blog.py", "x = 1\n");
    fake_root_write(root, "/workloads/applications/solver.c", "int x;\n");
    fake_root_write(root, "/workloads/applications/data/deeper.py", "not a workload");
    fake_root_write(root, "/workloads/README.md", "not a folder");
    fake_root_write(root, "/workloads/beside.py", "in no folder");
    assert_int_equal(catalog_scan(&catalog, root->path, &e), 0);
    static const char *const expected[][2] = {{"blog", "applications"},
                                              {"crunch", "native"},
                                              {"dict_churn", "python"},
                                              {"fib", "python"},
                                              {"solver", "applications"}};
    assert_int_equal(catalog.count, 5);
    for (size_t i = 0; i < 5; i++) { /* by name, across the folders */
        assert_string_equal(catalog.items[i].name, expected[i][0]);
        assert_string_equal(catalog.items[i].folder, expected[i][1]);
    }
    assert_ptr_equal(catalog_find(&catalog, "fib"), &catalog.items[3]);
    assert_null(catalog_find(&catalog, "fibb"));
    assert_null(catalog_find(&catalog, ""));
    catalog_free(&catalog);
    assert_null(catalog_find(&catalog, "fib"));
}

static void two_files_of_one_name_are_an_error_that_names_both(void **state)
{
    const struct fake_root *root = *state;
    struct catalog catalog = {0};
    struct error e = {0};

    fake_root_write(root, "/workloads/python/spin.py", "x = 1\n");
    fake_root_write(root, "/workloads/native/spin.c", "int x;\n");
    assert_int_equal(catalog_scan(&catalog, root->path, &e), -1);
    assert_non_null(strstr(e.text, "/workloads/python/spin.py"));
    assert_non_null(strstr(e.text, "/workloads/native/spin.c"));
    catalog_free(&catalog);
}

static void a_bad_file_among_the_workloads_is_an_error_with_its_path(void **state)
{
    const struct fake_root *root = *state;
    struct catalog catalog = {0};
    struct error e = {0};

    fake_root_write(root, "/workloads/python/fib.py", "x = 1\n");
    fake_root_write(root, "/workloads/python/empty.py", "");
    assert_int_equal(catalog_scan(&catalog, root->path, &e), -1);
    assert_non_null(strstr(e.text, "/workloads/python/empty.py: the file is empty"));
    catalog_free(&catalog);
}

static void a_folder_without_workloads_is_an_empty_catalog(void **state)
{
    const struct fake_root *root = *state;
    struct catalog catalog = {0};
    struct error e = {0};

    assert_int_equal(catalog_scan(&catalog, root->path, &e), 0);
    assert_int_equal(catalog.count, 0);
    assert_null(catalog_find(&catalog, "fib"));
    catalog_free(&catalog);
}

static void the_checkout_may_lie_in_a_folder_of_any_name(void **state)
{
    const struct fake_root *root = *state;
    struct catalog catalog = {0};
    struct error e = {0};
    char *folder = file_path(root, "/a[bc] *?{d,e}\\f");

    fake_root_write(root, "/a[bc] *?{d,e}\\f/workloads/python/fib.py", "x = 1\n");
    assert_int_equal(catalog_scan(&catalog, folder, &e), 0);
    assert_int_equal(catalog.count, 1);
    catalog_free(&catalog);
    free(folder);
}

static void assert_library(const struct fake_root *root, const char *doc, const char *library)
{
    struct workload workload, copy;
    char *text = text_format("\"\"\"%s\"\"\"\nlibrary: none\n", doc);

    read_file(root, "/mine.py", text, &workload);
    copy = workload_copy(&workload);
    if (strcmp(workload.library, library) != 0 || strcmp(copy.library, library) != 0)
        fail_msg("the library of '%s' is '%s', not '%s'", doc, workload.library, library);
    workload_free(&workload);
    workload_free(&copy);
    free(text);
}

static void a_line_of_the_documentation_names_the_library(void **state)
{
    const struct fake_root *root = *state;

    assert_library(root, "Sums. op: one sum.\nlibrary: numpy\n", "numpy");
    assert_library(root, "Sums.\n\n  library:  Scikit_Learn \nMore.", "scikit-learn");
    assert_library(root, "library: zope.interface", "zope-interface");
    assert_library(root, "Sums. library: numpy", "");
    assert_library(root, "A library: a thing of its own", "");
    assert_library(root, "Sums.\nlibrary: the one that sums\n", "");
    assert_library(root, "Sums.\nlibrary: $(id)\nlibrary: numpy", "numpy");
    assert_library(root, "Sums.\nlibrary:\n", "");
    assert_library(root, "", "");
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, fake_root_make, fake_root_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(the_docstring_of_a_python_file_is_its_documentation),
        IN_A_FOLDER(a_python_file_without_a_docstring_has_no_documentation),
        IN_A_FOLDER(the_leading_comment_of_a_c_file_is_its_documentation),
        IN_A_FOLDER(a_c_file_without_a_leading_comment_has_no_documentation),
        IN_A_FOLDER(a_workload_may_be_cut_off_anywhere),
        IN_A_FOLDER(the_summary_is_the_first_line),
        IN_A_FOLDER(the_name_is_the_file_name_without_its_ending),
        IN_A_FOLDER(a_name_that_could_do_harm_elsewhere_is_refused),
        IN_A_FOLDER(a_file_that_is_no_workload_is_refused_with_its_path),
        IN_A_FOLDER(the_hash_follows_the_content_and_nothing_else),
        IN_A_FOLDER(the_hash_of_a_c_workload_covers_the_headers_beside_it),
        IN_A_FOLDER(the_hash_covers_what_a_workload_uses_and_not_what_only_lies_beside_it),
        IN_A_FOLDER(a_file_with_a_nul_byte_is_refused),
        IN_A_FOLDER(the_catalog_has_all_workloads_by_name),
        IN_A_FOLDER(two_files_of_one_name_are_an_error_that_names_both),
        IN_A_FOLDER(a_bad_file_among_the_workloads_is_an_error_with_its_path),
        IN_A_FOLDER(a_folder_without_workloads_is_an_empty_catalog),
        IN_A_FOLDER(a_line_of_the_documentation_names_the_library),
        IN_A_FOLDER(the_checkout_may_lie_in_a_folder_of_any_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
