#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "cli/roff.h"

static void assert_text(const char *text, const char *expected)
{
    char *made = NULL;
    size_t size;
    FILE *to = open_memstream(&made, &size);

    assert_non_null(to);
    roff_text(text, to);
    fclose(to);
    assert_string_equal(made, expected);
    free(made);
}

static void assert_help(const char *text, bool first, const char *expected)
{
    char *made = NULL;
    size_t size;
    FILE *to = open_memstream(&made, &size);

    assert_non_null(to);
    roff_help(text, first, to);
    fclose(to);
    assert_string_equal(made, expected);
    free(made);
}

static void nothing_is_a_request_or_an_escape(void **state)
{
    (void)state;
    assert_text(".sh touch x", "\\&.sh touch x");
    assert_text("'so x", "\\(aqso x");
    assert_text("a\\fBb\\n(.g", "a\\efBb\\en(.g");
    assert_text("a \"b\" ^ ~", "a \\(dqb\\(dq \\(ha \\(ti");
    assert_text("two\n.lines", "two .lines");
    assert_text("", "");
}

static void options_can_be_pasted(void **state)
{
    (void)state;
    assert_text("--dry-run", "\\-\\-dry\\-run");
}

static void code_is_bold(void **state)
{
    (void)state;
    assert_text("see `a -b`.", "see \\fBa \\-b\\fR\\&.");
    assert_text("`.x`", "\\fB\\&.x\\fR");
    assert_text("one ` alone", "one \\(ga alone");
}

static void paragraphs_flow_and_examples_stand_as_they_are(void **state)
{
    (void)state;
    assert_help("One two.\n\nExamples:\n  a  b\n    c\n  .d\n", false,
                ".PP\nOne two.\n.PP\nExamples:\n.PP\n.RS 4\n.nf\na  b\n  c\n\\&.d\n.fi\n.RE\n");
    assert_help("One.\nTwo.", true, "One.\n.PP\nTwo.\n");
    assert_help("  x\n", true, ".RS 4\n.nf\nx\n.fi\n.RE\n");
    assert_help("\n\n", false, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_a_request_or_an_escape),
        cmocka_unit_test(options_can_be_pasted),
        cmocka_unit_test(code_is_bold),
        cmocka_unit_test(paragraphs_flow_and_examples_stand_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
