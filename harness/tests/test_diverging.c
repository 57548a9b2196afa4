/* Colours about a middle: which end is which, and whether a number can be read on each of them. */
#include "unit.h"

#include <math.h>

#include "chart/diverging.h"

static double luminance(unsigned colour)
{
    double sum = 0;
    const double weights[] = {0.2126, 0.7152, 0.0722};

    for (int i = 0; i < 3; i++) {
        double value = (colour >> (16 - 8 * i) & 0xff) / 255.0;
        sum += weights[i] * (value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double contrast(unsigned a, unsigned b)
{
    double one = luminance(a) + 0.05, other = luminance(b) + 0.05;
    return fmax(one, other) / fmin(one, other);
}

static void test_the_ends_are_those_of_the_verdicts_and_go_no_further(void **state)
{
    (void)state;
    assert_int_equal(diverging_colour(-1), DIVERGING_WORSE);
    assert_int_equal(diverging_colour(1), DIVERGING_BETTER);
    assert_int_equal(diverging_colour(-7), DIVERGING_WORSE);
    assert_int_equal(diverging_colour(INFINITY), DIVERGING_BETTER);
    assert_int_equal(diverging_colour(0), 0xf7f7f7);
}

static void test_the_farther_the_darker(void **state)
{
    (void)state;
    for (int side = -1; side <= 1; side += 2)
        for (int i = 0; i < 100; i++)
            assert_true(luminance(diverging_colour(side * i / 100.)) >
                        luminance(diverging_colour(side * (i + 1) / 100.)));
}

static void test_every_number_can_be_read(void **state)
{
    (void)state;
    for (int i = -100; i <= 100; i++) {
        unsigned colour = diverging_colour(i / 100.);
        assert_true(contrast(colour, diverging_ink(colour)) >= 4.5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_ends_are_those_of_the_verdicts_and_go_no_further),
        cmocka_unit_test(test_the_farther_the_darker),
        cmocka_unit_test(test_every_number_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
