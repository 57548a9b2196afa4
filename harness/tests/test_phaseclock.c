/* Phases of a worker: all its time is in one of them, and what the GIL was held of it; read by another thread at any instant. */
#include "tests/unit.h"

#include "base/clock.h"
#include "runner/phaseclock.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>

static struct phaseclock phases;
static struct stopwatch held;

static int start_anew(void **state)
{
    (void)state;
    memset(&phases, 0, sizeof phases);
    memset(&held, 0, sizeof held);
    phaseclock_watch(&phases, &held);
    return 0;
}

static int watch_no_more(void **state)
{
    (void)state;
    phaseclock_watch(NULL, NULL);
    return 0;
}

static int64_t in_all(const struct phaseclock_reading *reading)
{
    int64_t sum = 0;

    for (int i = 0; i < PHASES_MOST; i++)
        sum += reading->passed_ns[i];
    return sum;
}

static void time_goes_to_the_phase_that_is_marked(void **state)
{
    (void)state;
    phaseclock_start(1000);
    struct phaseclock_reading at = phaseclock_read(&phases, &held, 1300);
    assert_int_equal(at.passed_ns[0], 300); /* it goes on */
    int64_t before = clock_now_ns();
    phaseclock_start(before);
    phaseclock_mark(2);
    int64_t after = clock_now_ns();
    at = phaseclock_read(&phases, &held, after);
    assert_true(at.passed_ns[0] >= before - 1000 && at.passed_ns[0] <= after - 1000);
    assert_int_equal(in_all(&at), after - 1000);
    at = phaseclock_read(&phases, &held, after + 500);
    assert_int_equal(in_all(&at), after + 500 - 1000);
    assert_true(at.passed_ns[2] >= 500);
    assert_int_equal(at.passed_ns[1], 0);
}

static void what_is_stopped_stands_still_until_the_next_start(void **state)
{
    (void)state;
    phaseclock_start(1000);
    phaseclock_stop(1500);
    phaseclock_stop(1600); /* again changes nothing */
    struct phaseclock_reading at = phaseclock_read(&phases, &held, 9000);
    assert_int_equal(in_all(&at), 500);
    phaseclock_start(10000);
    at = phaseclock_read(&phases, &held, 10100);
    assert_int_equal(in_all(&at), 600);
    at = phaseclock_read(&phases, &held, 9999); /* a reader that read its own clock before */
    assert_int_equal(in_all(&at), 500);
}

static void a_phase_knows_how_much_of_it_the_gil_was_held(void **state)
{
    (void)state;
    stopwatch_start(&held, 1000);
    phaseclock_start(1000);
    stopwatch_stop(&held, 1400);
    phaseclock_start(2000); /* the next batch: 400 of 1000 */
    stopwatch_start(&held, 2900);
    struct phaseclock_reading at = phaseclock_read(&phases, &held, 3000);
    assert_int_equal(at.passed_ns[0], 2000);
    assert_int_equal(at.held_ns[0], 500); /* and a hold that goes on, in a phase that goes on */
    phaseclock_stop(3000);
    at = phaseclock_read(&phases, &held, 3500);
    assert_int_equal(at.held_ns[0], 500);
}

static void nobody_s_marks_go_nowhere(void **state)
{
    (void)state;
    phaseclock_watch(NULL, NULL);
    phaseclock_start(1);
    phaseclock_mark(1);
    phaseclock_stop(2);
    struct phaseclock_reading at = phaseclock_read(&phases, &held, 1000);
    assert_int_equal(in_all(&at), 0);
    assert_int_equal(phases.sequence, 0);
}

static atomic_bool over;
static _Atomic int64_t began_ns;

static void *mark_again_and_again(void *unused)
{
    (void)unused;
    phaseclock_watch(&phases, &held);
    int64_t now = clock_now_ns();
    phaseclock_start(now);
    atomic_store(&began_ns, now);
    for (int i = 0; !atomic_load(&over); i++) {
        phaseclock_mark(i % PHASES_MOST);
        if (i % 2)
            stopwatch_start(&held, clock_now_ns());
        else if (stopwatch_runs(&held))
            stopwatch_stop(&held, clock_now_ns());
    }
    return NULL;
}

/* No reading is torn: whatever is in between, all of the time since the start is in some phase, and no more. */
static void readings_while_it_marks_are_whole(void **state)
{
    pthread_t thread;
    int64_t last = 0, began;

    (void)state;
    atomic_store(&over, false);
    atomic_store(&began_ns, 0);
    assert_int_equal(pthread_create(&thread, NULL, mark_again_and_again, NULL), 0);
    while (!(began = atomic_load(&began_ns)))
        sched_yield();
    for (int i = 0; i < 20000; i++) {
        int64_t now = clock_now_ns();
        struct phaseclock_reading at = phaseclock_read(&phases, &held, now);
        int64_t sum = in_all(&at);
        /* A mark that was made after we read the clock counts; else to the nanosecond. */
        assert_true(sum >= now - began && sum <= clock_now_ns() - began);
        assert_true(sum >= last);
        last = sum;
    }
    atomic_store(&over, true);
    pthread_join(thread, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(time_goes_to_the_phase_that_is_marked, start_anew, watch_no_more),
        cmocka_unit_test_setup_teardown(what_is_stopped_stands_still_until_the_next_start, start_anew,
                                        watch_no_more),
        cmocka_unit_test_setup_teardown(a_phase_knows_how_much_of_it_the_gil_was_held, start_anew,
                                        watch_no_more),
        cmocka_unit_test_setup_teardown(nobody_s_marks_go_nowhere, start_anew, watch_no_more),
        cmocka_unit_test_setup_teardown(readings_while_it_marks_are_whole, start_anew, watch_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
