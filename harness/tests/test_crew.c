/* The crew, with an interpreter and a workload of the test's own making: everything but Python is real, so
 * ThreadSanitizer sees it all. */
#include "tests/unit.h"

#include "base/clock.h"
#include "runner/crew.h"
#include "runner/interpreter.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WORKERS 8

/* The interpreter: only counts who is attached, as a GIL that lets everybody in. */
static atomic_int attached;

void interpreter_enter(struct interpreter_thread *thread)
{
    thread->outer = atomic_fetch_add(&attached, 1);
}

void interpreter_leave(struct interpreter_thread *thread)
{
    (void)thread;
    atomic_fetch_sub(&attached, 1);
}

void interpreter_detach(struct interpreter_thread *thread)
{
    interpreter_leave(thread);
}

void interpreter_attach(struct interpreter_thread *thread)
{
    interpreter_enter(thread);
}

/* The workload: each worker counts for itself, without atomics, so that a shared one would be a race that the
 * sanitizer sees. */
struct counting {
    uint64_t ops[WORKERS];
    int fail_begin, fail_run_after; /* worker to fail in begin, or -1; batches until a failure, or -1 */
};

struct counter {
    struct counting *all;
    uint64_t ops;
    int index, batches;
};

static void *count_begin(struct work *work, int index, struct error *e)
{
    struct counting *all = work->self;
    if (index == all->fail_begin) {
        error_set(e, "worker %d will not", index);
        return NULL;
    }
    struct counter *counter = calloc(1, sizeof *counter);
    counter->all = all;
    counter->index = index;
    return counter;
}

static int count_run(void *worker, uint64_t n, struct error *e)
{
    struct counter *counter = worker;
    counter->ops += n;
    if (counter->index == 0 && ++counter->batches == counter->all->fail_run_after)
        return error_set(e, "boom in a batch");
    return 0;
}

static void count_end(void *worker)
{
    struct counter *counter = worker;
    counter->all->ops[counter->index] = counter->ops;
    free(counter);
}

static const struct work_kind counting_kind = {.begin = count_begin, .run = count_run, .end = count_end};

static struct counting counting;
static struct work work_of_test;

static struct crew make_crew(int workers, uint64_t batch)
{
    counting = (struct counting){.fail_begin = -1, .fail_run_after = -1};
    work_of_test =
        (struct work){.kind = &counting_kind, .workers = workers, .attached = true, .self = &counting};
    atomic_store(&attached, 0);
    return (struct crew){
        .work = &work_of_test, .workers = workers, .batch_ops = batch, .batch_target_ns = 1000000};
}

static void what_the_slots_say_is_what_the_workers_did(void **state)
{
    struct crew crew = make_crew(WORKERS, 7);
    struct error e = {0};

    (void)state;
    assert_int_equal(crew_start(&crew, NULL, &e), 0);
    for (int i = 0; i < WORKERS; i++) /* until every one had its turn, however busy the machine is */
        while (slot_read(&crew.slots[i]).ops == 0)
            assert_int_equal(crew_sleep(&crew, clock_now_ns() + 1000000), 0);
    assert_int_equal(crew_stop(&crew, &e), 0);
    for (int i = 0; i < WORKERS; i++) {
        assert_true(counting.ops[i] > 0);
        assert_int_equal(slot_read(&crew.slots[i]).ops, counting.ops[i]);
    }
    assert_int_equal(atomic_load(&attached), 0);
    crew_free(&crew);
}

static void a_worker_that_cannot_begin_stops_all_before_the_first_batch(void **state)
{
    struct crew crew = make_crew(WORKERS, 7);
    struct error e = {0};

    (void)state;
    counting.fail_begin = 3;
    assert_int_equal(crew_start(&crew, NULL, &e), -1);
    assert_string_equal(e.text, "worker 3 will not");
    assert_int_equal(crew_stop(&crew, &e), -1);
    for (int i = 0; i < WORKERS; i++)
        assert_int_equal(counting.ops[i], 0);
    assert_int_equal(atomic_load(&attached), 0);
    crew_free(&crew);
}

