/* The same bytes are the same rows however they come, and bad ones get a sentence that names their line. */
#include "unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/csvfile.h"
#include "tests/files.h"

/* What a reader handed out, as text: a line for the header and for each row, with the cells' lengths, as cells may hold anything. */
struct seen {
    FILE *to;
    struct csvfile *file;
    size_t rows, line;
    char **last; /* the cells of the row before */
    size_t count;
};

static void forget(struct seen *seen)
{
    for (size_t i = 0; i < seen->count; i++)
        free(seen->last[i]);
    free(seen->last);
    seen->last = NULL;
    seen->count = 0;
}

static int see(void *context, const char *const *cells, size_t count, size_t line, struct error *e)
{
    struct seen *seen = context;
    size_t same = csvfile_same_cells(seen->file);

    (void)e;
    fprintf(seen->to, "%zu:", line);
    for (size_t i = 0; i < count; i++)
        fprintf(seen->to, " [%zu]%s", strlen(cells[i]), cells[i]);
    fprintf(seen->to, "\n");
    assert_true(same <= count && (seen->rows || same == 0));
    for (size_t i = 0; i < same; i++)
        assert_string_equal(cells[i], seen->last[i]);
    forget(seen);
    seen->last = text_grow(NULL, count, sizeof *seen->last);
    for (; seen->count < count; seen->count++)
        seen->last[seen->count] = text_format("%s", cells[seen->count]);
    seen->rows++;
    seen->line = line;
    return 0;
}

static int see_header(void *context, const char *const *cells, size_t count, size_t line, struct error *e)
{
    struct seen *seen = context;
    int result = see(context, cells, count, line, e);

    seen->rows = 0;
    return result;
}

/* Feeds the bytes in pieces and ends the stream. All that happened as text, with the error at its end; the caller frees. */
static char *read_pieces(const char *bytes, size_t length, size_t piece, struct seen *seen)
{
    char *text = NULL;
    size_t size;
    struct error e = {0};
    int result = 0;

    *seen = (struct seen){.to = open_memstream(&text, &size)};
    struct csvfile *file = seen->file = csvfile_new("f.csv", see_header, see, seen);
    for (size_t at = 0; at < length && !result; at += piece) {
        /* Exactly as large as it is, so that a look beyond the end is seen by the sanitizer. */
        size_t some = length - at < piece ? length - at : piece;
        char *copy = text_grow(NULL, some, 1);
        memcpy(copy, bytes + at, some);
        result = csvfile_feed(file, copy, some, &e);
        free(copy);
    }
    if (!result)
        result = csvfile_finish(file, &e);
    if (result)
        assert_int_equal(e.status, EXIT_USAGE);
    fprintf(seen->to, "%s", result ? e.text : "fine");
    fclose(seen->to);
    csvfile_free(file);
    forget(seen);
    char *copy = text_format("%s", text); /* gcc 12 takes what a memstream left for a dangling pointer */
    free(text);
    return copy;
}

/* One byte at a time never has a whole line, which is libcsv alone; the others go the short way where it is open. */
static char *read_every_way(const char *bytes, size_t length, struct seen *seen)
{
    static const size_t pieces[] = {SIZE_MAX / 2, 2, 7, 100, 4096};
    char *alone = read_pieces(bytes, length, 1, seen);

    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        char *other = read_pieces(bytes, length, pieces[i], seen);
        if (strcmp(alone, other) != 0)
            fail_msg("in pieces of %zu:\n%.2000s\nbyte by byte:\n%.2000s", pieces[i], other, alone);
        free(other);
    }
    return alone;
}

static void reads(const char *text, const char *expected)
{
    struct seen seen;
    char *got = read_every_way(text, strlen(text), &seen);

    assert_string_equal(got, expected);
    free(got);
}

/* `expected` is what the error says; the rows before it do not matter. */
static void refused(const char *bytes, size_t length, const char *expected)
{
    struct seen seen;
    char *got = read_every_way(bytes, length, &seen);

    if (!strstr(got, expected))
        fail_msg("expected '%s', got '%.2000s'", expected, got);
    free(got);
}

static void refuses(const char *text, const char *expected)
{
    refused(text, strlen(text), expected);
}

