/* A claim's file: what it says, and what is refused with its line. */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "claims/parts.h"
#include "tests/claims_samples.h"

#define BASE "what = \"w\"; theirs = \"1.96\"; unit = \"x\"; measure = \"speedup\"; workload = \"fib\"; "

static void theirs_are_numbers_ranges_limits_or_words(void **state)
{
    double low, high;

    (void)state;
    claim_theirs("1.96", &low, &high);
    assert_true(low == 1.96 && high == 1.96);
    claim_theirs("1.00..1.04", &low, &high);
    assert_true(low == 1 && high == 1.04);
    claim_theirs("4..-8", &low, &high);
    assert_true(low == -8 && high == 4);
    claim_theirs("<10", &low, &high);
    assert_true(low == -INFINITY && high == 10);
    claim_theirs(">60", &low, &high);
    assert_true(low == 60 && high == INFINITY);
    claim_theirs("flat, slightly down", &low, &high);
    assert_true(isnan(low) && isnan(high));
}

static void a_figure_knows_its_cell(void **state)
{
    struct claim claim;
    struct error e = {0};

    assert_int_equal(claim_of(&claim, *state,
                              "{ " BASE "build = \"ft\"; gil = \"off\"; params = \"n=18\"; axes = "
                              "\"gc=off\"; threads = 4; agree = \"10%\"; }",
                              &e),
                     0);
    assert_int_equal(claim.count, 1);
    assert_true(claim.measures);
    const struct claim_figure *figure = &claim.figures[0];
    assert_string_equal(figure->of.build, "ft");
    assert_string_equal(figure->of.mode, "threads");
    assert_string_equal(figure->of.axes, "gc=off");
    assert_int_equal(figure->of.threads, 4);
    assert_int_equal(figure->cpus, 4);
    assert_true(figure->share == .1 && isnan(figure->most));
    assert_int_equal(figure->form, CLAIM_VALUE);
    claim_free(&claim);
}

static void arrays_stand_for_several_figures(void **state)
{
    struct claim claim;
    struct error e = {0};

    assert_int_equal(claim_of(&claim, *state,
                              "{ what = \"{workload} on {threads}\"; theirs = [ \"1.9\", \"3.8\" ]; unit = "
                              "\"x\"; measure = \"speedup\"; "
                              "workload = \"fib\"; threads = [ 2, 4 ]; }",
                              &e),
                     0);
    assert_int_equal(claim.count, 2);
    assert_string_equal(claim.figures[0].what, "fib on 2");
    assert_string_equal(claim.figures[1].what, "fib on 4");
    assert_true(claim.figures[1].low == 3.8);
    claim_free(&claim);
}

static void what_differs_is_taken_over_the_rest(void **state)
{
    struct claim claim;
    struct error e = {0};

    assert_int_equal(claim_of(&claim, *state,
                              "{ what = \"w\"; theirs = \"4..8\"; unit = \"bytes\"; measure = \"pss_bytes\"; "
                              "workload = \"fib\"; build = \"ft\"; "
                              "params = \"count=9\"; less = { params = \"count=1\"; }; per = \"count\"; over "
                              "= { build = \"gil\"; }; "
                              "form = \"difference\"; }",
                              &e),
                     0);
    const struct claim_figure *figure = &claim.figures[0];
    assert_int_equal(figure->form, CLAIM_DIFFERENCE);
    assert_string_equal(figure->over.build, "gil");
    assert_string_equal(figure->over.params, "count=9");
    assert_string_equal(figure->less.build, "ft");
    assert_string_equal(figure->less.params, "count=1");
    assert_string_equal(figure->over_less.build, "gil");
    assert_string_equal(figure->over_less.params, "count=1");
    claim_free(&claim);
}

