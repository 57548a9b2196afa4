/* Every setting takes what it says it takes, and refuses the rest with a sentence that names it. */
#include "tests/unit.h"

#include "suite/suite.h"
#include "tests/files.h"
#include "tests/lists.h"

static int set(struct suite *suite, const char *setting, const char *value, struct error *e)
{
    *e = (struct error){0};
    return suite_set(suite, setting, value, e);
}

static void assert_set(struct suite *suite, const char *setting, const char *value)
{
    struct error e;

    if (set(suite, setting, value, &e) != 0)
        fail_msg("%s = %s was refused: %s", setting, value, e.text);
}

/* Refused with the setting's name and `because`. */
static void assert_refused(const char *setting, const char *value, const char *because)
{
    struct suite suite = suite_default("test");
    struct error e;
    char *prefix = text_format("%s: ", setting);

    if (set(&suite, setting, value, &e) == 0)
        fail_msg("%s = '%s' was taken", setting, value);
    if (strncmp(e.text, prefix, strlen(prefix)) != 0 || !strstr(e.text, because))
        fail_msg("expected '%s' and '%s' in: %s", prefix, because, e.text);
    assert_int_equal(e.status, EXIT_USAGE);
    free(prefix);
    suite_free(&suite);
}

static void the_defaults_are_those_of_the_help(void **state)
{
    struct suite suite = suite_default("quick");

    (void)state;
    assert_string_equal(suite.name, "quick");
    assert_string_equal(suite.description, "");
    assert_int_equal(suite.invocations, SUITE_AUTO);
    assert_int_equal(suite.windows, SUITE_AUTO);
    assert_int_equal(suite.window_ns, SUITE_AUTO);
    assert_int_equal(suite.warmup_ns, SUITE_AUTO);
    assert_true(suite.until <= 0);
    assert_int_equal(suite.budget_ns, 600000000000);
    assert_int_equal(suite.batch_ns, 1000000);
    assert_int_equal(suite.timeout_ns, 30000000000);
    assert_int_equal(suite.seed, 0);
    assert_int_equal(suite.workload_count, 0);
    suite_free(&suite);
}

static void every_setting_of_the_help_can_be_set(void **state)
{
    static const char *const values[][2] = {{"python", "3.13t"},
                                            {"threads", "auto"},
                                            {"placement", "cores"},
                                            {"gil", "on"},
                                            {"invocations", "1"},
                                            {"windows", "1"},
                                            {"window", "1ms"},
                                            {"warmup", "0s"},
                                            {"batch-time", "10us"},
                                            {"timeout", "1s"},
                                            {"seed", "1"},
                                            {"until", "2%"},
                                            {"budget", "5m"},
                                            {"deviation", "5%"},
                                            {"drift", "3"},
                                            {"turns", "yes"},
                                            {"total", "1000"},
                                            {"per-worker", "yes"},
                                            {"counters", "no"},
                                            {"phases", "yes"},
                                            {"allocator", "malloc,default"},
                                            {"arrivals", "200/s"},
                                            {"attach", "call"},
                                            {"beside", "2*fib(n=18)"},
                                            {"gc", "off,frozen"},
                                            {"hash-seed", "0"},
                                            {"jit", "on"},
                                            {"measure", "makespan"},
                                            {"mode", "processes,threads"},
                                            {"pools", "keep"},
                                            {"stack", "1MB"},
                                            {"switch-interval", "1ms"}};
    struct suite suite = suite_default("test");
    size_t count = 0;

    (void)state;
    for (const struct suite_setting *s = suite_settings; s->name; s++, count++) {
        size_t i = 0;
        while (i < sizeof values / sizeof *values && strcmp(values[i][0], s->name) != 0)
            i++;
        assert_true(i < sizeof values / sizeof *values); /* a new setting wants a line above */
        assert_set(&suite, s->name, values[i][1]);
        assert_true(*s->help && *s->value);
    }
    assert_int_equal(count, sizeof values / sizeof *values);
    suite_free(&suite);
}

