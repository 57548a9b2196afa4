/* The variables of thread pools: set to one where nobody has set them, and told where somebody has. */
#include "tests/unit.h"

#include "machine/pools.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int clear(void **state)
{
    (void)state;
    for (const struct pools_variable *variable = pools_variables; variable->name; variable++)
        unsetenv(variable->name);
    return 0;
}

static void assert_variable(const char *name, const char *expected)
{
    const char *value = getenv(name);

    if (!value || !expected) {
        if (value != expected)
            fail_msg("%s is %s, not %s", name, value ? value : "not set", expected ? expected : "not set");
        return;
    }
    assert_string_equal(value, expected);
}

static void what_nobody_has_set_is_one(void **state)
{
    (void)state;
    setenv("NUMBA_NUM_THREADS", "", 1); /* as good as not set */
    pools_limit();
    for (const struct pools_variable *variable = pools_variables; variable->name; variable++)
        assert_variable(variable->name, "1");
}

static void what_a_person_has_set_is_kept(void **state)
{
    (void)state;
    setenv("OPENBLAS_NUM_THREADS", "2", 1);
    pools_limit();
    assert_variable("OPENBLAS_NUM_THREADS", "2");
    assert_variable("OMP_NUM_THREADS", "1");
    assert_variable("MKL_NUM_THREADS", "1");
}

/* Else OMP_NUM_THREADS=7 would stand there, and NumPy take one. */
static void so_is_what_a_library_reads_instead(void **state)
{
    (void)state;
    setenv("OMP_NUM_THREADS", "7", 1);
    pools_limit();
    assert_variable("OMP_NUM_THREADS", "7");
    assert_variable("OPENBLAS_NUM_THREADS", NULL);
    assert_variable("NUMEXPR_NUM_THREADS", NULL);
    assert_variable("NUMBA_NUM_THREADS", "1"); /* it does not read the other */
}

/* pools_limit() would take its own 1 for a person's. */
static void who_reads_another_stands_before_it(void **state)
{
    (void)state;
    for (const struct pools_variable *variable = pools_variables; variable->name; variable++)
        for (const struct pools_variable *later = pools_variables; later < variable && variable->instead;
             later++)
            assert_string_not_equal(later->name, variable->instead);
}

static void facts_tell_what_is_set_and_worry_unless_it_is_one(void **state)
{
    struct facts facts = {0};

    (void)state;
    pools_facts(&facts);
    assert_int_equal(facts.count, 0);
    setenv("OMP_NUM_THREADS", "7", 1);
    setenv("POLARS_MAX_THREADS", "1", 1);
    setenv("MKL_NUM_THREADS", "\033[31mred", 1);
    pools_facts(&facts);
    assert_int_equal(facts.count, 3);
    const struct fact *omp = facts_find(&facts, "pools.OMP_NUM_THREADS");
    assert_non_null(omp);
    assert_string_equal(omp->value, "7");
    assert_int_equal(omp->level, FACT_WORRY);
    assert_non_null(strstr(omp->worry, "kept"));
    assert_non_null(strstr(omp->remedy, "unset OMP_NUM_THREADS"));
    const struct fact *polars = facts_find(&facts, "pools.POLARS_MAX_THREADS");
    assert_non_null(polars);
    assert_true(polars->level == FACT_GOOD && !polars->worry && !polars->remedy);
    assert_null(strchr(facts_find(&facts, "pools.MKL_NUM_THREADS")->value, '\033'));
    facts_free(&facts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_nobody_has_set_is_one, clear),
        cmocka_unit_test_setup(what_a_person_has_set_is_kept, clear),
        cmocka_unit_test_setup(so_is_what_a_library_reads_instead, clear),
        cmocka_unit_test_setup(who_reads_another_stands_before_it, clear),
        cmocka_unit_test_setup(facts_tell_what_is_set_and_worry_unless_it_is_one, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
