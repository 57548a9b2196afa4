/* Members that are processes, with an interpreter and a workload of the test's own making: they work, they are missed when they die, and
 * nothing of them is left. */
#include "tests/unit.h"

#include "base/clock.h"
#include "runner/crew.h"
#include "runner/forked.h"
#include "runner/home.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS 4

/* Nobody is attached to anything. */
void interpreter_enter(struct interpreter_thread *thread)
{
    (void)thread;
}

void interpreter_leave(struct interpreter_thread *thread)
{
    (void)thread;
}

void interpreter_ensure(struct interpreter_thread *thread)
{
    (void)thread;
}

void interpreter_detach(struct interpreter_thread *thread)
{
    (void)thread;
}

void interpreter_attach(struct interpreter_thread *thread)
{
    (void)thread;
}

/* What becomes of worker 1: in begin, or in its third batch. */
static enum { LIVES, KILLED_EARLY, LEAVES_EARLY, LEAVES_LATE } fate;
static int who; /* of the crew, in each process its own; begin() always hears 0 */

static void *begin(struct work *work, int index, struct error *e)
{
    (void)work;
    (void)e;
    if (index != 0)
        _exit(9);
    if (who == 1 && fate == KILLED_EARLY)
        raise(SIGKILL);
    if (who == 1 && fate == LEAVES_EARLY)
        _exit(0);
    int *mine = calloc(2, sizeof *mine);
    mine[0] = who;
    return mine;
}

static int run(void *worker, uint64_t n, struct error *e)
{
    int *mine = worker;

    (void)n;
    (void)e;
    if (mine[0] == 1 && ++mine[1] == 3 && fate == LEAVES_LATE)
        _exit(5);
    usleep(200);
    return 0;
}

static void end(void *worker)
{
    free(worker);
}

static const struct work_kind idling = {.begin = begin, .run = run, .end = end};
static struct work work_of_test = {.kind = &idling, .workers = WORKERS};

static enum work_status open_home(struct crew_member *m, struct interpreter_thread *python, bool *entered,
                                  struct error *e)
{
    (void)python;
    (void)e;
    m->work = &work_of_test;
    who = m->index;
    *entered = true;
    return WORK_OK;
}

static void close_home(struct crew_member *m, struct interpreter_thread *python)
{
    (void)python;
    snprintf(m->parameters, sizeof m->parameters, "closed");
}

static const struct home home = {.mode = MODE_PROCESSES,
                                 .make = forked_make,
                                 .watch = forked_watch,
                                 .open = open_home,
                                 .close = close_home};

static struct crew crew;

static void make_crew(void)
{
    crew = (struct crew){.home = &home, .groups = {{.workers = WORKERS, .batch_ops = 10}}};
}

static void nobody_is_left(void)
{
    errno = 0;
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void processes_work_rest_and_leave(void **state)
{
    struct error e = {0};

    (void)state;
    fate = LIVES;
    make_crew();
    assert_int_equal(crew_start(&crew, NULL, &e), 0);
    for (int round = 0; round < 3; round++) {
        uint64_t before[WORKERS];
        assert_int_equal(crew_pause(&crew), 0);
        for (int i = 0; i < WORKERS; i++)
            before[i] = slot_read(&crew.slots[i]).ops;
        usleep(2000);
        for (int i = 0; i < WORKERS; i++)
            assert_int_equal(slot_read(&crew.slots[i]).ops, before[i]);
        crew_resume(&crew);
        for (int i = 0; i < WORKERS; i++)
            while (slot_read(&crew.slots[i]).ops == before[i])
                assert_int_equal(crew_sleep(&crew, clock_now_ns() + 1000000), 0);
    }
    for (int i = 0; i < WORKERS; i++)
        for (int k = 0; k < i; k++)
            assert_int_not_equal(crew.members[i].pid, crew.members[k].pid);
    assert_int_equal(crew_stop(&crew, &e), 0);
    assert_int_equal(crew_status(&crew), WORK_OK);
    for (int i = 0; i < WORKERS; i++) {
        const struct crew_member *m = &crew.members[i];
        assert_string_equal(m->parameters, "closed");
        assert_true(m->born_ns < m->awake_ns && m->awake_ns < m->ready_ns && m->let_go_ns < m->first_op_ns);
    }
    nobody_is_left();
    crew_free(&crew);
}

static void a_process_that_is_killed_ends_the_wait_and_is_named(void **state)
{
    struct error e = {0};

    (void)state;
    fate = LIVES;
    make_crew();
    assert_int_equal(crew_start(&crew, NULL, &e), 0);
    kill(crew.members[2].pid, SIGKILL);
    assert_int_equal(crew_sleep(&crew, clock_now_ns() + INT64_C(600) * 1000000000), -1);
    assert_int_equal(crew_stop(&crew, &e), -1);
    assert_string_equal(e.text, "worker 3 of 4, a process: SIGKILL (Killed)");
    assert_int_equal(crew_status(&crew), WORK_CRASHED);
    nobody_is_left();
    crew_free(&crew);
}

static void a_process_that_is_killed_before_the_start_stops_all(void **state)
{
    struct error e = {0};

    (void)state;
    fate = KILLED_EARLY;
    make_crew();
    assert_int_equal(crew_start(&crew, NULL, &e), -1);
    assert_string_equal(e.text, "worker 2 of 4, a process: SIGKILL (Killed)");
    assert_int_equal(crew_stop(&crew, &e), -1);
    for (int i = 0; i < WORKERS; i++)
        assert_int_equal(slot_read(&crew.slots[i]).ops, 0);
    nobody_is_left();
    crew_free(&crew);
}

/* os._exit(0) is no success. */
static void a_process_that_leaves_is_missed(void **state)
{
    struct error e = {0};

    (void)state;
    fate = LEAVES_EARLY;
    make_crew();
    assert_int_equal(crew_start(&crew, NULL, &e), -1);
    assert_string_equal(e.text, "worker 2 of 4, a process, left with exit code 0 before it was done");
    assert_int_equal(crew_stop(&crew, &e), -1);
    crew_free(&crew);

    fate = LEAVES_LATE;
    make_crew();
    assert_int_equal(crew_start(&crew, NULL, &e), 0);
    assert_int_equal(crew_sleep(&crew, clock_now_ns() + INT64_C(600) * 1000000000), -1);
    assert_int_equal(crew_pause(&crew), -1);
    assert_int_equal(crew_stop(&crew, &e), -1);
    assert_string_equal(e.text, "worker 2 of 4, a process, left with exit code 5 before it was done");
    nobody_is_left();
    crew_free(&crew);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(processes_work_rest_and_leave),
        cmocka_unit_test(a_process_that_is_killed_ends_the_wait_and_is_named),
        cmocka_unit_test(a_process_that_is_killed_before_the_start_stops_all),
        cmocka_unit_test(a_process_that_leaves_is_missed),
    };
    alarm(120);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
