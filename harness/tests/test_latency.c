/* The histogram of request times against lists of the times themselves. */
#include "tests/unit.h"

#include "runner/latency.h"

#include <malloc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REQUESTS 20000

static const int shares[] = {1, 100, 500, 900, 990, 999, 1000};
#define SHARES (sizeof shares / sizeof *shares)

static struct latency *empty(void)
{
    struct latency *latency = aligned_alloc(_Alignof(struct latency), sizeof *latency);
    memset(latency, 0, sizeof *latency);
    return latency;
}

static int64_t percentile_ns(const struct latency *latency, int share)
{
    return llround(latency_percentile_s(latency, share) * 1e9);
}

/* xorshift64*; the same numbers on every run. */
static uint64_t next_random(uint64_t *random)
{
    *random ^= *random >> 12;
    *random ^= *random << 25;
    *random ^= *random >> 27;
    return *random * UINT64_C(0x2545F4914F6CDD1D);
}

static int by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void short_times_are_told_to_the_nanosecond(void **state)
{
    struct latency *latency = empty();

    (void)state;
    for (int ns = 1; ns <= 500; ns++)
        latency_record(latency, ns);
    assert_int_equal(percentile_ns(latency, 2), 1);
    assert_int_equal(percentile_ns(latency, 3), 2); /* 1.5 of 500: the second */
    assert_int_equal(percentile_ns(latency, 500), 250);
    assert_int_equal(percentile_ns(latency, 900), 450);
    assert_int_equal(percentile_ns(latency, 990), 495);
    assert_int_equal(percentile_ns(latency, 1000), 500);
    assert_int_equal(llround(latency_mean_s(latency) * 1e10), 2505);
    free(latency);
}

/* .999 times 1000 in doubles may be more than 999. */
static void a_percentile_is_the_shortest_time_that_enough_requests_did_not_exceed(void **state)
{
    struct latency *latency = empty();

    (void)state;
    for (int i = 0; i < 999; i++)
        latency_record(latency, 100);
    latency_record(latency, 400);
    assert_int_equal(percentile_ns(latency, 999), 100);
    latency_record(latency, 400); /* 1000 of 1001 */
    assert_int_equal(percentile_ns(latency, 999), 400);
    free(latency);
}

/* Known edges: from 512 ns on buckets are 2 ns wide, from 2^41 ns on 2^33. */
static void edges_of_buckets_are_where_they_should_be(void **state)
{
    (void)state;
    assert_int_equal(latency_bucket(0), 0);
    assert_int_equal(latency_bucket(511), 511);
    assert_int_equal(latency_bucket(512), 512);
    assert_int_equal(latency_bucket(513), 512);
    assert_int_equal(latency_bucket(514), 513);
    assert_int_equal(latency_bucket(1023), 767);
    assert_int_equal(latency_bucket(1024), 768);
    assert_int_equal(latency_bucket((UINT64_C(1) << 41)), LATENCY_BUCKETS - 256);
    assert_int_equal(latency_bucket((UINT64_C(1) << LATENCY_TOP_BITS) - 1), LATENCY_BUCKETS - 1);
    assert_true((INT64_C(1) << LATENCY_TOP_BITS) >= INT64_C(3600) * 1000000000); /* an hour at least */
    for (int shift = 0; shift < LATENCY_TOP_BITS; shift++) { /* nothing is left out, nothing goes back */
        uint64_t edge = UINT64_C(1) << shift;
        unsigned before = latency_bucket(edge - 1), after = latency_bucket(edge);
        assert_true(after == before || after == before + 1);
    }
}

static void it_is_never_below_the_truth_and_above_it_by_less_than_a_256th(void **state)
{
    uint64_t random = 42;

    (void)state;
    for (int bits = 1; bits <= 41; bits += 4) {
        struct latency *latency = empty();
        int64_t *times = calloc(REQUESTS, sizeof *times);
        for (int i = 0; i < REQUESTS; i++) { /* of all sizes, as many of each */
            int size = 1 + (int)(next_random(&random) % (unsigned)bits);
            times[i] = (int64_t)(next_random(&random) >> (64 - size));
            latency_record(latency, times[i]);
        }
        qsort(times, REQUESTS, sizeof *times, by_time);
        for (size_t i = 0; i < SHARES; i++) {
            int64_t truth = times[(REQUESTS * shares[i] + 999) / 1000 - 1];
            int64_t told = percentile_ns(latency, shares[i]);
            assert_true(told >= truth);
            assert_true((double)told <= (double)truth * (1 + 1. / 256));
        }
        assert_int_equal(percentile_ns(latency, 1000), times[REQUESTS - 1]);
        free(times);
        free(latency);
    }
}

