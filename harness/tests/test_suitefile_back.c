/* A suite that is written comes back as the same suite when it is read. */
#include "tests/made_suites.h"

static void set(struct suite *suite, const char *setting, const char *value)
{
    struct error e = {0};

    if (suite_set(suite, setting, value, &e) != 0)
        fail_msg("%s", e.text);
}

static void assert_same_list(const struct text_list *a, const struct text_list *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++)
        assert_string_equal(a->items[i], b->items[i]);
}

static void assert_same_work(const struct suite_workload *a, const struct suite_workload *b)
{
    assert_string_equal(a->workload.name ? a->workload.path : "", b->workload.name ? b->workload.path : "");
    assert_true(a->batch_ops == b->batch_ops && a->total == b->total && a->total_asked == b->total_asked);
    assert_same_list(&a->parameters, &b->parameters);
}

/* What axes.h and the makespan brought. */
static void assert_same_axes(const struct suite *a, const struct suite *b)
{
    for (size_t i = 0; i < AXIS_COUNT; i++)
        if (i != AXIS_BESIDE) /* its texts name a path by the workload's name */
            assert_same_list(&a->axes[i], &b->axes[i]);
    assert_int_equal(a->beside_count, b->beside_count);
    assert_int_equal(b->axes[AXIS_BESIDE].count, b->beside_count);
    for (size_t i = 0; i < a->beside_count; i++) {
        assert_int_equal(a->besides[i].workers, b->besides[i].workers);
        assert_same_work(&a->besides[i].work, &b->besides[i].work);
    }
    for (size_t i = 0; i < a->workload_count; i++)
        assert_same_work(&a->workloads[i], &b->workloads[i]);
    assert_true(a->total == b->total && a->per_worker == b->per_worker && a->counters == b->counters &&
                a->phases == b->phases);
}

static void assert_same(const struct suite *a, const struct suite *b)
{
    assert_string_equal(a->description, b->description);
    assert_same_list(&a->pythons, &b->pythons);
    assert_same_list(&a->threads, &b->threads);
    assert_same_list(&a->placements, &b->placements);
    assert_same_list(&a->gils, &b->gils);
    assert_int_equal(a->invocations, b->invocations);
    assert_int_equal(a->windows, b->windows);
    assert_int_equal(a->window_ns, b->window_ns);
    assert_int_equal(a->warmup_ns, b->warmup_ns);
    assert_float_equal((float)a->until, (float)b->until, 1e-6F);
    assert_int_equal(a->budget_ns, b->budget_ns);
    assert_float_equal((float)a->deviation, (float)b->deviation, 1e-6F);
    assert_float_equal((float)a->drift, (float)b->drift, 1e-6F);
    assert_int_equal(a->timeout_ns, b->timeout_ns);
    assert_int_equal(a->batch_ns, b->batch_ns);
    assert_int_equal(a->seed, b->seed);
    assert_int_equal(a->workload_count, b->workload_count);
    for (size_t i = 0; i < a->workload_count; i++) {
        assert_string_equal(a->workloads[i].workload.name, b->workloads[i].workload.name);
        assert_string_equal(a->workloads[i].workload.path, b->workloads[i].workload.path);
        assert_string_equal(a->workloads[i].workload.hash, b->workloads[i].workload.hash);
        assert_int_equal(a->workloads[i].batch_ops, b->workloads[i].batch_ops);
        assert_same_list(&a->workloads[i].parameters, &b->workloads[i].parameters);
    }
    assert_same_axes(a, b);
}

/* Writes the suite and reads it again: the same. */
static void assert_comes_back(const struct fake_root *root, const struct suite *suite)
{
    char *path = file_path(root, "/written.cfg");
    FILE *to = fopen(path, "w");
    struct suite again = suite_default("written");
    struct error e = {0};

    suite_write(suite, to);
    assert_int_equal(fclose(to), 0);
    if (suite_read(&again, path, &catalog, &e) != 0)
        fail_msg("%s", e.text);
    assert_same(suite, &again);
    suite_free(&again);
    free(path);
}

