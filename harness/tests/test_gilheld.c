/* Holding the GIL: told by two conditions that lie together, the first of which says that it was taken. This program stands for libpython, and a
 * structure of its own for the GIL. */
#include "tests/unit.h"

#include "base/clock.h"
#include "runner/gilheld.h"
#include "runner/interpose.h"

#include <dlfcn.h>
#include <pthread.h>
#include <time.h>

#define MS INT64_C(1000000)

/* As CPython has it. */
static struct gil {
    pthread_cond_t cond;
    pthread_mutex_t mutex;
    pthread_cond_t switch_cond;
    pthread_mutex_t switch_mutex;
    char padding[4096]; /* what comes behind is another's */
} gils[2] = {{.cond = PTHREAD_COND_INITIALIZER, .switch_cond = PTHREAD_COND_INITIALIZER},
             {.cond = PTHREAD_COND_INITIALIZER, .switch_cond = PTHREAD_COND_INITIALIZER}};

static void take(struct gil *gil)
{
    assert_int_equal(pthread_cond_signal(&gil->switch_cond), 0);
}

static void drop(struct gil *gil)
{
    assert_int_equal(pthread_cond_signal(&gil->cond), 0);
}

static void nap(void)
{
    const struct timespec while_long = {.tv_nsec = 2 * MS};
    nanosleep(&while_long, NULL);
}

static void count_ours(void)
{
    struct error e;
    assert_int_equal(interpose_init((const void *)(uintptr_t)count_ours, &e), 0);
}

static int64_t held(const struct stopwatch *watch)
{
    return stopwatch_ns(watch, clock_now_ns());
}

static void time_counts_from_a_take_to_the_drop_behind_it(void **state)
{
    struct stopwatch watch = {0};
    int64_t least = 0, most = 0;

    (void)state;
    count_ours();
    gilheld_watch(&watch);
    nap();
    assert_int_equal(held(&watch), 0); /* nobody took it yet */
    for (int i = 0; i < 5; i++) {
        int64_t before = clock_now_ns();
        take(&gils[0]);
        int64_t taken = clock_now_ns();
        nap();
        int64_t later = clock_now_ns();
        drop(&gils[0]);
        most += clock_now_ns() - before;
        least += later - taken;
        int64_t now = held(&watch);
        assert_in_range(now, least, most);
        nap();
        assert_int_equal(held(&watch), now);
    }
    gilheld_watch(NULL);
    int64_t in_all = held(&watch);
    take(&gils[0]);
    nap();
    drop(&gils[0]);
    assert_int_equal(held(&watch), in_all); /* nobody watches any more */
}

static void a_hold_that_goes_on_counts_up_to_now(void **state)
{
    struct stopwatch watch = {0};

    (void)state;
    count_ours();
    gilheld_watch(&watch);
    take(&gils[0]);
    int64_t start = clock_now_ns(), first = stopwatch_ns(&watch, start);
    nap();
    int64_t later = clock_now_ns();
    assert_int_equal(stopwatch_ns(&watch, later) - first, later - start);
    drop(&gils[0]);
    gilheld_watch(NULL);
}

/* By a library that is linked into libpython, by the GIL of another interpreter, and by take_gil() when the GIL was switched off meanwhile. */
static void what_is_signalled_elsewhere_is_neither_take_nor_drop(void **state)
{
    struct stopwatch watch = {0};
    pthread_cond_t other = PTHREAD_COND_INITIALIZER;

    (void)state;
    count_ours();
    gilheld_watch(&watch);
    take(&gils[0]);
    pthread_cond_signal(&other);
    drop(&gils[1]); /* before the drop's own address is known */
    int64_t before = held(&watch);
    nap();
    assert_true(held(&watch) > before);
    drop(&gils[0]);
    before = held(&watch);
    take(&gils[1]);
    drop(&gils[0]);
    nap();
    assert_int_equal(held(&watch), before);
    gilheld_watch(NULL);
}

static void calls_from_elsewhere_do_not_count(void **state)
{
    struct stopwatch watch = {0};
    struct error e;

    (void)state;
    assert_int_equal(interpose_init(dlsym(RTLD_DEFAULT, "getenv"), &e), 0); /* libc stands for libpython */
    gilheld_watch(&watch);
    take(&gils[0]);
    nap();
    assert_int_equal(held(&watch), 0);
    gilheld_watch(NULL);
}

static void *hold_for_a_while(void *gil)
{
    take(gil);
    nap();
    drop(gil);
    return NULL;
}

static void run_beside(struct gil *gil)
{
    pthread_t thread;

    assert_int_equal(pthread_create(&thread, NULL, hold_for_a_while, gil), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

/* The first GIL that a worker of this process has shown is gils[0]; the tests before saw to it. */
static void what_others_hold_is_added_up_apart(void **state)
{
    struct stopwatch watch = {0};
    _Atomic int64_t others = 0;

    (void)state;
    count_ours();
    gilheld_watch_others(&others);
    gilheld_watch(&watch);
    take(&gils[0]);
    drop(&gils[0]);
    int64_t own = held(&watch);
    assert_int_equal(others, 0); /* a worker is none of them */
    run_beside(&gils[0]);
    assert_true(others >= 2 * MS);
    int64_t once = others;
    run_beside(&gils[1]);
    assert_int_equal(others, once); /* another's GIL keeps no worker from ours */
    gilheld_watch_others(NULL);
    run_beside(&gils[0]);
    assert_int_equal(others, once);
    assert_int_equal(held(&watch), own);
    gilheld_watch(NULL);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t rung = PTHREAD_COND_INITIALIZER;
static bool ringing;

static void *wait_for_the_bell(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&mutex);
    while (!ringing)
        pthread_cond_wait(&rung, &mutex);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void a_signal_still_wakes_who_waits(void **state)
{
    pthread_t thread;

    (void)state;
    count_ours();
    assert_int_equal(pthread_create(&thread, NULL, wait_for_the_bell, NULL), 0);
    nap();
    pthread_mutex_lock(&mutex);
    ringing = true;
    pthread_cond_signal(&rung);
    pthread_mutex_unlock(&mutex);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_counts_from_a_take_to_the_drop_behind_it),
        cmocka_unit_test(a_hold_that_goes_on_counts_up_to_now),
        cmocka_unit_test(what_is_signalled_elsewhere_is_neither_take_nor_drop),
        cmocka_unit_test(calls_from_elsewhere_do_not_count),
        cmocka_unit_test(what_others_hold_is_added_up_apart),
        cmocka_unit_test(a_signal_still_wakes_who_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