static void times_take_any_unit_within_their_range(void **state)
{
    struct suite suite = suite_default("test");

    (void)state;
    assert_set(&suite, "window", "1ms"); /* the least */
    assert_int_equal(suite.window_ns, 1000000);
    assert_set(&suite, "window", "1.5s");
    assert_int_equal(suite.window_ns, 1500000000);
    assert_set(&suite, "warmup", "0ms");
    assert_int_equal(suite.warmup_ns, 0);
    assert_set(&suite, "warmup", "2000us");
    assert_int_equal(suite.warmup_ns, 2000000);
    assert_set(&suite, "batch-time", "10000ns"); /* the least */
    assert_int_equal(suite.batch_ns, 10000);
    assert_set(&suite, "timeout", "2m");
    assert_int_equal(suite.timeout_ns, 120000000000);
    assert_set(&suite, "timeout", "24h"); /* the most */
    assert_int_equal(suite.timeout_ns, INT64_C(86400) * 1000000000);
    suite_free(&suite);
}

static void a_time_that_is_none_is_refused(void **state)
{
    static const char *const times[] = {"window", "warmup", "batch-time", "timeout"};

    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        assert_refused(times[i], "100", "no unit");
        assert_refused(times[i], "100parsec", "unknown unit");
        assert_refused(times[i], "1s2", "unknown unit");
        assert_refused(times[i], "", "not a duration");
        assert_refused(times[i], "soon", "not a duration");
        assert_refused(times[i], "nans", "not a duration");
        assert_refused(times[i], "-1s", "out of range");
        assert_refused(times[i], "25h", "out of range");
    }
    assert_refused("window", "999us", "at least 1 ms");
    assert_refused("batch-time", "9us", "at least 10 us");
    assert_refused("timeout", "0s", "at least 1 ms");
}

static void counts_stay_within_their_range(void **state)
{
    static const char *const counts[] = {"invocations", "windows"};
    struct suite suite = suite_default("test");

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_set(&suite, counts[i], "1");
        assert_set(&suite, counts[i], "10000");
        assert_refused(counts[i], "0", "1 to 10000");
        assert_refused(counts[i], "10001", "1 to 10000");
        assert_refused(counts[i], "-5", "1 to 10000");
        assert_refused(counts[i], "99999999999999999999", "1 to 10000");
        assert_refused(counts[i], "2.5", "not a whole number");
        assert_refused(counts[i], "ten", "not a whole number");
        assert_refused(counts[i], "", "not a whole number");
        assert_refused(counts[i], " 7", "not a whole number");
    }
    assert_int_equal(suite.invocations, 10000);
    assert_int_equal(suite.windows, 10000);
    suite_free(&suite);
}

static void what_a_pilot_decides_can_be_set_and_left_to_it_again(void **state)
{
    static const char *const settings[][2] = {
        {"invocations", "7"}, {"windows", "7"}, {"window", "7ms"}, {"warmup", "7ms"}};
    struct suite suite = suite_default("test");

    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_set(&suite, settings[i][0], settings[i][1]);
    assert_int_equal(suite.invocations + suite.windows, 14);
    assert_int_equal(suite.window_ns + suite.warmup_ns, 14000000);
    for (size_t i = 0; i < 4; i++)
        assert_set(&suite, settings[i][0], "auto");
    assert_int_equal(suite.invocations, SUITE_AUTO);
    assert_int_equal(suite.windows, SUITE_AUTO);
    assert_int_equal(suite.window_ns, SUITE_AUTO);
    assert_int_equal(suite.warmup_ns, SUITE_AUTO);
    suite_free(&suite);
}

static void shares_are_percents_with_or_without_their_sign(void **state)
{
    struct suite suite = suite_default("test");

    (void)state;
    assert_set(&suite, "until", "2%");
    assert_float_equal((float)suite.until, .02F, 1e-6F);
    assert_set(&suite, "until", "0.5");
    assert_float_equal((float)suite.until, .005F, 1e-6F);
    assert_refused("until", "0", "0.01% to 1000%");
    assert_refused("until", "-1%", "0.01% to 1000%");
    assert_refused("until", "much", "not a number");
    assert_refused("until", "%", "not a number");
    assert_refused("drift", "2%%", "not a number");
    assert_refused("budget", "10", "no unit");
    assert_refused("budget", "1ms", "at least 1 s");
    suite_free(&suite);
}

