/* Rows go through samples.csv and a runner's pipe unchanged, and a bad one gets a sentence that names line and column. */
#include "unit.h"

#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/sample.h"

/* What a reader handed out: the last row's picture and a running text of all. */
struct seen {
    size_t rows, line;
    struct sample last; /* numbers only; text is copied below */
    char run[64], detail[64], params[64], repeats[64];
    char *all;
};

static int see(void *context, const struct sample *row, size_t line, struct error *e)
{
    struct seen *seen = context;
    (void)e;
    seen->rows++;
    seen->line = line;
    seen->last = *row;
    snprintf(seen->run, sizeof seen->run, "%s", row->run);
    snprintf(seen->detail, sizeof seen->detail, "%s", row->detail);
    snprintf(seen->params, sizeof seen->params, "%s", row->params);
    size_t used = strlen(seen->repeats);
    snprintf(seen->repeats + used, sizeof seen->repeats - used, "%zu ", row->repeats);
    char *all =
        text_format("%s%zu|%s|%lld|%lld|%s|%.17g|%s|%s|%lld|%.17g\n", seen->all ? seen->all : "", line,
                    row->run, (long long)row->block, (long long)row->threads, row->workload, row->ops_per_s,
                    row->detail, row->cpus, (long long)row->gc_collections, row->cpu_hz);
    free(seen->all);
    seen->all = all;
    return 0;
}

static struct sample example(void)
{
    struct sample row = sample_empty();
    row.run = "2025-06-01";
    row.block = 3;
    row.build = "3.13.15t";
    row.workload = "fib";
    row.params = "n=10;note=\"a, b\"";
    row.threads = 8;
    row.phase = "measure";
    row.start_ns = INT64_MAX;
    row.ops = INT64_MIN + 1;
    row.ops_per_s = 0.1;
    row.cpu_s = 4.9406564584124654e-324;
    row.gil_wait_s = -1.7976931348623157e308;
    row.detail = " Traceback:\r\n  boom, \"quoted\" \xC3\xA9 ";
    row.cpus = "0,2";
    return row;
}

static char *written(const struct sample *rows, size_t count)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    assert_int_equal(sample_write_header(to), 0);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(sample_write(to, &rows[i]), 0);
    fclose(to);
    char *copy = text_format("%s", text); /* gcc 12 takes what a memstream left for a dangling pointer */
    free(text);
    return copy;
}

/* Feeds `length` bytes in pieces and ends the stream; returns what the reader said. */
static int read_bytes(const char *bytes, size_t length, size_t piece, struct seen *seen, struct error *e)
{
    struct sample_reader *reader = sample_reader_new("samples.csv", see, seen);
    int result = 0;
    *seen = (struct seen){0};
    *e = (struct error){0};
    for (size_t at = 0; at < length && !result; at += piece)
        result = sample_reader_feed(reader, bytes + at, length - at < piece ? length - at : piece, e);
    if (!result)
        result = sample_reader_finish(reader, e);
    sample_reader_free(reader);
    return result;
}

static void refused(const char *bytes, size_t length, const char *expected)
{
    struct seen seen;
    struct error e;
    char *first = NULL;

    for (size_t piece = 1; piece <= length; piece = piece == 1 ? 4096 : piece == 4096 ? length : length + 1) {
        assert_int_equal(read_bytes(bytes, length, piece, &seen, &e), -1);
        assert_int_equal(e.status, EXIT_USAGE);
        if (!strstr(e.text, expected))
            fail_msg("expected '%s', got '%s'", expected, e.text);
        if (first)
            assert_string_equal(first, e.text);
        free(first);
        first = text_format("%s", e.text);
        free(seen.all);
    }
    free(first);
}

