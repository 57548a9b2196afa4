/* CPU time of threads that are not ours: of one that runs, of those that came and went, and of none where none is known to have run. */
#include "tests/unit.h"

#include "base/clock.h"
#include "machine/usage.h"
#include "runner/foreign.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SPIN_S .03

static double cpu_of_this_thread(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void *spin(void *argument)
{
    double until = cpu_of_this_thread() + SPIN_S;

    (void)argument;
    while (cpu_of_this_thread() < until)
        ;
    return NULL;
}

/* One that stays until it is told to go. */
struct guest {
    pthread_t thread;
    pid_t tid;
    atomic_bool works, leaves, here;
};

static void *live(void *argument)
{
    const struct timespec nap = {.tv_nsec = 10000000};
    struct guest *guest = argument;

    guest->tid = gettid();
    atomic_store(&guest->here, true);
    while (!atomic_load(&guest->leaves))
        if (!atomic_load(&guest->works))
            nanosleep(&nap, NULL);
    return NULL;
}

static void start(struct guest *guest, bool works)
{
    *guest = (struct guest){0};
    atomic_store(&guest->works, works);
    assert_int_equal(pthread_create(&guest->thread, NULL, live, guest), 0);
    while (!atomic_load(&guest->here))
        usleep(100);
}

static void end(struct guest *guest)
{
    atomic_store(&guest->leaves, true);
    pthread_join(guest->thread, NULL);
}

/* What is found in this process while `meanwhile` happens, with `ours` beside the main thread. */
static struct foreign_sum watch(const struct guest *ours, void (*meanwhile)(void))
{
    const pid_t threads[] = {ours ? ours->tid : getpid(), getpid()};
    const pid_t *first = ours ? threads : threads + 1;
    const int count = ours ? 2 : 1;
    struct foreign_sum sum = {0};

    struct foreign_look from = foreign_look(getpid(), first, count);
    meanwhile();
    struct foreign_look to = foreign_look(getpid(), first, count);
    foreign_add(&sum, &from, &to);
    return sum;
}

static void wait_50_ms(void)
{
    usleep(50000);
}

static void work_ourselves(void)
{
    spin(NULL);
}

static void let_one_come_and_go(void)
{
    pthread_t thread;

    assert_int_equal(pthread_create(&thread, NULL, spin, NULL), 0);
    pthread_join(thread, NULL);
}

static void our_own_work_is_not_foreign(void **state)
{
    struct guest worker;

    (void)state;
    start(&worker, true);
    struct foreign_sum sum = watch(&worker, wait_50_ms);
    end(&worker);
    assert_false(foreign_is_much(&sum));
    assert_true(sum.seconds > .04);
    sum = watch(NULL, work_ourselves);
    assert_false(foreign_is_much(&sum));
}

static void a_thread_that_works_is_found(void **state)
{
    struct guest stranger, worker;

    (void)state;
    start(&worker, false);
    start(&stranger, true);
    struct foreign_sum sum = watch(&worker, wait_50_ms);
    assert_true(foreign_is_much(&sum));
    assert_true(sum.cpu_s > .005); /* of 50 ms, on a machine with others */
    end(&stranger);
    end(&worker);
}

static void a_thread_that_waits_is_not(void **state)
{
    struct guest stranger;

    (void)state;
    start(&stranger, false); /* it looks around a hundred times a second */
    struct foreign_sum sum = watch(NULL, wait_50_ms);
    end(&stranger);
    assert_false(foreign_is_much(&sum));
}

static void a_thread_that_came_and_went_is_found(void **state)
{
    (void)state;
    struct foreign_sum sum = watch(NULL, let_one_come_and_go);
    assert_true(foreign_is_much(&sum));
    assert_true(sum.cpu_s > SPIN_S * .9 && sum.cpu_s < SPIN_S * 1.5);
}

/* A process whose main thread waits, as a member's does, while a second one works or does not. */
struct other {
    pid_t pid, second;
    int stay; /* closed, it ends */
};

static struct other start_other(bool works)
{
    struct other other;
    struct guest guest;
    int stay[2], ready[2];

    assert_int_equal(pipe(stay), 0);
    assert_int_equal(pipe(ready), 0);
    other.pid = fork();
    assert_true(other.pid >= 0);
    if (other.pid == 0) {
        close(stay[1]);
        start(&guest, works);
        if (write(ready[1], &guest.tid, sizeof guest.tid) != sizeof guest.tid || read(stay[0], ready, 1) < 0)
            _exit(1);
        _exit(0);
    }
    assert_int_equal(read(ready[0], &other.second, sizeof other.second), sizeof other.second);
    close(ready[0]);
    close(ready[1]);
    close(stay[0]);
    other.stay = stay[1];
    return other;
}

static void another_process_is_looked_at_from_outside(void **state)
{
    static const struct {
        bool works, ours, found;
    } cases[] = {{false, false, false}, {true, false, true}, {true, true, false}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct other other = start_other(cases[i].works);
        const pid_t threads[] = {other.pid, other.second};
        const int count = cases[i].ours ? 2 : 1;
        struct foreign_sum sum = {0};
        struct foreign_look from = foreign_look(other.pid, threads, count);
        wait_50_ms();
        struct foreign_look to = foreign_look(other.pid, threads, count);
        foreign_add(&sum, &from, &to);
        /* Some kernels do not say. */
        bool known = !isnan(usage_cpu_of_thread(other.pid, other.pid));
        assert_int_equal(isnan(sum.cpu_s), !known);
        assert_int_equal(foreign_is_much(&sum), known && cases[i].found);
        close(other.stay);
        waitpid(other.pid, NULL, 0);
    }
}

static void a_process_that_is_gone_cannot_be_told(void **state)
{
    struct foreign_sum sum = {0};
    pid_t pid = fork();

    (void)state;
    if (pid == 0)
        _exit(0);
    waitpid(pid, NULL, 0);
    struct foreign_look look = foreign_look(pid, &pid, 1);
    foreign_add(&sum, &look, &look);
    assert_true(isnan(sum.cpu_s));
    assert_false(foreign_is_much(&sum));
}

static void a_share_above_one_percent_and_the_slack_is_much(void **state)
{
    const struct {
        struct foreign_sum sum;
        bool much;
    } cases[] = {{{.cpu_s = .0101, .seconds = 1}, true},
                 {{.cpu_s = .0099, .seconds = 1}, false},
                 {{.cpu_s = .0101, .seconds = 1, .slack_s = .001}, false},
                 {{.cpu_s = .0111, .seconds = 1, .slack_s = .001}, true},
                 {{.cpu_s = -.0001, .seconds = 1}, false},
                 {{.cpu_s = 0, .seconds = 0}, false},
                 {{.cpu_s = NAN, .seconds = 1}, false}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (foreign_is_much(&cases[i].sum) != cases[i].much)
            fail_msg("case %zu", i);
}

static void windows_add_up_and_what_lies_between_does_not_count(void **state)
{
    const struct foreign_look looks[] = {
        {1000000000, 5, .1}, {2000000000, 6, .2}, {9000000000, 100, .3}, {9500000000, 100.5, .4}};
    struct foreign_sum sum = {0};

    (void)state;
    foreign_add(&sum, &looks[0], &looks[1]);
    foreign_add(&sum, &looks[2], &looks[3]);
    assert_true(fabs(sum.cpu_s - 1.5) < 1e-9 && fabs(sum.seconds - 1.5) < 1e-9 &&
                fabs(sum.slack_s - 1) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_own_work_is_not_foreign),
        cmocka_unit_test(a_thread_that_works_is_found),
        cmocka_unit_test(a_thread_that_waits_is_not),
        cmocka_unit_test(a_thread_that_came_and_went_is_found),
        cmocka_unit_test(another_process_is_looked_at_from_outside),
        cmocka_unit_test(a_process_that_is_gone_cannot_be_told),
        cmocka_unit_test(a_share_above_one_percent_and_the_slack_is_much),
        cmocka_unit_test(windows_add_up_and_what_lies_between_does_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