/* Between two turns: all rest detached, nothing is done, and the rest counts for no batch. */
static void a_paused_crew_rests_until_it_is_woken(void **state)
{
    struct crew crew = make_crew(WORKERS, 7);
    uint64_t ops[WORKERS];
    struct error e = {0};

    (void)state;
    assert_int_equal(crew_start(&crew, NULL, &e), 0);
    for (int round = 0; round < 50; round++) {
        assert_int_equal(crew_pause(&crew), 0);
        assert_int_equal(atomic_load(&attached), 0);
        for (int i = 0; i < WORKERS; i++)
            ops[i] = slot_read(&crew.slots[i]).ops;
        usleep(1000);
        for (int i = 0; i < WORKERS; i++)
            assert_int_equal(slot_read(&crew.slots[i]).ops, ops[i]);
        int64_t woken_ns = clock_now_ns();
        crew_resume(&crew);
        for (int i = 0; i < WORKERS; i++) {
            struct slot_reading now;
            while ((now = slot_read(&crew.slots[i])).ops == ops[i])
                assert_int_equal(crew_sleep(&crew, clock_now_ns() + 100000), 0);
            assert_true(now.end_ns - now.took_ns >= woken_ns);
        }
    }
    assert_int_equal(crew_pause(&crew), 0);
    assert_int_equal(crew_stop(&crew, &e), 0); /* also those that rest */
    for (int i = 0; i < WORKERS; i++)
        assert_int_equal(slot_read(&crew.slots[i]).ops, counting.ops[i]);
    assert_int_equal(atomic_load(&attached), 0);
    crew_free(&crew);
}

static void a_failure_ends_the_wait_for_the_others_to_rest(void **state)
{
    struct crew crew = make_crew(WORKERS, 7);
    struct error e = {0};

    (void)state;
    counting.fail_run_after = 1;
    assert_int_equal(crew_start(&crew, NULL, &e), 0);
    while (crew_pause(&crew) == 0) /* worker 0 may rest before its first batch */
        crew_resume(&crew);
    assert_int_equal(crew_stop(&crew, &e), -1);
    assert_string_equal(e.text, "boom in a batch");
    crew_free(&crew);
}

static void a_failure_in_a_batch_wakes_the_main_thread(void **state)
{
    struct crew crew = make_crew(WORKERS, 7);
    struct error e = {0};
    int64_t before = clock_now_ns();

    (void)state;
    counting.fail_run_after = 5;
    assert_int_equal(crew_start(&crew, NULL, &e), 0);
    assert_int_equal(crew_sleep(&crew, before + INT64_C(600) * 1000000000),
                     -1); /* ten minutes, if nobody woke us */
    assert_int_equal(crew_stop(&crew, &e), -1);
    assert_string_equal(e.text, "boom in a batch");
    crew_free(&crew);
}

static void a_calibrating_crew_ends_by_itself_with_a_batch(void **state)
{
    struct crew crew = make_crew(1, 0);
    struct error e = {0};

    (void)state;
    crew.batch_target_ns = 10000;
    assert_int_equal(crew_start(&crew, NULL, &e), 0);
    while (crew_sleep(&crew, clock_now_ns() + 1000000000) == 0)
        ;
    assert_int_equal(crew_stop(&crew, &e), 0);
    assert_true(crew.batch_ops >= 1);
    crew_free(&crew);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_slots_say_is_what_the_workers_did),
        cmocka_unit_test(a_worker_that_cannot_begin_stops_all_before_the_first_batch),
        cmocka_unit_test(a_paused_crew_rests_until_it_is_woken),
        cmocka_unit_test(a_failure_ends_the_wait_for_the_others_to_rest),
        cmocka_unit_test(a_failure_in_a_batch_wakes_the_main_thread),
        cmocka_unit_test(a_calibrating_crew_ends_by_itself_with_a_batch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
