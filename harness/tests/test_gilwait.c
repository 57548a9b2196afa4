/* Waits for the GIL: those of watched threads count, if they come from the right place; the conditions still work as libc's do. */
#include "tests/unit.h"

#include "base/clock.h"
#include "runner/gilwait.h"
#include "runner/interpose.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#define MS 1000000

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static bool sleeping, woken;

static int set_up(void **state)
{
    pthread_condattr_t attributes;

    (void)state;
    return pthread_condattr_init(&attributes) || pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) ||
           pthread_cond_init(&changed, &attributes);
}

/* Until nobody signals for `ns`. Returns what the wait said. */
static int wait_for(int64_t ns)
{
    struct timespec at;
    int result;

    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += (at.tv_nsec + ns) / 1000000000;
    at.tv_nsec = (at.tv_nsec + ns) % 1000000000;
    pthread_mutex_lock(&mutex);
    do
        result = pthread_cond_timedwait(&changed, &mutex, &at);
    while (result == 0);
    pthread_mutex_unlock(&mutex);
    return result;
}

/* This program stands for libpython. */
static void count_ours(void)
{
    struct error e;
    assert_int_equal(interpose_init((const void *)(uintptr_t)count_ours, &e), 0);
}

static void a_watched_thread_s_waits_count(void **state)
{
    struct stopwatch wait = {0};

    (void)state;
    count_ours();
    gilwait_watch(&wait);
    int64_t start = clock_now_ns();
    assert_int_equal(wait_for(20 * MS), ETIMEDOUT);
    int64_t took = clock_now_ns() - start;
    gilwait_watch(NULL);
    assert_in_range(stopwatch_ns(&wait, clock_now_ns()), 19 * MS, (uintmax_t)took);
    assert_true(took >= 19 * MS); /* a condition that ignores its clock would not have waited at all */

    int64_t before = stopwatch_ns(&wait, clock_now_ns());
    wait_for(5 * MS);
    assert_int_equal(stopwatch_ns(&wait, clock_now_ns()), before); /* nobody watches any more */
}

static void calls_from_elsewhere_do_not_count(void **state)
{
    struct stopwatch wait = {0};
    struct error e;

    (void)state;
    assert_int_equal(interpose_init(dlsym(RTLD_DEFAULT, "getenv"), &e), 0); /* libc stands for libpython */
    gilwait_watch(&wait);
    wait_for(5 * MS);
    gilwait_watch(NULL);
    assert_int_equal(stopwatch_ns(&wait, clock_now_ns()), 0);
}

static void an_address_that_is_nobody_s_is_refused(void **state)
{
    struct error e = {0};

    (void)state;
    assert_int_equal(interpose_init(NULL, &e), -1);
    assert_string_not_equal(e.text, "");
    assert_int_equal(interpose_init((const void *)16, &e), -1);
}

static void *sleep_until_woken(void *argument)
{
    gilwait_watch(argument);
    pthread_mutex_lock(&mutex);
    sleeping = true;
    while (!woken)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void a_wait_that_goes_on_counts_up_to_now(void **state)
{
    struct stopwatch wait = {0};
    const struct timespec nap = {.tv_nsec = MS};
    pthread_t thread;
    bool asleep = false;

    (void)state;
    count_ours();
    sleeping = woken = false;
    assert_int_equal(pthread_create(&thread, NULL, sleep_until_woken, &wait), 0);
    while (!asleep) {
        pthread_mutex_lock(&mutex); /* ours only while it waits */
        asleep = sleeping;
        pthread_mutex_unlock(&mutex);
        nanosleep(&nap, NULL);
    }
    int64_t start = clock_now_ns(), first = stopwatch_ns(&wait, start);
    for (int i = 0; i < 10; i++)
        nanosleep(&nap, NULL);
    int64_t later = clock_now_ns();
    assert_int_equal(stopwatch_ns(&wait, later) - first, later - start);

    pthread_mutex_lock(&mutex);
    woken = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
    pthread_join(thread, NULL);
    int64_t whole = stopwatch_ns(&wait, clock_now_ns());
    assert_true(whole >= later - start);
    assert_int_equal(stopwatch_ns(&wait, clock_now_ns() + 1000 * MS), whole); /* it is over */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_watched_thread_s_waits_count),
        cmocka_unit_test(calls_from_elsewhere_do_not_count),
        cmocka_unit_test(an_address_that_is_nobody_s_is_refused),
        cmocka_unit_test(a_wait_that_goes_on_counts_up_to_now),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