/* The example in a file where `from` became `to`. */
static char *with(const char *from, const char *to)
{
    struct sample row = example();
    char *text = written(&row, 1);
    char *at = strstr(text, from);
    assert_non_null(at);
    char *changed = text_format("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    free(text);
    return changed;
}

static void refused_with(const char *from, const char *to, const char *expected)
{
    char *text = with(from, to);
    refused(text, strlen(text), expected);
    free(text);
}

static void a_row_comes_back_as_it_was_written(void **state)
{
    (void)state;
    struct sample row = example();
    struct seen seen;
    struct error e;
    char *text = written(&row, 1);
    assert_int_equal(read_bytes(text, strlen(text), strlen(text), &seen, &e), 0);
    assert_int_equal(seen.rows, 1);
    assert_int_equal(seen.last.schema, SAMPLE_SCHEMA);
    assert_true(seen.last.start_ns == row.start_ns && seen.last.ops == row.ops);
    assert_true(seen.last.ops_per_s == row.ops_per_s && seen.last.cpu_s == row.cpu_s);
    assert_true(seen.last.gil_wait_s == row.gil_wait_s);
    assert_string_equal(seen.detail, row.detail);
    assert_string_equal(seen.params, row.params);
    free(seen.all);
    free(text);
}

static void what_is_missing_is_an_empty_cell_and_comes_back_missing(void **state)
{
    (void)state;
    struct sample row = sample_empty();
    struct seen seen;
    struct error e;
    row.cpu_s = INFINITY; /* a number that is none */
    row.detail = NULL;
    char *text = written(&row, 1);
    const char *second = strchr(text, '\n') + 1;
    assert_int_equal(strspn(second, "1,\n"), strlen(second));
    assert_int_equal(read_bytes(text, strlen(text), 7, &seen, &e), 0);
    assert_true(seen.last.block == SAMPLE_NONE && isnan(seen.last.ops_per_s) && isnan(seen.last.cpu_s));
    assert_string_equal(seen.detail, "");
    free(seen.all);
    free(text);
}

static void numbers_are_bare_and_text_is_quoted(void **state)
{
    (void)state;
    struct sample row = sample_empty();
    row.block = 7;
    row.build = "3.13";
    row.ops_per_s = 1e6;
    char *text = written(&row, 1);
    assert_non_null(strstr(text, "\n1,,7,,,\"3.13\","));
    assert_non_null(strstr(text, ",1000000,"));
    free(text);
}

static void a_workload_that_sets_another_locale_cannot_bend_the_numbers(void **state)
{
    (void)state;
    if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "fr_FR.UTF-8"))
        skip(); /* neither is on this machine */
    a_row_comes_back_as_it_was_written(state);
    numbers_are_bare_and_text_is_quoted(state);
    setlocale(LC_ALL, "C");
}

static void any_cut_of_the_stream_into_pieces_reads_the_same(void **state)
{
    (void)state;
    struct sample rows[3] = {example(), example(), example()};
    struct seen whole, pieces;
    struct error e;
    rows[1].detail = "one line\nanother";
    char *plain = written(rows, 3);
    char *text = text_format("\xEF\xBB\xBF%s", plain);
    assert_int_equal(read_bytes(text, strlen(text), strlen(text), &whole, &e), 0);
    for (size_t piece = 1; piece < 40; piece++) {
        assert_int_equal(read_bytes(text, strlen(text), piece, &pieces, &e), 0);
        assert_string_equal(whole.all, pieces.all);
        free(pieces.all);
    }
    free(whole.all);
    free(plain);
    free(text);
}

static void columns_are_found_by_name_and_strangers_passed_over(void **state)
{
    (void)state;
    struct seen seen;
    struct error e;
    char *text = with("schema,run,", "run,new_in_2031,schema,");
    char *at = strstr(text, "\n1,\"2025-06-01\",") + 1;
    char *moved =
        text_format("%.*s\"2025-06-01\",junk,1,%s", (int)(at - text), text, at + strlen("1,\"2025-06-01\","));
    assert_int_equal(read_bytes(moved, strlen(moved), 64, &seen, &e), 0);
    assert_int_equal(seen.last.schema, 1);
    assert_string_equal(seen.run, "2025-06-01");
    free(seen.all);
    free(moved);
    free(text);
}

