/* Pictures on a page: what draws is passed on, what could do anything else is not, and two of them do not meet. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "report/svg.h"
#include "tests/files.h"

#define HEAD                                                                                                 \
    "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"no\"?>\n<svg width=\"40\" height=\"30\" "         \
    "viewBox=\"0 0 40 30\" "                                                                                 \
    "xmlns=\"http://www.w3.org/2000/svg\" "                                                                  \
    "xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n<title>Gnuplot</title>\n"
#define TAIL "</svg>\n"

static const struct svg_place place = {
    .prefix = "p7", .label = "Speedup: \"fib\" <x>", .described_by = "words-7"};

/* What comes out, or NULL with an error. The caller frees. */
static char *inlined(const char *svg, struct error *e)
{
    void *root = NULL;
    char *page = NULL;
    size_t size;
    FILE *to = open_memstream(&page, &size);

    fake_root_make(&root);
    fake_root_write(root, "/a.svg", svg);
    char *path = file_path(root, "/a.svg");
    int result = svg_inline(to, path, &place, e);
    fclose(to);
    free(path);
    fake_root_remove(&root);
    if (result < 0) {
        free(page);
        page = NULL;
    }
    return page;
}

static void assert_inlined(const char *body, const char *wanted)
{
    struct error e = {0};
    char *svg = text_format(HEAD "%s" TAIL, body), *page = inlined(svg, &e);
    char *whole = text_format(
        "<svg role=\"img\" viewBox=\"0 0 40 30\" aria-label=\"Speedup: &quot;fib&quot; &lt;x&gt;\" "
        "aria-describedby=\"words-7\">%s</svg>",
        wanted);

    if (!page)
        fail_msg("%s", e.text);
    assert_string_equal(page, whole);
    free(svg);
    free(page);
    free(whole);
}

static void assert_refused(const char *body, const char *why)
{
    struct error e = {0};
    char *svg = text_format(HEAD "%s" TAIL, body), *page = inlined(svg, &e);

    assert_null(page);
    if (!strstr(e.text, why))
        fail_msg("'%s' is not in: %s", why, e.text);
    free(svg);
}

static void a_picture_has_a_name_a_description_and_no_size_of_its_own(void **state)
{
    (void)state;
    assert_inlined("", "");
    assert_inlined("<rect x=\"1\" y=\"2\" width=\"3\" height=\"4\"/>",
                   "<rect x=\"1\" y=\"2\" width=\"3\" height=\"4\"></rect>");
}

static void names_get_a_prefix_and_those_that_nobody_needs_are_left_out(void **state)
{
    (void)state;
    assert_inlined(
        "<defs><circle id='gpPt5' r='1'/><use xlink:href='#gpPt5' id='gpPt6'/></defs><use "
        "xlink:href='#gpPt6'/>",
        "<defs><circle id=\"p7-gpPt5\" r=\"1\"></circle><use href=\"#p7-gpPt5\" id=\"p7-gpPt6\"></use></defs>"
        "<use href=\"#p7-gpPt6\"></use>");
    assert_inlined("<g id=\"gnuplot_plot_1a\"><path d=\"M0,0\"/></g>", "<path d=\"M0,0\"></path>");
    /* gnuplot's multiplot names things twice. */
    assert_inlined("<circle id='a'/><circle id='a'/><use xlink:href='#a'/>",
                   "<circle id=\"p7-a\"></circle><circle></circle><use href=\"#p7-a\"></use>");
}

static void empty_groups_and_gnuplots_own_titles_are_left_out(void **state)
{
    (void)state;
    assert_inlined("<g fill=\"none\"><g></g>\n\t</g>", "");
    assert_inlined("<g><title>DATA index i</title><g></g><path d=\"M1\"/></g>", "<path d=\"M1\"></path>");
    assert_inlined(
        "<g><g fill=\"none\" stroke-linecap=\"butt\" stroke-linejoin=\"miter\"><path d=\"M1\"/></g></g>",
        "<g fill=\"none\"><path d=\"M1\"></path></g>");
    assert_inlined("<g fill=\"none\"><g><g></g></g><g stroke-linecap=\"round\"><g><text>a</text></g></g></g>",
                   "<g fill=\"none\"><g stroke-linecap=\"round\"><text>a</text></g></g>");
    assert_inlined("<defs><filter id='textbox'><feFlood flood-color='#FFFFFF'/></filter></defs>",
                   "<defs></defs>");
}

