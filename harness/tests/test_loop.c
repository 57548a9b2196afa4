/* A worker's timed loop: shares of a total, requests in a closed and an open loop, and when it is attached. The interpreter and the workload
 * are the test's own; the crew around them is real, so ThreadSanitizer sees it all. */
#include "tests/unit.h"

#include "base/clock.h"
#include "runner/arrivals.h"
#include "runner/crew.h"
#include "runner/home.h"
#include "runner/interpreter.h"
#include "runner/phaseclock.h"
#include "runner/requests.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WORKERS 4
#define MS      INT64_C(1000000)

/* The interpreter: who is attached, and how often somebody made a thread state. */
static _Thread_local int attached;
static atomic_int ensured;

void interpreter_enter(struct interpreter_thread *thread)
{
    (void)thread;
    attached++;
}

void interpreter_leave(struct interpreter_thread *thread)
{
    (void)thread;
    attached--;
}

void interpreter_ensure(struct interpreter_thread *thread)
{
    atomic_fetch_add(&ensured, 1);
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

/* The workload: an op sleeps. It marks a phase before and one in the middle. */
static struct sleeping {
    int64_t op_ns;
    atomic_int badly_attached;
    atomic_ulong runs, ops;
} sleeping;

static struct work work_of_test;

static void *sleep_begin(struct work *work, int index, struct error *e)
{
    (void)index;
    (void)e;
    return work;
}

static int sleep_run(void *worker, uint64_t n, struct error *e)
{
    const struct work *work = worker;
    struct timespec nap = {.tv_nsec = sleeping.op_ns * (int64_t)n};

    (void)e;
    if (attached != (work->attached ? 1 : 0))
        atomic_fetch_add(&sleeping.badly_attached, 1);
    atomic_fetch_add(&sleeping.runs, 1);
    atomic_fetch_add(&sleeping.ops, n);
    phaseclock_mark(1);
    if (sleeping.op_ns)
        clock_nanosleep(CLOCK_MONOTONIC, 0, &nap, NULL);
    phaseclock_mark(2);
    return 0;
}

static void sleep_end(void *worker)
{
    (void)worker;
}

static const struct work_kind sleeping_kind = {.begin = sleep_begin, .run = sleep_run, .end = sleep_end};

static struct crew make_crew(uint64_t batch, int64_t op_ns)
{
    memset(&sleeping, 0, sizeof sleeping);
    sleeping.op_ns = op_ns;
    atomic_store(&ensured, 0);
    work_of_test = (struct work){.kind = &sleeping_kind, .workers = WORKERS, .attached = true};
    return (struct crew){.home = &home_threads,
                         .groups = {{.workers = WORKERS, .batch_ops = batch, .work = &work_of_test}},
                         .batch_target_ns = MS};
}

static uint64_t ops_of(const struct crew *crew, int member)
{
    return slot_read(&crew->slots[member]).ops;
}

static void finish(struct crew *crew)
{
    struct error e = {0};

    assert_int_equal(crew_stop(crew, &e), 0);
    uint64_t all = 0;
    for (int i = 0; i < crew->workers; i++)
        all += ops_of(crew, i);
    assert_int_equal(all, atomic_load(&sleeping.ops));
    assert_int_equal(atomic_load(&sleeping.badly_attached), 0);
}

static void shares_add_up_to_the_total_and_differ_by_one_at_most(void **state)
{
    static const uint64_t totals[] = {1003, 4, 3, 28, 1}; /* batches of 7 */
    struct crew crew = make_crew(7, 0);
    struct error e = {0};
    uint64_t before[WORKERS];

    (void)state;
    crew.starts_resting = true;
    assert_int_equal(crew_start(&crew, NULL, &e), 0);
    assert_int_equal(crew_pause(&crew), 0);
    for (int i = 0; i < WORKERS; i++)
        assert_int_equal(before[i] = ops_of(&crew, i), 1); /* the first op, and then they rest */
    for (size_t t = 0; t < sizeof totals / sizeof *totals; t++) {
        int64_t began_ns = clock_now_ns();
        assert_int_equal(crew_share(&crew, totals[t]), 0);
        int64_t ended_ns = clock_now_ns();
        uint64_t all = 0;
        for (int i = 0; i < WORKERS; i++) {
            const struct crew_member *m = &crew.members[i];
            uint64_t done = ops_of(&crew, i) - before[i];
            before[i] += done;
            all += done;
            assert_int_equal(done, m->share);
            assert_in_range(done, totals[t] / WORKERS, totals[t] / WORKERS + 1);
            assert_true(began_ns <= m->share_from_ns && m->share_from_ns <= m->share_until_ns);
            assert_true(m->share_until_ns <= ended_ns);
        }
        assert_int_equal(all, totals[t]);
    }
    finish(&crew);
    crew_free(&crew);
}

static void nap(struct crew *crew, int64_t ns)
{
    assert_int_equal(crew_sleep(crew, clock_now_ns() + ns), 0);
}

/* Records for a while; what is measured of the crew afterwards stands in `end`. */
static bool record_for(struct crew *crew, int64_t ns, struct sample *end, double *recorded_s)
{
    struct error e = {0};

    assert_int_equal(crew_start(crew, NULL, &e), 0);
    nap(crew, 60 * MS);
    crew_record(crew, true);
    nap(crew, ns);
    crew_record(crew, false);
    *recorded_s = (double)(crew->board->record_until_ns - crew->board->record_from_ns) / 1e9;
    nap(crew, 60 * MS);
    finish(crew);
    *end = sample_empty();
    return requests_report(crew, end);
}

/* Little's law: in a closed loop N = rate x time. */
static void in_a_closed_loop_rate_times_latency_is_the_number_of_workers(void **state)
{
    struct crew crew = make_crew(3, MS);
    struct sample end;
    double recorded_s, sum_s = 0;

    (void)state;
    work_of_test.requests = true;
    assert_false(record_for(&crew, 100 * MS, &end, &recorded_s));
    for (int i = 0; i < WORKERS; i++)
        sum_s += crew.requests[i].latency.sum_ns / 1e9;
    assert_true(end.requests > 0 && (uint64_t)end.requests < atomic_load(&sleeping.ops));
    assert_true(sum_s / recorded_s > WORKERS * .7 && sum_s / recorded_s < WORKERS * 1.5);
    assert_true(end.latency_p50_s >= .001); /* it slept that long */
    assert_true(end.latency_p50_s <= end.latency_p90_s && end.latency_p90_s <= end.latency_max_s);
    crew_free(&crew);
}

static void nothing_is_timed_where_ops_are_no_requests(void **state)
{
    struct crew crew = make_crew(3, 0);
    struct sample end;
    double recorded_s;

    (void)state;
    assert_false(record_for(&crew, 10 * MS, &end, &recorded_s));
    assert_int_equal(end.requests, SAMPLE_NONE);
    assert_true(isnan(end.latency_max_s));
    crew_free(&crew);
}

/* How many are due in that time: each worker's own schedule begins with the recording, i/N of a period late. */
static int64_t due_within(double per_s, double seconds)
{
    int64_t due = 0;

    for (int i = 0; i < WORKERS; i++)
        for (double at = i / per_s; at < seconds; at += WORKERS / per_s)
            due++;
    return due;
}

static void an_open_loop_that_keeps_up_runs_each_request_that_is_due(void **state)
{
    struct crew crew = {0};
    struct sample end;
    double recorded_s;
    bool fell_behind = true;

    (void)state;
    for (int tries = 0; fell_behind && tries < 5;
         tries++) { /* where the hypervisor is at work, each request may be late */
        crew_free(&crew);
        crew = make_crew(3, 0);
        crew.groups[0].arrivals_per_s = 100; /* and the workload knows nothing of requests */
        fell_behind = record_for(&crew, 200 * MS, &end, &recorded_s);
    }
    assert_false(fell_behind);
    assert_in_range(end.requests, due_within(100, recorded_s) - WORKERS,
                    due_within(100, recorded_s) + WORKERS);
    assert_true(end.latency_p50_s <
                1); /* none waits for its turn, although each worker sleeps for 40 ms between two */
    crew_free(&crew);
}

/* Three periods a request: two of three come too late, and wait ever longer. In a closed loop all of this would look like 3 ms. */
static void an_open_loop_that_falls_behind_counts_the_waiting_and_says_so(void **state)
{
    struct crew crew = make_crew(3, 3 * MS);
    struct sample end;
    double recorded_s;

    (void)state;
    crew.groups[0].arrivals_per_s = 1000. * WORKERS;
    assert_true(record_for(&crew, 200 * MS, &end, &recorded_s));
    int64_t due = due_within(1000. * WORKERS, recorded_s);
    assert_in_range(end.requests, due - WORKERS, due + WORKERS); /* also those that nobody ever ran */
    assert_true(end.latency_p50_s > 10 * .003);
    assert_true(latency_percentile_s(&crew.requests[0].latency, 300) >
                5 * .003); /* also of those that were run */
    assert_true(end.latency_p99_s >= end.latency_p50_s);
    assert_true(end.latency_max_s > recorded_s / 2);
    crew_free(&crew);
}

/* The next request is due in half a minute; nobody waits for it. */
static void a_worker_that_sleeps_until_a_request_is_due_still_obeys(void **state)
{
    struct crew crew = make_crew(3, 0);
    struct error e = {0};
    int64_t began_ns = clock_now_ns();

    (void)state;
    crew.groups[0].arrivals_per_s = WORKERS / 30.;
    assert_int_equal(crew_start(&crew, NULL, &e), 0);
    nap(&crew, 30 * MS);
    assert_int_equal(crew_pause(&crew), 0);
    crew_resume(&crew);
    nap(&crew, 30 * MS);
    finish(&crew);
    assert_true(clock_now_ns() - began_ns < 10000 * MS);
    crew_free(&crew);
}

static void a_thread_state_is_made_once_or_for_each_batch_or_each_op(void **state)
{
    (void)state;
    for (int policy = ATTACH_ONCE; policy <= ATTACH_CALL; policy++)
        for (int kind = 0; kind < 3; kind++) {
            struct crew crew = make_crew(5, 0);
            struct error e = {0};
            crew.groups[0].attach = (enum attach_policy)policy;
            crew.groups[0].arrivals_per_s = kind == 1 ? 4000 : 0;
            work_of_test.requests = kind == 2;
            assert_int_equal(crew_start(&crew, NULL, &e), 0);
            nap(&crew, 10 * MS);
            assert_int_equal(crew_pause(&crew), 0);
            crew_resume(&crew);
            nap(&crew, 10 * MS);
            finish(&crew);
            uint64_t runs = atomic_load(&sleeping.runs), ops = atomic_load(&sleeping.ops);
            uint64_t batches = kind == 2 ? (ops - WORKERS) / 5 + WORKERS : runs;
            uint64_t expected = policy == ATTACH_ONCE ? 0 : policy == ATTACH_BATCH ? batches : ops;
            assert_int_equal(atomic_load(&ensured), expected);
            crew_free(&crew);
        }
}

/* What all workers' phases came to at an instant, which was between these two. */
struct phases_then {
    int64_t after_ns, before_ns;
    struct phaseclock_reading sum;
};

static struct phases_then read_phases(const struct crew *crew)
{
    struct phases_then then = {.after_ns = clock_now_ns()};

    for (int i = 0; i < WORKERS; i++) {
        struct phaseclock_reading one =
            phaseclock_read(&crew->phaseclocks[i], &crew->slots[i].gil_held, then.after_ns);
        for (int k = 0; k < PHASES_MOST; k++)
            then.sum.passed_ns[k] += one.passed_ns[k];
    }
    then.before_ns = clock_now_ns();
    return then;
}

static int64_t passed(const struct phases_then *from, const struct phases_then *to, int phase)
{
    return to->sum.passed_ns[phase] - from->sum.passed_ns[phase];
}

static void start_with_phases(struct crew *crew)
{
    struct error e = {0};

    crew->times_phases = true;
    work_of_test.phases.count = 3;
    assert_int_equal(crew_start(crew, NULL, &e), 0);
    for (int i = 0; i < WORKERS; i++)
        while (!ops_of(crew, i)) /* on a busy machine a worker begins late */
            nap(crew, MS);
}

static void in_a_closed_loop_all_the_time_is_in_some_phase(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        struct crew crew = make_crew(3, MS / 4);
        crew.groups[0].attach = kind == 3 ? ATTACH_CALL : (enum attach_policy)kind;
        work_of_test.requests = kind == 2;
        start_with_phases(&crew);
        struct phases_then from = read_phases(&crew);
        nap(&crew, 30 * MS);
        struct phases_then to = read_phases(&crew);
        int64_t all = 0;
        for (int k = 0; k < PHASES_MOST; k++)
            all += passed(&from, &to, k);
        assert_in_range(all, WORKERS * (to.after_ns - from.before_ns),
                        WORKERS * (to.before_ns - from.after_ns));
        assert_true(passed(&from, &to, 1) > all / 3); /* where it sleeps */
        assert_true(passed(&from, &to, 0) > 0 && passed(&from, &to, 2) >= 0);
        assert_int_equal(passed(&from, &to, 3), 0);
        finish(&crew);
        crew_free(&crew);
    }
}

