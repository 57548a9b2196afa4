/* What of two runs is compared with what; and what has no counterpart is told. */
#include "tests/made_cells.h"

static void what_has_no_counterpart_or_no_invocation_is_left_and_counted(void **state)
{
    (void)state;
    struct maker base = maker_new("r1", 60), new = maker_new("r2", 61);
    base.workload = new.workload = "a"; /* crashed in new */
    add(&base, 1, 1000);
    fail_cell(add_empty(&new, 1), "crashed");
    base.workload = new.workload = "b"; /* skipped in new: missing */
    add(&base, 1, 1000);
    fail_cell(add_empty(&new, 1), "skipped");
    base.workload = new.workload = "c"; /* compared, with one crash */
    add(&base, 1, 1000);
    add(&new, 1, 1000);
    fail_cell(new.cells.items[2], "crashed");
    base.workload = new.workload = "d"; /* failed on both sides */
    fail_cell(add_empty(&base, 1), "failed");
    fail_cell(add_empty(&new, 1), "failed");
    base.workload = "e";
    base.params = "size=10";
    new.workload = "e";
    new.params = "size=20";
    add(&base, 1, 1000);
    add(&new, 1, 1000);
    struct compare c = compared(&base, &new, plain);
    assert_int_equal(c.count, 1);
    assert_int_equal(c.unmeasured, 3);
    assert_true(c.only_base == 1 && c.only_new == 1 && c.left_count == 5);
    assert_int_equal(c.missing, 2);
    assert_int_equal(c.failed, 2);
    assert_false(compare_has_failed(new.cells.items[1]));
    compare_free(&c);
    maker_free(&base);
    maker_free(&new);
}

static void a_changed_workload_is_refused_or_marked(void **state)
{
    (void)state;
    struct maker base = maker_new("r1", 70), new = maker_new("r2", 71);
    struct compare c = {0};
    struct compare_options options = {.threshold = .03};
    struct error e = {0};
    add(&base, 1, 1000);
    new.hash = "other";
    add(&new, 1, 1000);
    assert_int_equal(compare_make(&c, &base.cells, &new.cells, &options, &e), -1);
    assert_non_null(strstr(e.text, "workload 'fib' is not the same on both sides (abc, other)"));
    compare_free(&c);
    c = compared(&base, &new, (struct compare_options){.force = true});
    assert_true(c.rows[0].changed);
    compare_free(&c);
    maker_free(&base);
    maker_free(&new);
}

/* 3.13 has one state, 3.13t two: both of them against the one. Two builds with two states each: state by state. */
static void between_builds_the_states_of_the_gil_correspond_where_there_are_two(void **state)
{
    (void)state;
    for (int both = 0; both < 2; both++) {
        struct maker maker = maker_new("r", 80);
        maker.build = "a";
        if (both) {
            maker.gil = "off";
            add(&maker, 1, 1000);
        }
        maker.gil = "on";
        add(&maker, 1, 1000);
        maker.build = "b";
        maker.gil = "off";
        add(&maker, 1, 1000);
        maker.gil = "on";
        add(&maker, 1, 1000);
        struct compare c = compared(&maker, &maker, by_build);
        assert_true(c.count == 2 && c.left_count == 0);
        assert_string_equal(c.rows[0].base->key.gil, both ? "off" : "on");
        assert_string_equal(c.rows[0].new->key.gil, "off");
        assert_true(strcmp(c.rows[1].base->key.gil, "on") == 0 && strcmp(c.rows[1].new->key.gil, "on") == 0);
        compare_free(&c);
        maker_free(&maker);
    }
}

static void one_build_of_a_kind_corresponds_whatever_its_tag_and_of_two_only_the_same(void **state)
{
    (void)state;
    struct maker base = maker_new("r1", 90), new = maker_new("r2", 91), two = maker_new("r3", 92);
    base.build = "3.13.14t";
    add(&base, 1, 1000);
    add(&new, 1, 1000);
    two.build = "3.13.14t";
    add(&two, 1, 900);
    two.build = "3.13.15t";
    add(&two, 1, 1000);
    struct compare c = compared(&base, &new, plain);
    assert_true(c.count == 1 && c.left_count == 0);
    compare_free(&c);
    c = compared(&base, &two, plain);
    assert_true(c.count == 1 && c.only_new == 1);
    assert_string_equal(c.rows[0].new->key.build, "3.13.14t");
    compare_free(&c);
    maker_free(&base);
    maker_free(&new);
    maker_free(&two);
}

static void nothing_in_common_is_an_error(void **state)
{
    (void)state;
    struct maker base = maker_new("r1", 95), new = maker_new("r2", 96);
    struct compare c = {0};
    struct compare_options options = {.threshold = .03};
    struct error e = {0};
    add(&base, 1, 1000);
    new.workload = "spin";
    add(&new, 1, 1000);
    assert_int_equal(compare_make(&c, &base.cells, &new.cells, &options, &e), -1);
    assert_non_null(strstr(e.text, "nothing to compare"));
    compare_free(&c);
    maker_free(&base);
    maker_free(&new);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_has_no_counterpart_or_no_invocation_is_left_and_counted),
        cmocka_unit_test(a_changed_workload_is_refused_or_marked),
        cmocka_unit_test(between_builds_the_states_of_the_gil_correspond_where_there_are_two),
        cmocka_unit_test(one_build_of_a_kind_corresponds_whatever_its_tag_and_of_two_only_the_same),
        cmocka_unit_test(nothing_in_common_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
