/* Pythons are found, named and paired by what they answer. The Pythons here are shell scripts that print what
 * probe.py would; they are newer than any real one, so that those of this machine never come first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/paths.h"
#include "builds/builds.h"
#include "builds/installation.h"

static char folder[] = "/tmp/test_builds.XXXXXX";

static void write_script(const char *path, const char *text)
{
    struct error e;
    char *parent = text_format("%s", path);

    *strrchr(parent, '/') = '\0';
    assert_int_equal(paths_make_folder(parent, &e), 0);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s", text);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0755), 0);
    free(parent);
}

/* A Python in folder/PLACE/bin/python3. `more` are further lines of its answer. */
static void make_python(const char *place, const char *version, const char *hex, bool ft, const char *more)
{
    char *prefix = text_format("%s/%s", folder, place), *path = text_format("%s/bin/python3", prefix);
    char *script = text_format("case \"$2\" in\n"
                               "*/compile.py) echo greeting; echo %s; exit ;;\n"
                               "esac\n"
                               "cat <<END\n"
                               "implementation=cpython\nversion=%s\nversion_hex=%s\nft=%d\nexecutable=%s\n"
                               "prefix=%s\nbase_prefix=%s\nlink=static\nlibpython=/lib/x\nproblem=\n%s\n"
                               "END\n",
                               path, version, hex, ft, path, prefix, prefix, more);
    write_script(path, script);
    free(prefix);
    free(path);
    free(script);
}

static void remove_all(void)
{
    char *command = text_format("find %s -mindepth 1 -delete", folder);
    assert_int_equal(system(command), 0);
    free(command);
}

/* An empty machine, but for what is in /usr and /opt. */
static int set_up(void **state)
{
    (void)state;
    remove_all();
    char *script = text_format("%s/scripts/probe.py", folder);
    write_script(script, "");
    free(script);
    setenv("HOME", folder, 1);
    setenv("PATH", "/usr/bin:/bin", 1);
    unsetenv("PYENV_ROOT");
    unsetenv("GILSCALE_CACHE");
    unsetenv("XDG_CACHE_HOME");
    unsetenv("XDG_DATA_HOME");
    unsetenv("UV_PYTHON_INSTALL_DIR");
    return 0;
}

#define CACHE ".cache/gilscale/pythons/"
#define PYENV ".pyenv/versions/"

static void test_an_answer_is_read_by_its_keys(void **state)
{
    (void)state;
    struct installation found;
    struct error e;
    const char *answer =
        "version=3.13.15\nversion_hex=0x030d0ff0\nft=1\ndebug=1\npgo=1\nlto=0\nexecutable=/v/bin/python\n"
        "prefix=/v\nbase_prefix=/usr\nlink=shared\nlibpython=/l.so\nconfig_args='--a=b' '--c'\n"
        "compiler=GCC 12\nunheard_of=1\nproblem=no headers\n";

    assert_int_equal(installation_parse(&found, answer, &e), 0);
    assert_string_equal(found.build.tag, "3.13.15td");
    assert_string_equal(found.build.version, "3.13.15");
    assert_int_equal(found.build.version_hex, 0x030d0ff0);
    assert_true(found.build.ft && found.build.debug && found.build.pgo && !found.build.lto);
    assert_string_equal(found.build.executable, "/v/bin/python");
    assert_string_equal(found.build.link, "shared");
    assert_string_equal(found.build.config_args, "'--a=b' '--c'");
    assert_string_equal(found.build.problem, "no headers");
    assert_true(found.venv);
    installation_free(&found);
}

static void test_nonsense_is_no_answer(void **state)
{
    (void)state;
    static const char *const answers[] = {
        "",
        "hello\n",
        "version=3.13.15\nversion_hex=x\nexecutable=/p\n",
        "version=3.13.15\nversion_hex=0x030d0ff0\nexecutable=relative\n",
        "version=3.13 $(id)\nversion_hex=0x030d0ff0\nexecutable=/p\n",
    };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct installation found;
        struct error e;
        assert_int_equal(installation_parse(&found, answers[i], &e), -1);
        installation_free(&found);
    }
}

