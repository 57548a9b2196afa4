/* Text on a page: whatever a name holds, it is text there. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "base/text.h"
#include "report/html.h"

static char *written(void (*write)(FILE *, const char *), const char *text)
{
    char *page = NULL;
    size_t size;
    FILE *to = open_memstream(&page, &size);

    assert_non_null(to);
    write(to, text);
    fclose(to);
    return page;
}

static void assert_written(void (*write)(FILE *, const char *), const char *text, const char *wanted)
{
    char *page = written(write, text);

    assert_string_equal(page, wanted);
    free(page);
}

static void markup_is_text_in_elements_and_attributes(void **state)
{
    (void)state;
    assert_written(html_text, "fib", "fib");
    assert_written(html_text, "", "");
    assert_written(html_text, "<script>alert('1')</script>",
                   "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;");
    assert_written(html_text, "\" onload=\"x", "&quot; onload=&quot;x");
    assert_written(html_text, "&lt; & &amp;", "&amp;lt; &amp; &amp;amp;");
    assert_written(html_text, "100 %s %n `id` $(id) ]]>", "100 %s %n `id` $(id) ]]&gt;");
    assert_written(html_text, "\xc3\xa9", "\xc3\xa9");
}

static void what_cannot_be_seen_is_a_question_mark(void **state)
{
    (void)state;
    assert_written(html_text, "a\nb\tc\x1b[31m\x7f", "a?b?c?[31m?");
    assert_written(html_text, "\xff<", "?&lt;");
    assert_written(html_text,
                   "a\xe2\x80\xae"
                   "b",
                   "a?b"); /* turns the direction of writing */
    assert_written(html_text, "\1a\2", "?a?");
}

static void lines_and_tabs_stay_in_a_block_of_code(void **state)
{
    (void)state;
    assert_written(html_lines, "a <b>\n\tc\n\nd", "a &lt;b&gt;\n\tc\n\nd");
    assert_written(html_lines, "\n", "\n");
    assert_written(html_lines, "a\rb", "a?b");
}

static void data_in_a_sentence_stands_in_an_element_of_its_own(void **state)
{
    char *sentence = text_format("cell " SHOWN_DATA " on " SHOWN_DATA ": <wrong>", "<b>", "3.13");

    (void)state;
    assert_written(
        html_sentence, sentence,
        "cell <span class=\"data\">&lt;b&gt;</span> on <span class=\"data\">3.13</span>: &lt;wrong&gt;");
    free(sentence);
    /* Marks without a partner neither hang nor run over the end. */
    assert_written(html_sentence, "a \1b", "a <span class=\"data\">b</span>");
    assert_written(html_sentence, "a\1", "a<span class=\"data\"></span>");
    assert_written(html_sentence, "\2", "?");
}

static void formats_are_escaped_after_they_are_filled_in(void **state)
{
    char *page = NULL;
    size_t size;
    FILE *to = open_memstream(&page, &size);

    (void)state;
    html_format(to, "%d < %s", 1, "<\"");
    fclose(to);
    assert_string_equal(page, "1 &lt; &lt;&quot;");
    free(page);
}

static void words_of_a_command_are_words_to_a_shell(void **state)
{
    static const struct {
        const char *text, *word;
    } cases[] = {{"results/a-1.csv", "results/a-1.csv"},
                 {"", "''"},
                 {"a b", "'a b'"},
                 {"it's", "'it'\\''s'"},
                 {"$(id)`id`;&|<>*?~#!\"\\", "'$(id)`id`;&|<>*?~#!\"\\'"},
                 {"'''", "''\\'''\\'''\\'''"}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *word = shown_word(cases[i].text);
        assert_string_equal(word, cases[i].word);
        free(word);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup_is_text_in_elements_and_attributes),
        cmocka_unit_test(what_cannot_be_seen_is_a_question_mark),
        cmocka_unit_test(lines_and_tabs_stay_in_a_block_of_code),
        cmocka_unit_test(data_in_a_sentence_stands_in_an_element_of_its_own),
        cmocka_unit_test(formats_are_escaped_after_they_are_filled_in),
        cmocka_unit_test(words_of_a_command_are_words_to_a_shell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
