/* A suite file says what the command line says, and every mistake in it is told with its file and line. */
#include "tests/lists.h"
#include "tests/made_suites.h"

/* Refused with `file` near the beginning, ":4: " behind it for line 4, and `because`. libconfig names
 * included files with or without their folder, as its version is. */
static void assert_refused_in(const struct fake_root *root, const char *text, const char *file, int line,
                              const char *because)
{
    struct suite suite;
    struct error e;
    char *start = line ? text_format("%s:%d: ", file, line) : text_format("%s: ", file);

    if (read_text(root, text, &suite, &e) == 0)
        fail_msg("taken: %s", text);
    const char *there = strstr(e.text, start);
    if (!there || there > e.text + strlen(root->path) + 1 || !strstr(e.text, because))
        fail_msg("expected '%s' and '%s' in: %s", start, because, e.text);
    assert_int_equal(e.status, EXIT_USAGE);
    suite_free(&suite);
    free(start);
}

static void assert_refused(const struct fake_root *root, const char *text, int line, const char *because)
{
    assert_refused_in(root, text, "/s.cfg", line, because);
}

static void all_settings_can_stand_in_a_file(void **state)
{
    struct suite suite =
        suite_of(*state, "description = \"all of \\\"it\\\"\";\n"
                         "python = ( \"3.13\", \"t=/opt/my python/bin/python3\" );\n"
                         "threads = [ 1, 2, 4 ];\n"
                         "placement = \"smt\";\n"
                         "gil = [ \"on\", \"off\" ];\n"
                         "invocations = 12; windows = 4;\n"
                         "window = \"50ms\"; warmup = \"0s\"; batch-time = \"2ms\"; timeout = \"1m\";\n"
                         "seed = 99;\n"
                         "workloads = ( \"fib\", { name = \"spin\"; batch = 5000000000L; parameters ="
                         " { size = 16; rate = 0.1; text = \"a b\"; }; },\n"
                         "  { name = \"fib\"; parameters = ( \"n=3\", \"odd name=4\" ); } );\n");

    assert_string_equal(suite.description, "all of \"it\"");
    assert_list(&suite.pythons, "3.13|t=/opt/my python/bin/python3");
    assert_list(&suite.threads, "1|2|4");
    assert_list(&suite.placements, "smt");
    assert_list(&suite.gils, "on|off");
    assert_int_equal(suite.invocations, 12);
    assert_int_equal(suite.windows, 4);
    assert_int_equal(suite.window_ns, 50000000);
    assert_int_equal(suite.warmup_ns, 0);
    assert_int_equal(suite.batch_ns, 2000000);
    assert_int_equal(suite.timeout_ns, 60000000000);
    assert_int_equal(suite.seed, 99);
    assert_int_equal(suite.workload_count, 3);
    assert_string_equal(suite.workloads[0].workload.name, "fib");
    assert_int_equal(suite.workloads[0].parameters.count, 0);
    assert_string_equal(suite.workloads[1].workload.name, "spin");
    assert_int_equal(suite.workloads[1].batch_ops, 5000000000);
    assert_list(&suite.workloads[1].parameters, "size=16|rate=0.1|text=a b"); /* as it was written */
    assert_list(&suite.workloads[2].parameters, "n=3|odd name=4");
    suite_free(&suite);
}

static void an_array_of_values_is_a_variant_for_each(void **state)
{
    static const char *const expected[] = {"a=0|text=x|b=0.5|c=7", "a=0|text=y|b=0.5|c=7",
                                           "a=25|text=x|b=0.5|c=7", "a=25|text=y|b=0.5|c=7"};
    struct suite suite = suite_of(*state, "workloads = ( \"spin\", { name = \"fib\"; batch = 9;\n"
                                          "  parameters = { a = [ 0, 25 ]; text = ( \"x\", \"y\" ); b = 0.5; "
                                          "c = [ 7 ]; }; },\n"
                                          "  { name = \"spin\"; parameters = ( \"a=1,2\" ); } );\n");

    assert_int_equal(suite.workload_count, 6);
    assert_int_equal(suite.workloads[0].parameters.count, 0);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(suite.workloads[1 + i].workload.name, "fib");
        assert_int_equal(suite.workloads[1 + i].batch_ops, 9);
        assert_list(&suite.workloads[1 + i].parameters, expected[i]);
    }
    assert_list(&suite.workloads[5].parameters, "a=1,2"); /* a text, as suite.cfg has it; not a sweep */
    suite_free(&suite);
}

