/* What goes into another tool's file: groups, their labels, and filters that match nothing. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "exchange/selection.h"

static struct measured_cells cells;
static struct selection selection;
static struct selection_filter filter;

static int end(void **state)
{
    (void)state;
    selection_free(&selection);
    selection_filter_free(&filter);
    filter = (struct selection_filter){0};
    cells_free(&cells);
    return 0;
}

static struct measured_cell *add(const char *workload, const char *build, const char *gil, bool measured)
{
    const struct curve_key key = {.build = (char *)(uintptr_t)build,
                                  .python = "3.13.1",
                                  .gil = (char *)(uintptr_t)gil,
                                  .mode = "threads",
                                  .axes = "",
                                  .workload = (char *)(uintptr_t)workload,
                                  .params = "",
                                  .placement = "cores"};
    struct measured_cell *cell = cells_add(&cells, &key, 2);
    const struct measured_invocation invocation = {.run = text_format("r"), .rate = 1};

    if (measured)
        cell_add_invocation(cell, &invocation);
    else
        free(invocation.run);
    return cell;
}

static void make(void)
{
    struct error e = {0};

    cells_sort(&cells);
    if (selection_make(&selection, &cells, &filter, &e) != 0)
        fail_msg("%s", e.text);
}

static void refuse(const char *why)
{
    struct error e = {0};

    assert_int_equal(selection_make(&selection, &cells, &filter, &e), -1);
    if (!strstr(e.text, why))
        fail_msg("'%s' does not say '%s'", e.text, why);
}

static void a_group_is_a_build_and_is_called_after_it(void **state)
{
    (void)state;
    add("fib", "3.13.1", "on", true);
    add("fib", "3.13.1t", "off", true);
    add("spin", "3.13.1", "on", true);
    make();
    assert_int_equal(selection.count, 2);
    assert_string_equal(selection.groups[0].label, "3.13.1");
    assert_int_equal(selection.groups[0].count, 2);
    assert_string_equal(selection.groups[1].label, "3.13.1t");
}

static void a_build_in_two_states_is_two_groups_that_say_which(void **state)
{
    (void)state;
    add("fib", "3.13.1t", "off", true);
    add("fib", "3.13.1t", "on", true);
    make();
    assert_int_equal(selection.count, 2);
    assert_string_equal(selection.groups[0].label, "3.13.1t-gil-off");
    assert_string_equal(selection.groups[1].label, "3.13.1t-gil-on");
}

static void labels_do_not_hang_on_what_is_filtered(void **state)
{
    (void)state;
    add("fib", "3.13.1t", "off", true);
    add("spin", "3.13.1t", "on", true);
    text_list_add(&filter.workloads, "fib");
    make();
    assert_int_equal(selection.count, 1);
    assert_string_equal(selection.groups[0].label, "3.13.1t-gil-off");
}

static void a_cell_that_never_ran_goes_with_its_build(void **state)
{
    (void)state;
    add("absent", "3.13.1t", "", false);
    add("fib", "3.13.1t", "off", true);
    make();
    assert_int_equal(selection.count, 1);
    assert_string_equal(selection.groups[0].label, "3.13.1t");
    assert_int_equal(selection.groups[0].count, 2);
    assert_string_equal(selection.groups[0].cells[0]->key.workload, "fib");
    assert_true(selection_has_times(&selection.groups[0]));
}

static void hostile_tags_are_safe_as_names_of_files_and_stay_apart(void **state)
{
    (void)state;
    add("fib", "../x", "on", true);
    add("fib", "..?x", "on", true);
    add("fib", "", "on", true);
    make();
    assert_int_equal(selection.count, 3);
    for (size_t i = 0; i < selection.count; i++) {
        assert_true(text_is_name(selection.groups[i].label));
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(selection.groups[i].label, selection.groups[k].label);
    }
}

static void what_matches_nothing_is_named(void **state)
{
    (void)state;
    refuse("there is no cell");
    add("fib", "3.13.1", "on", true);
    add("spin", "3.13.1t", "off", true);
    text_list_add(&filter.builds, "3.13.1");
    text_list_add(&filter.workloads, "spin");
    refuse("no cell of this run is all that is asked for");
    text_list_add(&filter.workloads, "fob");
    refuse("no workload 'fob' in this run; did you mean 'fib'?");
}

static void names_that_are_alike_get_a_number(void **state)
{
    struct text_list taken = {0};
    const char *const expected[] = {"a", "a-2", "a-3"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char *name = selection_unique(&taken, text_format("a"));
        assert_string_equal(name, expected[i]);
        free(name);
    }
    text_list_free(&taken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_teardown(name, end)
        TEST(a_group_is_a_build_and_is_called_after_it),
        TEST(a_build_in_two_states_is_two_groups_that_say_which),
        TEST(labels_do_not_hang_on_what_is_filtered),
        TEST(a_cell_that_never_ran_goes_with_its_build),
        TEST(hostile_tags_are_safe_as_names_of_files_and_stay_apart),
        TEST(what_matches_nothing_is_named),
        TEST(names_that_are_alike_get_a_number),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
