/* Calibration: a batch of about the right length, whatever one op costs. The "work" moves a clock of its own,
 * so no time is asserted. */
#include "tests/unit.h"

#include "base/clock.h"
#include "runner/calibrate.h"

static int spin_for(void *ns_per_op, uint64_t n, struct error *e)
{
    int64_t until = clock_now_ns() + *(int64_t *)ns_per_op * (int64_t)n;
    (void)e;
    while (clock_now_ns() < until)
        ;
    return 0;
}

static int raise_boom(void *worker, uint64_t n, struct error *e)
{
    (void)worker;
    (void)n;
    return error_set(e, "boom");
}

static void the_batch_takes_about_the_target(void **state)
{
    int64_t ns_per_op = 1000;
    uint64_t batch = 0, ops = 0;
    struct error e;

    (void)state;
    assert_int_equal(calibrate(spin_for, &ns_per_op, 1000000, &batch, &ops, &e), 0);
    assert_in_range(batch, 100, 1100); /* 1000, less what the machine was busy with elsewhere */
    assert_true(ops > batch);
}

static void an_op_longer_than_the_target_makes_a_batch_of_one(void **state)
{
    int64_t ns_per_op = 30000000;
    uint64_t batch = 0, ops = 0;
    struct error e;

    (void)state;
    assert_int_equal(calibrate(spin_for, &ns_per_op, 1000000, &batch, &ops, &e), 0);
    assert_int_equal(batch, 1);
}

static void a_failing_workload_ends_it(void **state)
{
    uint64_t batch = 0, ops = 0;
    struct error e;

    (void)state;
    assert_int_equal(calibrate(raise_boom, NULL, 1000000, &batch, &ops, &e), -1);
    assert_string_equal(e.text, "boom");
}

static void batches_have_two_digits_and_at_least_one_op(void **state)
{
    (void)state;
    assert_int_equal(calibrate_round(0.2), 1);
    assert_int_equal(calibrate_round(7.4), 7);
    assert_int_equal(calibrate_round(44.6), 45);
    assert_int_equal(calibrate_round(1249), 1200);
    assert_int_equal(calibrate_round(996000), 1000000);
    assert_int_equal(calibrate_round(883389801), 880000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_batch_takes_about_the_target),
        cmocka_unit_test(an_op_longer_than_the_target_makes_a_batch_of_one),
        cmocka_unit_test(a_failing_workload_ends_it),
        cmocka_unit_test(batches_have_two_digits_and_at_least_one_op),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
