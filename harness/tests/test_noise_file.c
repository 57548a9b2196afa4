/* What is kept of a machine's noise is read again as it was, and which machine it is of. */
#include "tests/unit.h"

#include "cli/noise_file.c" /* the command is a program; its room is in no library */
#include "tests/files.h"
#include "tests/made_noise.h"

static void write_file(const struct noise *noise, const char *path)
{
    FILE *file = fopen(path, "w");

    if (!file || noise_write(noise, file) != 0 || fclose(file) != 0)
        fail();
}

static void what_is_written_is_read_again(void **state)
{
    struct fake_root *root = *state;
    char *path = file_path(root, "/noise.csv");
    struct noise noise = {0}, back = {0};
    struct error e = {0};
    struct noise_row row = row_of("3.13.15t", 65536, 1. / 3, 1e-17);

    row.key.ft = 1;
    row.key.params = "text=a,\"b\"; \303\274";
    row.key.gil = "off";
    row.different = true;
    keep(&noise, row_of("x", 1, 0, .003));
    keep(&noise, row);
    write_file(&noise, path);
    if (noise_read(&back, path, &e) < 0)
        fail_msg("%s", e.text);
    assert_int_equal(back.count, 2);
    const struct noise_row *again = &back.rows[0], *plain = &back.rows[1];
    if (strcmp(again->key.gil, "off") != 0) {
        again = &back.rows[1];
        plain = &back.rows[0];
    }
    assert_int_equal(curve_key_compare(&again->key, &row.key), 0);
    assert_string_equal(again->machine, "here");
    assert_string_equal(again->hash, row.hash);
    assert_string_equal(again->date, row.date);
    assert_int_equal(again->threads, 65536);
    assert_int_equal(again->invocations, 20);
    assert_true(again->difference == 1. / 3 && again->expected == 1e-17 && again->tells_from == .02 &&
                again->sd == .01);
    assert_true(again->different);
    assert_false(plain->different);
    noise_free(&noise);
    noise_free(&back);
    free(path);
}

static void a_missing_file_is_an_empty_one(void **state)
{
    struct fake_root *root = *state;
    char *path = file_path(root, "/none.csv");
    struct noise noise = {0};
    struct error e = {0};

    assert_int_equal(noise_read(&noise, path, &e), 0);
    assert_int_equal(noise.count, 0);
    /* A folder in its place is there, and is no such file. */
    assert_int_equal(noise_read(&noise, root->path, &e), -1);
    free(path);
}

/* The good file with the first `old` of its row replaced. */
static void refuses(struct fake_root *root, const char *old, const char *new, const char *says)
{
    char *path = file_path(root, "/hostile.csv");
    struct noise noise = {0}, back = {0};
    struct error e = {0};

    keep(&noise, row_of("x", 1, .0625, .003));
    write_file(&noise, path);
    noise_free(&noise);
    char *text = file_read(path), *at = strstr(text, old);
    if (!at)
        fail_msg("the file has no %s", old);
    char *hostile = text_format("%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    fake_root_write(root, "/hostile.csv", hostile);
    if (noise_read(&back, path, &e) == 0)
        fail_msg("%s was accepted for %s", new, old);
    if (!strstr(e.text, says) || strncmp(e.text, path, strlen(path)) != 0)
        fail_msg("it says: %s", e.text);
    for (const char *c = e.text; *c; c++)
        assert_true((unsigned char)*c >= 0x20);
    noise_free(&back);
    free(text);
    free(hostile);
    free(path);
}

static void a_hostile_file_is_an_error_with_its_line(void **state)
{
    struct fake_root *root = *state;

    refuses(root, ",difference", ",other", ".csv:1: the header has no difference");
    refuses(root, "machine,", "machina,", ".csv:1: the header has no machine");
    refuses(root, ",0.0625,", ",-0.0625,",
            ".csv:2: column 'difference': '-0.0625' is not a number from 0 on");
    refuses(root, ",0.0625,", ",nan,", ".csv:2: column 'difference': 'nan'");
    refuses(root, ",0.0625,", ",1e999,", ".csv:2: column 'difference'");
    refuses(root, ",0.0625,", ",0x10,", ".csv:2: column 'difference'");
    refuses(root, ",0.0625,", ",,", ".csv:2: column 'difference': ''");
    refuses(root, ",0,1,20,0,", ",0,0,20,0,", ".csv:2: column 'threads': '0' is not a whole number from 1");
    refuses(root, ",0,1,20,0,", ",2,1,20,0,", ".csv:2: column 'ft'");
    refuses(root, ",0,1,20,0,", ",0,1,-20,0,", ".csv:2: column 'invocations'");
    refuses(root, ",0,1,20,0,", ",0,1,20,yes,", ".csv:2: column 'called_different': 'yes'");
    refuses(root, "\"fib\"", "\"\033[2Jfib\"", ".csv:2: column 'workload': '?[2Jfib' has control characters");
    refuses(root, "\"here\"", "\"he\nre\"", ".csv:2: column 'machine'");
    refuses(root, "\"fib\"", "\"fib", ".csv:2:");
}

/* ---- which machine */

static struct facts facts_of(const char *model, const char *cpus)
{
    struct facts facts = {0};

    if (model)
        facts_add(&facts, FACT_NEUTRAL, "cpu.model", model, NULL, NULL);
    if (cpus)
        facts_add(&facts, FACT_NEUTRAL, "topology.cpus", cpus, NULL, NULL);
    facts_add(&facts, FACT_NEUTRAL, "load.average", "0.1 tasks", NULL, NULL);
    return facts;
}

static char *machine_of(const char *model, const char *cpus)
{
    struct facts facts = facts_of(model, cpus);
    char *machine = noise_machine(&facts);

    facts_free(&facts);
    return machine;
}

static void a_machine_is_what_stays_the_same_on_it(void **state)
{
    (void)state;
    struct facts facts = facts_of("EPYC", "2");
    char *one = noise_machine(&facts), *other = machine_of("EPYC", "4"), *third = machine_of("Xeon", "2");

    facts_add(&facts, FACT_NEUTRAL, "memory.available", "22.8 GiB", NULL, NULL);
    facts_add(&facts, FACT_NEUTRAL, "run.started", "today", NULL, NULL);
    char *later = noise_machine(&facts);
    assert_string_equal(one, later);
    assert_string_not_equal(one, other);
    assert_string_not_equal(one, third);
    facts_add(&facts, FACT_NEUTRAL, "cpu.allowed", "0", NULL, NULL);
    char *bound = noise_machine(&facts);
    assert_string_not_equal(one, bound);
    free(one);
    free(other);
    free(third);
    free(later);
    free(bound);
    facts_free(&facts);
}

static void facts_that_do_not_say_are_no_machine(void **state)
{
    (void)state;
    assert_null(machine_of(NULL, "2"));
    assert_null(machine_of("EPYC", NULL));
    assert_null(machine_of("unknown", "2"));
    char *odd = machine_of("EP\nYC\033", "2"); /* from a file that somebody edited */
    assert_string_equal(odd, "cpu.model=EP?YC?; topology.cpus=2");
    free(odd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_is_read_again, fake_root_make, fake_root_remove),
        cmocka_unit_test_setup_teardown(a_missing_file_is_an_empty_one, fake_root_make, fake_root_remove),
        cmocka_unit_test_setup_teardown(a_hostile_file_is_an_error_with_its_line, fake_root_make,
                                        fake_root_remove),
        cmocka_unit_test(a_machine_is_what_stays_the_same_on_it),
        cmocka_unit_test(facts_that_do_not_say_are_no_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