static void a_seed_is_a_positive_whole_number(void **state)
{
    struct suite suite = suite_default("test");

    (void)state;
    assert_set(&suite, "seed", "2147483647");
    assert_int_equal(suite.seed, 2147483647);
    assert_refused("seed", "0", "1 to 2147483647"); /* 0 would be: choose one */
    assert_refused("seed", "2147483648", "1 to 2147483647");
    assert_refused("seed", "0x10", "not a whole number");
    suite_free(&suite);
}

static void threads_are_numbers_ranges_or_auto(void **state)
{
    static const char *const bad[][2] = {{"", "no number of workers"},
                                         {" , ", "no number of workers"},
                                         {"0", "1 to 4096"},
                                         {"4097", "1 to 4096"},
                                         {"1..4097", "1 to 4096"},
                                         {"0..4", "1 to 4096"},
                                         {"3..1", "'3..1' runs backwards"},
                                         {"1,3..1", "runs backwards"},
                                         {"1..", "not a whole number"},
                                         {"..4", "not a whole number"},
                                         {"1...4", "not a whole number"},
                                         {"1..2..3", "not a whole number"},
                                         {"1-4", "not a whole number"},
                                         {"two", "'two' is not"},
                                         {"1 2", "not a whole number"},
                                         {"auto2", "not a whole number"},
                                         {"-1", "1 to 4096"},
                                         {"1;2", "not a whole number"}};
    struct suite suite = suite_default("test");

    (void)state;
    assert_set(&suite, "threads", "1, 2,4");
    assert_set(&suite, "threads", "1..8");
    assert_set(&suite, "threads", "auto,3..3");
    assert_set(&suite, "threads", "4096");
    assert_list(&suite.threads, "1|2|4|1..8|auto|3..3|4096");
    suite_free(&suite);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refused("threads", bad[i][0], bad[i][1]);
}

static void gil_states_are_three_and_each_counts_once(void **state)
{
    struct suite suite = suite_default("test");

    (void)state;
    assert_set(&suite, "gil", "on, off");
    assert_set(&suite, "gil", "off,default,on");
    assert_list(&suite.gils, "on|off|default");
    assert_refused("gil", "maybe", "'maybe' is not a state of the GIL");
    assert_refused("gil", "on,of", "'of' is not");
    assert_refused("gil", "ON", "default, on or off");
    assert_refused("gil", "", "default, on or off");
    assert_refused("gil", ",", "default, on or off");
    suite_free(&suite);
}

static void pythons_and_placements_are_kept_word_for_word(void **state)
{
    struct suite suite = suite_default("test");

    (void)state;
    assert_set(&suite, "python", "main=/opt/my python/bin/python3");
    assert_set(&suite, "python", "3.13t");
    assert_set(&suite, "python", "3.13t");      /* twice is once */
    assert_set(&suite, "placement", "0,2,4-7"); /* one placement, not three */
    assert_set(&suite, "placement", "cores");
    assert_set(&suite, "placement", "cores");
    assert_list(&suite.pythons, "main=/opt/my python/bin/python3|3.13t");
    assert_list(&suite.placements, "0,2,4-7|cores");
    assert_refused("python", "", "is empty");
    assert_refused("placement", "", "is empty");
    suite_free(&suite);
}

static void an_unknown_setting_is_refused_with_the_nearest_one(void **state)
{
    static const char *const near[][2] = {
        {"thread", "threads"}, {"windws", "windows"}, {"batch_time", "batch-time"}, {"pyhton", "python"}};
    struct suite suite = suite_default("test");
    struct error e;
    char sentence[200];

    (void)state;
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
        assert_int_equal(set(&suite, near[i][0], "1", &e), -1);
        snprintf(sentence, sizeof sentence, "unknown setting '%s'; did you mean '%s'?", near[i][0],
                 near[i][1]);
        assert_string_equal(e.text, sentence);
    }
    assert_int_equal(set(&suite, "colour", "red", &e), -1);
    assert_string_equal(e.text, "unknown setting 'colour'");
    assert_int_equal(set(&suite, "", "1", &e), -1);
    suite_free(&suite);
}

