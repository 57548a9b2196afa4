/* pyperf's JSON: what we write comes back as it was, what others wrote is taken for what it is, and nothing else gets in. */
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/pyperf.h"
#include "stats/invocations.h"
#include "tests/files.h"

static struct pyperf_file file;
static struct measured_cells cells;
static struct selection selection;
static struct facts facts;
static struct text_list left;

static int end(void **state)
{
    pyperf_file_free(&file);
    file = (struct pyperf_file){0};
    cells_free(&cells);
    selection_free(&selection);
    facts_free(&facts);
    text_list_free(&left);
    return fake_root_remove(state);
}

static int read_text(void **state, const char *text, struct error *e)
{
    char *path = file_path(*state, "/a.json");

    fake_root_write(*state, "/a.json", text);
    pyperf_file_free(&file);
    file = (struct pyperf_file){0};
    int result = pyperf_read(&file, path, e);
    free(path);
    return result;
}

static void must_read(void **state, const char *text)
{
    struct error e = {0};

    if (read_text(state, text, &e) != 0)
        fail_msg("%s", e.text);
}

static void must_refuse(void **state, const char *text, const char *why)
{
    struct error e = {0};

    assert_int_equal(read_text(state, text, &e), -1);
    assert_int_equal(e.status, EXIT_USAGE);
    if (!strstr(e.text, "/a.json: ") || !strstr(e.text, why))
        fail_msg("'%s' does not say '%s'", e.text, why);
}

#define FILE_OF(benchmarks)   "{\"version\":\"1.0\",\"benchmarks\":[" benchmarks "]}"
#define BENCHMARK(name, runs) "{\"metadata\":{\"name\":\"" name "\"},\"runs\":[" runs "]}"
#define RUN(values)           "{\"values\":[" values "]}"

/* ---- reading what others wrote */

static void a_run_is_an_invocation_with_the_median_of_its_values(void **state)
{
    must_read(state, FILE_OF(BENCHMARK("fib", RUN("4,0.5,0.25") "," RUN("0.125"))));
    assert_int_equal(file.cells.count, 1);
    const struct measured_cell *cell = file.cells.items[0];
    assert_string_equal(cell->key.workload, "fib");
    assert_int_equal(cell->threads, 1);
    assert_int_equal(cell->count, 2);
    assert_true(cell->invocations[0]->rate == 2);
    assert_true(cell->invocations[1]->rate == 8);
    assert_false(file.ours);
}

static void runs_that_calibrate_and_warm_ups_count_for_nothing(void **state)
{
    must_read(state,
              FILE_OF(BENCHMARK("fib", "{\"warmups\":[[1,9.0],[2,8.0]],\"metadata\":{\"calibrate_loops\":2}},"
                                       "{\"warmups\":[[1,9.0]],\"values\":[0.5]}")));
    assert_int_equal(file.cells.items[0]->count, 1);
    assert_true(file.cells.items[0]->invocations[0]->rate == 2);
}

static void metadata_of_the_run_go_before_those_of_the_benchmark_and_the_file(void **state)
{
    must_read(state,
              "{\"version\":\"1.0\",\"metadata\":{\"name\":\"a\",\"python_version\":\"3.13.1 (64-bit)\"},"
              "\"benchmarks\":[{\"metadata\":{\"python_version\":\"3.14.0 (64-bit)\"},\"runs\":["
              "{\"metadata\":{\"name\":\"b\"},\"values\":[1.0]}]}]}");
    assert_string_equal(file.cells.items[0]->key.workload, "b");
    assert_string_equal(file.cells.items[0]->key.build, "3.14.0");
}

/* What the build of a file with these metadata is taken for. */
static void expect_build(void **state, const char *metadata, const char *build, const char *gil, int ft)
{
    char *text =
        text_format("{\"version\":\"1.0\",\"metadata\":{\"name\":\"a\"%s},\"benchmarks\":[{\"runs\":[%s]}]}",
                    metadata, RUN("1.0"));

    must_read(state, text);
    assert_string_equal(file.cells.items[0]->key.build, build);
    assert_string_equal(file.cells.items[0]->key.gil, gil);
    assert_int_equal(file.cells.items[0]->key.ft, ft);
    free(text);
}