static void test_the_newest_comes_first_and_with_the_gil(void **state)
{
    (void)state;
    make_python(PYENV "3.98.1", "3.98.1", "0x036201f0", false, "");
    make_python(CACHE "3.99.0t-default", "3.99.0", "0x036300f0", true, "");
    make_python(CACHE "3.99.0-default", "3.99.0", "0x036300f0", false, "");
    struct builds all = {0};
    struct error e;

    assert_int_equal(builds_find(&all, folder, &e), 0);
    assert_true(all.count >= 3);
    assert_string_equal(all.items[0].tag, "3.99.0");
    assert_string_equal(all.items[1].tag, "3.99.0t");
    assert_string_equal(all.items[2].tag, "3.98.1");
    assert_string_equal(all.items[0].source, "cache");
    assert_string_equal(all.items[2].source, "pyenv");
    builds_free(&all);
}

static void test_the_same_version_twice_gets_two_tags(void **state)
{
    (void)state;
    make_python(CACHE "a", "3.99.0", "0x036300f0", false, "");
    make_python(PYENV "b", "3.99.0", "0x036300f0", false, "");
    make_python(PYENV "c", "3.99.0", "0x036300f0", false, "");
    struct builds all = {0};
    struct error e;

    assert_int_equal(builds_find(&all, folder, &e), 0);
    assert_string_equal(all.items[0].tag, "3.99.0");
    assert_string_equal(all.items[1].tag, "3.99.0-pyenv");
    assert_string_equal(all.items[2].tag, "3.99.0-pyenv-2");
    builds_free(&all);
}

static void test_one_installation_is_one_entry(void **state)
{
    (void)state;
    make_python(PYENV "3.99.0", "3.99.0", "0x036300f0", false, "");
    char *python = text_format("%s/" PYENV "3.99.0/bin/python3", folder);
    char *link = text_format("%s/" PYENV "3.99.0/bin/python3.99", folder);
    char *launcher = text_format("%s/shims/python3", folder), *call = text_format("exec %s \"$@\"\n", python);
    char *path = text_format("%s/shims:/usr/bin:/bin", folder);
    struct builds all = {0};
    struct error e;

    assert_int_equal(symlink(python, link), 0);
    write_script(launcher, call);
    setenv("PATH", path, 1);
    assert_int_equal(builds_find(&all, folder, &e), 0);
    size_t count = 0;
    for (size_t i = 0; i < all.count; i++)
        count += all.items[i].version_hex == 0x036300f0;
    assert_int_equal(count, 1);
    assert_string_equal(all.items[0].executable, python);
    builds_free(&all);
    free(python);
    free(link);
    free(launcher);
    free(call);
    free(path);
}

static void test_a_venv_is_an_installation_of_its_own(void **state)
{
    (void)state;
    make_python(PYENV "3.99.0", "3.99.0", "0x036300f0", false, "");
    char *prefix = text_format("%s/venv", folder), *script = text_format("%s/bin/python3", prefix);
    char *answer = text_format(
        "echo version=3.99.0; echo version_hex=0x036300f0; echo executable=%s; echo prefix=%s; echo "
        "base_prefix=/elsewhere\n",
        script, prefix);
    struct builds chosen = {0};
    struct error e;

    write_script(script, answer);
    assert_int_equal(builds_add_named(&chosen, folder, prefix, &e), 0);
    assert_int_equal(builds_add_named(&chosen, folder, "3.99", &e), 0);
    assert_string_equal(chosen.items[0].executable, script);
    assert_string_equal(chosen.items[0].source, "named");
    assert_string_equal(chosen.items[0].tag, "3.99.0");
    assert_string_equal(chosen.items[1].tag, "3.99.0-2");
    builds_free(&chosen);
    free(prefix);
    free(script);
    free(answer);
}

