#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* The pieces of a split, joined by '|'. */
static void assert_split(const char *text, const char *separators, const char *expected)
{
    struct text_list list = {0};
    char joined[200] = "";

    text_split(&list, text, separators);
    for (size_t i = 0; i < list.count; i++) {
        strcat(joined, i ? "|" : "");
        strcat(joined, list.items[i]);
    }
    assert_string_equal(joined, expected);
    text_list_free(&list);
}

static void splitting_trims_blanks_and_drops_empty_pieces(void **state)
{
    (void)state;
    assert_split("a,b", ",", "a|b");
    assert_split(" one , two words ,,\t\n, three", ",", "one|two words|three");
    assert_split("a:b;c", ":;", "a|b|c");
    assert_split("", ",", "");
    assert_split(" , ,", ",", "");
    assert_split("whole", "", "whole");
}

static void splitting_adds_to_what_the_list_has(void **state)
{
    (void)state;
    struct text_list list = {0};

    text_list_add(&list, "first");
    text_split(&list, "second,third", ",");
    assert_int_equal(list.count, 3);
    assert_true(text_list_has(&list, "first"));
    assert_true(text_list_has(&list, "third"));
    assert_false(text_list_has(&list, "thir"));
    text_list_free(&list);
    assert_int_equal(list.count, 0);
    assert_false(text_list_has(&list, "first"));
    text_list_free(&list); /* twice is harmless */
}

static void a_list_can_be_handed_to_exec(void **state)
{
    (void)state;
    struct text_list list = {0};

    assert_null(text_list_argv(&list)[0]);
    text_split(&list, "ls -l", " ");
    char *const *argv = text_list_argv(&list);
    assert_string_equal(argv[1], "-l");
    assert_null(argv[2]);
    assert_int_equal(list.count, 2);
    text_list_free(&list);
}

static void a_list_keeps_its_own_copy(void **state)
{
    (void)state;
    struct text_list list = {0};
    char text[] = "before";

    text_list_add(&list, text);
    strcpy(text, "after!");
    assert_string_equal(list.items[0], "before");
    text_list_free(&list);
}

static void assert_no_int(const char *text, const char *because)
{
    long value = 77;
    struct error e = {0};

    assert_int_equal(text_to_int(text, -10, 10, &value, &e), -1);
    assert_int_equal(value, 77); /* untouched */
    assert_non_null(strstr(e.text, because));
}

static void whole_numbers_are_taken_whole_or_refused(void **state)
{
    (void)state;
    long value;
    struct error e = {0};

    assert_int_equal(text_to_int("-10", -10, 10, &value, &e), 0);
    assert_int_equal(value, -10);
    assert_int_equal(text_to_int("007", -10, 10, &value, &e), 0);
    assert_int_equal(value, 7); /* not octal */
    assert_no_int("", "not a whole number");
    assert_no_int("3 ", "not a whole number");
    assert_no_int(" 3", "not a whole number");
    assert_no_int("3.5", "not a whole number");
    assert_no_int("0x3", "not a whole number");
    assert_no_int("three", "'three'");
}

static void numbers_out_of_range_name_the_range(void **state)
{
    (void)state;
    assert_no_int("11", "-10 to 10");
    assert_no_int("-11", "-10 to 10");
    assert_no_int("99999999999999999999999", "out of range");
    assert_no_int("-99999999999999999999999", "out of range");
}

static void real_numbers_must_be_finite(void **state)
{
    (void)state;
    double value = 7;
    struct error e = {0};
    const char *const refused[] = {"", " 1", "1 ", "1,5", "1.5x", "nan", "inf", "-inf", "1e999", "one"};

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        e.text[0] = '\0';
        assert_int_equal(text_to_double(refused[i], &value, &e), -1);
        assert_true(e.text[0]);
        assert_true(value == 7);
    }
    assert_int_equal(text_to_double("-2.5e3", &value, &e), 0);
    assert_true(value == -2500);
}

static void assert_ns(const char *text, int64_t expected)
{
    int64_t ns = -1;
    struct error e = {0};

    assert_int_equal(text_to_ns(text, &ns, &e), 0);
    assert_true(ns == expected);
}

static void assert_no_ns(const char *text, const char *because)
{
    int64_t ns = 77;
    struct error e = {0};

    assert_int_equal(text_to_ns(text, &ns, &e), -1);
    assert_true(ns == 77);
    assert_non_null(strstr(e.text, because));
}

static void durations_are_read_in_every_unit(void **state)
{
    (void)state;
    assert_ns("1ns", 1);
    assert_ns("20us", 20000);
    assert_ns("250ms", 250000000);
    assert_ns("2s", 2000000000);
    assert_ns("1.5m", INT64_C(90000000000));
    assert_ns("2min", INT64_C(120000000000));
    assert_ns("24h", INT64_C(86400000000000));
    assert_ns("0s", 0);
    assert_ns("0.1ms", 100000); /* .1 is not exact in binary */
}

static void durations_without_a_unit_or_out_of_range_are_refused(void **state)
{
    (void)state;
    assert_no_ns("5", "no unit");
    assert_no_ns("5d", "unknown unit");
    assert_no_ns("5 s", "unknown unit");
    assert_no_ns("5S", "unknown unit");
    assert_no_ns("", "not a duration");
    assert_no_ns("ms", "not a duration");
    assert_no_ns(" 5s", "not a duration");
    assert_no_ns("-5s", "out of range");
    assert_no_ns("25h", "out of range");
    assert_no_ns("1e300s", "out of range");
    assert_no_ns("infs", "not a duration");
    assert_no_ns("nanms", "not a duration");
}