static void a_free_threaded_build_is_told_by_how_it_was_configured_or_called(void **state)
{
    expect_build(state, ",\"python_version\":\"3.14.0 (64-bit)\",\"python_implementation\":\"cpython\"",
                 "3.14.0", "on", 0);
    expect_build(
        state,
        ",\"python_version\":\"3.14.0 (64-bit)\",\"python_config_args\":\"'--prefix=/p' '--disable-gil'\"",
        "3.14.0t", "unknown", 1);
    expect_build(state,
                 ",\"python_version\":\"3.14.0 (64-bit)\",\"python_executable\":\"/usr/bin/python3.14t\"",
                 "3.14.0t", "unknown", 1);
    expect_build(state,
                 ",\"python_version\":\"3.14.0 (64-bit)\",\"python_executable\":\"/opt/test/bin/python3\"",
                 "3.14.0", "on", 0);
    expect_build(state, ",\"python_version\":\"PyPy 7.3 (Python 3.10)\",\"python_implementation\":\"pypy\"",
                 "pypy-PyPy", "unknown", 0);
    expect_build(state, "", "unknown", "on", 0);
}

static const char *fact(const char *key)
{
    const struct fact *found = facts_find(&file.facts, key);
    return found ? found->value : "";
}

static void the_machine_is_known_under_the_keys_of_our_own_environment(void **state)
{
    must_read(state,
              "{\"version\":\"1.0\",\"metadata\":{\"name\":\"a\",\"python_version\":\"3.13.1 (64-bit)\","
              "\"cpu_model_name\":\"Z80\",\"cpu_count\":2,\"hostname\":\"h\",\"aslr\":\"Full randomization\","
              "\"python_compiler\":\"GCC 1\",\"python_config_args\":\"'--enable-optimizations' "
              "'--with-lto=full'\"},\"benchmarks\":[{\"runs\":[{\"values\":[1.0]}]}]}");
    assert_string_equal(fact("cpu.model"), "Z80");
    assert_string_equal(fact("topology.cpus"), "2");
    assert_string_equal(fact("machine.host"), "h");
    assert_string_equal(fact("memory.aslr"), "on");
    assert_string_equal(fact("build.3.13.1.compiler"), "GCC 1");
    assert_string_equal(fact("build.3.13.1.optimisation"), "PGO and LTO");
}

static void what_is_no_time_is_left_out_with_a_word(void **state)
{
    must_read(state, FILE_OF("{\"metadata\":{\"name\":\"memory\",\"unit\":\"byte\"},\"runs\":[" RUN(
                         "4096") "]}," BENCHMARK("empty",
                                                 "{\"warmups\":[[1,1.0]]}") "," BENCHMARK("fib", RUN("1"))));
    assert_int_equal(file.left.count, 2);
    assert_non_null(strstr(file.left.items[0], "memory"));
    assert_non_null(strstr(file.left.items[1], "only calibrate"));
    must_refuse(state,
                FILE_OF("{\"metadata\":{\"name\":\"memory\",\"unit\":\"byte\"},\"runs\":[" RUN("4096") "]}"),
                "no benchmark in it has values that are times");
}

static void values_that_are_no_times_are_refused_with_their_place(void **state)
{
    static const char *const values[] = {"-1.0", "0", "0.0", "-0.0", "1e-320", "1e300", "1e-16", "1e10"};

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char *text =
            text_format(FILE_OF("%s,{\"metadata\":{\"name\":\"b\"},\"runs\":[{\"values\":[1.0,%s]}]}"),
                        BENCHMARK("a", RUN("1")), values[i]);
        must_refuse(state, text, "benchmarks[1].runs[0].values[1]: ");
        free(text);
    }
    must_refuse(state, FILE_OF(BENCHMARK("a", RUN("\"1.0\""))), "values[0]: expected a number of seconds");
    must_refuse(state, FILE_OF(BENCHMARK("a", RUN("null"))), "values[0]: expected a number of seconds");
    must_refuse(state, FILE_OF(BENCHMARK("a", "{\"values\":5}")), "values: expected a list");
}

