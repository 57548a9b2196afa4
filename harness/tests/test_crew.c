/* The crew, with an interpreter and a workload of the test's own making: everything but Python is real, so
 * ThreadSanitizer sees it all. */
#include "tests/unit.h"

#include "base/clock.h"
#include "runner/crew.h"
#include "runner/home.h"
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

void interpreter_ensure(struct interpreter_thread *thread)
{
    interpreter_enter(thread);
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
    int fail_stop;
    int stops;         /* how often stop was called, */
    bool was_attached; /* and how */
    bool wait;         /* workers wait inside a batch until they are woken, as consumers of a queue do */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int waiting;
    bool woken;
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
    struct counting *all = counter->all;

    counter->ops += n;
    if (counter->index == 0 && ++counter->batches == all->fail_run_after)
        return error_set(e, "boom in a batch");
    if (all->wait) { /* detached meanwhile, as all that waits */
        interpreter_leave(NULL);
        pthread_mutex_lock(&all->mutex);
        all->waiting++;
        while (!all->woken)
            pthread_cond_wait(&all->changed, &all->mutex);
        pthread_mutex_unlock(&all->mutex);
        atomic_fetch_add(&attached, 1);
    }
    return 0;
}

static int count_stop(struct work *work, struct error *e)
{
    struct counting *all = work->self;

    pthread_mutex_lock(&all->mutex);
    all->stops++;
    all->was_attached = atomic_load(&attached) > 0;
    all->woken = true;
    pthread_cond_broadcast(&all->changed);
    pthread_mutex_unlock(&all->mutex);
    return all->fail_stop ? error_set(e, "cannot wake anybody") : 0;
}

static void count_end(void *worker)
{
    struct counter *counter = worker;
    counter->all->ops[counter->index] = counter->ops;
    free(counter);
}

static const struct work_kind counting_kind = {
    .begin = count_begin, .run = count_run, .stop = count_stop, .end = count_end};

static struct counting counting;
static struct work work_of_test;

static struct crew make_crew(int workers, uint64_t batch)
{
    counting = (struct counting){.fail_begin = -1,
                                 .fail_run_after = -1,
                                 .mutex = PTHREAD_MUTEX_INITIALIZER,
                                 .changed = PTHREAD_COND_INITIALIZER};
    work_of_test = (struct work){
        .kind = &counting_kind, .workers = workers, .attached = true, .stops = true, .self = &counting};
    atomic_store(&attached, 0);
    return (struct crew){.home = &home_threads,
                         .groups = {{.workers = workers, .batch_ops = batch, .work = &work_of_test}},
                         .batch_target_ns = 1000000};
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
    assert_true(crew.groups[0].batch_ops >= 1);
    crew_free(&crew);
}

static int waiting_now(void)
{
    pthread_mutex_lock(&counting.mutex);
    int waiting = counting.waiting;
    pthread_mutex_unlock(&counting.mutex);
    return waiting;
}

/* Without stop, crew_stop would wait for them for ever. */
static void workers_that_wait_for_each_other_are_woken_once_by_an_attached_main_thread(void **state)
{
    struct crew crew = make_crew(WORKERS, 7);
    struct error e = {0};

    (void)state;
    counting.wait = true;
    assert_int_equal(crew_start(&crew, NULL, &e), 0);
    while (waiting_now() < WORKERS)
        assert_int_equal(crew_sleep(&crew, clock_now_ns() + 1000000), 0);
    assert_int_equal(atomic_load(&attached), 0);
    assert_int_equal(crew_stop(&crew, &e), 0);
    assert_int_equal(counting.stops, 1);
    assert_true(counting.was_attached);
    assert_int_equal(atomic_load(&attached), 0);
    for (int i = 0; i < WORKERS; i++)
        assert_int_equal(slot_read(&crew.slots[i]).ops, counting.ops[i]);
    crew_free(&crew);
}

/* One raises, and the others wait for what it would have sent. */
static void a_failed_worker_does_not_leave_the_others_waiting(void **state)
{
    struct crew crew = make_crew(WORKERS, 7);
    struct error e = {0};

    (void)state;
    counting.fail_run_after = 1;
    counting.fail_stop = true; /* the worker's reason comes first */
    counting.wait = true;
    assert_int_equal(crew_start(&crew, NULL, &e), 0);
    assert_int_equal(crew_sleep(&crew, clock_now_ns() + INT64_C(600) * 1000000000), -1);
    while (waiting_now() < WORKERS - 1)
        ;
    assert_int_equal(crew_stop(&crew, &e), -1);
    assert_string_equal(e.text, "boom in a batch");
    assert_int_equal(counting.stops, 1);
    crew_free(&crew);
}

static void a_stop_that_fails_is_a_failure_and_all_are_waited_for(void **state)
{
    struct crew crew = make_crew(2, 7);
    struct error e = {0};

    (void)state;
    counting.fail_stop = true;
    assert_int_equal(crew_start(&crew, NULL, &e), 0);
    assert_int_equal(crew_stop(&crew, &e), -1);
    assert_string_equal(e.text, "cannot wake anybody");
    assert_int_equal(atomic_load(&attached), 0);
    crew_free(&crew);
}

/* Nobody has run: there is nobody to wake, and states may be half made. Nor is Python bothered where a workload has no stop. */
static void there_is_no_stop_without_a_start_or_a_need(void **state)
{
    struct error e = {0};
    struct crew crew = make_crew(WORKERS, 7);

    (void)state;
    counting.fail_begin = 3;
    assert_int_equal(crew_start(&crew, NULL, &e), -1);
    assert_int_equal(crew_stop(&crew, &e), -1);
    assert_int_equal(counting.stops, 0);
    crew_free(&crew);

    crew = make_crew(2, 7);
    work_of_test.stops = false;
    assert_int_equal(crew_start(&crew, NULL, &e), 0);
    assert_int_equal(crew_stop(&crew, &e), 0);
    assert_int_equal(counting.stops, 0);
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
        cmocka_unit_test(workers_that_wait_for_each_other_are_woken_once_by_an_attached_main_thread),
        cmocka_unit_test(a_failed_worker_does_not_leave_the_others_waiting),
        cmocka_unit_test(a_stop_that_fails_is_a_failure_and_all_are_waited_for),
        cmocka_unit_test(there_is_no_stop_without_a_start_or_a_need),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
