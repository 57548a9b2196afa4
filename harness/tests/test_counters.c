/* The CPU's counters, tried with the kernel's own (task-clock, page faults), which every machine has: the same calls, the same group. */
#include "tests/unit.h"

#include "machine/counters.h"

#include <linux/perf_event.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define PAGES 64

/* The second is one that no machine has: it must not take the others with it. */
static const struct counters_event kernels_own[COUNTERS_MOST] = {
    {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK},
    {PERF_TYPE_HARDWARE, 0xffff},
    {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS},
    {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES},
};
static const struct counters_event nobody_s[COUNTERS_MOST] = {{PERF_TYPE_HARDWARE, 0xffff},
                                                              {PERF_TYPE_HARDWARE, 0xffff},
                                                              {PERF_TYPE_HARDWARE, 0xffff},
                                                              {PERF_TYPE_HARDWARE, 0xffff}};

/* false in a sandbox without perf_event_open; there everything has to be empty, and that is tested too. */
static bool have_counters(void)
{
    bool can[COUNTERS_MOST];
    struct error why;
    return counters_probe(kernels_own, can, &why) > 0;
}

static void each_event_is_tried_by_itself(void **state)
{
    bool can[COUNTERS_MOST];
    struct error why = {0};

    (void)state;
    int count = counters_probe(kernels_own, can, &why);
    assert_false(can[1]);
    assert_string_not_equal(why.text, "");
    assert_int_equal(count, can[0] + can[2] + can[3]);
    assert_int_equal(counters_probe(nobody_s, can, &why), 0);
}

struct work {
    pthread_barrier_t step; /* waited at four times */
    pid_t tid;
};

static void spin_ns(long ns)
{
    struct timespec start, now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
    do
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    while ((now.tv_sec - start.tv_sec) * 1000000000 + now.tv_nsec - start.tv_nsec < ns);
}

static void *work(void *argument)
{
    struct work *work = argument;

    work->tid = gettid();
    pthread_barrier_wait(&work->step);
    pthread_barrier_wait(&work->step); /* counted from here */
    char *pages = mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    madvise(pages, PAGES * 4096, MADV_NOHUGEPAGE);
    memset(pages, 1, PAGES * 4096);
    munmap(pages, PAGES * 4096);
    spin_ns(10000000);
    pthread_barrier_wait(&work->step);
    pthread_barrier_wait(&work->step); /* seen */
    return NULL;
}

static void a_thread_is_counted_from_outside_and_alone(void **state)
{
    struct counters counters;
    struct work other;
    struct error why;
    pthread_t thread;

    (void)state;
    if (!have_counters())
        skip();
    pthread_barrier_init(&other.step, NULL, 2);
    assert_int_equal(pthread_create(&thread, NULL, work, &other), 0);
    pthread_barrier_wait(&other.step);
    assert_int_equal(counters_open(&counters, kernels_own, other.tid, &why), 0);
    struct counters_reading from = counters_read(&counters);
    pthread_barrier_wait(&other.step);
    spin_ns(
        200000000); /* ours, which is not to be counted: the other spins for 10 ms, or some more in bad weather */
    pthread_barrier_wait(&other.step);
    struct counters_reading to = counters_read(&counters);
    pthread_barrier_wait(&other.step);
    pthread_join(thread, NULL);

    int64_t task_ns = counters_between(&from, &to, 0);
    assert_in_range(task_ns, 10000000, 100000000);
    assert_int_equal(counters_between(&from, &to, 1), INT64_MIN);
    assert_in_range(counters_between(&from, &to, 2), 4096 * PAGES / sysconf(_SC_PAGESIZE), 4 * PAGES);
    counters_close(&counters);
    assert_int_equal(counters_read(&counters).values[0], INT64_MIN);
}

static void where_nothing_can_be_counted_all_is_empty(void **state)
{
    struct counters counters;
    struct error why = {0};

    (void)state;
    assert_int_equal(counters_open(&counters, nobody_s, 0, &why), -1);
    assert_string_not_equal(why.text, "");
    struct counters_reading from = counters_read(&counters), to = counters_read(&counters);
    for (int i = 0; i < COUNTERS_MOST; i++)
        assert_int_equal(counters_between(&from, &to, i), INT64_MIN);
    counters_close(&counters);
}

static void a_part_of_the_time_is_no_count(void **state)
{
    const struct counters_reading from = {{100, 0, 0, 0}, 1000000, 1000000};
    const struct counters_reading whole = {{300, 0, 0, 0}, 3000000, 2999900};
    const struct counters_reading half = {{300, 0, 0, 0}, 3000000, 2000000};

    (void)state;
    assert_int_equal(counters_between(&from, &whole, 0), 200);
    assert_int_equal(counters_between(&from, &half, 0), INT64_MIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_event_is_tried_by_itself),
        cmocka_unit_test(a_thread_is_counted_from_outside_and_alone),
        cmocka_unit_test(where_nothing_can_be_counted_all_is_empty),
        cmocka_unit_test(a_part_of_the_time_is_no_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