static void what_is_no_file_of_pyperfs_is_refused(void **state)
{
    must_refuse(state, "", "no JSON");
    must_refuse(state, "{\"version\":\"1.0\",\"benchmarks\":[{\"runs\":[{\"values\":[1.0", "no JSON");
    must_refuse(state, FILE_OF(BENCHMARK("a", RUN("NaN"))), "no JSON");
    must_refuse(state, FILE_OF(BENCHMARK("a", RUN("Infinity"))), "no JSON");
    must_refuse(state, FILE_OF(BENCHMARK("a", RUN("1e999"))), "no JSON");
    must_refuse(state, FILE_OF(BENCHMARK("a", RUN("1"))) "x", "no JSON");
    must_refuse(state, "{\"version\":\"1.0\",\"version\":\"1.0\"}", "duplicate");
    must_refuse(state, "[]", "expected an object");
    must_refuse(state, "{\"mean\":1}", "expected an object with \"version\" and \"benchmarks\"");
    must_refuse(state, "{\"version\":6,\"benchmarks\":[]}", "pyperf convert");
    must_refuse(state, "{\"version\":\"2.0\",\"benchmarks\":[]}", "expected \"1.0\"");
    must_refuse(state, "{\"version\":\"1.0\",\"benchmarks\":[]}", "at least one benchmark");
    must_refuse(state, "{\"version\":\"1.0\",\"benchmarks\":{}}", "at least one benchmark");
    must_refuse(state, FILE_OF("5"), "benchmarks[0].runs: expected a list");
    must_refuse(state, FILE_OF("{\"runs\":[]}"), "benchmarks[0].runs: expected a list");
    must_refuse(state, FILE_OF("{\"runs\":[5]}"), "no name");
    must_refuse(state, FILE_OF(BENCHMARK("a", "5")), "runs[0]: expected an object");
    must_refuse(state, FILE_OF("{\"runs\":[" RUN("1") "]}"), "no name");
    must_refuse(state, FILE_OF("{\"metadata\":7,\"runs\":[" RUN("1") "]}"), "no name");
    must_refuse(state, FILE_OF(BENCHMARK("a", RUN("1")) "," BENCHMARK("a", RUN("1"))), "another benchmark");
    must_refuse(state,
                FILE_OF(BENCHMARK("a", "{\"values\":[1.0],\"metadata\":{\"python_version\":\"3.13.1\"}},"
                                       "{\"values\":[1.0],\"metadata\":{\"python_version\":\"3.14.1\"}}")),
                "made by another Python");
}

static void what_only_looks_like_ours_is_refused_where_it_cannot_be(void **state)
{
    must_refuse(state,
                FILE_OF("{\"metadata\":{\"name\":\"a\",\"gilscale_workload\":\"fib\",\"gilscale_threads\":0},"
                        "\"runs\":[" RUN("1") "]}"),
                "gilscale_threads is 0");
    must_refuse(
        state,
        FILE_OF("{\"metadata\":{\"name\":\"a\",\"gilscale_workload\":\"fib\"},\"runs\":[" RUN(
            "1") "]},"
                 "{\"metadata\":{\"name\":\"b\",\"gilscale_workload\":\"fib\"},\"runs\":[" RUN("1") "]}"),
        "the same cell");
}

static void json_that_is_nested_without_end_is_refused(void **state)
{
    enum { DEEP = 1000000 };
    char *text = text_grow(NULL, DEEP + 1, 1);

    memset(text, '[', DEEP);
    text[DEEP] = '\0';
    must_refuse(state, text, "no JSON");
    free(text);
}

static void a_packed_file_is_refused_with_the_way_to_unpack_it(void **state)
{
    struct error e = {0};
    char *path = file_path(*state, "/a.json.gz");

    file_write_bytes(*state, "/a.json.gz", "\x1f\x8b\x08", 3);
    assert_true(pyperf_is_file(path));
    assert_int_equal(pyperf_read(&file, path, &e), -1);
    assert_non_null(strstr(e.text, "gunzip"));
    free(path);
}