static void cells_are_plain_or_quoted(void **state)
{
    (void)state;
    reads("a,b\n1,2\n", "1: [1]a [1]b\n2: [1]1 [1]2\nfine");
    reads("a,b\n\"1\",\"2\"\n", "1: [1]a [1]b\n2: [1]1 [1]2\nfine");
    reads("a,b\n,\n\"\",\"\"\n", "1: [1]a [1]b\n2: [0] [0]\n3: [0] [0]\nfine");
    reads("a,b\n\"x,y\",\"x\"\"y\"\n", "1: [1]a [1]b\n2: [3]x,y [3]x\"y\nfine");
    reads("a,b\n\"x\ny\",\"\n\"\n1,2\n", "1: [1]a [1]b\n2: [3]x\ny [1]\n\n5: [1]1 [1]2\nfine");
    reads("a\n\303\251\n\377\n", "1: [1]a\n2: [2]\303\251\n3: [1]\377\nfine");
    reads("a\n\"\"\n", "1: [1]a\n2: [0]\nfine");
}

static void blanks_count_inside_quotes_only(void **state)
{
    (void)state;
    reads("a,b\n 1 ,\t2\n", "1: [1]a [1]b\n2: [1]1 [1]2\nfine");
    reads("a,b\n\" 1 \" , \"\t2\"\n", "1: [1]a [1]b\n2: [3] 1  [2]\t2\nfine");
    reads("a,b\n1 2,x\n", "1: [1]a [1]b\n2: [3]1 2 [1]x\nfine");
}

static void a_row_that_begins_like_the_one_before_is_its_own(void **state)
{
    (void)state;
    reads("a,b,c\n1,2,3\n1,2,4\n1,2,4\n1,20,4\n1,2,\n",
          "1: [1]a [1]b [1]c\n2: [1]1 [1]2 [1]3\n3: [1]1 [1]2 [1]4\n"
          "4: [1]1 [1]2 [1]4\n5: [1]1 [2]20 [1]4\n6: [1]1 [1]2 [0]\nfine");
    reads("a,b\na,b\n", "1: [1]a [1]b\n2: [1]a [1]b\nfine");
    reads("a,b\n\"1\",2\n\"1\",3\n1,3\n\"1\"\"\",3\n",
          "1: [1]a [1]b\n2: [1]1 [1]2\n3: [1]1 [1]3\n4: [1]1 [1]3\n"
          "5: [2]1\" [1]3\nfine");
    refuses("a,b\n1,2\n1,2,3\n", "f.csv:3: 3 cells, but the header has 2");
    refuses("a,b\n1,2\n1\n", "f.csv:3: 1 cells, but the header has 2");
}

static void the_reader_says_how_much_of_a_row_repeats(void **state)
{
    (void)state;
    const char *text = "a,b,c\n1,\"2\",3\n1,\"2\",4\n";
    struct seen seen = {.to = stderr};
    struct error e;
    seen.to = fopen("/dev/null", "w");
    seen.file = csvfile_new("f.csv", see_header, see, &seen);
    assert_int_equal(csvfile_feed(seen.file, text, strlen(text), &e), 0);
    assert_int_equal(csvfile_same_cells(seen.file), 2); /* and not only 0, which is never wrong */
    csvfile_free(seen.file);
    forget(&seen);
    fclose(seen.to);
}

/* Lines put together from what makes a difference, whole files of them. */
static void any_mixture_is_the_same_rows_and_the_same_error_however_it_comes(void **state)
{
    (void)state;
    static const char *const common[] = {"1",   "-2.5",    "\"x\"", "\"\"", "",   "\"a b\"",
                                         "abc", "\"a,b\"", "1e5",   "0",    "77", "\"\303\251\""};
    static const char *const rare[] = {" 1", "1 ",    "\"a\"\"b\"",   "\"a\nb\"", "\r",       "a\rb",
                                       "\"", "a\"b",  "\"a\"b",       "\\0",      "\"a\rb\"", "\"a\" ",
                                       "\t", "1,2,3", "\xEF\xBB\xBF", "\v"};
    unsigned seed = 1;
    size_t fine = 0, bad = 0;

    for (int file = 0; file < 4000; file++) {
        char text[2000];
        size_t used = (size_t)snprintf(text, sizeof text, "%sa,b,c\n", file % 7 ? "" : "\xEF\xBB\xBF");
        for (int row = 0; row < 12; row++) {
            for (int cell = 0; cell < 3; cell++) {
                bool odd = rand_r(&seed) % 60 == 0;
                const char *piece =
                    odd ? rare[(size_t)rand_r(&seed) % (sizeof rare / sizeof *rare)]
                        : common[(size_t)rand_r(&seed) % (cell ? sizeof common / sizeof *common : 2)];
                if (strcmp(piece, "\\0") == 0)
                    text[used++] = '\0';
                else
                    used += (size_t)sprintf(text + used, "%s", piece);
                text[used++] = cell < 2 ? ',' : '\n';
            }
            if (rand_r(&seed) % 40 == 0)
                used += (size_t)sprintf(text + used, rand_r(&seed) % 2 ? "\n" : " \n");
        }
        if (rand_r(&seed) % 4 == 0)
            used -= (size_t)rand_r(&seed) % 10; /* cut off */
        struct seen seen;
        char *got = read_every_way(text, used, &seen);
        (strcmp(got + strlen(got) - 4, "fine") == 0 ? fine++ : bad++, free(got));
    }
    assert_true(fine > 500 && bad > 500); /* else the mixture proves nothing */
}

