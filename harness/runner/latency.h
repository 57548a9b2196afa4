/* latency.h - how long requests took: a histogram of one worker, merged with the others' when they have ended.
 *
 * HdrHistogram's scheme (Tene): every power of two is cut into 256 buckets of equal width, so a bucket is at most 1/256 of the times in it
 * wide, whether they are microseconds or minutes; below 512 ns each nanosecond has its own. A percentile is told as the longest time that
 * its bucket holds, or as the longest time of all where that is shorter: never below the true one, and above it by less than 1/256.
 * The range is 0 to 4398 s (2^42 ns); longer times are counted, and percentiles that fall among them are told as the longest time of all.
 *
 * Why our own: HdrHistogram's C library is packaged by Debian only after trixie. It also allocates what a plain struct can hold, and counts
 * in memory that lies next to others'. Recording here is an index and an addition on cache lines of the worker's own: no allocation, no
 * lock, and no page fault once the memory was touched (requests_open does).
 *
 * One writer, the worker; all else is for the main thread after the worker has ended.
 */
#ifndef GILSCALE_LATENCY_H
#define GILSCALE_LATENCY_H

#include <stdbool.h>
#include <stdint.h>

#define LATENCY_HALF_BITS 8  /* 256 buckets a power of two */
#define LATENCY_TOP_BITS  42 /* times of 2^42 ns and more are beyond the range */
#define LATENCY_BUCKETS   ((LATENCY_TOP_BITS - LATENCY_HALF_BITS + 1) << LATENCY_HALF_BITS)

struct latency {
    _Alignas(128) uint64_t counts[LATENCY_BUCKETS + 1]; /* the last one: beyond the range */
    uint64_t count;                                     /* of all requests */
    int64_t max_ns;                                     /* exact, also beyond the range */
    double sum_ns;
};

/* The bucket of a time within the range. */
static inline unsigned latency_bucket(uint64_t ns)
{
    unsigned bits = 64 - (unsigned)__builtin_clzll(ns | 1);
    unsigned shift = bits > LATENCY_HALF_BITS + 1 ? bits - (LATENCY_HALF_BITS + 1) : 0;
    return (shift << LATENCY_HALF_BITS) + (unsigned)(ns >> shift);
}

/* The owner. A time below 0, which no clock should give, counts as 0. */
static inline void latency_record(struct latency *latency, int64_t ns)
{
    uint64_t time = ns > 0 ? (uint64_t)ns : 0;

    latency->counts[time >> LATENCY_TOP_BITS ? LATENCY_BUCKETS : latency_bucket(time)]++;
    latency->count++;
    latency->sum_ns += (double)time;
    if ((int64_t)time > latency->max_ns)
        latency->max_ns = (int64_t)time;
}

/* Adds what another worker recorded. */
void latency_merge(struct latency *into, const struct latency *from);

/* In seconds: the shortest time such that at least `share` thousandths of all requests (1 to 1000: 500 is the median, 999 is p99.9) took no
 * longer, as the histogram tells it. NAN where fewer requests were recorded than it takes for one to lie beyond (10 for p90, 1000 for
 * p99.9): it would only repeat the longest. 1000 is the longest time itself, NAN without a request. */
double latency_percentile_s(const struct latency *latency, int share);

/* In seconds, exact but for rounding; NAN without a request. */
double latency_mean_s(const struct latency *latency);

#endif