static void what_a_suite_says_wins_over_its_defaults(void **state)
{
    fake_root_write(*state, "/common/defaults.cfg",
                    "threads = \"auto\";\ninvocations = 20;\nwindow = \"1s\";\ngil = \"on\";\n");
    for (int behind = 0; behind < 2; behind++) { /* wherever the defaults stand */
        const char *defaults = "defaults = {\n@include \"common/defaults.cfg\"\n};\n";
        char *text =
            text_format("%sthreads = ( \"1\", \"2\" );\ninvocations = 6;\nworkloads = ( \"fib\" );\n%s",
                        behind ? "" : defaults, behind ? defaults : "");
        struct suite suite = suite_of(*state, text);
        assert_list(&suite.threads, "1|2"); /* replaced, not added to */
        assert_int_equal(suite.invocations, 6);
        assert_int_equal(suite.window_ns, 1000000000);
        assert_list(&suite.gils, "on");
        suite_free(&suite);
        free(text);
    }
}

static void a_mistake_in_an_included_file_is_told_with_that_file(void **state)
{
    const char *suite = "workloads = ( \"fib\" );\ndefaults = {\n  @include \"defaults.cfg\"\n};\n";

    fake_root_write(*state, "/defaults.cfg", "threads = 1;\n\nwindow = \"long\";\n");
    assert_refused_in(*state, suite, "defaults.cfg", 3, "window: 'long' is not a duration");
    fake_root_write(*state, "/defaults.cfg", "threads = 1;\nwindow = = 3;\n");
    assert_refused_in(*state, suite, "defaults.cfg", 2, "syntax error");
    fake_root_write(*state, "/defaults.cfg", "threads = 1;\n@include \"deeper.cfg\"\n");
    fake_root_write(*state, "/deeper.cfg", "\n\n\nthreds = 2;\n");
    assert_refused_in(*state, suite, "deeper.cfg", 4, "did you mean 'threads'?");
}

static void an_include_that_leads_nowhere_or_round_is_refused(void **state)
{
    assert_refused(*state, "workloads = ( \"fib\" );\n@include \"missing.cfg\"\n", 2, "include");
    struct suite suite;
    struct error e;
    assert_int_equal(read_text(*state, "@include \"s.cfg\"\nworkloads = ( \"fib\" );\n", &suite, &e), -1);
    if (!strstr(e.text, "s.cfg:1: ") || !strstr(e.text, "include"))
        fail_msg("%s", e.text);
    suite_free(&suite);
}

/* libconfig's scanner would end the process where a read fails, and wait at a pipe. */
static void an_include_of_what_is_no_file_is_refused(void **state)
{
    static const char *const commands[] = {"@include \"folder\"\n", "  @include\t \"./folder/\"\n",
                                           "@include \".\"\n", "@include \"pipe\"\n",
                                           "@include \"a \\\"b\\\"\"\n"};
    const struct fake_root *root = *state;
    char *pipe = file_path(root, "/pipe"), *quoted = file_path(root, "/a \"b\"");

    fake_root_write(root, "/folder/a.cfg", "threads = 1;\n");
    fake_root_write(root, "/deeper.cfg", "\n@include \"folder\"\n");
    assert_int_equal(mkfifo(pipe, 0600) | mkdir(quoted, 0700), 0);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char *text = text_format("workloads = ( \"fib\" );\n/* \n*/ # \"\n%s", commands[i]);
        assert_refused(root, text, 4, ": cannot be read: ");
        free(text);
    }
    assert_refused_in(root, "@include \"deeper.cfg\"\n", "/deeper.cfg", 2, "@include: ");
    free(pipe);
    free(quoted);
}

static void an_include_in_a_comment_or_a_string_is_none(void **state)
{
    fake_root_write(*state, "/folder/a.cfg", "");
    struct suite suite =
        suite_of(*state, "/*\n@include \"folder\"\n*/\n# \n // \"\n#@include \"folder\"\n"
                         "description = \"\\\"\n@include \\\"folder\\\"\n\"; workloads = ( \"fib\" );\n");
    assert_string_equal(suite.description, "\"\n@include \"folder\"\n");
    suite_free(&suite);
}