static bool is_file(void **state, const char *name, const char *text)
{
    char *path = file_path(*state, name);

    fake_root_write(*state, name, text);
    bool is = pyperf_is_file(path);
    free(path);
    return is;
}

static void json_is_told_from_rows(void **state)
{
    assert_true(is_file(state, "/x", "{"));
    assert_true(is_file(state, "/x.json", ""));
    assert_false(is_file(state, "/samples.csv", "schema,run"));
    assert_false(is_file(state, "/empty", ""));
    assert_false(pyperf_is_file(((struct fake_root *)*state)->path));
    assert_false(pyperf_is_file("/nowhere.json"));
}

/* ---- what we write */

static void add(FILE *to, struct sample *row, const char *phase, double rate, const char *flags)
{
    row->phase = phase;
    row->ops_per_s = rate;
    row->flags = flags;
    row->window = strcmp(phase, "end") == 0 ? SAMPLE_NONE : row->window + 1;
    assert_int_equal(sample_write(to, row), 0);
}

/* Two builds, a cell each, three invocations: rates that have no short decimals, and one invocation disturbed. */
static void make_run(void **state, const char *workload, const char *axes)
{
    static const char *const builds[] = {"3.13.1", "3.13.1t"};
    char *path = file_path(*state, "/samples.csv");
    FILE *to = fopen(path, "w");
    struct error e = {0};

    assert_non_null(to);
    assert_int_equal(sample_write_header(to), 0);
    for (int i = 0; i < 6; i++) {
        struct sample row = sample_empty();
        row.run = "r";
        row.block = row.invocation = i / 2;
        row.build = builds[i % 2];
        row.python = "3.13.1";
        row.ft = i % 2;
        row.gil = i % 2 ? "off" : "on";
        row.mode = "threads";
        row.workload = workload;
        row.params = "size=16";
        row.axes = axes;
        row.workload_hash = "abc";
        row.placement = "cores";
        row.threads = 2;
        row.window = -1;
        row.status = "ok";
        row.hash_seed = 7 + i;
        row.duration_ns = 10000000;
        add(to, &row, "warmup", 900, "");
        row.window = -1;
        add(to, &row, "measure", 1000.0 / (3 + i), i == 2 ? "stolen" : "");
        add(to, &row, "measure", 1000.0 / (3 + i), "");
        add(to, &row, "end", 1000.0 / (3 + i), "");
    }
    assert_int_equal(fclose(to), 0);
    cells_free(&cells);
    if (cells_read_rows(&cells, path, false, &e) != 0)
        fail_msg("%s", e.text);
    free(path);
}

/* Writes the first group as /a.json. */
static int write_first(void **state, bool windows, struct error *e)
{
    const struct selection_filter all = {0};
    const struct pyperf_options options = {.windows = windows};
    char *path = file_path(*state, "/a.json");
    FILE *to = fopen(path, "w");

    assert_non_null(to);
    selection_free(&selection);
    assert_int_equal(selection_make(&selection, &cells, &all, e), 0);
    int result = pyperf_write(&selection.groups[0], &facts, &options, to, &left, e);
    assert_int_equal(fclose(to), 0);
    free(path);
    return result;
}

static void write_and_read(void **state, bool windows)
{
    char *path = file_path(*state, "/a.json");
    struct error e = {0};

    if (write_first(state, windows, &e) != 0)
        fail_msg("%s", e.text);
    pyperf_file_free(&file);
    file = (struct pyperf_file){0};
    if (pyperf_read(&file, path, &e) != 0)
        fail_msg("%s", e.text);
    free(path);
}

