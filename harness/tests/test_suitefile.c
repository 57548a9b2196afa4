/* A suite file says what the command line says, and every mistake in it is told with its file and line. */
#include "tests/unit.h"

#include "suite/suite.h"
#include "tests/files.h"

static struct catalog catalog;

/* Two workloads for the suites to name: fib, and spin in C. */
static int make_catalog(void **state)
{
    struct error e;

    if (fake_root_make(state) != 0)
        return -1;
    fake_root_write(*state, "/workloads/python/fib.py", "x = 1\n");
    fake_root_write(*state, "/workloads/native/spin.c", "int x;\n");
    return catalog_scan(&catalog, ((struct fake_root *)*state)->path, &e);
}

static int remove_catalog(void **state)
{
    catalog_free(&catalog);
    return fake_root_remove(state);
}

/* Reads `text` as the file s.cfg. */
static int read_text(const struct fake_root *root, const char *text, struct suite *suite, struct error *e)
{
    char *path = file_path(root, "/s.cfg");

    fake_root_write(root, "/s.cfg", text);
    *e = (struct error){0};
    *suite = suite_default("s");
    int result = suite_read(suite, path, &catalog, e);
    free(path);
    return result;
}

static struct suite suite_of(const struct fake_root *root, const char *text)
{
    struct suite suite;
    struct error e;

    if (read_text(root, text, &suite, &e) != 0)
        fail_msg("refused: %s", e.text);
    return suite;
}

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

static void assert_list(const struct text_list *list, const char *expected)
{
    char joined[2000] = "";

    for (size_t i = 0; i < list->count; i++) {
        strcat(joined, i ? "|" : "");
        strcat(joined, list->items[i]);
    }
    assert_string_equal(joined, expected);
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

#define WITH_WORKLOADS(test) cmocka_unit_test_setup_teardown(test, make_catalog, remove_catalog)

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
        WITH_WORKLOADS(what_is_written_is_read_as_the_same_suite),
        WITH_WORKLOADS(axes_and_what_they_bring_come_back),
        WITH_WORKLOADS(axes_stand_in_a_file_and_mistakes_in_them_are_told_with_their_line),
        WITH_WORKLOADS(nothing_is_too_long_to_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