static void what_is_written_is_read_as_the_same_suite(void **state)
{
    static const char *const hostile[] = {"a b",
                                          "\"",
                                          "\\",
                                          "\\\\\"",
                                          "\\n\\x41",
                                          "'; rm -rf /",
                                          "$(id)",
                                          "\303\274\342\202\254 \360\237\220\215",
                                          "\377\376",
                                          "@include \"x\"",
                                          "# no comment",
                                          "// nor this",
                                          "/* nor */ this",
                                          "%s%n",
                                          "{ } ( ) [ ] ; = ,",
                                          "\177"};
    const struct fake_root *root = *state;
    struct suite suite = suite_default("s");
    struct error e = {0};
    char *odd = file_path(root, "/it's a \"folder\" \\ \303\274\t\n@include \"x\"\n#/own.py");

    fake_root_write(root, odd + strlen(root->path), "x = 3\n");
    assert_int_equal(suite_add_workload(&suite, &catalog, "spin", &e), 0);
    assert_comes_back(root, &suite); /* all at its defaults */

    if (suite_add_workload(&suite, &catalog, odd, &e) != 0)
        fail_msg("%s", e.text);
    assert_int_equal(suite_add_workload(&suite, &catalog, "fib", &e), 0);
    suite.workloads[1].batch_ops = 1;
    suite.workloads[2].batch_ops = INT64_MAX;
    set(&suite, "threads", "1..4,auto,7");
    set(&suite, "placement", "0,2,4-7");
    set(&suite, "placement", "kind=fast");
    set(&suite, "gil", "off,default");
    set(&suite, "seed", "2147483647");
    suite.invocations = suite.windows = 10000;
    suite.window_ns = 1234567;
    suite.warmup_ns = 0;
    suite.timeout_ns = INT64_C(86400) * 1000000000; /* a day, the most; too much for a float of 7 digits */
    suite.batch_ns = 10001;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        char *parameter = text_format("p%zu=%s", i, hostile[i]),
             *python = text_format("l%zu=/opt/%s", i, hostile[i]);
        free(suite.description);
        suite.description = text_format("first line\n\t%s\r\f\001\nlast line ", hostile[i]);
        set(&suite, "python", python);
        set(&suite, "python", hostile[i]);
        if (!strchr(parameter, ';')) /* which separates parameters in the rows */
            assert_int_equal(suite_workload_parameter(&suite.workloads[i % 3], parameter, &e), 0);
        assert_comes_back(root, &suite);
        free(parameter);
        free(python);
    }
    suite_free(&suite);
    free(odd);
}

static void axes_and_what_they_bring_come_back(void **state)
{
    const struct fake_root *root = *state;
    struct suite suite = suite_default("s");
    struct error e = {0};
    char *odd = file_path(root, "/a (b),2*c;/own.py");

    fake_root_write(root, odd + strlen(root->path), "x = 3\n");
    assert_int_equal(suite_add_workload(&suite, &catalog, "spin", &e), 0);
    assert_int_equal(suite_add_workload(&suite, &catalog, "fib", &e), 0);
    set(&suite, "mode", "processes,threads");
    set(&suite, "switch-interval", "default,1ms");
    set(&suite, "stack", "1MB");
    set(&suite, "pools", "one,keep");
    set(&suite, "arrivals", "200/s");
    struct suite_beside own = {.workers = 3};
    set(&suite, "beside", "none,2*fib(n=18)");
    set(&suite, "per-worker", "yes");
    set(&suite, "counters", "yes");
    set(&suite, "phases", "yes");
    assert_int_equal(suite_resolve(&suite, &catalog, &e), 0);
    suite.besides[1].work.batch_ops = 77;
    assert_int_equal(workload_read(&own.work.workload, odd, &e), 0);
    suite_add_beside(&suite, &own, true);
    assert_int_equal(suite_workload_parameter(&suite.besides[1].work, "note=a,b (c)", &e), 0);
    assert_comes_back(root, &suite);
    set(&suite, "measure", "makespan");
    set(&suite, "total", "1000");
    suite.workloads[0].total = 1000;
    suite.workloads[0].total_asked = true;
    suite.workloads[1].total = 52000; /* calibrated */
    assert_comes_back(root, &suite);
    suite_free(&suite);
    free(odd);
}

static void nothing_is_too_long_to_come_back(void **state)
{
    struct suite suite = suite_default("s");
    struct error e = {0};
    char value[40000];

    memset(value, 'x', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    assert_int_equal(suite_add_workload(&suite, &catalog, "fib", &e), 0);
    for (int i = 0; i < 300; i++) {
        char *python = text_format("%d=%.*s", i, i * 100, value);
        set(&suite, "python", python);
        free(python);
    }
    assert_comes_back(*state, &suite);
    suite_free(&suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORKLOADS(what_is_written_is_read_as_the_same_suite),
        WITH_WORKLOADS(axes_and_what_they_bring_come_back),
        WITH_WORKLOADS(nothing_is_too_long_to_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