static void clearing_a_list_makes_room_for_another_and_leaves_the_rest(void **state)
{
    struct suite suite = suite_default("test");

    (void)state;
    assert_set(&suite, "threads", "1,2");
    assert_set(&suite, "gil", "on");
    assert_set(&suite, "python", "a");
    assert_set(&suite, "placement", "smt");
    assert_set(&suite, "windows", "5");
    suite_clear(&suite, "threads");
    suite_clear(&suite, "windows");
    suite_clear(&suite, "nonsense");
    assert_set(&suite, "threads", "8");
    assert_list(&suite.threads, "8");
    assert_list(&suite.gils, "on");
    assert_list(&suite.pythons, "a");
    assert_list(&suite.placements, "smt");
    assert_int_equal(suite.windows, 5);
    for (const struct suite_setting *s = suite_settings; s->name; s++)
        suite_clear(&suite, s->name);
    assert_int_equal(suite.threads.count + suite.gils.count + suite.pythons.count + suite.placements.count,
                     0);
    suite_free(&suite);
}

static void workloads_are_found_by_name_or_by_path(void **state)
{
    const struct fake_root *root = *state;
    struct suite suite = suite_default("test");
    struct catalog catalog = {0};
    struct error e = {0};
    char *own = file_path(root, "/my work/own.py"), *missing = file_path(root, "/my work/none.py");

    fake_root_write(root, "/workloads/python/fib.py", "x = 1\n");
    fake_root_write(root, "/my work/own.py", "x = 1\n");
    assert_int_equal(catalog_scan(&catalog, root->path, &e), 0);
    assert_int_equal(suite_add_workload(&suite, &catalog, "fib", &e), 0);
    assert_int_equal(suite_add_workload(&suite, &catalog, own, &e), 0);
    assert_int_equal(suite.workload_count, 2);
    assert_string_equal(suite.workloads[0].workload.name, "fib");
    assert_string_equal(suite.workloads[1].workload.name, "own");
    assert_int_equal(suite.workloads[1].batch_ops, 0);

    assert_int_equal(suite_add_workload(&suite, &catalog, "fibb", &e), -1);
    assert_string_equal(e.text, "unknown workload 'fibb'; did you mean 'fib'?");
    assert_int_equal(suite_add_workload(&suite, &catalog, "mandelbrot", &e), -1);
    assert_non_null(strstr(e.text, "./mandelbrot.py"));
    assert_int_equal(suite_add_workload(&suite, &catalog, missing, &e), -1);
    assert_non_null(strstr(e.text, "none.py: No such file"));
    assert_int_equal(suite_add_workload(&suite, &catalog, "none.py", &e), -1);
    assert_non_null(strstr(e.text, "none.py: No such file"));
    assert_int_equal(suite_add_workload(&suite, &catalog, "", &e), -1);
    assert_int_equal(suite.workload_count, 2);
    free(own);
    free(missing);
    catalog_free(&catalog);
    suite_free(&suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_defaults_are_those_of_the_help),
        cmocka_unit_test(every_setting_of_the_help_can_be_set),
        cmocka_unit_test(times_take_any_unit_within_their_range),
        cmocka_unit_test(a_time_that_is_none_is_refused),
        cmocka_unit_test(counts_stay_within_their_range),
        cmocka_unit_test(what_a_pilot_decides_can_be_set_and_left_to_it_again),
        cmocka_unit_test(shares_are_percents_with_or_without_their_sign),
        cmocka_unit_test(a_seed_is_a_positive_whole_number),
        cmocka_unit_test(threads_are_numbers_ranges_or_auto),
        cmocka_unit_test(gil_states_are_three_and_each_counts_once),
        cmocka_unit_test(pythons_and_placements_are_kept_word_for_word),
        cmocka_unit_test(an_unknown_setting_is_refused_with_the_nearest_one),
        cmocka_unit_test(clearing_a_list_makes_room_for_another_and_leaves_the_rest),
        cmocka_unit_test_setup_teardown(workloads_are_found_by_name_or_by_path, fake_root_make,
                                        fake_root_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