static void a_row_is_handed_out_the_moment_its_newline_arrives(void **state)
{
    (void)state;
    struct seen seen = {.to = fopen("/dev/null", "w")};
    struct error e;
    struct csvfile *file = seen.file = csvfile_new("f.csv", see_header, see, &seen);
    assert_int_equal(csvfile_feed(file, "a\n1", 3, &e), 0);
    assert_true(seen.rows == 0 && csvfile_inside_row(file));
    assert_int_equal(csvfile_feed(file, "\n", 1, &e), 0);
    assert_true(seen.rows == 1 && !csvfile_inside_row(file));
    csvfile_free(file);
    forget(&seen);
    fclose(seen.to);
}

static void the_line_is_the_physical_one_where_the_row_begins(void **state)
{
    (void)state;
    reads("\n\na\n\"1\n2\n3\"\n\nx\n", "3: [1]a\n4: [5]1\n2\n3\n8: [1]x\nfine"); /* blank lines count too */
}

static void a_byte_order_mark_and_windows_line_ends_are_passed_over(void **state)
{
    (void)state;
    reads("\xEF\xBB\xBF\"a\",b\r\n1,\"2\"\r\n", "1: [1]a [1]b\n2: [1]1 [1]2\nfine");
    reads("\xEF\xBBx\n1\n", "1: [3]\xEF\xBBx\n2: [1]1\nfine"); /* it only began like one */
    refuses("\xEF\xBB", "f.csv:1: the file ends inside this row");
}

static void a_column_named_twice_and_a_file_without_a_header_are_refused(void **state)
{
    (void)state;
    refuses("a,b,a\n", "f.csv:1: the header names column 'a' twice");
    refuses("a,\033[2J,\033[2J\n", "names column '?[2J' twice");
    refuses("", "f.csv:1: no header; the file is empty");
    refuses("\n\n", "no header");
}

static void a_row_of_another_length_is_refused(void **state)
{
    (void)state;
    refuses("a,b\n1\n", "f.csv:2: 1 cells, but the header has 2");
    refuses("a,b\n1,2\n1,2,\n", "f.csv:3: 3 cells, but the header has 2");
}

static void quotes_and_carriage_returns_in_the_wrong_place_are_refused(void **state)
{
    (void)state;
    refuses("a\n1\nfi\"b\n", "f.csv:3: a quote in the wrong place");
    refuses("a\n1\n\"fi\"b\"\n", "f.csv:3: a quote in the wrong place");
    refuses("a\n1\rx\n", "f.csv:2: a carriage return without its line feed");
    refuses("a\n1\r\"x\n2\n", "f.csv:2: a carriage return without its line feed"); /* found by `make fuzz` */
    refuses("a\n\"1\n", "f.csv:2: the file ends inside this row");
    refuses("a\n1\n2", "f.csv:3: the file ends inside this row");
}

static void a_nul_byte_is_refused(void **state)
{
    (void)state;
    refused("a,b\n1,\"x\0\"\n", 11, "f.csv:2: a NUL byte");
    refused("a,b\n1,\0\n", 8, "f.csv:2: a NUL byte");
    refused("\0a\n", 3, "f.csv:1: a NUL byte");
}

