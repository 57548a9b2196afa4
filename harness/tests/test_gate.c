/* The gate: all start together or nobody does, and nobody waits for ever. Also runs under ThreadSanitizer. */
#include "tests/unit.h"

#include "runner/gate.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#define WORKERS 32

struct worker {
    struct gate *gate;
    atomic_int *running;
    const struct error *why;
    int answer;
    int others_ready; /* what `running` was when the gate let us go */
    atomic_int *ready;
};

static void *work(void *argument)
{
    struct worker *w = argument;
    atomic_fetch_add(w->ready, 1);
    w->answer = gate_report(w->gate, w->why);
    w->others_ready = atomic_load(w->ready);
    atomic_fetch_add(w->running, 1);
    return NULL;
}

static void start(struct worker *workers, pthread_t *threads, int count, struct gate *gate, atomic_int *ready,
                  atomic_int *running)
{
    for (int i = 0; i < count; i++) {
        workers[i].gate = gate;
        workers[i].ready = ready;
        workers[i].running = running;
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
}

static void nobody_starts_before_the_last_one_is_ready(void **state)
{
    struct worker workers[WORKERS] = {0};
    pthread_t threads[WORKERS];
    atomic_int ready = 0, running = 0;
    struct gate gate;
    struct error e = {0};

    (void)state;
    assert_int_equal(gate_init(&gate, WORKERS, &e), 0);
    start(workers, threads, WORKERS - 1, &gate, &ready, &running);
    usleep(20000);
    assert_int_equal(atomic_load(&running), 0); /* one is missing */
    start(workers + WORKERS - 1, threads + WORKERS - 1, 1, &gate, &ready, &running);
    assert_int_equal(gate_open(&gate, &e), 0);
    for (int i = 0; i < WORKERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(workers[i].answer, 0);
        assert_int_equal(workers[i].others_ready, WORKERS);
    }
    gate_destroy(&gate);
}

static void all_wait_until_the_main_thread_opens(void **state)
{
    struct worker workers[4] = {0};
    pthread_t threads[4];
    atomic_int ready = 0, running = 0;
    struct gate gate;
    struct error e = {0};

    (void)state;
    assert_int_equal(gate_init(&gate, 4, &e), 0);
    start(workers, threads, 4, &gate, &ready, &running);
    usleep(20000);
    assert_int_equal(atomic_load(&running), 0);
    assert_int_equal(gate_open(&gate, &e), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&running), 4);
    gate_destroy(&gate);
}

static void one_failure_turns_all_away_with_its_reason(void **state)
{
    struct worker workers[WORKERS] = {0};
    pthread_t threads[WORKERS];
    atomic_int ready = 0, running = 0;
    struct error why = {0}, e = {0};
    struct gate gate;

    (void)state;
    error_set(&why, "cpu 7 is not allowed");
    workers[5].why = &why;
    assert_int_equal(gate_init(&gate, WORKERS, &e), 0);
    start(workers, threads, WORKERS, &gate, &ready, &running);
    assert_int_equal(gate_open(&gate, &e), -1);
    assert_string_equal(e.text, "cpu 7 is not allowed");
    for (int i = 0; i < WORKERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(workers[i].answer, -1);
    }
    gate_destroy(&gate);
}

static void threads_that_could_not_be_started_do_not_hold_the_others(void **state)
{
    struct worker workers[3] = {0};
    pthread_t threads[3];
    atomic_int ready = 0, running = 0;
    struct error why = {0}, e = {0};
    struct gate gate;

    (void)state;
    error_set(&why, "no more threads");
    assert_int_equal(gate_init(&gate, 8, &e), 0);
    start(workers, threads, 3, &gate, &ready, &running);
    gate_give_up(&gate, 5, &why);
    assert_int_equal(gate_open(&gate, &e), -1);
    assert_string_equal(e.text, "no more threads");
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(workers[i].answer, -1);
    }
    gate_destroy(&gate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_starts_before_the_last_one_is_ready),
        cmocka_unit_test(all_wait_until_the_main_thread_opens),
        cmocka_unit_test(one_failure_turns_all_away_with_its_reason),
        cmocka_unit_test(threads_that_could_not_be_started_do_not_hold_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