static void mistakes_are_named_with_their_line(void **state)
{
    static const struct {
        const char *figures, *says;
    } cases[] = {
        {"{ " BASE "thread = 2; }", "C1.cfg:3: thread: unknown setting"},
        {"{ " BASE "threads = 0; }", "threads: expected a whole number from 1"},
        {"{ " BASE "build = \"3.13t\"; }", "build: '3.13t': expected gil or ft"},
        {"{ " BASE "over = { unit = \"x\"; }; }", "expected build, gil, mode"},
        {"{ " BASE "form = \"percent\"; }", "`over` is missing"},
        {"{ " BASE "agree = \"many\"; }", "agree"},
        {"{ " BASE "theirs = \"two\"; }", "C1.cfg"},
        {"{ what = \"w\"; theirs = \"flat\"; unit = \"x\"; measure = \"speedup\"; workload = \"fib\"; agree "
         "= \"5%\"; }",
         "theirs is no number"},
        {"{ what = \"w\"; theirs = \"1\"; measure = \"speedups\"; workload = \"fib\"; }",
         "did you mean 'speedup'?"},
        {"{ what = \"w\"; theirs = \"1\"; unit = \"bits\"; measure = \"pss_bytes\"; workload = \"fib\"; }",
         "expected bytes, KB or MB"},
        {"{ what = \"w\"; theirs = [ \"1\", \"2\" ]; unit = \"x\"; measure = \"speedup\"; workload = "
         "\"fib\"; threads = [ 1, 2, 3 ]; }",
         "expected as many values"},
        {"", "a claim needs figures"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct claim claim;
        struct error e = {0};
        assert_int_equal(claim_of(&claim, *state, cases[i].figures, &e), -1);
        if (!strstr(e.text, cases[i].says))
            fail_msg("case %zu: '%s' does not say '%s'", i, e.text, cases[i].says);
        claim_free(&claim);
    }
}

/* C2 before C10; the id is the file's name; what they include is no claim. */
static void a_folder_is_scanned_in_order(void **state)
{
    static const char text[] =
        "claim = { id = \"%s\"; title = \"T\"; source = \"A\"; said = \"S\"; not_measured = \"why\"; };";
    struct claims claims = {0};
    struct error e = {0};
    const struct fake_root *root = *state;

    for (int i = 0; i < 2; i++) {
        char *file = text_format("/claims/%s.cfg", i ? "C2" : "C10"),
             *filled = text_format(text, i ? "C2" : "C10");
        fake_root_write(root, file, filled);
        free(file);
        free(filled);
    }
    fake_root_write(root, "/claims/defaults.cfg", "threads = 1;\n");
    char *folder = file_path(root, "/claims");
    assert_int_equal(claims_scan(&claims, folder, &e), 0);
    assert_int_equal(claims.count, 2);
    assert_string_equal(claims.items[0].id, "C2");
    assert_false(claims.items[0].measures);
    assert_ptr_equal(claims_find(&claims, "C10"), &claims.items[1]);
    claims_free(&claims);
    char *wrong = text_format(text, "C4");
    fake_root_write(root, "/claims/C3.cfg", wrong);
    assert_int_equal(claims_scan(&claims, folder, &e), -1);
    assert_non_null(strstr(e.text, "expected the file's name, C3"));
    claims_free(&claims);
    free(wrong);
    free(folder);
}

/* Every claim that we ship can be read. */
static void our_own_claims_are_read(void **state)
{
    struct claims claims = {0};
    struct error e = {0};

    (void)state;
    int result = claims_scan(&claims, GILSCALE_TEST_ROOT "/configs/claims", &e);
    if (result < 0)
        fail_msg("%s", e.text);
    assert_true(claims.count >= 5);
    for (size_t i = 0; i < claims.count; i++)
        for (size_t k = 0; k < claims.items[i].count; k++)
            if (*claims.items[i].figures[k].from && !claims_find(&claims, claims.items[i].figures[k].from))
                fail_msg("%s: from: there is no claim %s", claims.items[i].id,
                         claims.items[i].figures[k].from);
    claims_free(&claims);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_root_make, fake_root_remove)
    const struct CMUnitTest tests[] = {TEST(theirs_are_numbers_ranges_limits_or_words),
                                       TEST(a_figure_knows_its_cell),
                                       TEST(arrays_stand_for_several_figures),
                                       TEST(what_differs_is_taken_over_the_rest),
                                       TEST(mistakes_are_named_with_their_line),
                                       TEST(a_folder_is_scanned_in_order),
                                       TEST(our_own_claims_are_read)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