static void colours_of_the_palette_become_variables_in_all_of_gnuplots_ways_to_write_them(void **state)
{
    (void)state;
    assert_inlined("<path stroke='rgb( 34,  34,  34)'/>", "<path stroke=\"var(--ink)\"></path>");
    assert_inlined("<path stroke='#222222'/>", "<path stroke=\"var(--ink)\"></path>");
    assert_inlined("<path stroke='rgb(  0, 114, 178)'/>", "<path stroke=\"var(--build-1)\"></path>");
    assert_inlined("<path stroke='black'/>", "<path stroke=\"var(--build-7)\"></path>");
    assert_inlined("<path stroke='rgb(85,85,85)'/>", "<path stroke=\"var(--muted)\"></path>");
    /* A mark of a verdict, but not a cell of a map, which has letters of its own. */
    assert_inlined("<path stroke='rgb( 84,  39, 136)' fill='rgb( 84,  39, 136)'/>",
                   "<path stroke=\"var(--verdict-2)\" fill=\"rgb( 84,  39, 136)\"></path>");
    assert_inlined("<path fill='#E4E4E4'/>", "<path fill=\"var(--grid)\"></path>");
    assert_inlined("<path fill='#FFFFFF'/>", "<path fill=\"var(--paper)\"></path>");
    assert_inlined("<path fill='none' stroke='currentColor'/>",
                   "<path fill=\"none\" stroke=\"currentColor\"></path>");
    assert_inlined("<path fill='rgb( 1,  2,  3)' d='#2222'/>",
                   "<path fill=\"rgb( 1,  2,  3)\" d=\"#2222\"></path>");
}

static void patterns_and_styles_keep_what_draws(void **state)
{
    (void)state;
    assert_inlined(
        "<defs><pattern id='gpPat1' patternUnits='userSpaceOnUse'><path style='fill:none; "
        "stroke:rgb(34,34,34); behavior:url(x); --a:b' d='M1'/></pattern></defs><rect fill = "
        "'url(#gpPat1)'/>",
        "<defs><pattern id=\"p7-gpPat1\" patternUnits=\"userSpaceOnUse\"><path fill=\"none\" "
        "stroke=\"var(--ink)\" d=\"M1\"></path></pattern></defs><rect fill=\"url(#p7-gpPat1)\"></rect>");
    assert_inlined("<rect fill='url(https://example.org/#a)'/><rect fill='url(#a) red'/>",
                   "<rect></rect><rect></rect>");
}

static void text_stays_text(void **state)
{
    (void)state;
    assert_inlined("<text>&lt;script&gt;alert(1)&lt;/script&gt; a &amp; b &quot;</text>",
                   "<text>&lt;script&gt;alert(1)&lt;/script&gt; a &amp; b &quot;</text>");
    assert_inlined("<text><tspan>a &amp; &amp; b</tspan>\n</text>",
                   "<text><tspan>a &amp; &amp; b</tspan></text>");
    assert_inlined("<text>\xc3\xa9</text>", "<text>\xc3\xa9</text>");
}

static void what_does_more_than_draw_is_refused_or_left_out(void **state)
{
    (void)state;
    assert_refused("<script>alert(1)</script>", "an element 'script'");
    assert_refused("<g><foreignObject/></g>", "an element 'foreignObject'");
    assert_refused("<a xlink:href='https://example.org/'><text>x</text></a>", "an element 'a'");
    assert_refused("<image xlink:href='https://example.org/x.png'/>", "an element 'image'");
    assert_refused("<svg></svg>", "an element 'svg'");
    assert_inlined(
        "<rect onload='alert(1)' style='fill:url(http://x)' class='a' filter='url(#b)' width='1'/>",
        "<rect width=\"1\"></rect>");
    assert_inlined("<use xlink:href='https://example.org/x.svg#a'/><use href='javascript:alert(1)'/>",
                   "<use></use><use></use>");
}

static void what_is_no_svg_is_refused_with_its_line(void **state)
{
    struct error e = {0};

    (void)state;
    assert_null(inlined("<html><body/></html>", &e));
    assert_non_null(strstr(e.text, "no SVG but 'html'"));
    assert_null(inlined("", &e));
    assert_null(inlined("<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>", &e));
    assert_non_null(strstr(e.text, "no viewBox"));
    assert_refused("<g>", ":4: mismatched tag");
    assert_refused("<!ENTITY a \"b\">", "");
    assert_int_equal(svg_inline(stdout, "/nowhere/a.svg", &place, &e), -1);
    assert_non_null(strstr(e.text, "/nowhere/a.svg: No such file or directory"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_has_a_name_a_description_and_no_size_of_its_own),
        cmocka_unit_test(names_get_a_prefix_and_those_that_nobody_needs_are_left_out),
        cmocka_unit_test(empty_groups_and_gnuplots_own_titles_are_left_out),
        cmocka_unit_test(colours_of_the_palette_become_variables_in_all_of_gnuplots_ways_to_write_them),
        cmocka_unit_test(patterns_and_styles_keep_what_draws),
        cmocka_unit_test(text_stays_text),
        cmocka_unit_test(what_does_more_than_draw_is_refused_or_left_out),
        cmocka_unit_test(what_is_no_svg_is_refused_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
