/* Parameters of workloads, and the variants that several values make of them. */
#include "tests/lists.h"

#include <stdlib.h>

#include "suite/suite.h"

/* A suite of workloads of these names, which no file has. */
static struct suite suite_of(const char *first, const char *second)
{
    struct suite suite = suite_default("test");
    const char *const names[] = {first, second};

    suite.workloads = text_grow(NULL, 2, sizeof *suite.workloads);
    for (size_t i = 0; i < 2 && names[i]; i++)
        suite.workloads[suite.workload_count++] =
            (struct suite_workload){.workload = {.name = text_format("%s", names[i])}};
    return suite;
}

/* The labels as "a|b (x=1)". */
static void assert_labels(const struct suite *suite, const char *expected)
{
    struct text_list labels = {0};

    for (size_t i = 0; i < suite->workload_count; i++) {
        char *label = suite_label(suite, i);
        text_list_add(&labels, label);
        free(label);
    }
    assert_list(&labels, expected);
    text_list_free(&labels);
}

static void add_parameter(struct suite *suite, const char *assignment)
{
    struct error e = {0};

    if (suite_add_parameter(suite, assignment, &e) != 0)
        fail_msg("%s was refused: %s", assignment, e.text);
}

static void a_parameter_is_name_and_value_for_all_workloads(void **state)
{
    static const char *const bad[] = {"size", "=16", "", "size=1\n6", "size=\033[2J", "a=1;b=2"};
    struct suite suite = suite_of("fib", "spin");
    struct error e = {0};

    (void)state;
    assert_int_equal(suite_add_parameter(&suite, "size=16", &e), 0);
    assert_int_equal(suite_workload_parameter(&suite.workloads[1], "text=a = \"b\", 'c' \303\274", &e), 0);
    assert_int_equal(suite_workload_parameter(&suite.workloads[1], "empty=", &e), 0);
    assert_list(&suite.workloads[0].parameters, "size=16");
    assert_list(&suite.workloads[1].parameters, "size=16|text=a = \"b\", 'c' \303\274|empty=");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(suite_workload_parameter(&suite.workloads[0], bad[i], &e), -1);
        assert_int_equal(strncmp(e.text, "parameter '", 11), 0);
        assert_null(strpbrk(e.text, "\n\033")); /* it goes to a terminal */
    }
    assert_int_equal(suite.workloads[0].parameters.count, 1);
    assert_int_equal(suite_workload_parameter(&suite.workloads[0], "size=17", &e), 0);
    assert_int_equal(suite_workload_parameter(&suite.workloads[0], "sizes=1", &e), 0);
    assert_list(&suite.workloads[0].parameters, "size=17|sizes=1"); /* once each, the last value */
    suite_free(&suite);
}

static void several_values_are_several_workloads(void **state)
{
    static const char *const bad[][2] = {{"n=1,1", "the value '1' is given twice"},
                                         {"n=1,,2", "an empty value in '1,,2'"},
                                         {"n=1,2,", "an empty value in '1,2,'"},
                                         {"n=,", "an empty value in ','"},
                                         {"=1,2", "is not NAME=VALUE"},
                                         {"n=1,2;m=3", "no ';'"}};
    struct suite suite = suite_of("fib", "spin");
    struct error e = {0};

    (void)state;
    suite.workloads[1].batch_ops = 77;
    add_parameter(&suite, "n=1");
    assert_labels(&suite, "fib|spin");
    add_parameter(&suite, "n=1, 2,3");
    assert_labels(&suite, "fib (n=1)|fib (n=2)|fib (n=3)|spin (n=1)|spin (n=2)|spin (n=3)");
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(suite.workloads[i].batch_ops, i < 3 ? 0 : 77);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(suite_add_parameter(&suite, bad[i][0], &e), -1);
        if (!strstr(e.text, bad[i][1]))
            fail_msg("expected '%s' in: %s", bad[i][1], e.text);
        assert_int_equal(suite.workload_count, 6);
    }
    /* A comma and blanks of a value's own. */
    add_parameter(&suite, "n= a\\,b ,c\\ , d");
    assert_list(&suite.workloads[0].parameters, "n=a,b");
    assert_list(&suite.workloads[1].parameters, "n=c\\");
    assert_list(&suite.workloads[2].parameters, "n=d");
    add_parameter(&suite, "n=");
    assert_list(&suite.workloads[0].parameters, "n=");

    /* All combinations, the first parameter slowest. */
    add_parameter(&suite, "n=1,2");
    add_parameter(&suite, "kind=a,b");
    assert_labels(&suite, "fib (n=1, kind=a)|fib (n=1, kind=b)|fib (n=2, kind=a)|fib (n=2, kind=b)|"
                          "spin (n=1, kind=a)|spin (n=1, kind=b)|spin (n=2, kind=a)|spin (n=2, kind=b)");
    assert_int_equal(suite_refuse_twins(&suite, &e), 0);

    /* A value for all of them takes the difference away. */
    add_parameter(&suite, "n=5");
    assert_labels(&suite, "fib (kind=a)|fib (kind=b)|spin (kind=a)|spin (kind=b)");
    add_parameter(&suite, "kind=c");
    assert_labels(&suite, "fib|spin");
    assert_list(&suite.workloads[1].parameters, "n=5|kind=c");
    assert_int_equal(suite.workloads[1].batch_ops, 77);
    suite_free(&suite);
}

static void no_sweep_is_without_end(void **state)
{
    struct suite suite = suite_of("fib", NULL);
    struct error e = {0};

    (void)state;
    add_parameter(&suite, "a=0,1,2,3,4,5,6,7,8,9");
    add_parameter(&suite, "b=0,1,2,3,4,5,6,7,8,9");
    add_parameter(&suite, "c=0,1,2,3,4,5,6,7,8,9");
    assert_int_equal(suite.workload_count, 1000);
    assert_int_equal(suite_add_parameter(&suite, "d=0,1,2", &e), -1);
    assert_non_null(strstr(e.text, "more than 2000 workloads"));
    assert_int_equal(suite.workload_count, 1000);
    suite_free(&suite);
}

static void twins_are_refused_however_their_parameters_are_ordered(void **state)
{
    struct suite suite = suite_of("fib", "fib");
    struct error e = {0};

    (void)state;
    assert_int_equal(suite_refuse_twins(&suite, &e), -1);
    assert_string_equal(e.text, "workload 'fib' is named twice with the same parameters");
    assert_int_equal(suite_workload_parameter(&suite.workloads[0], "a=1", &e), 0);
    assert_int_equal(suite_refuse_twins(&suite, &e), 0);
    assert_labels(&suite, "fib (a=1)|fib");
    assert_int_equal(suite_workload_parameter(&suite.workloads[0], "b=2", &e), 0);
    assert_int_equal(suite_workload_parameter(&suite.workloads[1], "b=2", &e), 0);
    assert_int_equal(suite_refuse_twins(&suite, &e), 0);
    assert_int_equal(suite_workload_parameter(&suite.workloads[1], "a=1", &e), 0);
    assert_int_equal(suite_refuse_twins(&suite, &e), -1);
    suite_free(&suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_parameter_is_name_and_value_for_all_workloads),
        cmocka_unit_test(several_values_are_several_workloads),
        cmocka_unit_test(no_sweep_is_without_end),
        cmocka_unit_test(twins_are_refused_however_their_parameters_are_ordered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