static void assert_from_ns(int64_t ns, const char *expected)
{
    char text[32];
    assert_string_equal(text_from_ns(ns, text, sizeof text), expected);
}

static void durations_are_written_with_three_digits(void **state)
{
    (void)state;
    assert_from_ns(0, "0 ns");
    assert_from_ns(999, "999 ns");
    assert_from_ns(1000, "1 us");
    assert_from_ns(1234567, "1.23 ms");
    assert_from_ns(45600000000, "45.6 s");
    assert_from_ns(75000000000, "1m15s");
    assert_from_ns(60000000000, "1m00s");
    assert_from_ns(3723000000000, "1h02m");
}

static void rounding_up_moves_to_the_next_unit(void **state)
{
    (void)state;
    assert_from_ns(999499, "999 us");
    assert_from_ns(999500, "1 ms");
    assert_from_ns(999999, "1 ms");
    assert_from_ns(999499999, "999 ms");
    assert_from_ns(999999999, "1 s");
    assert_from_ns(59499999999, "59.5 s");
    assert_from_ns(59500000000, "1m00s");
    assert_from_ns(3599600000000, "1h00m");
}

static void assert_rate(double rate, const char *expected)
{
    char text[32];
    assert_string_equal(text_from_rate(rate, text, sizeof text), expected);
}

static void rates_are_written_with_prefixes(void **state)
{
    (void)state;
    assert_rate(0, "0");
    assert_rate(0.25, "0.25");
    assert_rate(950, "950");
    assert_rate(999.4, "999");
    assert_rate(999.5, "1 k");
    assert_rate(1234567, "1.23 M");
    assert_rate(-1500, "-1.5 k");
    assert_rate(999500000.0, "1 G");
    assert_rate(2e12, "2 T");
    assert_rate(NAN, "-");
    assert_rate(INFINITY, "-");
}

static void a_slip_of_the_fingers_finds_what_was_meant(void **state)
{
    (void)state;
    struct text_list words = {0};
    text_split(&words, "fib dict_churn shared_counter primes f", " ");

    assert_string_equal(text_nearest("fibb", &words), "fib");
    assert_string_equal(text_nearest("bif", &words), "fib");
    assert_string_equal(text_nearest("dict-churn", &words), "dict_churn");
    assert_string_equal(text_nearest("shared_conter", &words), "shared_counter");
    assert_string_equal(text_nearest("prime", &words), "primes");
    assert_string_equal(text_nearest("primes", &words), "primes");
    text_list_free(&words);
}

static void another_word_is_no_near_miss(void **state)
{
    (void)state;
    struct text_list words = {0};

    assert_null(text_nearest("fib", &words));
    text_split(&words, "fib primes f", " ");
    assert_null(text_nearest("mandelbrot", &words));
    assert_null(text_nearest("x", &words));
    assert_null(text_nearest("", &words));
    text_list_free(&words);
}

static void names_are_safe_in_files_charts_and_shells(void **state)
{
    (void)state;
    char longest[66];
    const char *const good[] = {"fib", "3.13.15t", "a", "_x", "py+jit", "dict_churn-2"};
    const char *const bad[] = {"",    "-rf", ".",    "..",   ".hidden", "a/b",
                               "a b", "a,b", "a\"b", "a\nb", "$x",      "é"};

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(text_is_name(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_is_name(bad[i]));
    memset(longest, 'n', 65);
    longest[65] = '\0';
    assert_false(text_is_name(longest));
    longest[64] = '\0';
    assert_true(text_is_name(longest));
}

static void the_hash_is_fnv_1a_and_chains(void **state)
{
    (void)state;
    assert_true(text_hash(TEXT_HASH_START, "", 0) == TEXT_HASH_START);
    assert_true(text_hash(TEXT_HASH_START, "a", 1) ==
                UINT64_C(0xaf63dc4c8601ec8c)); /* the authors' test vectors */
    assert_true(text_hash(TEXT_HASH_START, "foobar", 6) == UINT64_C(0x85944171f73967e8));
    assert_true(text_hash(text_hash(TEXT_HASH_START, "foo", 3), "bar", 3) == UINT64_C(0x85944171f73967e8));
}

static void arrays_grow_and_may_be_empty(void **state)
{
    (void)state;
    int *numbers = text_grow(NULL, 0, sizeof *numbers);

    assert_non_null(numbers);
    numbers = text_grow(numbers, 0, sizeof *numbers);
    assert_non_null(numbers);
    numbers = text_grow(numbers, 1000, sizeof *numbers);
    numbers[999] = 1;
    free(numbers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splitting_trims_blanks_and_drops_empty_pieces),
        cmocka_unit_test(splitting_adds_to_what_the_list_has),
        cmocka_unit_test(a_list_can_be_handed_to_exec),
        cmocka_unit_test(a_list_keeps_its_own_copy),
        cmocka_unit_test(whole_numbers_are_taken_whole_or_refused),
        cmocka_unit_test(numbers_out_of_range_name_the_range),
        cmocka_unit_test(real_numbers_must_be_finite),
        cmocka_unit_test(durations_are_read_in_every_unit),
        cmocka_unit_test(durations_without_a_unit_or_out_of_range_are_refused),
        cmocka_unit_test(durations_are_written_with_three_digits),
        cmocka_unit_test(rounding_up_moves_to_the_next_unit),
        cmocka_unit_test(rates_are_written_with_prefixes),
        cmocka_unit_test(a_slip_of_the_fingers_finds_what_was_meant),
        cmocka_unit_test(another_word_is_no_near_miss),
        cmocka_unit_test(names_are_safe_in_files_charts_and_shells),
        cmocka_unit_test(the_hash_is_fnv_1a_and_chains),
        cmocka_unit_test(arrays_grow_and_may_be_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