static void test_what_cannot_be_used_is_listed_with_the_reason(void **state)
{
    (void)state;
    make_python(CACHE "old", "3.99.0", "0x036300f0", false, "");
    make_python(CACHE "odd", "3.99.1", "0x036301f0", false, "");
    char *broken = text_format("%s/" CACHE "broken/bin/python3", folder);
    char *odd = text_format("%s/" CACHE "odd/bin/python3", folder);
    struct builds all = {0};
    struct error e;

    write_script(broken, "echo 'ImportError: encodings' >&2; exit 1\n");
    write_script(
        odd,
        "echo version=3.99.1; echo version_hex=0x036301f0; echo executable=/x; echo 'problem=no Python.h'\n");
    assert_int_equal(builds_find(&all, folder, &e), 0);
    assert_string_equal(all.items[0].problem, "no Python.h");
    assert_null(all.items[1].problem);
    size_t at = 0;
    while (at < all.count && strcmp(all.items[at].executable, broken) != 0)
        at++;
    assert_true(at < all.count);
    assert_string_equal(all.items[at].problem, "ImportError: encodings");
    builds_free(&all);

    struct builds chosen = {0};
    assert_int_equal(builds_add_named(&chosen, folder, "3.99.1", &e), -1);
    assert_int_equal(e.status, EXIT_MISSING);
    assert_non_null(strstr(e.text, "no Python.h"));
    assert_int_equal(builds_add_named(&chosen, folder, "3.99", &e), 0); /* the older one, which works */
    assert_string_equal(chosen.items[0].version, "3.99.0");
    builds_free(&chosen);
    free(broken);
    free(odd);
}

static void test_versions_name_builds(void **state)
{
    (void)state;
    make_python(CACHE "a", "3.99.10", "0x03630af0", false, "");
    make_python(CACHE "b", "3.99.9", "0x036309f0", false, "");
    make_python(CACHE "c", "3.99.10", "0x03630af0", true, "");
    static const struct {
        const char *name, *version;
        bool ft;
    } named[] = {
        {"3.99", "3.99.10", false},    {"3.99t", "3.99.10", true},       {"3.99.9", "3.99.9", false},
        {"3.99.10t", "3.99.10", true}, {"python3.99", "3.99.10", false}, {"python3.99t", "3.99.10", true},
        {"3.99.10", "3.99.10", false},
    };

    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        struct builds chosen = {0};
        struct error e;
        assert_int_equal(builds_add_named(&chosen, folder, named[i].name, &e), 0);
        assert_string_equal(chosen.items[0].version, named[i].version);
        assert_int_equal(chosen.items[0].ft, named[i].ft);
        assert_int_equal(builds_add_named(&chosen, folder, named[i].name, &e), -1); /* twice */
        assert_non_null(strstr(e.text, "which is there already"));
        builds_free(&chosen);
    }
}

static void test_a_near_miss_is_answered_with_the_match(void **state)
{
    (void)state;
    make_python(CACHE "a", "3.99.10", "0x03630af0", true, "");
    struct builds chosen = {0};
    struct error e;

    assert_int_equal(builds_add_named(&chosen, folder, "pythn3.99t", &e), -1);
    assert_int_equal(e.status, EXIT_USAGE);
    assert_non_null(strstr(e.text, "did you mean 'python3.99t'?"));
    assert_int_equal(builds_add_named(&chosen, folder, "3.99.1t", &e), -1);
    assert_int_equal(e.status, EXIT_MISSING);
    assert_non_null(strstr(e.text, "did you mean '3.99.10t'?"));
    assert_non_null(strstr(e.text, "gilscale get-pythons --python 3.99.1`"));
    assert_int_equal(builds_add_named(&chosen, folder, "/nowhere/python3", &e), -1);
    assert_non_null(strstr(e.text, "No such file"));
    assert_int_equal(chosen.count, 0);
}

static void test_labels_are_names_and_unique(void **state)
{
    (void)state;
    make_python(CACHE "a", "3.99.10", "0x03630af0", true, "");
    static const char *const wrong[] = {"a b=3.99t", "=3.99t", "-x=3.99t", "x=", "same=3.99t"};
    struct builds chosen = {0};
    struct error e;

    assert_int_equal(builds_add_named(&chosen, folder, "same=3.99t", &e), 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(builds_add_named(&chosen, folder, wrong[i], &e), -1);
        assert_int_equal(e.status, EXIT_USAGE);
    }
    assert_int_equal(chosen.count, 1);
    assert_int_equal(builds_add_named(&chosen, folder, "again=3.99t", &e),
                     0); /* to compare a build with itself */
    builds_free(&chosen);
}

