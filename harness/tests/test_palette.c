/* Colours are seen on their page, and belong to builds. */
#include "tests/charts.h"

#include <math.h>

#include "chart/palette.h"

static double linear(unsigned byte)
{
    double share = byte / 255.;
    return share <= .04045 ? share / 12.92 : pow((share + .055) / 1.055, 2.4);
}

static double luminance(unsigned colour)
{
    return .2126 * linear(colour >> 16 & 255) + .7152 * linear(colour >> 8 & 255) +
           .0722 * linear(colour & 255);
}

/* As WCAG 2.1 reckons it. */
static double contrast(unsigned a, unsigned b)
{
    double x = luminance(a), y = luminance(b);
    return (fmax(x, y) + .05) / (fmin(x, y) + .05);
}

static void every_build_is_seen_on_a_light_and_on_a_dark_page(void **state)
{
    (void)state;
    assert_true(fabs(contrast(0, 0xFFFFFF) - 21) < 1e-9);
    const struct palette_pair paper = palette_neutrals[PALETTE_PAPER];
    assert_true(paper.light == 0xFFFFFF && paper.dark == 0x16181D);
    for (size_t i = 0; i < PALETTE_BUILDS; i++) {
        assert_true(contrast(palette_builds[i].light, paper.light) >= 3);
        assert_true(contrast(palette_builds[i].dark, paper.dark) >= 3);
        for (size_t k = 0; k < i; k++)
            assert_true(palette_builds[i].light != palette_builds[k].light &&
                        palette_builds[i].dark != palette_builds[k].dark);
    }
}

static void letters_are_read_and_references_seen(void **state)
{
    (void)state;
    const struct palette_pair paper = palette_neutrals[PALETTE_PAPER];
    static const enum palette_neutral letters[] = {PALETTE_INK, PALETTE_MUTED};
    for (size_t i = 0; i < 2; i++) {
        assert_true(contrast(palette_neutrals[letters[i]].light, paper.light) >= 4.5);
        assert_true(contrast(palette_neutrals[letters[i]].dark, paper.dark) >= 4.5);
    }
    assert_true(contrast(palette_neutrals[PALETTE_DIM].light, paper.light) >= 3);
    assert_true(contrast(palette_neutrals[PALETTE_DIM].dark, paper.dark) >= 3);
}

/* What a dark page puts in place of a colour must be the same wherever the colour stands. */
static void no_light_colour_stands_for_two_dark_ones(void **state)
{
    (void)state;
    for (size_t i = 0; i < PALETTE_BUILDS; i++)
        for (size_t k = 0; k < PALETTE_NEUTRALS; k++)
            assert_true(palette_builds[i].light != palette_neutrals[k].light);
}

static void builds_are_sorted_as_versions_whatever_the_workload_they_were_met_in(void **state)
{
    (void)state;
    struct stage stage = stage_new();
    add_curve(&stage, "a", "3.13.15t", true, "off", 2, 0);
    add_curve(&stage, "b", "3.9.1", false, "on", 2, 0);
    add_curve(&stage, "b", "3.13.15", false, "on", 2, 0);
    add_curve(&stage, "b", "3.13.15t", true, "on", 2, 0);
    const struct chart_source source = {.curves = &stage.curves};
    struct text_list builds = {0};
    palette_list_builds(&source, &builds);
    assert_int_equal(builds.count, 3);
    assert_string_equal(builds.items[0], "3.9.1");
    assert_string_equal(builds.items[1], "3.13.15");
    assert_int_equal(palette_place(&builds, "3.13.15t"), 2);
    text_list_free(&builds);
    stage_free(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_build_is_seen_on_a_light_and_on_a_dark_page),
        cmocka_unit_test(letters_are_read_and_references_seen),
        cmocka_unit_test(no_light_colour_stands_for_two_dark_ones),
        cmocka_unit_test(builds_are_sorted_as_versions_whatever_the_workload_they_were_met_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