static void who_rests_or_waits_for_a_request_is_in_no_phase(void **state)
{
    struct crew crew = make_crew(3, MS / 4);

    (void)state;
    start_with_phases(&crew);
    assert_int_equal(crew_pause(&crew), 0);
    struct phases_then from = read_phases(&crew);
    nap(&crew, 20 * MS);
    struct phases_then to = read_phases(&crew);
    for (int k = 0; k < PHASES_MOST; k++)
        assert_int_equal(passed(&from, &to, k), 0);
    crew_resume(&crew);
    nap(&crew, 10 * MS);
    to = read_phases(&crew);
    assert_true(passed(&from, &to, 1) > 0);
    finish(&crew);
    crew_free(&crew);

    crew = make_crew(3, 0);
    crew.groups[0].arrivals_per_s = 100; /* one in 40 ms for each: nearly always there is none */
    start_with_phases(&crew);
    from = read_phases(&crew);
    nap(&crew, 60 * MS);
    to = read_phases(&crew);
    int64_t all = passed(&from, &to, 0) + passed(&from, &to, 1) + passed(&from, &to, 2);
    assert_true(all > 0 && all < WORKERS * (to.after_ns - from.before_ns) / 2);
    finish(&crew);
    crew_free(&crew);
}

/* Of each share the phases are all of its time, from its worker's waking up to the end of its last batch. */
static void a_share_s_phases_are_all_of_its_time(void **state)
{
    struct crew crew = make_crew(3, MS / 4);
    int64_t shares_ns = 0, all = 0;

    (void)state;
    crew.starts_resting = true;
    start_with_phases(&crew);
    assert_int_equal(crew_pause(&crew), 0);
    struct phases_then from = read_phases(&crew);
    assert_int_equal(crew_share(&crew, 50), 0);
    struct phases_then to = read_phases(&crew);
    for (int i = 0; i < WORKERS; i++)
        shares_ns += crew.members[i].share_until_ns - crew.members[i].share_from_ns;
    for (int k = 0; k < PHASES_MOST; k++)
        all += passed(&from, &to, k);
    assert_int_equal(all, shares_ns);
    finish(&crew);
    crew_free(&crew);
}