static void test_a_pair_is_alike_but_for_the_gil(void **state)
{
    (void)state;
    struct builds chosen = {0};
    struct error e;

    make_python(CACHE "a", "3.99.2", "0x036302f0", false, "pgo=1");
    make_python(CACHE "b", "3.99.2", "0x036302f0", true, ""); /* not optimised alike */
    make_python(CACHE "c", "3.99.1", "0x036301f0", false, "");
    make_python(CACHE "d", "3.99.1", "0x036301f0", true, "");
    make_python(PYENV "e", "3.99.1", "0x036301f0", false, "pgo=1");
    make_python(PYENV "f", "3.99.1", "0x036301f0", true, "pgo=1");
    assert_int_equal(builds_find_pair(&chosen, folder, &e), 0);
    assert_int_equal(chosen.count, 2);
    assert_string_equal(chosen.items[0].version, "3.99.1");
    assert_true(!chosen.items[0].ft && chosen.items[0].pgo);
    assert_true(chosen.items[1].ft && chosen.items[1].pgo);
    builds_free(&chosen);
}

static void test_no_pair_says_how_to_get_one(void **state)
{
    (void)state;
    struct builds chosen = {0};
    struct error e;

    make_python(CACHE "a", "3.99.2", "0x036302f0", false, "");
    assert_int_equal(builds_find_pair(&chosen, folder, &e), -1);
    assert_int_equal(e.status, EXIT_MISSING);
    assert_non_null(strstr(e.text, "gilscale get-pythons"));
}

static void test_candidates_are_asked_at_once(void **state)
{
    (void)state;
    struct builds all = {0};
    struct error e;

    for (int i = 0; i < 8; i++) {
        char *place = text_format(CACHE "%d", i), *version = text_format("3.99.%d", i);
        char *hex = text_format("0x03630%df0", i);
        make_python(place, version, hex, false, "END\nsleep 0.5\ncat <<END");
        free(place);
        free(version);
        free(hex);
    }
    int64_t began = clock_now_ns();
    assert_int_equal(builds_find(&all, folder, &e), 0);
    assert_true(clock_now_ns() - began < INT64_C(3000000000));
    assert_true(all.count >= 8);
    builds_free(&all);
}

static void test_the_compiled_path_is_the_last_line(void **state)
{
    (void)state;
    struct builds chosen = {0};
    struct error e;
    char *path;

    make_python(CACHE "a", "3.99.2", "0x036302f0", false, "");
    assert_int_equal(builds_add_named(&chosen, folder, "3.99.2", &e), 0);
    assert_int_equal(builds_compile(&chosen.items[0], folder, folder, NULL, &path, &e), 0);
    assert_string_equal(path, chosen.items[0].executable);
    free(path);

    write_script(chosen.items[0].executable, "echo 'fatal: csv.h is missing' >&2; exit 3\n");
    assert_int_equal(builds_compile(&chosen.items[0], folder, folder, "x.c", &path, &e), -1);
    assert_int_equal(e.status, EXIT_MISSING);
    assert_string_equal(e.text, "3.99.2: fatal: csv.h is missing");
    assert_null(path);
    write_script(chosen.items[0].executable, "echo 'x.c:1: error' >&2; exit 1\n");
    assert_int_equal(builds_compile(&chosen.items[0], folder, folder, "x.c", &path, &e), -1);
    assert_int_equal(e.status, EXIT_USAGE);
    builds_free(&chosen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_answer_is_read_by_its_keys),
        cmocka_unit_test(test_nonsense_is_no_answer),
        cmocka_unit_test_setup(test_the_newest_comes_first_and_with_the_gil, set_up),
        cmocka_unit_test_setup(test_the_same_version_twice_gets_two_tags, set_up),
        cmocka_unit_test_setup(test_one_installation_is_one_entry, set_up),
        cmocka_unit_test_setup(test_a_venv_is_an_installation_of_its_own, set_up),
        cmocka_unit_test_setup(test_what_cannot_be_used_is_listed_with_the_reason, set_up),
        cmocka_unit_test_setup(test_versions_name_builds, set_up),
        cmocka_unit_test_setup(test_a_near_miss_is_answered_with_the_match, set_up),
        cmocka_unit_test_setup(test_labels_are_names_and_unique, set_up),
        cmocka_unit_test_setup(test_a_pair_is_alike_but_for_the_gil, set_up),
        cmocka_unit_test_setup(test_no_pair_says_how_to_get_one, set_up),
        cmocka_unit_test_setup(test_candidates_are_asked_at_once, set_up),
        cmocka_unit_test_setup(test_the_compiled_path_is_the_last_line, set_up),
    };
    if (!mkdtemp(folder))
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    char *command = text_format("rm -rf %s", folder);
    failed += system(command) != 0;
    free(command);
    return failed;
}
