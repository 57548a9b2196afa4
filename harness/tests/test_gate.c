/* The gate: all start together or nobody does, and nobody waits for ever. Also runs under ThreadSanitizer. */
#include "tests/unit.h"

#include "runner/gate.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS 32

struct worker {
    struct gate *gate;
    int index;
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
    w->answer = gate_report(w->gate, w->index, w->why);
    w->others_ready = atomic_load(w->ready);
    atomic_fetch_add(w->running, 1);
    return NULL;
}

static struct gate *make_gate(int workers)
{
    struct gate *gate = malloc(gate_size(workers));
    struct error e;

    assert_int_equal(gate_init(gate, workers, &e), 0);
    return gate;
}

static void drop_gate(struct gate *gate)
{
    gate_destroy(gate);
    free(gate);
}

/* Workers first..last-1. */
static void start(struct worker *workers, pthread_t *threads, int first, int last, struct gate *gate,
                  atomic_int *ready, atomic_int *running)
{
    for (int i = first; i < last; i++) {
        workers[i].gate = gate;
        workers[i].index = i;
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
    struct error e = {0};

    (void)state;
    struct gate *gate = make_gate(WORKERS);
    start(workers, threads, 0, WORKERS - 1, gate, &ready, &running);
    usleep(20000);
    assert_int_equal(atomic_load(&running), 0); /* one is missing */
    start(workers, threads, WORKERS - 1, WORKERS, gate, &ready, &running);
    assert_int_equal(gate_open(gate, &e), 0);
    for (int i = 0; i < WORKERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(workers[i].answer, 0);
        assert_int_equal(workers[i].others_ready, WORKERS);
    }
    drop_gate(gate);
}

static void all_wait_until_the_main_thread_opens(void **state)
{
    struct worker workers[4] = {0};
    pthread_t threads[4];
    atomic_int ready = 0, running = 0;
    struct error e = {0};

    (void)state;
    struct gate *gate = make_gate(4);
    start(workers, threads, 0, 4, gate, &ready, &running);
    usleep(20000);
    assert_int_equal(atomic_load(&running), 0);
    assert_int_equal(gate_open(gate, &e), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&running), 4);
    drop_gate(gate);
}

static void one_failure_turns_all_away_with_its_reason(void **state)
{
    struct worker workers[WORKERS] = {0};
    pthread_t threads[WORKERS];
    atomic_int ready = 0, running = 0;
    struct error why = {0}, e = {0};

    (void)state;
    error_set(&why, "cpu 7 is not allowed");
    workers[5].why = &why;
    struct gate *gate = make_gate(WORKERS);
    start(workers, threads, 0, WORKERS, gate, &ready, &running);
    assert_int_equal(gate_open(gate, &e), -1);
    assert_string_equal(e.text, "cpu 7 is not allowed");
    for (int i = 0; i < WORKERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(workers[i].answer, -1);
    }
    drop_gate(gate);
}

static void threads_that_could_not_be_started_do_not_hold_the_others(void **state)
{
    struct worker workers[3] = {0};
    pthread_t threads[3];
    atomic_int ready = 0, running = 0;
    struct error why = {0}, e = {0};

    (void)state;
    error_set(&why, "no more threads");
    struct gate *gate = make_gate(8);
    start(workers, threads, 0, 3, gate, &ready, &running);
    for (int i = 3; i < 8; i++)
        gate_give_up(gate, i, &why);
    assert_int_equal(gate_open(gate, &e), -1);
    assert_string_equal(e.text, "no more threads");
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(workers[i].answer, -1);
    }
    drop_gate(gate);
}

/* Who sees a process die need not know whether it had reported. */
static void giving_up_a_worker_that_has_reported_changes_nothing(void **state)
{
    struct worker workers[2] = {0};
    pthread_t threads[2];
    atomic_int ready = 0, running = 0;
    struct error why = {0}, e = {0};
    struct gate *gate = make_gate(2);

    (void)state;
    error_set(&why, "killed");
    start(workers, threads, 0, 1, gate, &ready, &running);
    while (atomic_load(&gate->states[0]) == 0)
        usleep(100);
    gate_give_up(gate, 0, &why);
    start(workers, threads, 1, 2, gate, &ready, &running);
    assert_int_equal(gate_open(gate, &e), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    drop_gate(gate);
}

/* In memory that processes share; one of them is killed before it could report. */
static void a_gate_holds_processes_too(void **state)
{
    struct gate *gate = mmap(NULL, gate_size(3), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct error why = {0}, e = {0};
    pid_t pids[3];
    int status;

    (void)state;
    assert_int_equal(gate_init(gate, 3, &e), 0);
    for (int i = 0; i < 3; i++) {
        pids[i] = fork();
        if (pids[i] == 0 && i == 1)
            raise(SIGKILL);
        if (pids[i] == 0)
            _exit(gate_report(gate, i, NULL) < 0 ? 7 : 8);
    }
    waitpid(pids[1], &status, 0);
    assert_true(WIFSIGNALED(status));
    error_set(&why, "worker 1 is gone");
    gate_give_up(gate, 1, &why);
    assert_int_equal(gate_open(gate, &e), -1);
    assert_string_equal(e.text, "worker 1 is gone");
    for (int i = 0; i < 3; i += 2) {
        waitpid(pids[i], &status, 0);
        assert_int_equal(WEXITSTATUS(status), 7);
    }
    gate_destroy(gate);
    munmap(gate, gate_size(3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_starts_before_the_last_one_is_ready),
        cmocka_unit_test(all_wait_until_the_main_thread_opens),
        cmocka_unit_test(one_failure_turns_all_away_with_its_reason),
        cmocka_unit_test(threads_that_could_not_be_started_do_not_hold_the_others),
        cmocka_unit_test(giving_up_a_worker_that_has_reported_changes_nothing),
        cmocka_unit_test(a_gate_holds_processes_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