static void a_file_too_large_or_with_nul_bytes_is_refused(void **state)
{
    struct suite suite = suite_default("s");
    struct error e = {0};
    char *big = text_grow(NULL, 17000000, 1), *path = file_path(*state, "/s.cfg");

    memset(big, ' ', 17000000);
    file_write_bytes(*state, "/s.cfg", big, 17000000);
    assert_int_equal(suite_read(&suite, path, &catalog, &e), -1);
    assert_non_null(strstr(e.text, "/s.cfg: cannot be a suite: it is larger than 16 MiB"));
    file_write_bytes(*state, "/s.cfg", "workloads = ( \"fib\" );\n\0", 25);
    assert_int_equal(suite_read(&suite, path, &catalog, &e), -1);
    assert_non_null(strstr(e.text, "/s.cfg: cannot be a suite: it has a NUL byte"));
    suite_free(&suite);
    free(path);
    free(big);
}

static void unknown_settings_are_told_with_line_and_nearest(void **state)
{
    assert_refused(*state, "workloads = ( \"fib\" );\n\nthreds = 2;\n", 3,
                   "unknown setting 'threds'; did you mean 'threads'?");
    assert_refused(*state, "workloads = ( \"fib\" );\nthreds = ();\n", 2, "did you mean 'threads'?");
    assert_refused(*state, "workloads = ( \"fib\" );\nwarmups = { };\n", 2, "did you mean 'warmup'?");
    assert_refused(*state, "workloads = (\n  \"fib\",\n  \"sipn\" );\n", 3,
                   "unknown workload 'sipn'; did you mean 'spin'?");
    assert_refused(*state, "workloads = (\n  { name = \"fib\";\n    batches = 5; } );\n", 3,
                   "unknown setting 'batches' of a workload; use name, parameters, batch or total");
}

