/* The column `phases`: written, read again, added up; what is not written like that is refused. */
#include "tests/unit.h"

#include "record/phases.h"

#include <locale.h>
#include <math.h>
#include <string.h>

static struct phases of_text(const char *text)
{
    struct phases phases;
    struct error e;

    assert_int_equal(phases_parse(&phases, text, &e), 0);
    return phases;
}

static void what_is_written_is_read_again(void **state)
{
    static const char *const texts[] = {"prepare=0.012300000/0.012000000;native=0.500000000/0.001000000",
                                        "a=0.000000000;b=123456.000000001", "a=-0.000000003/-0.000000001",
                                        ""};
    char again[PHASES_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct phases phases = of_text(texts[i]);
        assert_string_equal(phases_text(&phases, again), texts[i]);
    }
    struct phases two = of_text("prepare=0.5/0.25;native=2e-3");
    assert_int_equal(two.count, 2);
    assert_string_equal(two.items[1].name, "native");
    assert_true(two.items[0].seconds == .5 && two.items[0].held_s == .25 && two.items[1].seconds == .002);
    assert_true(isnan(two.items[1].held_s));
}

static void the_longest_fits_its_buffer(void **state)
{
    struct phases most = {0};
    struct error e;
    char name[PHASES_NAME], text[PHASES_TEXT], again[PHASES_TEXT];

    (void)state;
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    for (int i = 0; i < PHASES_MOST; i++) {
        name[0] = (char)('a' + i);
        assert_int_equal(phases_name(&most, name, &e), 0);
        most.items[i].seconds = -999999999.999999;
        most.items[i].held_s = -999999999.999999;
    }
    phases_text(&most, text);
    struct phases back = of_text(text);
    assert_int_equal(back.count, PHASES_MOST);
    assert_string_equal(phases_text(&back, again), text);
}

static void a_point_is_a_point_whatever_the_locale_says(void **state)
{
    struct phases phases = of_text("a=0.5/0.25;b=1");
    char text[PHASES_TEXT];

    (void)state;
    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8"))
        setlocale(LC_NUMERIC, "C.UTF-8"); /* no other is installed */
    phases = of_text("a=0.5/0.25;b=1");
    assert_true(phases.items[0].seconds == .5);
    assert_string_equal(phases_text(&phases, text), "a=0.500000000/0.250000000;b=1.000000000");
    setlocale(LC_NUMERIC, "C");
}

static void what_is_no_list_of_phases_is_refused(void **state)
{
    static const char *const texts[] = {"a",
                                        "a=",
                                        "a=x",
                                        "a=1/",
                                        "a=1/x",
                                        "=1",
                                        "a b=1",
                                        "-a=1",
                                        "a=1;a=2",
                                        "a=nan",
                                        "a=1e300",
                                        "a=1//2",
                                        "<b>=1",
                                        "a=1;b=1;c=1;d=1;e=1;f=1;g=1;h=1;i=1",
                                        "a=0x10",
                                        "a=1,5",
                                        "a="
                                        "11111111111111111111111111111111111111111111111111111111111111111111"
                                        "11111111111111111111111111111111"};
    struct phases phases;
    struct error e;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(phases_parse(&phases, texts[i], &e), -1);
        assert_int_equal(phases.count, 0);
        assert_non_null(strstr(e.text, "NAME=SECONDS"));
    }
    phases = (struct phases){0};
    assert_int_equal(phases_name(&phases, "\033[2J", &e), -1);
    assert_null(strchr(e.text, '\033'));
}

static void only_the_same_phases_are_added(void **state)
{
    struct phases sum = {0}, one = of_text("a=1/0.5;b=2/0.25"), other = of_text("a=1;c=2"),
                  unknown = of_text("a=1;b=1");

    (void)state;
    assert_int_equal(phases_add(&sum, &one), 0);
    assert_int_equal(phases_add(&sum, &one), 0);
    assert_true(sum.items[1].seconds == 4 && sum.items[1].held_s == .5 && phases_seconds(&sum) == 6);
    assert_int_equal(phases_add(&sum, &other), -1);
    assert_true(phases_seconds(&sum) == 6);
    assert_int_equal(phases_add(&sum, &unknown), 0); /* what one does not know the sum does not know */
    assert_true(phases_seconds(&sum) == 8 && isnan(sum.items[0].held_s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(the_longest_fits_its_buffer),
        cmocka_unit_test(a_point_is_a_point_whatever_the_locale_says),
        cmocka_unit_test(what_is_no_list_of_phases_is_refused),
        cmocka_unit_test(only_the_same_phases_are_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