static void what_is_exported_comes_back_as_it_was(void **state)
{
    make_run(state, "fib", "gc=off");
    facts_add(&facts, FACT_NEUTRAL, "cpu.model", "Z80", NULL, NULL);
    facts_add(&facts, FACT_NEUTRAL, "memory.swap", "none", NULL, NULL);
    facts_add(&facts, FACT_NEUTRAL, "build.3.13.1.compiler", "GCC 1", NULL, NULL);
    facts_add(&facts, FACT_NEUTRAL, "build.3.13.1t.compiler", "GCC 2", NULL, NULL);
    write_and_read(state, false);
    assert_int_equal(selection.count, 2);
    assert_string_equal(selection.groups[0].label, "3.13.1");
    assert_string_equal(selection.groups[1].label, "3.13.1t");

    const struct measured_cell *was = cells.items[0], *is = file.cells.items[0];
    assert_true(file.ours);
    assert_int_equal(file.cells.count, 1);
    assert_int_equal(curve_key_compare(&was->key, &is->key), 0);
    assert_int_equal(is->threads, 2);
    assert_string_equal(is->hash, "abc");
    assert_int_equal(is->count, 3);
    for (size_t i = 0; i < is->count; i++) {
        assert_true(fabs(is->invocations[i]->rate / was->invocations[i]->rate - 1) < 1e-15);
        assert_int_equal(is->invocations[i]->block, was->invocations[i]->block);
        assert_string_equal(is->invocations[i]->run, "r");
        assert_int_equal(is->invocations[i]->disturbed, was->invocations[i]->disturbed);
    }
    assert_int_equal(is->disturbed, 1);
    assert_string_equal(fact("cpu.model"), "Z80");
    assert_string_equal(fact("memory.swap"), "none");
    assert_string_equal(fact("build.3.13.1.compiler"), "GCC 1");
    assert_string_equal(fact("build.3.13.1t.compiler"), "");
}

static void a_value_is_seconds_per_op_one_a_run_or_one_a_window(void **state)
{
    char *path = file_path(*state, "/a.json");

    make_run(state, "fib", "");
    write_and_read(state, false);
    char *text = file_read(path);
    assert_non_null(strstr(text, "\"values\":[0.0030000000000000001]"));
    assert_non_null(strstr(text, "\"name\":\"fib (size=16), N=2, threads, cores\""));
    assert_non_null(strstr(text, "\"python_hash_seed\":7"));
    free(text);
    write_and_read(state, true);
    text = file_read(path);
    assert_non_null(strstr(text, "\"values\":[0.0030000000000000001,0.0030000000000000001]"));
    free(text);
    free(path);
}

static void requests_at_a_given_rate_have_no_time_per_op(void **state)
{
    struct error e = {0};

    make_run(state, "fib", "arrivals=100/s");
    assert_int_equal(write_first(state, false, &e), -1);
    assert_int_equal(left.count, 1);
    assert_non_null(strstr(left.items[0], "arrivals"));
}

static void hostile_names_stay_one_line_of_text(void **state)
{
    char *path = file_path(*state, "/a.json");

    make_run(state, "a\nb\x1b[31m\"</script>\xff", "");
    write_and_read(state, false);
    char *text = file_read(path);
    assert_null(strstr(text, "\\n"));
    assert_null(strstr(text, "\\u001b"));
    assert_non_null(strstr(text, "a?b?[31m\\\"</script>?"));
    free(text);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_root_make, end)
        TEST(a_run_is_an_invocation_with_the_median_of_its_values),
        TEST(runs_that_calibrate_and_warm_ups_count_for_nothing),
        TEST(metadata_of_the_run_go_before_those_of_the_benchmark_and_the_file),
        TEST(a_free_threaded_build_is_told_by_how_it_was_configured_or_called),
        TEST(the_machine_is_known_under_the_keys_of_our_own_environment),
        TEST(what_is_no_time_is_left_out_with_a_word),
        TEST(values_that_are_no_times_are_refused_with_their_place),
        TEST(what_is_no_file_of_pyperfs_is_refused),
        TEST(what_only_looks_like_ours_is_refused_where_it_cannot_be),
        TEST(json_that_is_nested_without_end_is_refused),
        TEST(a_packed_file_is_refused_with_the_way_to_unpack_it),
        TEST(json_is_told_from_rows),
        TEST(what_is_exported_comes_back_as_it_was),
        TEST(a_value_is_seconds_per_op_one_a_run_or_one_a_window),
        TEST(requests_at_a_given_rate_have_no_time_per_op),
        TEST(hostile_names_stay_one_line_of_text),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