/* The reader does not read again what a row begins with like the one before; that must never be seen but in `repeats`. */
static void a_row_that_repeats_most_of_the_one_before_keeps_nothing_else_of_it(void **state)
{
    (void)state;
    struct sample rows[5] = {example(), example(), example(), example(), example()};
    struct seen once, bytes;
    struct error e;
    for (size_t i = 0; i < 5; i++)
        rows[i].detail = rows[i].params =
            NULL; /* a line break or a quote inside is libcsv's, which keeps nothing */
    rows[0].gc_collections = 5;
    rows[0].cpu_hz = 2.5e9;
    rows[1].window = 7;
    rows[2].run = "2025-06-02"; /* as long, so that all cells lie where they lay */
    rows[3].run = "2025-06-02";
    rows[3].block = SAMPLE_NONE;
    rows[3].ops_per_s = NAN;
    char *text = written(rows, 5);
    assert_int_equal(read_bytes(text, strlen(text), strlen(text), &once, &e), 0);
    assert_int_equal(read_bytes(text, strlen(text), 1, &bytes, &e), 0);
    assert_string_equal(once.all, bytes.all);
    assert_string_equal(once.repeats, "0 15 1 2 1 ");
    assert_string_equal(bytes.repeats, "0 0 0 0 0 ");
    free(once.all);
    free(bytes.all);
    free(text);
}

/* The file without its last columns from `first` on; no cell of those may hold a comma or a line's end. */
static void cut_columns(char *text, const char *first)
{
    size_t columns = 0;
    char *to = text;

    for (const char *c = strstr(text, first); *c != '\n'; c++)
        columns += *c == ',';
    for (char *line = text, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        char *cut = end;
        for (size_t left = columns; left; left -= *cut == ',')
            cut--;
        size_t kept = (size_t)(cut - line);
        memmove(to, line, kept);
        to[kept] = '\n';
        to += kept + 1;
    }
    *to = '\0';
}

/* As gilscale wrote it before the columns behind `cpus` were there, and before those behind `cpu_hz`. */
static void an_older_file_reads_with_its_younger_columns_empty(void **state)
{
    (void)state;
    static const char *const firsts[] = {",axes,", ",gc_collections,"};
    struct sample rows[2] = {example(), example()};
    struct seen seen;
    struct error e;
    rows[1].threads = 9;
    rows[0].detail = rows[1].detail = ""; /* a line break would be cut_columns() undoing */
    rows[0].gc_collections = rows[1].gc_collections = 5;
    for (size_t k = 0; k < 2; k++) {
        char *text = written(rows, 2);
        cut_columns(text, firsts[k]);
        assert_null(strstr(text, firsts[k]));
        for (size_t piece = 1; piece < 2000; piece += 1000) {
            assert_int_equal(read_bytes(text, strlen(text), piece, &seen, &e), 0);
            assert_true(seen.rows == 2 && seen.last.threads == 9 && seen.last.start_ns == INT64_MAX);
            assert_true(seen.last.gc_collections == (k ? SAMPLE_NONE : 5));
            assert_true(isnan(seen.last.steal_s) && isnan(seen.last.load_average) && isnan(seen.last.cpu_hz));
            assert_true(isnan(seen.last.latency_p50_s) && seen.last.requests == SAMPLE_NONE);
            assert_string_equal(seen.last.axes, "");
            free(seen.all);
        }
        free(text);
    }
}

static void a_header_that_lacks_columns_or_repeats_one_is_refused_by_name(void **state)
{
    (void)state;
    refused_with(",threads,", ",yarn,", "samples.csv:1: the header has no threads");
    refused_with(",ft,gil,", ",a,b,", "no ft, gil");
    refused_with(",ft,gil,", ",gil,gil,", "samples.csv:1: the header names column 'gil' twice");
    refused_with(",cpus,", ",gpus,", "samples.csv:1: the header has no cpus");
    refused("schema\n1\n", 9, "the header has no run, block, order,");
}

