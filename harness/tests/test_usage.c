/* Usage of other processes and of single threads: what a child says of itself is what we see from outside. */
#include "tests/unit.h"

#include "base/clock.h"
#include "machine/usage.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MIB    (1 << 20)
#define SPIN_S .03

static double cpu_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void spin(clockid_t clock)
{
    for (double start = cpu_of(clock); cpu_of(clock) < start + SPIN_S;)
        ;
}

/* Works, says what it used, and stays until its end of the pipe is closed. */
static void be_a_child(int report, int stay)
{
    const struct timespec nap = {.tv_nsec = 1000000};
    char *pages = mmap(NULL, 4 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct usage usage;
    char byte;

    memset(pages, 1, 4 * MIB);
    munmap(pages, 2 * MIB); /* so that the peak is behind us */
    for (int i = 0; i < 10; i++)
        nanosleep(&nap, NULL);
    spin(CLOCK_PROCESS_CPUTIME_ID);
    usage = usage_read();
    if (write(report, &usage, sizeof usage) != sizeof usage || read(stay, &byte, 1) < 0)
        _exit(1);
    _exit(0);
}

struct child {
    pid_t pid;
    int stay; /* closed, it ends */
    struct usage said;
};

static struct child start_child(void)
{
    struct child child;
    int report[2], stay[2];

    assert_int_equal(pipe(report), 0);
    assert_int_equal(pipe(stay), 0);
    child.pid = fork();
    assert_true(child.pid >= 0);
    if (child.pid == 0) {
        close(stay[1]);
        be_a_child(report[1], stay[0]);
    }
    close(report[1]);
    close(stay[0]);
    assert_int_equal(read(report[0], &child.said, sizeof child.said), sizeof child.said);
    close(report[0]);
    child.stay = stay[1];
    return child;
}

static void end_child(const struct child *child)
{
    close(child->stay);
    waitpid(child->pid, NULL, 0);
}

static void another_process_is_seen_as_it_sees_itself(void **state)
{
    struct usage usage;

    (void)state;
    struct child child = start_child();
    assert_int_equal(usage_of_process(child.pid, &usage), 0);
    assert_true(usage.cpu_s >= SPIN_S && usage.cpu_s < child.said.cpu_s + .1);
    assert_true(usage.voluntary_switches >= 10);
    assert_in_range(usage.voluntary_switches, child.said.voluntary_switches,
                    child.said.voluntary_switches + 5);
    assert_true(usage.involuntary_switches >= child.said.involuntary_switches);
    assert_true(usage.minor_faults >= 4 * MIB / sysconf(_SC_PAGESIZE) / 512); /* pages may be huge */
    assert_in_range(usage.minor_faults, child.said.minor_faults, child.said.minor_faults + 100);
    assert_in_range(usage.major_faults, child.said.major_faults, child.said.major_faults + 100);
    end_child(&child);
    assert_int_equal(usage_of_process(child.pid, &usage), -1);
    assert_true(isnan(usage.cpu_s) && usage.minor_faults == INT64_MIN);
}

static void memory_has_a_peak_and_a_share(void **state)
{
    (void)state;
    struct child child = start_child();
    struct usage_memory memory = usage_memory(child.pid);
    assert_true(memory.rss_bytes >= 2 * MIB);
    assert_true(memory.peak_bytes >= memory.rss_bytes + 3 * MIB / 2); /* counted some pages late */
    if (memory.pss_bytes != INT64_MIN)                                /* some sandboxes do not show it */
        assert_true(memory.pss_bytes >= 2 * MIB && memory.pss_bytes < memory.rss_bytes);
    int64_t rss = usage_rss_of(child.pid);
    assert_true(rss >= 2 * MIB && rss < memory.peak_bytes);
    end_child(&child);
    assert_int_equal(usage_memory(child.pid).peak_bytes, INT64_MIN);
    assert_int_equal(usage_rss_of(child.pid), INT64_MIN);
    assert_true(usage_rss_bytes() > 0);
}

struct busy_thread {
    pthread_barrier_t spun, seen;
    pid_t tid;
    double cpu_s; /* its own reading */
};

static void *be_busy(void *argument)
{
    struct busy_thread *busy = argument;

    busy->tid = gettid();
    spin(CLOCK_THREAD_CPUTIME_ID);
    busy->cpu_s = cpu_of(CLOCK_THREAD_CPUTIME_ID);
    pthread_barrier_wait(&busy->spun);
    pthread_barrier_wait(&busy->seen);
    return NULL;
}

static void one_thread_is_told_from_the_others(void **state)
{
    struct busy_thread busy;
    struct usage_thread usage, mine;
    pthread_t thread;

    (void)state;
    pthread_barrier_init(&busy.spun, NULL, 2);
    pthread_barrier_init(&busy.seen, NULL, 2);
    assert_int_equal(usage_of_thread(getpid(), gettid(), &mine), 0);
    assert_int_equal(pthread_create(&thread, NULL, be_busy, &busy), 0);
    pthread_barrier_wait(&busy.spun);
    double before = mine.cpu_s;
    assert_int_equal(usage_of_thread(getpid(), busy.tid, &usage), 0);
    assert_int_equal(usage_of_thread(getpid(), gettid(), &mine), 0);
    assert_true(usage.cpu_s >= SPIN_S && usage.cpu_s < busy.cpu_s + SPIN_S);
    assert_true(mine.cpu_s - before < SPIN_S); /* it waited for the other */
    assert_true(isnan(usage.runqueue_wait_s) || usage.runqueue_wait_s >= 0);
    assert_true(usage.involuntary_switches >= 0);
    assert_true(mine.voluntary_switches >= 1);
    pthread_barrier_wait(&busy.seen);
    pthread_join(thread, NULL);
    assert_int_equal(usage_of_thread(getpid(), busy.tid, &usage), -1);
    assert_true(isnan(usage.cpu_s) && usage.voluntary_switches == INT64_MIN);
}

static void a_thread_of_another_process_is_seen_too(void **state)
{
    struct usage_thread usage;

    (void)state;
    struct child child = start_child();
    assert_int_equal(usage_of_thread(child.pid, child.pid, &usage), 0);
    assert_true(usage.cpu_s >= SPIN_S * .8 && usage.cpu_s < SPIN_S + .1); /* it may lag by a tick */
    assert_in_range(usage.voluntary_switches, child.said.voluntary_switches,
                    child.said.voluntary_switches + 5);
    end_child(&child);
    assert_int_equal(usage_of_thread(child.pid, child.pid, &usage), -1);
}

static void sums_and_differences_keep_what_is_missing_missing(void **state)
{
    const struct usage some = {1, 2, 3, 4, INT64_MIN}, more = {.5, 1, INT64_MIN, 1, 1};

    (void)state;
    struct usage both = usage_sum(&some, &more);
    assert_float_equal((float)both.cpu_s, 1.5, 0);
    assert_int_equal(both.voluntary_switches, 3);
    assert_int_equal(both.involuntary_switches, INT64_MIN);
    assert_int_equal(both.minor_faults, 5);
    assert_int_equal(both.major_faults, INT64_MIN);
    struct usage rest = usage_between(&some, &both);
    assert_float_equal((float)rest.cpu_s, .5, 0);
    assert_int_equal(rest.voluntary_switches, 1);
    assert_int_equal(rest.involuntary_switches, INT64_MIN);
    assert_int_equal(rest.major_faults, INT64_MIN);
}

static void a_kernel_that_does_not_count_says_nothing(void **state)
{
    static const char *const bad[] = {"", "0 0 0", "12", "12 3", "12 3 0", "a b c", "12 3 -1"};
    double ran, waited;

    (void)state;
    assert_int_equal(usage_parse_schedstat("30200300 1500 7", &ran, &waited), 0);
    assert_true(ran >= 30200300 && ran <= 30200300 && waited >= 1500 && waited <= 1500);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(usage_parse_schedstat(bad[i], &ran, &waited), -1);
        assert_true(isnan(ran) && isnan(waited));
    }
}

static void the_time_of_threads_is_in_that_of_their_process(void **state)
{
    (void)state;
    struct child child = start_child();
    double whole = usage_cpu_of_process(child.pid), part = usage_cpu_of_thread(child.pid, child.pid);
    assert_true(whole >= SPIN_S && fabs(whole - part) < 1e-6); /* it has one thread, which waits */
    end_child(&child);
    assert_true(isnan(usage_cpu_of_process(child.pid)) && isnan(usage_cpu_of_thread(child.pid, child.pid)));
    double mine = usage_cpu_of_thread(getpid(), gettid()), all = usage_cpu_of_process(getpid());
    assert_true(mine > 0 && mine <= all && isnan(usage_cpu_of_thread(getpid(), child.pid)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_process_is_seen_as_it_sees_itself),
        cmocka_unit_test(memory_has_a_peak_and_a_share),
        cmocka_unit_test(one_thread_is_told_from_the_others),
        cmocka_unit_test(a_thread_of_another_process_is_seen_too),
        cmocka_unit_test(a_kernel_that_does_not_count_says_nothing),
        cmocka_unit_test(the_time_of_threads_is_in_that_of_their_process),
        cmocka_unit_test(sums_and_differences_keep_what_is_missing_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
