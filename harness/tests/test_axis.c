/* Axes have round ticks, few enough to read and enough to read by; values are told with their units. */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chart/axis.h"

static void assert_text(enum axis_unit unit, double value, const char *expected)
{
    char text[32];
    assert_string_equal(axis_text(unit, value, text, sizeof text), expected);
}

static void values_are_told_with_their_units(void **state)
{
    (void)state;
    assert_text(UNIT_TIMES, 1.966, "1.97x");
    assert_text(UNIT_SHARE, .974, "97 %");
    assert_text(UNIT_SHARE, .0123, "1.2 %");
    assert_text(UNIT_SHARE, 0, "0 %");
    assert_text(UNIT_RATE, 950, "950 ops/s");
    assert_text(UNIT_RATE, 999.9, "1 k ops/s");
    assert_text(UNIT_RATE, 1234567, "1.23 M ops/s");
    assert_text(UNIT_RATE, 0, "0 ops/s");
    assert_text(UNIT_BYTES, 1000, "0.977 KiB");
    assert_text(UNIT_BYTES, 23.5 * 1048576, "23.5 MiB");
    assert_text(UNIT_SECONDS, .0052, "5.2 ms");
    assert_text(UNIT_SECONDS, 3e-5, "30 us");
    assert_text(UNIT_SECONDS, 2, "2 s");
}

static void assert_ticks(enum axis_unit unit, double low, double high, bool log, const char *expected)
{
    struct axis_tick ticks[TICKS_MOST];
    char all[400] = "";
    size_t count = axis_ticks(unit, low, high, log, ticks);
    for (size_t i = 0; i < count; i++) {
        assert_true(ticks[i].at >= low * (low > 0 ? 1 - 1e-9 : 1 + 1e-9) && ticks[i].at <= high * (1 + 1e-9));
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i ? "|" : "", ticks[i].text);
    }
    assert_string_equal(all, expected);
}

static void ticks_are_round_and_share_a_prefix(void **state)
{
    (void)state;
    assert_ticks(UNIT_TIMES, 0, 2.3, false, "0|0.5|1|1.5|2");
    assert_ticks(UNIT_TIMES, 0, 64, false, "0|10|20|30|40|50|60");
    assert_ticks(UNIT_RATE, 0, 1.7e6, false, "0|0.5 M|1 M|1.5 M");
    assert_ticks(UNIT_SHARE, 0, 1.08, false, "0|20 %|40 %|60 %|80 %|100 %");
    assert_ticks(UNIT_SHARE, -.022, .022, false, "-2 %|-1 %|0|1 %|2 %");
    assert_ticks(UNIT_BYTES, 0, 25.0 * 1048576, false, "0|5 MiB|10 MiB|15 MiB|20 MiB|25 MiB");
}

static void logarithmic_ticks_are_decades_or_what_lies_between_them(void **state)
{
    (void)state;
    assert_ticks(UNIT_SECONDS, 9e-6, 2, true, "10 us|100 us|1 ms|10 ms|100 ms|1 s");
    assert_ticks(UNIT_SECONDS, 9e-5, 6e-3, true, "100 us|200 us|500 us|1 ms|2 ms|5 ms");
    assert_ticks(UNIT_SECONDS, 1.1e-3, 6e-3, true, "1.5 ms|2 ms|3 ms|4 ms|5 ms");
    assert_ticks(UNIT_TIMES, .4, 70, true, "0.5|1|2|4|8|16|32|64");
    assert_ticks(UNIT_TIMES, .8, 3000, true, "1|4|16|64|256|1024");
}

static void whatever_the_range_there_are_ticks_and_not_too_many(void **state)
{
    (void)state;
    srand(1);
    for (int i = 0; i < 20000; i++) {
        struct axis_tick ticks[TICKS_MOST];
        double high = pow(10, rand() % 2400 / 100. - 10);
        double low = i % 2 ? high / (1.6 + rand() % 1000) : 0;
        enum axis_unit unit = (enum axis_unit)(rand() % 5);
        size_t count = axis_ticks(unit, low, high, i % 2, ticks);
        assert_true(count >= (low > 0 && high / low < 4 ? 1 : 2) && count <= 14);
        for (size_t k = 1; k < count; k++)
            assert_true(ticks[k].at > ticks[k - 1].at && strcmp(ticks[k].text, ticks[k - 1].text) != 0);
    }
}

static void numbers_of_workers_never_run_into_each_other(void **state)
{
    (void)state;
    int n[64];
    double place[64];
    bool shown[64];
    for (int i = 0; i < 64; i++) {
        n[i] = i + 1;
        place[i] = 300 * log2(n[i]) / 6;
    }
    axis_choose(n, place, 64, 22, shown);
    double last = -INFINITY;
    for (int i = 0; i < 64; i++)
        if (shown[i]) {
            assert_true(place[i] - last >= 22);
            last = place[i];
        }
    /* The ends and the powers of two are there as far as there is room. */
    assert_true(shown[0] && shown[1] && shown[3] && shown[7] && shown[15] && shown[31] && shown[63]);
    axis_choose(n, place, 0, 22, shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_told_with_their_units),
        cmocka_unit_test(ticks_are_round_and_share_a_prefix),
        cmocka_unit_test(logarithmic_ticks_are_decades_or_what_lies_between_them),
        cmocka_unit_test(whatever_the_range_there_are_ticks_and_not_too_many),
        cmocka_unit_test(numbers_of_workers_never_run_into_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
