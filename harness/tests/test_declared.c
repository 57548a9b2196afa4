/* What a workload's source says of its modes and requests. */
#include "unit.h"

#include "suite/declared.h"

#include <stdlib.h>

static void expect(const char *text, bool is_c, const char *note)
{
    char *found = declared_note(text, is_c);

    assert_string_equal(found, note);
    free(found);
}

static void says_nothing_admits_all(void **state)
{
    (void)state;
    expect("", false, "");
    expect("\"\"\"Text on MODES = and ROLES. op: none.\"\"\"\n\ndef run(n):\n    MODES = 3\n", false, "");
    expect("#include \"x.h\"\nGILSCALE_WORKLOAD(.run = run);\n", true, "");
}

static void python_restricts_itself(void **state)
{
    (void)state;
    expect("MODES = (\"threads\",)\n", false, "threads only");
    expect("X = 1\nMODES = (\"threads\", \"processes\")\n", false, "no subinterpreters");
    expect("MODES = (\n    \"threads\",\n    \"subinterpreters\",\n)\n", false, "no processes");
    expect("MODES = (\"threads\", \"subinterpreters\")", false, "no processes");
    expect("MODES = (\"threads\", \"processes\", \"subinterpreters\")\n", false, "");
    expect("NO_MODES = (\"threads\",)\n", false, "");
}

static void python_workers_that_need_each_other(void **state)
{
    (void)state;
    expect("ROLES = (\"giver\", \"taker\")\n", false, "threads only");
    expect("def stop(cell):\n    pass\n", false, "threads only");
    expect("import x\nfrom _baton import ROLES, begin\n", false, "threads only");
    expect("from _baton import (\n    begin,\n    stop,\n)\n", false, "threads only");
    expect("from _baton import begin, stopped\n", false, "");
    expect("from threading import stop\n", false, "");
    expect("def stop_now(cell):\n    pass\n", false, "");
}

static void python_requests(void **state)
{
    (void)state;
    expect("REQUESTS = True\n", false, "requests");
    expect("REQUESTS = False\n", false, "");
    expect("MODES = (\"threads\",)\nREQUESTS = True", false, "threads only, requests");
}

static void c_restricts_itself(void **state)
{
    (void)state;
    expect("GILSCALE_WORKLOAD(.run = run, .modes = GILSCALE_THREADS);", true, "threads only");
    expect("X(.modes = GILSCALE_THREADS | GILSCALE_PROCESSES, .run = run);", true, "no subinterpreters");
    expect("X(.modes = GILSCALE_THREADS | GILSCALE_SUBINTERPRETERS,\n .run = run);", true, "no processes");
    expect("X(.roles = roles, .run = run);", true, "threads only");
    expect("X(.run = run, .stop = stop);", true, "threads only");
    expect("X(.run = run, .requests = true);", true, "requests");
    expect("X(.requests = false, .run = run);", true, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_nothing_admits_all),
        cmocka_unit_test(python_restricts_itself),
        cmocka_unit_test(python_workers_that_need_each_other),
        cmocka_unit_test(python_requests),
        cmocka_unit_test(c_restricts_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