static void a_huge_cell_or_row_is_an_error_and_not_memory(void **state)
{
    (void)state;
    size_t room = CSVFILE_ROW_BYTES + 100;
    char *big = text_grow(NULL, room, 1);

    memset(big, 'x', room);
    memcpy(big, "a\n", 2);
    big[CSVFILE_CELL_BYTES + 3] = '\n';
    refused(big, CSVFILE_CELL_BYTES + 4, "f.csv:2: a cell of more than 64 KiB");
    big[CSVFILE_CELL_BYTES + 2] = '\n'; /* as large as may be */
    struct seen seen;
    char *largest = read_pieces(big, CSVFILE_CELL_BYTES + 3, 1000, &seen);
    assert_int_equal(seen.rows, 1);
    free(largest);
    /* A quote that never closes swallows what follows, until the limit. */
    memset(big, 'x', room);
    memcpy(big, "a\n\"", 3);
    refused(big, room, "f.csv:2: a cell of more than 64 KiB");
    memset(big + 2, ',', room - 2);
    refused(big, room, "f.csv:2: a row of more than 4096 cells");
    big[2 + 4096] = '\n';
    refused(big, 2 + 4097, "f.csv:2: a row of more than 4096 cells");
    memset(big + 2, ' ', room - 2);
    refused(big, room, "f.csv:2: a");
    free(big);
}

static void a_file_whose_writer_was_killed_reads_up_to_the_last_whole_row(void **state)
{
    static const char text[] = "a,b\n1,\"x\ny\"\n2,z\n";
    char *path = file_path(*state, "/f.csv");

    for (size_t cut = 0; cut < sizeof text; cut++) {
        for (int forgive = 0; forgive < 2; forgive++) {
            struct seen seen = {.to = fopen("/dev/null", "w")};
            struct error e = {0};
            bool whole = cut == 4 || cut == 12 || cut == 16;
            file_write_bytes(*state, "/f.csv", text, cut);
            seen.file = csvfile_new(path, see_header, see, &seen);
            assert_int_equal(csvfile_read(seen.file, path, forgive, &e), forgive || whole ? 0 : -1);
            assert_int_equal(seen.rows, cut < 12 ? 0 : cut < 16 ? 1 : 2);
            csvfile_free(seen.file);
            forget(&seen);
            fclose(seen.to);
        }
    }
    free(path);
}

static int stop(void *context, const char *const *cells, size_t count, size_t line, struct error *e)
{
    (void)cells, (void)count;
    (*(int *)context)++;
    return error_set(e, "enough at %zu", line);
}

static void the_caller_may_stop_the_reading_and_nothing_follows(void **state)
{
    (void)state;
    struct error e;
    int calls = 0;
    struct csvfile *file = csvfile_new("f.csv", stop, stop, &calls);
    assert_int_equal(csvfile_feed(file, "a\n1\n2\n", 6, &e), -1);
    assert_string_equal(e.text, "enough at 1");
    assert_int_equal(csvfile_feed(file, "3\n", 2, &e), -1);
    assert_int_equal(csvfile_finish(file, &e), -1);
    assert_int_equal(calls, 1);
    csvfile_free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_plain_or_quoted),
        cmocka_unit_test(blanks_count_inside_quotes_only),
        cmocka_unit_test(a_row_that_begins_like_the_one_before_is_its_own),
        cmocka_unit_test(the_reader_says_how_much_of_a_row_repeats),
        cmocka_unit_test(any_mixture_is_the_same_rows_and_the_same_error_however_it_comes),
        cmocka_unit_test(a_row_is_handed_out_the_moment_its_newline_arrives),
        cmocka_unit_test(the_line_is_the_physical_one_where_the_row_begins),
        cmocka_unit_test(a_byte_order_mark_and_windows_line_ends_are_passed_over),
        cmocka_unit_test(a_column_named_twice_and_a_file_without_a_header_are_refused),
        cmocka_unit_test(a_row_of_another_length_is_refused),
        cmocka_unit_test(quotes_and_carriage_returns_in_the_wrong_place_are_refused),
        cmocka_unit_test(a_nul_byte_is_refused),
        cmocka_unit_test(a_huge_cell_or_row_is_an_error_and_not_memory),
        cmocka_unit_test_setup_teardown(a_file_whose_writer_was_killed_reads_up_to_the_last_whole_row,
                                        fake_root_make, fake_root_remove),
        cmocka_unit_test(the_caller_may_stop_the_reading_and_nothing_follows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
