#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/error.h"

static void setting_an_error_returns_minus_one_and_blames_the_usage(void **state)
{
    (void)state;
    struct error e = {0};

    assert_int_equal(error_set(&e, "line %d of %s", 3, "suite.cfg"), -1);
    assert_string_equal(e.text, "line 3 of suite.cfg");
    assert_int_equal(e.status, EXIT_USAGE);
}

static void a_status_is_what_main_exits_with(void **state)
{
    (void)state;
    struct error e = {0};

    assert_int_equal(error_set_status(&e, EXIT_MISSING, "no gnuplot"), -1);
    assert_int_equal(e.status, EXIT_MISSING);
    error_prefix(&e, "plot");
    assert_int_equal(e.status, EXIT_MISSING);
    error_set(&e, "later");
    assert_int_equal(e.status, EXIT_USAGE);
}

static void a_prefix_goes_before_what_is_there(void **state)
{
    (void)state;
    struct error e = {0};

    error_set(&e, "'x' is not a number");
    assert_int_equal(error_prefix(&e, "threads"), -1);
    error_prefix(&e, "%s:%d", "suite.cfg", 7);
    assert_string_equal(e.text, "suite.cfg:7: threads: 'x' is not a number");
}

static void the_old_text_may_be_part_of_the_new(void **state)
{
    (void)state;
    struct error e = {0};

    error_set(&e, "no such file");
    error_set(&e, "cannot read: %s (sorry)", e.text);
    assert_string_equal(e.text, "cannot read: no such file (sorry)");
    error_prefix(&e, "again, %s", e.text);
    assert_string_equal(e.text,
                        "again, cannot read: no such file (sorry): cannot read: no such file (sorry)");
}

static void a_text_too_long_is_cut_and_stays_a_string(void **state)
{
    (void)state;
    struct error e = {0};
    char longer[3000];

    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    error_set(&e, "%s", longer);
    assert_int_equal(strlen(e.text), sizeof e.text - 1);
    error_prefix(&e, "front");
    assert_int_equal(strlen(e.text), sizeof e.text - 1);
    assert_int_equal(strncmp(e.text, "front: xxx", 10), 0);
    error_prefix(&e, "%s", longer);
    assert_int_equal(strlen(e.text), sizeof e.text - 1);
    assert_int_equal(e.text[0], 'x');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(setting_an_error_returns_minus_one_and_blames_the_usage),
        cmocka_unit_test(a_status_is_what_main_exits_with),
        cmocka_unit_test(a_prefix_goes_before_what_is_there),
        cmocka_unit_test(the_old_text_may_be_part_of_the_new),
        cmocka_unit_test(a_text_too_long_is_cut_and_stays_a_string),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
