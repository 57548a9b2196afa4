#include "runner/latency.h"

#include <math.h>
#include <stddef.h>

/* The longest time that a bucket holds. */
static int64_t upper_edge_ns(unsigned bucket)
{
    unsigned shift = bucket >> LATENCY_HALF_BITS;

    /* The first two rows of 256 have a width of 1; from there on each row is twice as wide as the one before. */
    shift = shift > 0 ? shift - 1 : 0;
    uint64_t steps = bucket - (shift << LATENCY_HALF_BITS);
    return (int64_t)(((steps + 1) << shift) - 1);
}

void latency_merge(struct latency *into, const struct latency *from)
{
    for (size_t i = 0; i <= LATENCY_BUCKETS; i++)
        into->counts[i] += from->counts[i];
    into->count += from->count;
    into->sum_ns += from->sum_ns;
    if (from->max_ns > into->max_ns)
        into->max_ns = from->max_ns;
}

double latency_percentile_s(const struct latency *latency, int share)
{
    const uint64_t all = latency->count, beyond = (uint64_t)(1000 - share);
    uint64_t seen = 0;

    if (!all || (beyond && all * beyond < 1000))
        return NAN;
    /* Whole numbers: in doubles .999 of 1000 may come out above 999. */
    uint64_t rank = all / 1000 * (uint64_t)share + (all % 1000 * (uint64_t)share + 999) / 1000;
    for (unsigned i = 0; i < LATENCY_BUCKETS && beyond; i++) {
        seen += latency->counts[i];
        if (seen >= rank) {
            int64_t edge_ns = upper_edge_ns(i);
            return (double)(edge_ns < latency->max_ns ? edge_ns : latency->max_ns) / 1e9;
        }
    }
    return (double)latency->max_ns / 1e9;
}

double latency_mean_s(const struct latency *latency)
{
    return latency->count ? latency->sum_ns / 1e9 / (double)latency->count : NAN;
}