static void merged_is_as_all_in_one(void **state)
{
    struct latency *one = empty(), *merged = empty(), *parts[3];
    uint64_t random = 7;

    (void)state;
    for (int i = 0; i < 3; i++)
        parts[i] = empty();
    for (int i = 0; i < REQUESTS; i++) {
        int64_t ns = (int64_t)(next_random(&random) >> 21 >> next_random(&random) % 40);
        latency_record(one, ns);
        latency_record(parts[i % 3], ns);
    }
    for (int i = 0; i < 3; i++) {
        latency_merge(merged, parts[i]);
        free(parts[i]);
    }
    assert_memory_equal(one->counts, merged->counts, sizeof one->counts);
    assert_int_equal(one->count, merged->count);
    assert_int_equal(one->max_ns, merged->max_ns);
    assert_true(fabs(latency_mean_s(merged) / latency_mean_s(one) - 1) <
                1e-9); /* added up in another order */
    for (size_t i = 0; i < SHARES; i++)
        assert_int_equal(percentile_ns(one, shares[i]), percentile_ns(merged, shares[i]));
    free(one);
    free(merged);
}

/* A p99.9 of 50 requests would be their longest under a name that promises more. */
static void what_too_few_requests_cannot_tell_is_not_told(void **state)
{
    struct latency *latency = empty();

    (void)state;
    for (size_t i = 0; i < SHARES; i++)
        assert_true(isnan(latency_percentile_s(latency, shares[i])));
    assert_true(isnan(latency_mean_s(latency)));
    for (int i = 1; i <= 999; i++) {
        latency_record(latency, i);
        assert_int_equal(!isnan(latency_percentile_s(latency, 500)), i >= 2);
        assert_int_equal(!isnan(latency_percentile_s(latency, 900)), i >= 10);
        assert_int_equal(!isnan(latency_percentile_s(latency, 990)), i >= 100);
        assert_true(isnan(latency_percentile_s(latency, 999)));
        assert_int_equal(percentile_ns(latency, 1000), i);
    }
    latency_record(latency, 1000);
    assert_int_equal(percentile_ns(latency, 999), 999);
    free(latency);
}

static void what_is_beyond_the_range_is_counted_and_told_as_the_longest(void **state)
{
    struct latency *latency = empty();
    const int64_t longest = INT64_C(9000) * 1000000000;

    (void)state;
    for (int i = 0; i < 96; i++)
        latency_record(latency, 1000);
    latency_record(latency, -5); /* a clock that went back */
    latency_record(latency, INT64_C(1) << LATENCY_TOP_BITS);
    latency_record(latency, longest);
    latency_record(latency, INT64_C(5000) * 1000000000);
    assert_int_equal(latency->count, 100);
    assert_int_equal(latency->counts[LATENCY_BUCKETS], 3);
    assert_int_equal(latency->counts[0], 1);
    assert_int_equal(percentile_ns(latency, 500), 1001); /* the bucket of 1000 and 1001 */
    assert_int_equal(percentile_ns(latency, 990), longest);
    assert_int_equal(percentile_ns(latency, 1000), longest);
    free(latency);
}

static void recording_allocates_nothing(void **state)
{
    struct latency *latency = empty();
    uint64_t random = 3;

    (void)state;
    struct mallinfo2 before = mallinfo2();
    for (int i = 0; i < REQUESTS; i++)
        latency_record(latency, (int64_t)(next_random(&random) >> 20));
    struct mallinfo2 after = mallinfo2();
    assert_int_equal(before.uordblks, after.uordblks);
    assert_int_equal(before.hblkhd, after.hblkhd);
    assert_int_equal(before.arena, after.arena);
    assert_int_equal(latency->count, REQUESTS);
    free(latency);
}

static void histograms_of_an_array_share_no_cache_line(void **state)
{
    (void)state;
    assert_int_equal(sizeof(struct latency) % 128, 0);
    assert_int_equal(_Alignof(struct latency), 128);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_times_are_told_to_the_nanosecond),
        cmocka_unit_test(a_percentile_is_the_shortest_time_that_enough_requests_did_not_exceed),
        cmocka_unit_test(edges_of_buckets_are_where_they_should_be),
        cmocka_unit_test(it_is_never_below_the_truth_and_above_it_by_less_than_a_256th),
        cmocka_unit_test(merged_is_as_all_in_one),
        cmocka_unit_test(what_too_few_requests_cannot_tell_is_not_told),
        cmocka_unit_test(what_is_beyond_the_range_is_counted_and_told_as_the_longest),
        cmocka_unit_test(recording_allocates_nothing),
        cmocka_unit_test(histograms_of_an_array_share_no_cache_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