static void wrong_values_are_told_with_their_line(void **state)
{
    static const struct {
        const char *text;
        int line;
        const char *because;
    } cases[] = {
        {"\nwindow = 100;\n", 2, "window: '100' has no unit"},
        {"\nwindows = 2.5;\n", 2, "windows: '2.5' is not a whole number"},
        {"\nwindows = true;\n", 2, "windows: expected"},
        {"\nwindows = { a = 1; };\n", 2, "windows: expected"},
        {"\nwindows = [ 1, 2 ];\n", 2, "windows: expected one value"},
        {"\nwindows = ();\n", 2, "windows: expected one value"},
        {"\nseed = ( );\n", 2, "seed: expected one value"},
        {"\nthreads = (\n1,\n\"3..1\" );\n", 4, "threads: '3..1' runs backwards"},
        {"\nthreads = ( ( 1 ) );\n", 2, "threads: expected"},
        {"\nthreads = ();\n", 2, "threads: expected at least one value"},
        {"\nthreads = [ 99999999999999999999999 ];\n", 2, ""},
        {"\ninvocations = 0x7fffffffffffffffL;\n", 2, "invocations: 9223372036854775807 is out of range"},
        {"\ninvocations = -1;\n", 2, "invocations: -1 is out of range"},
        {"\nseed = 1e300;\n", 2, "seed: "},
        {"\ndescription = 5;\n", 2, "description: expected text"},
        {"\ndefaults = 5;\n", 2, "defaults: expected a group"},
        {"\ndefaults = ( 5 );\n", 2, "defaults: expected a group"},
        {"\ndefaults = {\n  defaults = [ \"threads\" ];\n};\n", 3, "defaults: expected a group"},
        {"\ngil = \"maybe\";\n", 2, "gil: 'maybe'"},
        {"\nwindows = 1;\nwindows = 2;\n", 3, ""}, /* named twice */
    };
    static const struct {
        const char *workloads;
        int line;
        const char *because;
    } lists[] = {
        {"workloads = \"fib\";\n", 1, "workloads: expected a list"},
        {"workloads = (\n\"fib\",\n5 );\n", 3, "workloads: expected a name or a group"},
        {"workloads = (\n\"fib\",\n( \"fib\" ) );\n", 3, "workloads: expected a name or a group"},
        {"workloads = (\n{ batch = 5; } );\n", 2, "needs a name"},
        {"workloads = (\n{ name = 5; } );\n", 2, "needs a name"},
        {"workloads = (\n{ name = \"fib\"; batch = 0; } );\n", 2, "batch: 0 is out of range"},
        {"workloads = (\n{ name = \"fib\"; batch = -9; } );\n", 2, "batch: -9 is out of range"},
        {"workloads = (\n{ name = \"fib\"; batch = ( 1 ); } );\n", 2, "batch: expected a number"},
        {"workloads = (\n{ name = \"fib\"; parameters = \"n=3\"; } );\n", 2, "parameters: expected a group"},
        {"workloads = (\n{ name = \"fib\"; parameters = ( \"n\" ); } );\n", 2, "'n' is not NAME=VALUE"},
        {"workloads = (\n{ name = \"fib\"; parameters = { n = true; }; } );\n", 2,
         "parameters: expected text or a number"},
        {"workloads = (\n{ name = \"fib\"; parameters = { n = \"1;m=2\"; }; } );\n", 2, "no ';'"},
        {"workloads = (\n{ name = \"fib\"; parameters = { n = [ ]; }; } );\n", 2,
         "'n': expected at least one value"},
        {"workloads = (\n{ name = \"fib\"; parameters = { n = [ 1, 2, 1 ]; }; } );\n", 2,
         "the value '1' is given twice"},
        {"workloads = (\n{ name = \"fib\"; parameters = { n = ( 1, ( 2 ) ); }; } );\n", 2,
         "parameters: expected text or a number"},
        {"workloads = (\n{ name = \"fib\"; parameters = { n = ( \"a\", \"b;c\" ); }; } );\n", 2, "no ';'"},
        {"workloads = (\n\"/nowhere/x.py\" );\n", 2, "/nowhere/x.py: No such file"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = text_format("workloads = ( \"fib\" );%s", cases[i].text);
        assert_refused(*state, text, cases[i].line, cases[i].because);
        free(text);
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        assert_refused(*state, lists[i].workloads, lists[i].line, lists[i].because);
}

static void syntax_errors_are_told_with_their_line(void **state)
{
    assert_refused(*state, "workloads = ( \"fib\" );\nthreads = = 2;\n", 2, "syntax error");
    assert_refused(*state, "workloads = ( \"fib\" );\n\n}\n", 3, "syntax error");
    assert_refused(*state, "gil = on;\n", 1, "syntax error");
    assert_refused(*state, "\003\001 ELF", 1, "syntax error");
}

/* The file of a full disk, or of an editor that crashed. */
static void a_truncated_file_is_never_taken_for_a_whole_one(void **state)
{
    const char *text = "threads = ( \"1..4\" );\nworkloads = (\n  { name = \"fib\"; batch = 5; }\n);\n";
    struct suite suite;
    struct error e;
    char *path = file_path(*state, "/s.cfg");

    for (size_t length = 0; length < strlen(text) - strlen(");\n"); length++) {
        char *cut = text_format("%.*s", (int)length, text);
        assert_int_equal(read_text(*state, cut, &suite, &e), -1);
        assert_int_equal(strncmp(e.text, path, strlen(path)), 0);
        suite_free(&suite);
        free(cut);
    }
    free(path);
}

static void a_suite_without_workloads_is_refused(void **state)
{
    assert_refused(*state, "", 0, "names no workloads");
    assert_refused(*state, "# nothing\n", 0, "names no workloads");
    assert_refused(*state, "threads = 1;\n", 0, "names no workloads");
    assert_refused(*state, "workloads = ();\n", 0, "names no workloads");
}

static void a_file_that_cannot_be_read_is_told_with_its_path(void **state)
{
    const struct fake_root *root = *state;
    char *missing = file_path(root, "/missing.cfg");
    const char *const paths[] = {missing, root->path}; /* a folder is no file */

    for (size_t i = 0; i < 2; i++) {
        struct suite suite = suite_default("s");
        struct error e = {0};
        assert_int_equal(suite_read(&suite, paths[i], &catalog, &e), -1);
        assert_int_equal(strncmp(e.text, paths[i], strlen(paths[i])), 0);
        assert_non_null(strstr(e.text, "cannot be read"));
        suite_free(&suite);
    }
    free(missing);
}

static void a_path_of_a_hostile_name_is_only_a_path(void **state)
{
    fake_root_write(*state, "/a \"b\" $(id)/fib;rm.py", "x = 1\n");
    char *text = text_format("workloads = ( \"%s/a \\\"b\\\" $(id)/fib;rm.py\" );\n",
                             ((struct fake_root *)*state)->path);

    assert_refused(*state, text, 1, "a workload's file name holds letters, digits");
    free(text);
}

static void axes_stand_in_a_file_and_mistakes_in_them_are_told_with_their_line(void **state)
{
    const struct fake_root *root = *state;
    struct suite suite = suite_of(root, "mode = [ \"threads\", \"processes\" ];\nhash-seed = [ 1, 2 ];\n"
                                        "beside = ( \"none\", { name = \"fib\"; workers = 3; } );\n"
                                        "measure = \"makespan\";\n"
                                        "workloads = ( { name = \"fib\"; total = 500; } );\n");

    assert_list(&suite.axes[AXIS_MODE], "threads|processes");
    assert_list(&suite.axes[AXIS_HASH_SEED], "1|2");
    assert_list(&suite.axes[AXIS_BESIDE], "none|3*fib");
    assert_int_equal(suite.besides[1].workers, 3);
    assert_true(suite_is_makespan(&suite) && suite.workloads[0].total == 500 &&
                suite.workloads[0].total_asked);
    suite_free(&suite);
    assert_refused(root, "\nmode = \"thread\";\nworkloads = ( \"fib\" );\n", 2, "did you mean 'threads'?");
    assert_refused(root, "\n\nbeside = \"fibb\";\nworkloads = ( \"fib\" );\n", 3, "did you mean 'fib'?");
    assert_refused(root,
                   "beside = (\n\"none\",\n{ name = \"fib\"; worker = 2; });\nworkloads = ( \"fib\" );\n", 3,
                   "unknown setting 'worker' beside");
    assert_refused(root, "beside = (\n{ workers = 2; });\nworkloads = ( \"fib\" );\n", 2, "needs a name");
    assert_refused(root, "gc = (\n{ name = \"fib\"; });\nworkloads = ( \"fib\" );\n", 2, "gc: expected text");
    assert_refused(root, "measure = [ \"rate\", \"makespan\" ];\nworkloads = ( \"fib\" );\n", 1,
                   "expected one value");
    assert_refused(root, "workloads = (\n{ name = \"fib\";\ntotal = 0; });\n", 3, "total: 0 is out of range");
}

/* A long list of long values, such as paths can be. */

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORKLOADS(all_settings_can_stand_in_a_file),
        WITH_WORKLOADS(an_array_of_values_is_a_variant_for_each),
        WITH_WORKLOADS(what_a_suite_says_wins_over_its_defaults),
        WITH_WORKLOADS(a_mistake_in_an_included_file_is_told_with_that_file),
        WITH_WORKLOADS(an_include_that_leads_nowhere_or_round_is_refused),
        WITH_WORKLOADS(an_include_of_what_is_no_file_is_refused),
        WITH_WORKLOADS(an_include_in_a_comment_or_a_string_is_none),
        WITH_WORKLOADS(a_file_too_large_or_with_nul_bytes_is_refused),
        WITH_WORKLOADS(unknown_settings_are_told_with_line_and_nearest),
        WITH_WORKLOADS(wrong_values_are_told_with_their_line),
        WITH_WORKLOADS(syntax_errors_are_told_with_their_line),
        WITH_WORKLOADS(a_truncated_file_is_never_taken_for_a_whole_one),
        WITH_WORKLOADS(a_suite_without_workloads_is_refused),
        WITH_WORKLOADS(a_file_that_cannot_be_read_is_told_with_its_path),
        WITH_WORKLOADS(a_path_of_a_hostile_name_is_only_a_path),
        WITH_WORKLOADS(axes_stand_in_a_file_and_mistakes_in_them_are_told_with_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
