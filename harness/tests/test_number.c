/* Numbers in cells: the same bits as the C library's, and nothing taken that is not all of it a number. */
#include "unit.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/csvfile.h"
#include "record/number.h"

static locale_t plain;

/* In a buffer of the promised size and not larger, so that a look beyond is seen by the sanitizer. */
static int real(const char *text, double *number)
{
    size_t length = strlen(text) + 1;
    char *padded = calloc(1, length + CSVFILE_CELL_PAD);
    memcpy(padded, text, length);
    memset(padded + length, '7', CSVFILE_CELL_PAD); /* what lies behind must not matter */
    int result = number_real(padded, plain, number);
    free(padded);
    return result;
}

static int whole(const char *text, int64_t *number)
{
    size_t length = strlen(text) + 1;
    char *padded = calloc(1, length + CSVFILE_CELL_PAD);
    memcpy(padded, text, length);
    memset(padded + length, '7', CSVFILE_CELL_PAD);
    int result = number_whole(padded, number);
    free(padded);
    return result;
}

static void same_as_strtod(const char *text)
{
    double ours, library = strtod(text, NULL);

    if (real(text, &ours) != 0 || memcmp(&ours, &library, sizeof ours) != 0)
        fail_msg("%s: %.17g, but strtod says %.17g", text, ours, library);
}

static void real_numbers_have_the_very_bits_that_strtod_gives(void **state)
{
    (void)state;
    static const char *const odd[] = {"0",
                                      "-0",
                                      "0.0",
                                      "-0.000",
                                      "1",
                                      "1.",
                                      "00001.5",
                                      "0.1",
                                      "9007199254740993", /* 2^53 + 1: in the middle of two doubles */
                                      "9007199254740995",
                                      "4503599627370497.5", /* so is this, to the even one below */
                                      "4503599627370498.5",
                                      "4503599627370497.500000000000001",
                                      "4503599627370497.499999999999999",
                                      "9999999999999999999",  /* 19 digits */
                                      "18446744073709551615", /* 20 */
                                      "0.0000000000000000001",
                                      "0.00000000000000000001",
                                      "0.9999999999999999999",
                                      "1e5",
                                      "1E-5",
                                      "+3.5",
                                      ".5",
                                      "-.5",
                                      "1.7976931348623157e308",
                                      "4.9406564584124654e-324",
                                      "123456789012345678901234567890.5"};
    unsigned short seed[3] = {1, 2, 3};
    char text[64];

    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        same_as_strtod(odd[i]);
    for (int i = 0; i < 300000; i++) {
        /* From 1e-9 to 1e18, as our writer prints them and as others might. */
        double number = (erand48(seed) - 0.3) * pow(10, (int)(erand48(seed) * 28) - 9);
        snprintf(text, sizeof text, "%.*g", 1 + (int)(erand48(seed) * 19), number);
        same_as_strtod(text);
        snprintf(text, sizeof text, "%.*f", (int)(erand48(seed) * 20), number);
        same_as_strtod(text);
        /* Any digits: what a double prints as is never near the middle of two. */
        uint64_t whole_part = (uint64_t)(erand48(seed) * 1e9), fraction = (uint64_t)(erand48(seed) * 0x1p53);
        snprintf(text, sizeof text, "%llu.%0*llu",
                 (unsigned long long)whole_part % (i % 5 ? 1000000000 : 1000), 10,
                 (unsigned long long)fraction % 10000000000);
        same_as_strtod(text);
        /* The middle of two neighbours, and the next digits beside it. */
        double middle = floor(erand48(seed) * 0x1p52) + 0x1p52;
        snprintf(text, sizeof text, "%.0f.5%s", middle, i % 3 == 0 ? "" : i % 3 == 1 ? "01" : "0");
        same_as_strtod(text);
    }
}

static void what_is_not_all_a_finite_number_is_none(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",    "-",     ".",         "-.",        "e5",
                                        "nan", "inf",   "-infinity", "0x1p3",     " 1",
                                        "1 ",  "1,5",   "1..2",      "1.2.",      "--1",
                                        "1e",  "1e999", "1-",        "12345678x", "1234567890.12345678e",
                                        "x",   "1.5f",  "\xC2\xB2",  "1\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        double number;
        if (real(wrong[i], &number) == 0)
            fail_msg("'%s' was taken for %g", wrong[i], number);
    }
}

static void whole_numbers_reach_to_both_ends(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t number;
    } right[] = {{"0", 0},
                 {"-0", 0},
                 {"7", 7},
                 {"-7", -7},
                 {"12345678", 12345678},
                 {"123456789", 123456789},
                 {"1234567812345678", 1234567812345678},
                 {"9223372036854775807", INT64_MAX},
                 {"-9223372036854775807", -INT64_MAX},
                 {"0000000000000000000000000000000042", 42},
                 {"0009223372036854775807", INT64_MAX}};
    static const char *const wrong[] = {"",
                                        "-",
                                        "+3",
                                        "3.5",
                                        "1e3",
                                        "0x10",
                                        "9223372036854775808",
                                        "-9223372036854775808",
                                        "18446744073709551617",
                                        "99999999999999999999",
                                        "1 ",
                                        " 1",
                                        "--1",
                                        "1-",
                                        "12345678 ",
                                        "1234567/",
                                        "1234567:",
                                        "\xB1"};
    int64_t number;

    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        assert_int_equal(whole(right[i].text, &number), 0);
        assert_true(number == right[i].number);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (whole(wrong[i], &number) == 0)
            fail_msg("'%s' was taken for %lld", wrong[i], (long long)number);
}

static void any_whole_number_comes_back(void **state)
{
    (void)state;
    unsigned short seed[3] = {4, 5, 6};
    char text[32];

    for (int i = 0; i < 200000; i++) {
        int64_t wanted = (int64_t)((uint64_t)jrand48(seed) << 32 | (uint32_t)jrand48(seed)) >>
                         (nrand48(seed) % 63),
                got;
        if (wanted == INT64_MIN)
            continue;
        snprintf(text, sizeof text, "%lld", (long long)wanted);
        assert_int_equal(whole(text, &got), 0);
        assert_true(got == wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_numbers_have_the_very_bits_that_strtod_gives),
        cmocka_unit_test(what_is_not_all_a_finite_number_is_none),
        cmocka_unit_test(whole_numbers_reach_to_both_ends),
        cmocka_unit_test(any_whole_number_comes_back),
    };
    plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    freelocale(plain);
    return failed;
}