static void what_nobody_asked_for_is_not_clocked(void **state)
{
    struct crew crew = make_crew(3, 0);
    struct error e = {0};

    (void)state;
    work_of_test.phases.count = 3;
    assert_int_equal(crew_start(&crew, NULL, &e), 0);
    nap(&crew, 10 * MS);
    struct phases_then at = read_phases(&crew);
    for (int k = 0; k < PHASES_MOST; k++)
        assert_int_equal(at.sum.passed_ns[k], 0);
    finish(&crew);
    crew_free(&crew);
}

/* A workload that runs detached is never attached by mistake. */
static void what_runs_detached_stays_detached(void **state)
{
    struct crew crew = make_crew(5, 0);
    struct sample end;
    double recorded_s;

    (void)state;
    work_of_test.attached = false;
    crew.groups[0].arrivals_per_s = 1000;
    record_for(&crew, 20 * MS, &end, &recorded_s);
    assert_int_equal(atomic_load(&ensured), 0);
    crew_free(&crew);
}

static void arrivals_are_evenly_spaced_and_never_drift(void **state)
{
    const double per_s = 300;
    struct arrivals workers[3];

    (void)state;
    for (int i = 0; i < 3; i++) {
        workers[i] = arrivals_of(per_s, 3, i);
        arrivals_restart(&workers[i], 1000);
    }
    for (int64_t request = 0; request < 30000; request++) {
        struct arrivals *mine = &workers[request % 3];
        assert_int_equal(arrivals_due_ns(mine), 1000 + llround((double)request * 1e9 / per_s));
        mine->next++;
    }
    arrivals_restart(&workers[1], 5000000);
    assert_int_equal(arrivals_due_ns(&workers[1]), 5000000 + llround(1e9 / per_s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_add_up_to_the_total_and_differ_by_one_at_most),
        cmocka_unit_test(in_a_closed_loop_rate_times_latency_is_the_number_of_workers),
        cmocka_unit_test(nothing_is_timed_where_ops_are_no_requests),
        cmocka_unit_test(an_open_loop_that_keeps_up_runs_each_request_that_is_due),
        cmocka_unit_test(an_open_loop_that_falls_behind_counts_the_waiting_and_says_so),
        cmocka_unit_test(a_worker_that_sleeps_until_a_request_is_due_still_obeys),
        cmocka_unit_test(a_thread_state_is_made_once_or_for_each_batch_or_each_op),
        cmocka_unit_test(in_a_closed_loop_all_the_time_is_in_some_phase),
        cmocka_unit_test(who_rests_or_waits_for_a_request_is_in_no_phase),
        cmocka_unit_test(a_share_s_phases_are_all_of_its_time),
        cmocka_unit_test(what_nobody_asked_for_is_not_clocked),
        cmocka_unit_test(what_runs_detached_stays_detached),
        cmocka_unit_test(arrivals_are_evenly_spaced_and_never_drift),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