static void a_cell_that_is_no_number_is_named_with_line_and_column(void **state)
{
    (void)state;
    refused_with("\n1,\"2025-06-01\",3,", "\n1,\"2025-06-01\",x,",
                 "samples.csv:2: column 'block': 'x' is not a whole number");
    static const char *const wrong[] = {"3.5",
                                        "1e3",
                                        "0x10",
                                        "+3",
                                        "-",
                                        "9223372036854775808",
                                        "-9223372036854775808",
                                        "99999999999999999999",
                                        "\"1 \"",
                                        "\" 1\"",
                                        "\"\x1b[31m\""};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char *to = text_format("\n1,\"2025-06-01\",%s,", wrong[i]);
        refused_with("\n1,\"2025-06-01\",3,", to, "column 'block'");
        free(to);
    }
    static const char *const unreal[] = {"nan", "inf",     "-infinity", "1e999", "0x1p3",
                                         "1,5", "\"1,5\"", "1..2",      "e5"};
    for (size_t i = 0; i < sizeof unreal / sizeof *unreal; i++) {
        char *to = text_format(",%s,", unreal[i]);
        refused_with(",0.10000000000000001,", to,
                     strcmp(unreal[i], "1,5") == 0 ? "cells, but the header has" : "column 'ops_per_s'");
        free(to);
    }
}

static void two_files_in_one_are_told_by_the_second_header(void **state)
{
    (void)state;
    struct sample row = example();
    char *one = written(&row, 1);
    char *two = text_format("%s%s", one, one);
    refused(two, strlen(two), "samples.csv:4: the header stands here again");
    free(two);
    free(one);
}

static void a_message_shows_no_control_characters_of_the_file(void **state)
{
    (void)state;
    refused_with("\n1,\"2025-06-01\",3,", "\n1,\"2025-06-01\",\"\x1b[2Jx\",", "'?[2Jx' is not");
}

static void a_newer_schema_is_refused_and_says_so(void **state)
{
    (void)state;
    refused_with("\n1,", "\n2,", "samples.csv:2: column 'schema': 2, but this gilscale reads 1 to 1");
    refused_with("\n1,", "\n,", "samples.csv:2: column 'schema' is empty");
    refused_with("\n1,", "\n0,", "column 'schema': 0");
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
    (void)state;
    struct seen seen = {0};
    struct error e;
    assert_int_equal(sample_read_file("/nowhere/samples.csv", false, see, &seen, &e), -1);
    assert_string_equal(e.text, "/nowhere/samples.csv: No such file or directory");
    assert_int_equal(sample_read_file("/tmp", true, see, &seen, &e), -1);
    assert_string_equal(e.text, "/tmp: Is a directory");
}

static void a_full_disk_is_noticed(void **state)
{
    (void)state;
    struct sample row = example();
    FILE *full = fopen("/dev/full", "w");
    if (!full)
        skip();
    setvbuf(full, NULL, _IONBF, 0);
    assert_int_equal(sample_write_header(full), -1);
    assert_int_equal(sample_write(full, &row), -1);
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_comes_back_as_it_was_written),
        cmocka_unit_test(what_is_missing_is_an_empty_cell_and_comes_back_missing),
        cmocka_unit_test(numbers_are_bare_and_text_is_quoted),
        cmocka_unit_test(a_workload_that_sets_another_locale_cannot_bend_the_numbers),
        cmocka_unit_test(any_cut_of_the_stream_into_pieces_reads_the_same),
        cmocka_unit_test(columns_are_found_by_name_and_strangers_passed_over),
        cmocka_unit_test(an_older_file_reads_with_its_younger_columns_empty),
        cmocka_unit_test(a_row_that_repeats_most_of_the_one_before_keeps_nothing_else_of_it),
        cmocka_unit_test(a_header_that_lacks_columns_or_repeats_one_is_refused_by_name),
        cmocka_unit_test(a_cell_that_is_no_number_is_named_with_line_and_column),
        cmocka_unit_test(two_files_in_one_are_told_by_the_second_header),
        cmocka_unit_test(a_message_shows_no_control_characters_of_the_file),
        cmocka_unit_test(a_newer_schema_is_refused_and_says_so),
        cmocka_unit_test(a_file_that_cannot_be_read_is_named),
        cmocka_unit_test(a_full_disk_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
